"""Regularity of meetings: how far apart a series has met, and whether it is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from latticework.model import Lattice, bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Regularity:
    """One series of meetings as of a date; basis: record (the meetings that the register holds).

    ``gaps`` are the days between meetings in a row, ``since`` the days since the last; ``overdue`` is ``since`` over the
    longest gap, above 1 when it has not met for longer than ever between two recorded meetings; ``None`` with one meeting.
    ``stated`` is the cadence as its text or practice says it.
    """

    series: str
    label: str
    meetings: int
    last: date
    gaps: tuple[int, ...]
    since: int
    overdue: float | None
    stated: str


def regularity(lattice: Lattice) -> tuple[Regularity, ...]:
    """Measure every series that has met, the most overdue first; a date known to the month counts as its last day."""
    as_of = date.fromisoformat(lattice.as_of)
    met: dict[str, set[date]] = {}
    for meeting in lattice.meetings.values():
        day = bounds(str(meeting.get("date")))[1] if meeting.get("date") else None
        series = str(meeting.get("series") or "")
        if day and day <= as_of and series in lattice.arrangements:
            met.setdefault(series, set()).add(day)
    found = []
    for series, days in met.items():
        row = sorted(days)
        gaps = tuple((b - a).days for a, b in zip(row, row[1:], strict=False))
        since = (as_of - row[-1]).days
        entity = lattice.arrangements[series]
        found.append(
            Regularity(
                series=series, label=entity.label, meetings=len(row), last=row[-1], gaps=gaps, since=since,
                overdue=since / max(gaps) if gaps else None, stated=str(entity.get("cadence") or ""),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-(one.overdue or 0), -one.since, one.series)))
