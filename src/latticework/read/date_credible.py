"""What keeps running text from being read as dates: the verbs "may" and "march", counts, and numbers that are no years."""

from __future__ import annotations

import re
from collections.abc import Callable

from latticework.read.date_words import CLOSED, WORDS, expand
from latticework.read.number_words import ORDINAL

FULL = frozenset(name.lower() for name in WORDS["months"]) | {"sept"}
VERBS = frozenset({"may", "march", "mar", "august"})  # "august" is an adjective too
BARE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|through|before|after|from|of|to|during|for|late|early|mid|around|circa|and|or|between|as early as|beginning|starting|throughout|into|year)|[(,–-]|\bthe)\s?(?:the\s)?$",
    re.IGNORECASE,
)
BEFORE_MONTH = re.compile(
    r"\b(?:in|this|last|next|since|by|until|through|of|early|late|mid-|before|from)\s?$", re.IGNORECASE
)
COUNTING = re.compile(r"\s(?!to\b|through\b|and\b|at\b|in\b|on\b|until\b|with\b|for\b|when\b|as\b|by\b)[a-z]{3,}")
NUMBERED = re.compile(
    r"(?:\bno\.?|\bnumbers?|\bresolutions?|\bdecisions?|\brecommendations?|(?-i:\b[A-Z]+)|(?-i:[A-Z]\.)|§)\s*$",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|shall|expect\w*|due|plan\w*|to be|intend\w*|scheduled|ready|operational|again)\b", re.IGNORECASE
)
NOT_AHEAD = re.compile(r"\b(?:first|time|once|twice|times|only|most|more|least)\b[^.]*$", re.IGNORECASE)
ROW = re.compile(rf"\b(?:{ORDINAL}|every|each|any) $", re.IGNORECASE)  # "the first Sunday": of which month?
CLOSES = re.compile(expand(CLOSED), re.IGNORECASE)


def _lower_verb(written: str) -> bool:
    word = written.rstrip(".")
    return word.islower() and word in VERBS


def _month(match: re.Match[str], before: str, after: str) -> bool:
    bare, part = match["month"].rstrip("."), match["part"]
    if match["year"] or match["shift"]:
        return True
    if _lower_verb(bare) or (bare.lower() not in FULL and not part):
        return False
    if bare.lower() in VERBS and not part:
        return BEFORE_MONTH.search(before) is not None
    return True


def _days(match: re.Match[str], before: str, after: str) -> bool:
    groups = match.groupdict()
    if groups["year"]:
        return True
    plain = (groups["first"] or "").isdigit()
    if _lower_verb(groups["month"]) and (plain or groups["first"] is None or not groups["first"][0].isdigit()):
        return False
    month_first = match.start("month") < match.start("first")
    if month_first and plain and not groups["last"] and re.search(r"\bin\s$", before, re.IGNORECASE):
        return COUNTING.match(after) is None  # "In May 20 countries joined"
    return True


def _of_month(match: re.Match[str], before: str, after: str) -> bool:
    return (
        not match["month"] or match["month"].lower() not in VERBS or re.search(r"\b(?:of|in)\b", match[0]) is not None
    )


def _year(match: re.Match[str], before: str, after: str) -> bool:
    if match["part"]:
        return True
    if not match["year"].isdigit():
        return (
            BARE_YEAR.search(before) is not None
            and "thousand" not in match["year"].lower()
            and CLOSES.match(after) is not None
        )
    return BARE_YEAR.search(before) is not None or (before == "" and match.start() == 0)


def _quarter(match: re.Match[str], before: str, after: str) -> bool:
    if match["early"] or match["year"]:
        return True
    return (
        "number" in match.groupdict()
        and match["unit"] == "Q"
        and re.search(r"\b(?:in|during|by|of|until|since|for)\s(?:the\s)?$", before) is not None
    )


def _now(match: re.Match[str], before: str, after: str) -> bool:
    if after.startswith(" on"):
        return False
    return re.search(r"\b(?:between|from|between [^.]{1,40} and)\s$", before, re.IGNORECASE) is not None


def _season(match: re.Match[str], before: str, after: str) -> bool:
    part = re.sub(r"\s+", " ", (match["shift"] or "the").lower())
    return bool(match["year"]) or (part != "the" and not after.startswith(" of"))


def _year_month(match: re.Match[str], before: str, after: str) -> bool:
    return match["month"].rstrip(".").lower() not in VERBS


def _weekday(match: re.Match[str], before: str, after: str) -> bool:
    return ROW.search(before) is None


def _numbers(match: re.Match[str], before: str, after: str) -> bool:
    return (
        NUMBERED.search(before) is None
        and int((match["first"] if "first" in match.groupdict() else None) or 1900) >= 1800
    )


def _in_time(match: re.Match[str], before: str, after: str) -> bool:
    """Refuse "the first visit in ten years"; take only what follows a word of the future."""
    return "time" in match[0] or (FUTURE.search(before) is not None and NOT_AHEAD.search(before) is None)


CHECKS: dict[str, Callable[[re.Match[str], str, str], bool]] = {
    "month": _month, "month_days": _days, "days_month": _days, "year": _year, "quarter": _quarter, "quarter_code": _quarter, "now": _now,
    "season": _season, "year_month": _year_month, "in_time": _in_time, "weekday": _weekday, "ahead": lambda match, before, after: re.search(r"\bfor\s$", before) is None, "nth_week": _of_month, "nth_weekday": _of_month,
    "month_number": _numbers, "years": _numbers,
}  # fmt: skip


def credible(name: str, match: re.Match[str], text: str) -> bool:
    """Tell whether a match of the named expression is a date where it stands."""
    check = CHECKS.get(name)
    return check is None or check(
        match, text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 24]
    )


def may_begin(text: str, at: int, last_end: int) -> bool:
    """Tell whether a date may begin at a word or number: not inside a word, an amount, a code or a path."""
    if at == 0:
        return True
    before = text[at - 1]
    if before.isalnum() or before == "_":
        return False
    if not text[at].isdigit():
        return not (before in "-/" and text[at].islower())  # a word of a web address
    if before == "-":
        return at - 1 == last_end
    if before in ".,:":
        return not text[at - 2 : at - 1].isdigit()
    return before not in "$€£¥₩₹/#"
