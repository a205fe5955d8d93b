"""Calendar dates and periods in English text, to EDTF, with the rule that supplied what is not written.

Early, mid and late stand for the thirds of a month, the four-month parts of a year and the years 0-3, 4-6
and 7-9 of a decade; a deadline at "the end of" one is its last day. Weeks run from Monday to Sunday; the first
week of a month or year is that of its first Thursday (ISO 8601). A month or day without a year is taken in the
year that lies nearest to the document's date. Counts in weeks, months and years ("two years ago") give the
week, month or year. Digits whose day and month could change places (3-7-2017) are left unread.

The forms are a table in ``date_words``; ``date_days``, ``date_counts`` and ``date_spans`` read them, ``date_credible`` refuses
what is no date in running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from latticework.read import date_counts, date_days, date_spans
from latticework.read.date_counts import count_all
from latticework.read.date_credible import credible, may_begin
from latticework.read.date_days import NEAREST, Span
from latticework.read.date_words import EXPRESSIONS, STARTS, expand
from latticework.read.periods import Reference, edtf_of

Bound = Literal["on", "until", "from", "within"]

RULES = date_days.RULES | date_counts.RULES | date_spans.RULES
TOKEN = re.compile(r"[^\W\d_]+|\d+")
PERIODS = frozenset({"span_of", "relative", "rest_of", "after_next"})  # within which something happens
UNTIL = re.compile(
    r"(?:\b(?:by|before|until|till|through|thru|no later than|not later than|prior to|up to|up until|to|into|in time for)(?: (?:at least|about|around))?(?: the)?)\s+$",
    re.IGNORECASE,
)
FROM = re.compile(
    r"(?:\b(?:since|starting|beginning|commencing|as early as|as soon as|as of|effective|after|following|from)(?: (?:in|on|from|the|at least))*)\s+$",
    re.IGNORECASE,
)
AFTER_THE = re.compile(r"\b(?:after|following|since) the $", re.IGNORECASE)
LASTING = re.compile(expand(r"\bfor (?:a period of )?(?P<spans>{count} {unit}),? $"), re.IGNORECASE)
LINKS = frozenset({"to", "through", "thru", "until", "till", "-", "–", "—"})


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


def _longest(text: str, at: int) -> tuple[str, re.Match[str]] | None:
    """Give the longest credible expression that begins here."""
    found = [(name, match) for name, pattern in EXPRESSIONS.items() if (match := pattern.match(text, at))]
    found.sort(key=lambda one: -one[1].end())
    return next(((name, match) for name, match in found if credible(name, match, text)), None)


def _resolve(name: str, match: re.Match[str], reference: Reference) -> Span | None:
    try:
        return RULES[name](match, reference)
    except (ValueError, OverflowError):  # a day beyond the calendar, such as the year 0
        return None


def _bounded(name: str, match: re.Match[str], text: str, span: Span, reference: Reference) -> FoundDate:
    """Take in the words before that make a deadline ("by") or a beginning ("since") of a date."""
    first, last, rule = span
    start = match.start()
    before = re.split(r"\n\s*\n", text[max(0, start - 40) : start])[-1]  # not across a paragraph's end
    bound: Bound = "within" if name in PERIODS else "on"
    at_end = re.search(r"\bend\b", match[0], re.IGNORECASE) is not None
    if name == "within":
        bound = "until"
    elif until := UNTIL.search(before):
        word = until[0].split()[0].lower()
        if word not in ("to", "into", "up") or last > (reference.last or date.min):
            bound, start = "until", start - len(until[0])
            if word in ("before", "prior") and first != last and not at_end:
                last = first - timedelta(days=1)
    elif _names_what_follows(before, text[match.end() :]):
        pass  # "following the May 4 Summit": the summit's own day
    elif (since := FROM.search(before)) and name != "years" and not match.groupdict().get("last"):
        bound, start = "from", start - len(since[0])
        first = last if at_end else first
        if name != "fiscal" and (
            lasting := LASTING.search(text[max(0, start - 60) : start])
        ):  # "for ten years from May 1, 2025"
            bound, start, last = "on", start - len(lasting[0]), count_all(first, lasting["spans"], 1)[0]
    return FoundDate(start, match.end(), text[start : match.end()], first, last, bound, rule)


def _names_what_follows(before: str, after: str) -> bool:
    """Tell whether a date after "following the" belongs to a name after it."""
    return AFTER_THE.search(before) is not None and re.match(r" [A-Z][a-z]+ ", after) is not None


def find_dates(text: str, document_date: str | None) -> list[FoundDate]:
    """Find every date and period in a text, in order; relative ones are counted from the document's date (EDTF).

    >>> [d.edtf for d in find_dates("on July 28, by the end of the year, through the 2030s", "2024-08")]
    ['2024-07-28', '../2024-12-31', '../2039-12-31']
    """
    reference = Reference(document_date)
    found: list[FoundDate] = []
    done = 0
    for token in TOKEN.finditer(text):
        at = token.start()
        if at < done or not (token[0].isdigit() or token[0].lower() in STARTS) or not may_begin(text, at, done):
            continue
        one = _longest(text, at)
        if one is None:
            continue
        done = one[1].end()
        span = _resolve(*one, reference)
        if span is not None:
            found.append(_bounded(*one, text, span, reference))
    return list(_ranges(found, text))


def _same_years(one: FoundDate, other: FoundDate) -> tuple[FoundDate, FoundDate]:
    """Let a range's ends share the year that is written once, and run forward where none is."""
    if one.rule == NEAREST and other.rule is None and (other.last - other.first).days < 32:
        one = _in_year(one, other.first.year)
        if one.first > other.last:
            one = _in_year(one, other.first.year - 1)
    elif other.rule == NEAREST and other.last < one.first:
        other = _in_year(other, other.first.year + 1)
    return one, other


def _in_year(one: FoundDate, year: int) -> FoundDate:
    try:
        moved = year - one.first.year
        return replace(one, first=one.first.replace(year=year), last=one.last.replace(year=one.last.year + moved))
    except ValueError:  # 29 February
        return one


def _ranges(found: list[FoundDate], text: str) -> Iterator[FoundDate]:
    """Join "from X to Y", "between X and Y" and "X–Y" to one period."""
    i = 0
    while i < len(found):
        one = found[i]
        if i + 1 < len(found) and (joined := _joined(one, found[i + 1], text)):
            yield joined
            i += 2
            continue
        yield one
        i += 1


def _joined(one: FoundDate, other: FoundDate, text: str) -> FoundDate | None:
    gap = text[one.end : other.start].strip().lower()
    link = other.written.split()[0].lower() if other.bound == "until" else ""
    opened = one.bound == "from" and one.written.lower().startswith("from")
    between = re.search(r"\bbetween\s$", text[max(0, one.start - 9) : one.start], re.IGNORECASE) is not None
    if not (
        (gap in LINKS and (one.bound == "on" or opened))
        or (gap == "" and link in LINKS and other.start - one.end < 3 and (one.bound == "on" or opened))
        or (opened and other.bound == "until" and len(gap) < 20)
        or (between and gap == "and")
    ):
        return None
    if gap == "-" and one.rule == NEAREST and re.fullmatch(r"\d{4}", other.written):
        return None
    one, other = _same_years(one, other)
    if one.first > other.last:
        return None
    return FoundDate(
        one.start, other.end, text[one.start : other.end], one.first, other.last, "on", one.rule or other.rule
    )


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
