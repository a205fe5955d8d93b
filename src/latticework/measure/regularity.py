"""Regularity of meetings: how far apart a series has met, and whether it is overdue by its record or by its own word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from latticework.model import Lattice, bounds
from latticework.vocab import vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Regularity:
    """One series of meetings as of a date; basis: record (the meetings that the register holds).

    ``gaps`` are the days between meetings in a row, ``since`` the days since the last; ``overdue`` is ``since`` over the
    longest gap, above 1 when it has not met for longer than ever between two recorded meetings; ``None`` with one meeting.
    ``stated`` is the cadence as its text or practice says it, ``at_most`` the most days between two meetings that it
    means (``None`` when it names no interval), ``behind`` is ``since`` over ``at_most``, and ``expected`` the last day on
    which the next meeting would keep it. ``last`` and ``since`` are ``None`` where the register holds no meeting.
    """

    series: str
    label: str
    meetings: int
    last: date | None
    gaps: tuple[int, ...]
    since: int | None
    overdue: float | None
    stated: str
    at_most: int | None
    behind: float | None

    @property
    def expected(self) -> date | None:
        """The last day on which the next meeting keeps the stated cadence."""
        return self.last + timedelta(days=self.at_most) if self.last and self.at_most else None

    @property
    def late(self) -> bool:
        """Whether it is overdue by its own record or by its own word."""
        return max(self.overdue or 0, self.behind or 0) > 1


def at_most_days(stated: str) -> int | None:
    """Give the most days between two meetings that a stated cadence means; ``None`` when it names no interval.

    >>> at_most_days("About every four to six weeks"), at_most_days("Leaders yearly, ambassadors weekly")
    (42, 366)
    >>> at_most_days("Every 3 months"), at_most_days("One summit; no interval stated")
    (93, None)
    """
    found = []
    for one in vocabulary("cadences")["said"]:
        for match in re.finditer(rf"\b(?:{one['pattern']})\b", stated, re.IGNORECASE):
            number = next(iter(match.groupdict().values()), None)
            found.append(int(one["days"]) if number is None else int(number) * int(one["days_each"]))
    return max(found, default=None)


def regularity(lattice: Lattice) -> tuple[Regularity, ...]:
    """Measure every series that has met or states an interval, the most overdue first.

    A date known to the month counts as its last day.
    """
    as_of = date.fromisoformat(lattice.as_of)
    met: dict[str, set[date]] = {
        id: set() for id, one in lattice.arrangements.items() if at_most_days(str(one.get("cadence") or ""))
    }
    for meeting in lattice.meetings.values():
        day = bounds(str(meeting.get("date")))[1] if meeting.get("date") else None
        series = str(meeting.get("series") or "")
        if day and day <= as_of and series in lattice.arrangements:
            met.setdefault(series, set()).add(day)
    found = []
    for series, days in met.items():
        row = sorted(days)
        gaps = tuple((b - a).days for a, b in zip(row, row[1:], strict=False))
        last = row[-1] if row else None
        since = (as_of - last).days if last else None
        entity = lattice.arrangements[series]
        stated = str(entity.get("cadence") or "")
        at_most = at_most_days(stated)
        found.append(
            Regularity(
                series=series, label=entity.label, meetings=len(row), last=last, gaps=gaps, since=since,
                overdue=since / max(gaps) if gaps and since is not None else None, stated=stated, at_most=at_most,
                behind=since / at_most if at_most and since is not None else None,
            )
        )  # fmt: skip
    return tuple(
        sorted(found, key=lambda one: (-max(one.overdue or 0, one.behind or 0), -(one.since or 0), one.series))
    )
