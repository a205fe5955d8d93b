"""Timeline: meetings, deadlines, horizons, elections and handovers on one strip, and the series that are overdue."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from latticework.measure.public_dates import public_dates_of
from latticework.measure.regularity import regularity
from latticework.web.moments import KINDS, OTHERS, moments, public_moments
from latticework.web.pages.common import Asked
from latticework.web.rendering import kept_dates, page

router = APIRouter()
LEFT, RIGHT, ROW, TOP, HEADING = 300, 1180, 26, 48, 30
BEFORE, AFTER = 21 * 30, 44 * 30  # days shown around the as-of date; what lies after stands at the edge


@router.get("/timeline", response_class=HTMLResponse)
def timeline(request: Request, lattice: Asked) -> HTMLResponse:
    """What has met, what is due, what ends and who is elected, around the as-of date."""
    snapshot = lattice.snapshot
    as_of = date.fromisoformat(snapshot.as_of)
    first, last = as_of - timedelta(days=BEFORE), as_of + timedelta(days=AFTER)

    def x(day: date) -> float:
        share = (min(max(day, first), last) - first).days / (last - first).days
        return round(LEFT + share * (RIGHT - LEFT), 1)

    regular, public = regularity(snapshot), public_dates_of(snapshot)
    kept = moments(snapshot, regular, kept_dates(request))
    offices = tuple(one for one in public_moments(snapshot, public) if one.end >= first)
    there = {one.row for one in offices} - {OTHERS}
    rows = [("Elections and handovers of office", [*sorted(there, key=snapshot.label), OTHERS] if offices else [])]
    rows.append(("Arrangements", list(dict.fromkeys(one.row for one in kept))))
    y: dict[str, float] = {}
    headings: list[tuple[str, float]] = []
    at = float(TOP)
    for heading, ids in rows:
        if ids:
            headings.append((heading, at + HEADING / 2 + 4))
            at += HEADING
        for id in ids:
            y[id], at = at + ROW / 2, at + ROW
    said = {OTHERS: "Other parties", "other": "Other"}
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    shown = sorted((*offices, *kept), key=lambda moment: (moment.end, moment.id))
    sources = {one.id: one.source for one in public}
    return page(
        request,
        "timeline.html",
        title="Timeline",
        as_of=snapshot.as_of,
        today=x(as_of),
        rows=[(row, said.get(row) or snapshot.label(row), at) for row, at in y.items()],
        headings=headings,
        shown=[(one, x(one.start), x(one.end), y[one.row], one.end > last) for one in shown],
        kinds=KINDS,
        offices=[(one, sources[one.id]) for one in offices],
        years=[(day.year, x(day)) for day in years],
        measures=(LEFT, RIGHT, TOP, at),
        regular=regular,
        late={one.series for one in regular if one.late},
        said=said,
        snapshot=snapshot,
    )
