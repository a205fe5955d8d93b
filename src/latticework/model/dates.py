"""Dates as scholars write them: EDTF strings that keep their precision.

Supported: ``2024``, ``2024-07``, ``2024-07-28``, ``203X`` (a decade), intervals with ``/`` and open
ends with ``..`` (``../2024-12-31``, ``2024-07-10/..``), and a trailing ``~`` for "about".
Source: Library of Congress, Extended Date/Time Format (EDTF) specification, 2019, levels 0 and 1.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

_POINT = re.compile(r"(\d{3}[\dX])(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")


def _bounds_of_point(point: str) -> tuple[date, date]:
    match = _POINT.fullmatch(point)
    if not match:
        raise ValueError(f"{point!r} is not an EDTF date such as 2024, 2024-07, 2024-07-28 or 203X")
    year, month, day = match.groups()
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if day:
        exact = date(first_year, int(month), int(day))
        return exact, exact
    if month:
        last_day = calendar.monthrange(first_year, int(month))[1]
        return date(first_year, int(month), 1), date(first_year, int(month), last_day)
    return date(first_year, 1, 1), date(last_year, 12, 31)


def bounds(edtf: str) -> tuple[date | None, date | None]:
    """Give the first and the last day that an EDTF date can mean; ``None`` for an open end.

    Raises:
        ValueError: the text is not one of the supported EDTF forms.

    >>> bounds("2024-07")
    (datetime.date(2024, 7, 1), datetime.date(2024, 7, 31))
    >>> bounds("../2024-12-31")
    (None, datetime.date(2024, 12, 31))
    """
    start, slash, end = edtf.strip().partition("/")
    if not slash:
        return _bounds_of_point(start)
    first = None if start in ("", "..") else _bounds_of_point(start)[0]
    last = None if end in ("", "..") else _bounds_of_point(end)[1]
    if first and last and first > last:
        raise ValueError(f"{edtf!r} ends before it starts")
    return first, last


def earliest(edtf: str | None) -> date | None:
    """Give the first day the date can mean, or ``None`` when open or absent."""
    return bounds(edtf)[0] if edtf else None


def latest(edtf: str | None) -> date | None:
    """Give the last day the date can mean, or ``None`` when open or absent."""
    return bounds(edtf)[1] if edtf else None
