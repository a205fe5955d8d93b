"""Calendar arithmetic: parts and units of time as a first and a last day, and as EDTF."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from latticework.model import bounds

MONTHS_IN = {"month": 1, "year": 12, "decade": 120, "century": 1200}


class Reference:
    """The date from which "today", "last week" and missing years are counted; a month counts from its first and last day."""

    def __init__(self, edtf: str | None) -> None:
        first, last = bounds(edtf) if edtf else (None, None)
        self.first = first or last
        self.last = last or first

    def nearest_year(self, month: int, day: int = 15) -> int | None:
        """Give the year in which a month and day lies nearest to the reference."""
        if self.last is None:
            return None
        reach = range(-4, 5) if (month, day) == (2, 29) else range(-1, 2)
        years = [self.last.year + n for n in reach if day <= calendar.monthrange(self.last.year + n, month)[1]]
        last = self.last
        return min(years, key=lambda year: abs((date(year, month, min(day, 29)) - last).days), default=None)


def edtf_of(first: date, last: date) -> str:
    """Write a first and a last day as the shortest EDTF: a day, month, year, decade or interval.

    >>> edtf_of(date(2024, 7, 1), date(2024, 7, 31)), edtf_of(date(2030, 1, 1), date(2039, 12, 31))
    ('2024-07', '203X')
    """
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        if first.year == last.year:
            return f"{first.year:04d}"
        if first.year % 10 == 0 and last.year == first.year + 9:
            return f"{first.year // 10:03d}X"
        return f"{first.year:04d}/{last.year:04d}"
    if (first.year, first.month) == (last.year, last.month) and first.day == 1 and last == month_end(last):
        return f"{first.year:04d}-{first.month:02d}"
    return f"{first}/{last}"


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """Count months on (or back), staying inside a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def count_on(day: date, count: int, unit: str) -> date:
    """Count days, weeks, months, years, decades or centuries on (or back)."""
    unit = unit.lower().rstrip("s")
    if unit in ("day", "week", "weekend"):
        return day + timedelta(days=count * (1 if unit == "day" else 7))
    return months_on(day, count * MONTHS_IN[unit])


def part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """Narrow a week, month, year or decade to its early, middle or late part.

    The middle of a week is Tuesday to Friday, its beginning ends on Wednesday and its end starts on Thursday.
    """
    word = next((w for w in ("early", "beginning", "start", "mid", "late", "end") if part and w in part.lower()), None)
    if word is None:
        return first, last
    third = {"early": 0, "beginning": 0, "start": 0, "mid": 1}.get(word, 2)
    days = (last - first).days
    if days < 8:
        early, late = ((0, 2), (1, 4), (3, days))[third]
        return first + timedelta(days=early), first + timedelta(days=late)
    if days < 32:
        starts = (first, first.replace(day=11), first.replace(day=21), last + timedelta(days=1))
    elif days < 367:
        starts = (first, date(first.year, 5, 1), date(first.year, 9, 1), date(first.year + 1, 1, 1))
    elif days < 3660:
        starts = (first, date(first.year + 4, 1, 1), date(first.year + 7, 1, 1), date(first.year + 10, 1, 1))
    else:
        starts = (first, date(first.year + 33, 1, 1), date(first.year + 66, 1, 1), date(first.year + 100, 1, 1))
    return starts[third], starts[third + 1] - timedelta(days=1)


def week_around(day: date) -> tuple[date, date]:
    """Give the Monday and the Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def unit_around(day: date, unit: str, shift: int) -> tuple[date, date]:
    """Give the day, week, month, year, decade or century that lies ``shift`` units from a day."""
    unit = unit.lower().rstrip("s")
    if unit == "day":
        return day + timedelta(days=shift), day + timedelta(days=shift)
    if unit in ("week", "weekend"):
        monday, sunday = week_around(day + timedelta(days=7 * shift))
        return (monday + timedelta(days=5) if unit == "weekend" else monday), sunday
    if unit == "month":
        first = months_on(day.replace(day=1), shift)
        return first, month_end(first)
    years = MONTHS_IN[unit] // 12
    start = day.year - day.year % years + shift * years
    return date(start, 1, 1), date(start + years - 1, 12, 31)


def nth_week(first: date, last: date, place: int) -> tuple[date, date]:
    """Give the n-th (or, by -1, the last) week of a month or year; a week belongs where its Thursday lies (ISO 8601).

    >>> nth_week(date(2016, 10, 1), date(2016, 10, 31), 1)
    (datetime.date(2016, 10, 3), datetime.date(2016, 10, 9))
    """
    thursday = nth_weekday(first, last, place, 3)
    if thursday is None:
        raise ValueError("there is no such week")
    return week_around(thursday)


def nth_weekday(first: date, last: date, place: int, weekday: int) -> date | None:
    """Give the n-th (or, by -1, the last) weekday (Monday 0) of a period, or ``None``."""
    if place < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (place - 1))
    return day if day <= last else None
