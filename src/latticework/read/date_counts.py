"""Rules that count days, weeks, months, years or decades from the document's date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from latticework.read.date_days import COUNTED, Rule, Span, shift_of, weekday_of
from latticework.read.number_words import count_of
from latticework.read.periods import Reference, count_on, unit_around

PAIR = re.compile(r"(\d+|[a-z][a-z -]*?)\s*(day|week|month|year|decade)s?\b(?:,?\s+(?:and\s+)?)?", re.IGNORECASE)


def pairs_of(written: str) -> list[tuple[int, str]]:
    """Read "2 years, 1 month and 21 days" as counts and units.

    >>> pairs_of("2 years, one month and 21 days")
    [(2, 'year'), (1, 'month'), (21, 'day')]
    """
    return [(count_of(pair[1]), pair[2].lower()) for pair in PAIR.finditer(written)]


def count_all(day: date, written: str, sign: int) -> tuple[date, str]:
    """Count all units of a text on (or back), the largest first; give the day and the smallest unit."""
    order = ["decade", "year", "month", "week", "day"]
    pairs = sorted(pairs_of(written), key=lambda pair: order.index(pair[1]))
    for count, unit in pairs:
        day = count_on(day, sign * count, unit)
    return day, pairs[-1][1]


def around(day: date, unit: str, rule: str = COUNTED) -> Span:
    """Give the unit around a day that was counted in it: "two years ago" is a year, "two days ago" a day."""
    first, last = unit_around(day, "year" if unit == "decade" else unit, 0)
    return first, last, rule


def ago(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "two years ago"."""
    return around(*count_all(reference.last, match["spans"], -1)) if reference.last else None


def in_time(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "in three weeks"."""
    return around(*count_all(reference.last, match["spans"], 1)) if reference.last else None


def ahead(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "two weeks from now", "two days before yesterday" and "two Sundays from now"."""
    if reference.last is None:
        return None
    if match["n"]:
        number = weekday_of(match["weekday"])
        day = reference.last + timedelta(
            days=((number - reference.last.weekday() - 1) % 7) + 1 + 7 * (count_of(match["n"]) - 1)
        )
        return day, day, COUNTED
    anchor = {"tomorrow": 1, "yesterday": -1}.get((match["anchor"] or "").lower(), 0)
    sign = -1 if (match["way"] or "").lower() == "before" else 1
    return around(*count_all(reference.last + timedelta(days=anchor), match["spans"], sign))


def within(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "within six months"."""
    if reference.first is None or reference.last is None:
        return None
    return reference.first, count_all(reference.last, match["spans"], 1)[0], COUNTED


def span_of(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the past few days" and "over the next five years"."""
    if reference.first is None or reference.last is None:
        return None
    if shift_of(match["what"]) < 0:
        return count_all(reference.last, match["spans"], -1)[0], reference.last, COUNTED
    return reference.first, count_all(reference.last, match["spans"], 1)[0], COUNTED


RULES: dict[str, Rule] = {"ago": ago, "ahead": ahead, "in_time": in_time, "within": within, "span_of": span_of}
