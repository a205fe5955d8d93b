"""Calendar dates and periods in English text, to EDTF, with the rule that supplied what is not written.

Early, mid and late stand for the thirds of a month, the four-month parts of a year and the years 0-3, 4-6
and 7-9 of a decade. Weeks run from Monday to Sunday. A month or day without a year is taken in the year
that lies nearest to the document's date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from latticework.model import bounds
from latticework.read.periods import count_on, edtf_of, month_end, part_of, unit_around

Bound = Literal["on", "until", "from", "within"]

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
NUMBERS = {w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])}
NUMBERS |= {"a": 1, "an": 1, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "fifty": 50}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d,.]\d|\d)"
YEAR = r"(?:1[5-9]|20)\d\d(?!\d)"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
PART = r"(?:early in|late in|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)"
COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|fifty)"
UNIT = r"(?:day|week|month|year|decade)s?"
DASH = r" ?(?:-|–|—|to|through|and) ?"
MONTH, DAY, WEEKDAY, PART, DASH = (part.replace(" ", r"\ ") for part in (MONTH, DAY, WEEKDAY, PART, DASH))  # for VERBOSE

POINT = re.compile(
    rf"""(?P<iso>\b(?:1[5-9]|20)\d\d-[01]\d-[0-3]\d\b)
    | (?P<month_days>(?:\b{WEEKDAY},?\ )?\b(?P<md_month>{MONTH})\ (?P<md_first>{DAY})(?:{DASH}(?P<md_last>{DAY})(?!\ {MONTH}))?(?:(?:,\ ?|\ of\ |\ )(?P<md_year>{YEAR}))?)
    | (?P<days_month>\b(?:the\ )?(?P<dm_first>{DAY})(?:{DASH}(?P<dm_last>{DAY}))?\ (?:of\ |day\ of\ )?(?P<dm_month>{MONTH})(?:,?\ (?P<dm_year>{YEAR}))?)
    | (?P<month>\b(?:(?P<m_part>{PART}|this|last|next|this\ past|this\ coming)[\ -])?(?P<m_month>{MONTH})(?:,?\ (?:of\ )?(?P<m_year>{YEAR})|\ (?P<m_this>(?:of\ )?(?:this|last|next)\ year))?)
    | (?P<season>\b(?:(?P<s_part>this|last|next|this\ past|this\ coming|in\ the|the)\ )?(?P<s_name>[Ss]pring|[Ss]ummer|[Ff]all|[Aa]utumn|[Ww]inter)(?:\ (?:of\ )?(?P<s_year>{YEAR}))?)
    | (?P<quarter>\b(?:the\ )?(?P<q_which>first|second|third|fourth|last)\ (?P<q_unit>quarter|half)\ of\ (?P<q_year>{YEAR}|the\ year|this\ year|next\ year)|\bQ(?P<q_n>[1-4])\ (?P<q_y>{YEAR}))
    | (?P<decade>\b(?:(?:the\ )?(?P<d_part>early|mid|late)[\ -]|the\ )?(?P<d_tens>(?:1[5-9]|20)\d)0[’']?s\b)
    | (?P<fiscal>\b(?:(?P<f_part>(?:the\ )?(?:end|start|beginning)\ of)\ (?:the\ )?)?(?:(?P<f_whose>Japanese|Japan[’']s|Australian|U\.?S\.?|Indian|British)\ )?(?:[Ff]iscal\ [Yy]ear|FY)\ ?(?:(?P<f_year>{YEAR})|(?P<f_short>\d\d)\b))
    | (?P<end_of>\b(?:the\ )?(?P<e_part>end|beginning|start|middle)\ of\ (?P<e_what>the|this|next|last)\ (?P<e_unit>week|month|year|decade|century)|\b(?:the\ )?(?:year[’']s\ end|year-end|end\ of\ year))
    | (?P<ago>\b(?P<a_n>{COUNT})\ (?P<a_unit>{UNIT})\ (?:ago|earlier\ today))
    | (?P<span>\b(?:(?P<p_what>(?:over|in|during|for|within|throughout)?\ ?the\ (?:last|past|previous|next|coming|following)|within(?:\ the\ next)?|next|past|last)\ )(?P<p_n>{COUNT}|several|few)\ (?P<p_unit>{UNIT})\b)
    | (?P<rel>\b(?P<r_what>later\ this|earlier\ this|later\ in\ the|this\ past|this\ coming|the\ same|this|last|next|the\ coming|the\ past|the\ last|the\ next|the\ previous|the\ following|over\ the\ past|past)\ (?P<r_unit>week|weekend|month|year|decade|century)\b)
    | (?P<today>\b(?:[Tt]oday|[Tt]onight|[Tt]his\ (?:morning|afternoon|evening|day)|[Ee]arlier\ today|[Ll]ater\ today))\b
    | (?P<yesterday>\b(?:[Yy]esterday|[Ll]ast\ night))\b
    | (?P<tomorrow>\b[Tt]omorrow)\b
    | (?P<weekday>\b(?:(?P<w_what>last|next|this|this\ past|this\ coming)\ )?(?P<w_day>{WEEKDAY}))\b
    | (?P<year>(?<![$€£¥\d.,/-])(?<!\b[A-Z])\b(?:(?P<y_part>{PART})[\ -])?(?P<y_year>{YEAR})(?![\d]|-\d|[.,]\d|\ (?:million|billion|troops|personnel|people|meters|kilometers|km|miles|systems|vehicles|soldiers|posts|tons|U\.S\.|percent)|%|\ ?x\ ))
    """,
    re.VERBOSE,
)
UNTIL = re.compile(
    r"(?:\b(?:by|before|until|till|through|thru|no later than|not later than|prior to|up to|up until|to|into|in time for)(?: (?:at least|about|around))?(?: the)?) $",
    re.IGNORECASE,
)
FROM = re.compile(
    r"(?:\b(?:since|starting|beginning|commencing|as early as|as soon as|as of|effective|after|following|from)(?: (?:in|on|from|the|at least))*) $",
    re.IGNORECASE,
)
BARE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|through|before|after|from|of|to|during|for|late|early|mid|around|circa|and|or|between|as early as|beginning|starting|throughout|into|year)|[(,–-]|\bthe) ?(?:the )?$",
    re.IGNORECASE,
)
MODAL_MAY = re.compile(r"\b(?:in|this|last|next|since|by|until|through|of|early|late|mid-|before|from) ?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date or period in a text: where, as written, EDTF, and the rule when something was inferred.

    ``first`` and ``last`` are the first and last day it can mean; ``bound`` tells "on" a date from
    "until", "from" and a period "within" which something happens.
    """

    start: int
    end: int
    written: str
    first: date
    last: date
    bound: Bound
    rule: str | None

    @property
    def edtf(self) -> str:
        """The date as EDTF, with open ends for "until" and "from"."""
        if self.bound == "until":
            return f"../{self.last}"
        if self.bound == "from":
            return f"{edtf_of(self.first, self.last).split('/')[0]}/.."
        return edtf_of(self.first, self.last)


class _Reference:
    """The date from which "today", "last week" and missing years are counted."""

    def __init__(self, edtf: str | None) -> None:
        first, last = bounds(edtf) if edtf else (None, None)
        self.first = first or last
        self.last = last or first

    def nearest_year(self, month: int, day: int = 15) -> int | None:
        if self.last is None:
            return None
        years = (self.last.year - 1, self.last.year, self.last.year + 1)
        return min(years, key=lambda year: abs((date(year, month, min(day, 28)) - self.last).days))  # type: ignore[operator]


Span = tuple[date, date, str | None]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def _year_of(text: str | None, reference: _Reference) -> int | None:
    if text is None:
        return None
    if text.isdigit():
        return int(text)
    if reference.last is None:
        return None
    return reference.last.year + (1 if "next" in text else -1 if "last" in text else 0)


def _days(match: re.Match[str], reference: _Reference, prefix: str) -> Span | None:
    month = MONTHS[match[f"{prefix}_month"].rstrip(".").lower()]
    first = int(re.sub(r"\D", "", match[f"{prefix}_first"]))
    last = int(re.sub(r"\D", "", match[f"{prefix}_last"])) if match[f"{prefix}_last"] else first
    year = _year_of(match[f"{prefix}_year"], reference) or reference.nearest_year(month, first)
    if year is None:
        return None
    start, end = _day(year, month, first), _day(year, month, last)
    rule = None if match[f"{prefix}_year"] else "the year nearest to the document's date"
    return (start, end, rule) if start and end and start <= end else None


def _month(match: re.Match[str], reference: _Reference) -> Span | None:
    month, part = MONTHS[match["m_month"].rstrip(".").lower()], (match["m_part"] or "").lower()
    year = _year_of(match["m_year"] or match["m_this"], reference)
    rule = None if match["m_year"] else "the year nearest to the document's date"
    if year is None:
        if reference.last is None:
            return None
        near = reference.nearest_year(month)
        if part.startswith("last") or part == "this past":
            near = reference.last.year - (month >= reference.last.month)
        elif part.startswith("next") or part == "this coming":
            near = reference.last.year + (month <= reference.last.month)
        elif part == "this":
            near = reference.last.year
        year = near
    if year is None:
        return None
    first = date(year, month, 1)
    start, end = part_of(first, month_end(first), part)
    return start, end, rule


def _season(match: re.Match[str], reference: _Reference) -> Span | None:
    if not match["s_year"] and match["s_part"] in (None, "the"):
        return None
    begin, finish = SEASONS[match["s_name"].lower()]
    year = _year_of(match["s_year"], reference)
    rule = None if year else "the season nearest to the document's date"
    if year is None:
        year = reference.nearest_year(begin + 1 if begin < 12 else 1)
        if year is None:
            return None
    start = date(year, begin, 1)
    return start, month_end(date(year + (finish < begin), finish, 1)), rule


def _quarter(match: re.Match[str], reference: _Reference) -> Span | None:
    year = _year_of(match["q_year"] or match["q_y"], reference)
    if year is None:
        return None
    size = 6 if match["q_unit"] == "half" else 3
    which = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 12 // size}.get(match["q_which"] or "", 0) or int(match["q_n"])
    if which * size > 12:
        return None
    return date(year, (which - 1) * size + 1, 1), month_end(date(year, which * size, 1)), None


def _fiscal(match: re.Match[str], _: _Reference) -> Span | None:
    year = int(match["f_year"] or f"20{match['f_short']}")
    whose = match["f_whose"] or ""
    if whose.startswith(("Japan", "Indian", "British")):
        first, last, rule = date(year, 4, 1), date(year + 1, 3, 31), "fiscal year from April to March"
    elif whose == "Australian":
        first, last, rule = date(year - 1, 7, 1), date(year, 6, 30), "fiscal year from July to June"
    elif whose:
        first, last, rule = date(year - 1, 10, 1), date(year, 9, 30), "fiscal year from October to September"
    else:
        first, last, rule = date(year, 1, 1), date(year, 12, 31), "fiscal year taken as the calendar year"
    if match["f_part"]:
        first, last = (last, last) if "end" in match["f_part"] else (first, first)
    return first, last, rule


def _shift(what: str) -> int:
    return 1 if re.search(r"next|coming|following", what) else -1 if re.search(r"last|past|previous", what) else 0


def _relative(match: re.Match[str], reference: _Reference) -> Span | None:
    if reference.first is None or reference.last is None:
        return None
    rule = "counted from the document's date"
    what, unit = match["r_what"].lower(), match["r_unit"]
    if what in ("over the past", "the past", "past") or (what == "the last" and unit != "century"):
        return count_on(reference.last, -1, unit.replace("weekend", "week")), reference.last, rule
    if what in ("the next", "the coming"):
        return reference.first, count_on(reference.last, 1, unit.replace("weekend", "week")), rule
    first, last = unit_around(reference.last, unit, _shift(what))
    if what.startswith("later"):
        first = max(first, reference.first)
    elif what.startswith("earlier"):
        last = min(last, reference.last)
    return first, last, rule


def _span(match: re.Match[str], reference: _Reference) -> Span | None:
    if reference.first is None or reference.last is None or match["p_n"] in ("several", "few"):
        return None
    count, rule = _number(match["p_n"]), "counted from the document's date"
    if re.search(r"last|past|previous", match["p_what"]):
        return count_on(reference.last, -count, match["p_unit"]), reference.last, rule
    return reference.first, count_on(reference.last, count, match["p_unit"]), rule


def _weekday(match: re.Match[str], reference: _Reference) -> Span | None:
    if reference.first is None or reference.first != reference.last:
        return None
    what, weekday = (match["w_what"] or "").lower(), WEEKDAYS[match["w_day"].lower()]
    ahead = (weekday - reference.first.weekday()) % 7
    day = reference.first + timedelta(days=ahead)
    if "last" in what or "past" in what or (not what and ahead > 3):
        day -= timedelta(days=7)
    elif what == "next":
        day = reference.first + timedelta(days=7 - reference.first.weekday() + weekday)
    return day, day, "the weekday nearest to the document's date"


def _end_of(match: re.Match[str], reference: _Reference) -> Span | None:
    if reference.last is None:
        return None
    first, last = unit_around(reference.last, match["e_unit"] or "year", _shift(match["e_what"] or ""))
    start, end = part_of(first, last, match["e_part"] or "end")
    return start, end, "counted from the document's date"


def _resolve(match: re.Match[str], reference: _Reference) -> Span | None:
    kind = match.lastgroup  # the outer group closes last
    if kind == "iso":
        year, month, number = map(int, match["iso"].split("-"))
        day = _day(year, month, number)
        return (day, day, None) if day else None
    if kind in ("month_days", "days_month"):
        return _days(match, reference, "md" if kind == "month_days" else "dm")
    if kind == "decade":
        start = int(match["d_tens"]) * 10
        first, last = part_of(date(start, 1, 1), date(start + 9, 12, 31), match["d_part"])
        return first, last, None
    if kind == "year":
        year = int(match["y_year"])
        first, last = part_of(date(year, 1, 1), date(year, 12, 31), match["y_part"])
        return first, last, None
    if kind in ("today", "yesterday", "tomorrow"):
        if reference.first is None or reference.last is None:
            return None
        if kind == "today":
            return reference.first, reference.last, "today is the document's date"
        move = timedelta(days=1 if kind == "tomorrow" else -1)
        return reference.first + move, reference.last + move, "counted from the document's date"
    if kind == "ago":
        if reference.last is None:
            return None
        day = count_on(reference.last, -_number(match["a_n"]), match["a_unit"])
        unit = match["a_unit"].rstrip("s")
        first, last = (day, day) if unit == "day" else unit_around(day, "year" if unit == "decade" else unit, 0)
        return first, last, "counted from the document's date"
    rules = {"month": _month, "season": _season, "quarter": _quarter, "fiscal": _fiscal, "end_of": _end_of}
    rules |= {"span": _span, "rel": _relative, "weekday": _weekday}
    return rules[str(kind)](match, reference)


def _credible(match: re.Match[str], text: str) -> bool:
    """Refuse the verbs "may" and "march" and numbers that are no years."""
    before = text[max(0, match.start() - 24) : match.start()]
    if match["month"] is not None and not (match["m_year"] or match["m_this"]):
        bare = match["m_month"].rstrip(".")
        if bare in ("Mar", "Jan", "Dec", "Sep", "Oct", "Nov", "Jun", "Jul", "Apr", "Aug", "Feb") and not match["m_part"]:
            return False
        if bare in ("May", "March", "August") and not match["m_part"]:
            return MODAL_MAY.search(before) is not None
    if match["year"] is not None and not match["y_part"]:
        return BARE_YEAR.search(before) is not None or match.start() == 0
    return True


def find_dates(text: str, document_date: str | None) -> list[FoundDate]:
    """Find every date and period in a text, in order; relative ones are counted from the document's date (EDTF).

    >>> [d.edtf for d in find_dates("on July 28, by the end of the year, through the 2030s", "2024-08")]
    ['2024-07-28', '../2024-12-31', '../2039-12-31']
    """
    reference = _Reference(document_date)
    found: list[FoundDate] = []
    for match in POINT.finditer(text):
        if not _credible(match, text):
            continue
        try:
            span = _resolve(match, reference)
        except (ValueError, OverflowError):  # a day beyond the calendar, such as the year 0
            continue
        if span is None:
            continue
        first, last, rule = span
        start = match.start()
        before = text[max(0, start - 40) : start]
        bound: Bound = "within" if match["span"] is not None or match["rel"] is not None else "on"
        if match["span"] is not None and match["p_what"].startswith("within"):
            bound = "until"
        elif until := UNTIL.search(before):
            word = until[0].split()[0].lower()
            if word not in ("to", "into", "up") or last > (reference.last or date.min):
                bound, start = "until", start - len(until[0])
                if word in ("before", "prior") and first != last:
                    last = first - timedelta(days=1)
        elif (since := FROM.search(before)) and not match["md_last"] and not match["dm_last"]:
            bound, start = "from", start - len(since[0])
        found.append(FoundDate(start, match.end(), text[start : match.end()], first, last, bound, rule))
    return list(_ranges(found, text))


def _ranges(found: list[FoundDate], text: str) -> Iterator[FoundDate]:
    """Join "from X to Y", "between X and Y" and "X–Y" to one period."""
    i = 0
    while i < len(found):
        one = found[i]
        if i + 1 < len(found):
            other = found[i + 1]
            between = text[one.end : other.end - len(other.written)] if other.start >= one.end else ""
            gap = text[one.end : other.start]
            opened = one.bound == "from" and one.written.lower().startswith("from")
            between_and = text[: one.start].lower().endswith("between ") and gap.strip() == "and"
            joined = (opened and (other.bound == "until" or gap.strip() in ("to", "through", "-", "–"))) or (
                gap.strip() in ("-", "–", "—") and one.bound == "on"
            )
            if (joined or between_and) and one.first <= other.last and len(between) < 24:
                yield FoundDate(one.start, other.end, text[one.start : other.end], one.first, other.last, "on", one.rule or other.rule)
                i += 2
                continue
        yield one
        i += 1


def document_date(text: str) -> tuple[str | None, str | None]:
    """Find a document's date and the rule: a full date in its first lines, else the latest full date or month in it.

    >>> document_date("Joint Statement\\n\\nJuly 10, 2024\\n\\nWe met.")
    ('2024-07-10', 'full date near the top')
    """
    top = [d for d in find_dates(text[:600], None) if d.rule is None and d.bound == "on"]
    days = [d for d in top if d.first == d.last and d.start < 300]
    if days:
        iso = next((d for d in top if d.first == d.last and re.fullmatch(r"\d{4}-\d\d-\d\d", d.written)), None)
        return (iso or days[0]).edtf, "full date near the top"
    known = [d for d in find_dates(text[:2_000_000], None) if d.rule is None and (d.last - d.first).days <= 31]
    past = [d for d in known if d.bound == "on"]
    if not past:
        return None, None
    return max(past, key=lambda d: (d.last, d.first)).edtf, "latest date in the text"
