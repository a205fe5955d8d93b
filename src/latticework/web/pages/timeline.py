"""Timeline: meetings, deadlines, horizons and handovers on one strip, and the series that are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from latticework.measure.regularity import regularity
from latticework.model import Entity, Lattice, bounds
from latticework.web.pages.common import Asked
from latticework.web.rendering import page

router = APIRouter()
LEFT, RIGHT, ROW, TOP = 300, 1180, 26, 48
BEFORE, AFTER = 21 * 30, 44 * 30  # days shown around the as-of date; what lies outside stands at the edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One dated thing on the strip; ``kind`` is meeting, due (a meeting to come), until (deadline or horizon) or role (handover)."""

    id: str
    label: str
    kind: str
    said: str
    start: date
    end: date
    row: str


def moments(lattice: Lattice) -> tuple[Moment, ...]:
    """Everything in the register that has a date to watch, by date."""
    found: list[Moment] = []

    def add(entity: Entity, kind: str, start: str, end: str, row: object, said: str) -> None:
        first, last = bounds(start), bounds(end)
        begins, ends = first[0] or first[1], last[1] or last[0]
        if begins and ends:
            found.append(
                Moment(id=entity.id, label=entity.label, kind=kind, said=said, start=begins, end=ends, row=str(row or "other"))
            )  # fmt: skip

    for one in lattice.meetings.values():
        if one.get("date"):
            day = str(one.get("date"))
            end = bounds(day)[1]
            due = end is not None and end.isoformat() > lattice.as_of
            said = f"due by {end}" if due else f"met {day}"
            add(one, "due" if due else "meeting", str(end) if due else day, day, one.get("series"), said)
    for one in lattice.commitments.values():
        if one.get("horizon"):
            until = str(one.get("horizon"))
            start = str(one.get("date") or until)
            add(one, "until", start, until, one.get("arrangement"), f"until {until.removeprefix('../')}")
    for one in lattice.roles.values():
        if one.get("since"):
            add(one, "role", one.get("since"), one.get("since"), one.get("arrangement"), f"from {one.get('since')}")
    return tuple(sorted(found, key=lambda moment: (moment.end, moment.id)))


@router.get("/timeline", response_class=HTMLResponse)
def timeline(request: Request, lattice: Asked) -> HTMLResponse:
    """What has met, what is due and what ends, around the as-of date."""
    snapshot = lattice.snapshot
    as_of = date.fromisoformat(snapshot.as_of)
    first, last = as_of - timedelta(days=BEFORE), as_of + timedelta(days=AFTER)

    def x(day: date) -> float:
        share = (min(max(day, first), last) - first).days / (last - first).days
        return round(LEFT + share * (RIGHT - LEFT), 1)

    shown = moments(snapshot)
    rows = list(dict.fromkeys(one.row for one in shown))
    y = {row: TOP + ROW * (i + 0.5) for i, row in enumerate(rows)}
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    regular = regularity(snapshot)
    return page(
        request,
        "timeline.html",
        title="Timeline",
        as_of=snapshot.as_of,
        today=x(as_of),
        rows=[(row, snapshot.label(row) if row != "other" else "Other", y[row]) for row in rows],
        shown=[(one, x(one.start), x(one.end), y[one.row], one.end > last) for one in shown],
        years=[(day.year, x(day)) for day in years],
        measures=(LEFT, RIGHT, TOP, TOP + ROW * len(rows)),
        regular=regular,
        late={one.series for one in regular if one.overdue and one.overdue > 1},
        snapshot=snapshot,
    )
