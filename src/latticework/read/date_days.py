"""Rules that read an expression as days: calendar dates, weekdays, and days counted from the document's date."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from latticework.read.date_words import MONTHS, WEEKDAYS
from latticework.read.number_words import ordinal, year_of_words
from latticework.read.periods import Reference, month_end, nth_weekday, unit_around, week_around

NEAREST = "the year nearest to the document's date"
COUNTED = "counted from the document's date"
WEEKDAY = "the weekday nearest to the document's date"

Span = tuple[date, date, str | None]
Rule = Callable[[re.Match[str], Reference], Span | None]


def valid_day(year: int, month: int, day: int) -> date | None:
    """Give the day, or ``None`` when the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(written: str) -> int:
    """Number a month's name from 1."""
    return MONTHS[written.rstrip(".").lower()]


def weekday_of(written: str) -> int:
    """Number a weekday's name from 0 for Monday."""
    written = written.rstrip(".").lower()
    return WEEKDAYS[written] if written in WEEKDAYS else WEEKDAYS[written.rstrip("s")]


def shift_of(written: str | None) -> int:
    """Tell next (1) and last (-1) from this (0)."""
    what = (written or "").lower()
    return 1 if re.search(r"next|coming|following", what) else -1 if re.search(r"last|past|previous", what) else 0


def year_written(written: str | None, reference: Reference) -> int | None:
    """Read a year, or "this year" and its like from the reference."""
    if written is None:
        return None
    if not re.search(r"\byear\b", written.lower()):
        return year_of_words(written)
    return None if reference.last is None else reference.last.year + shift_of(written)


def shifted_month(written: str, reference: Reference) -> tuple[date, date] | None:
    """Give the first and last day of this, last or next month."""
    return unit_around(reference.last, "month", shift_of(written)) if reference.last else None


def numeric(match: re.Match[str], _: Reference) -> Span | None:
    """Read digits: year first, or day and month with a four-digit year where their order is in no doubt."""
    one, two, three = match["one"], match["two"], match["three"]
    if len(one) == 4 and len(three) <= 2 and 1000 <= int(one) < 2200:
        month = int(two) if two.isdigit() else month_of(two)
        day = valid_day(int(one), month, int(three))
    elif len(three) == 4 and len(one) <= 2 and 1000 <= int(three) < 2200:
        if not two.isdigit():
            day = valid_day(int(three), month_of(two), int(one))
        else:
            a, b = int(one), int(two)
            if max(a, b) <= 12 and a != b:
                return None  # 3-7-2017 is March in one country and July in another
            day = valid_day(int(three), min(a, b), max(a, b))
    else:
        return None
    return (day, day, None) if day else None


def days(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a day, or days, of a named month."""
    groups = match.groupdict()
    month, written = month_of(groups["month"]), groups["first"] or groups["named"]
    first = ordinal(written)
    last = ordinal(groups["last"]) if groups["last"] else first
    year = year_written(groups["year"], reference)
    rule = None if year else NEAREST
    year = year or reference.nearest_year(month, first)
    if year is None:
        return None
    start, end = valid_day(year, month, first), valid_day(year, month, last)
    return (start, end, rule) if start and end and start <= end else None


def day_of_month(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "20th of next month"."""
    month = shifted_month(match["shift"], reference)
    if month is None:
        return None
    first = ordinal(match["first"])
    last = ordinal(match["last"]) if match["last"] else first
    start, end = month[0].replace(day=first), month[0].replace(day=last)
    return (start, end, COUNTED) if start <= end else None


def nth_weekday_of(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the first Friday of July"."""
    rule: str | None = COUNTED
    if match["month"]:
        number = month_of(match["month"])
        year = year_written(match["year"], reference)
        rule = None if year else NEAREST
        year = year or reference.nearest_year(number)
        if year is None:
            return None
        first = date(year, number, 1)
    else:
        month = shifted_month(match["shift"], reference)
        if month is None:
            return None
        first = month[0]
    day = nth_weekday(first, month_end(first), ordinal(match["place"]), weekday_of(match["weekday"]))
    return (day, day, rule) if day else None


def weekday_ordinal(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "Friday the 15th" as the nearest 15th that is a Friday."""
    if reference.last is None:
        return None
    number, weekday = ordinal(match["first"]), weekday_of(match["weekday"])
    for away in range(200):
        for day in (reference.last - timedelta(days=away), reference.last + timedelta(days=away)):
            if day.day == number and day.weekday() == weekday:
                return day, day, "the nearest such weekday and day to the document's date"
    return None


def weekday_week(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "Tuesday next week"."""
    if reference.last is None:
        return None
    monday, _ = unit_around(reference.last, "week", shift_of(match["shift"] or match["shift2"]))
    day = monday + timedelta(days=weekday_of(match["weekday"] or match["weekday2"]))
    return day, day, COUNTED


def week_days(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "next week between Wednesday and Friday"."""
    if reference.last is None:
        return None
    monday, _ = unit_around(reference.last, "week", shift_of(match["shift"]))
    first, last = (monday + timedelta(days=weekday_of(match[name])) for name in ("weekday", "weekday2"))
    return (first, last, COUNTED) if first <= last else None


def week_of(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the week of September 16" and "the week of the 18th" as the week around that day."""
    rule: str | None = NEAREST
    written = match["month"] or match["month2"]
    if written:
        number = ordinal(match["first"] or match["first2"])
        year = year_written(match["year"] or match["year2"], reference)
        rule = None if year else NEAREST
        year = year or reference.nearest_year(month_of(written), number)
        day = valid_day(year, month_of(written), number) if year else None
    elif reference.last is None:
        return None
    else:
        number, last = ordinal(match["nth"]), reference.last
        near = [
            valid_day(first.year, first.month, number)
            for first in (unit_around(last, "month", n)[0] for n in (-1, 0, 1))
        ]
        day = min((d for d in near if d), key=lambda d: abs((d - last).days), default=None)
        rule = "the month nearest to the document's date"
    if day is None:
        return None
    first, end = week_around(day) if match["unit"].lower() == "week" else unit_around(day, "month", 0)
    return first, end, rule


def today(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "today" and "now" as the document's date."""
    if reference.first is None or reference.last is None:
        return None
    return reference.first, reference.last, "today is the document's date"


def near(match: re.Match[str], reference: Reference) -> Span | None:
    """Read yesterday, tomorrow, the day before and the day after."""
    if reference.first is None or reference.last is None:
        return None
    steps = {"before": -2, "after": 2, "yesterday": -1, "tomorrow": 1}
    move = timedelta(days=next(days for name, days in steps.items() if match[name]))
    return reference.first + move, reference.last + move, COUNTED


def weekday(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a weekday as the nearest one, "last" before the reference, "next" in the week after it."""
    if reference.first is None or reference.first != reference.last:
        return None
    what, number = (match["shift"] or "").lower(), weekday_of(match["weekday"])
    ahead = (number - reference.first.weekday()) % 7
    day = reference.first + timedelta(days=ahead)
    if shift_of(what) < 0 or (not what and ahead > 3):
        day -= timedelta(days=7)
    elif what == "next":
        day = reference.first + timedelta(days=7 - reference.first.weekday() + number)
    return day, day, WEEKDAY


RULES: dict[str, Rule] = {
    "numeric": numeric, "month_days": days, "month_between": days, "days_month": days, "day_of_month": day_of_month,
    "nth_weekday": nth_weekday_of, "weekday_ordinal": weekday_ordinal, "weekday_week": weekday_week, "week_days": week_days,
    "week_of": week_of, "today": today, "now": today, "near": near, "weekday": weekday, 
}  # fmt: skip
