"""Calendar arithmetic: parts and units of time as a first and a last day, and as EDTF."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def edtf_of(first: date, last: date) -> str:
    """Write a first and a last day as the shortest EDTF: a day, month, year, decade or interval.

    >>> edtf_of(date(2024, 7, 1), date(2024, 7, 31)), edtf_of(date(2030, 1, 1), date(2039, 12, 31))
    ('2024-07', '203X')
    """
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        if first.year == last.year:
            return str(first.year)
        if first.year % 10 == 0 and last.year == first.year + 9:
            return f"{first.year // 10}X"
        return f"{first.year}/{last.year}"
    if (first.year, first.month) == (last.year, last.month) and first.day == 1 and last == month_end(last):
        return f"{first.year}-{first.month:02d}"
    return f"{first}/{last}"


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """Count months on (or back), staying inside a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def count_on(day: date, count: int, unit: str) -> date:
    """Count days, weeks, months, years or decades on (or back)."""
    unit = unit.rstrip("s")
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return months_on(day, count * {"month": 1, "year": 12, "decade": 120}[unit])


def part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """Narrow a month, year or decade to its early, middle or late part."""
    word = next((w for w in ("early", "beginning", "start", "mid", "late", "end") if part and w in part.lower()), None)
    if word is None:
        return first, last
    third = {"early": 0, "beginning": 0, "start": 0, "mid": 1}.get(word, 2)
    if word == "end":
        return last, last
    if last - first < timedelta(days=32):
        starts = (first, first.replace(day=11), first.replace(day=21), last + timedelta(days=1))
    elif last - first < timedelta(days=367):
        starts = (first, date(first.year, 5, 1), date(first.year, 9, 1), date(first.year + 1, 1, 1))
    else:
        starts = (first, date(first.year + 4, 1, 1), date(first.year + 7, 1, 1), date(first.year + 10, 1, 1))
    return starts[third], starts[third + 1] - timedelta(days=1)


def unit_around(day: date, unit: str, shift: int) -> tuple[date, date]:
    """Give the week, month, year, decade or century that lies ``shift`` units from a day."""
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * shift)
        return (monday + timedelta(days=5) if unit == "weekend" else monday), monday + timedelta(days=6)
    if unit == "month":
        first = months_on(day.replace(day=1), shift)
        return first, month_end(first)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    start = day.year - day.year % years + shift * years
    return date(start, 1, 1), date(start + years - 1, 12, 31)
