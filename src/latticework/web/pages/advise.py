"""Advise: sets of institutionalizing steps compared, in the background where it takes long."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from latticework.api import Lattice
from latticework.model import Scenario, UnknownName
from latticework.show.advise_words import (
    WHAT_RANGES,
    alternatives,
    breaks_borne,
    functions_that_move,
    how_to_read,
    numbered,
    ruled_out,
    scenario_line,
    set_by_numbers,
    thresholds,
    who_must_agree,
)
from latticework.show.words import MEANING, headline
from latticework.web.asking import outcome_of
from latticework.web.jobs import Jobs
from latticework.web.pages.common import Asked
from latticework.web.pages.what_if import first_of
from latticework.web.rendering import kept_dates, page
from latticework.web.scenarios import write_side

router = APIRouter()
JOBS = Jobs()
PATIENCE_S, AGAIN_S, SHOWN = 1.0, 1, 14
Steps = Annotated[int | None, Query(ge=0, le=4, description="Sets of up to so many steps.")]
Functions = Annotated[list[str] | None, Query(description="Only these count, repeated; all by default.")]


@router.get("/advise", response_class=HTMLResponse)
def advise(request: Request, lattice: Asked, steps: Steps = None, function: Functions = None) -> Response:
    """The form; with a number of steps also the advice, or how far the search has come."""
    a, wanted = first_of(request, lattice), _wanted(lattice, function)
    outcome, snapshot = outcome_of(lattice, a), lattice.snapshot
    kept = kept_dates(request)
    fields = [*write_side(a, "a"), *kept]
    shared: dict[str, Any] = {
        "title": "Advise", "said": headline(outcome.answer, snapshot), "fields": fields, "steps": steps, "wanted": wanted,
        "functions": snapshot.functions, "meaning": MEANING, "what_ranges": WHAT_RANGES,
        "change": f"/what-if?{urlencode(fields, safe=':')}", "query": request.url.query, "job": None, "advice": None,
    }  # fmt: skip
    if steps is None:
        return page(request, "advise.html", **shared)
    job = JOBS.start(
        _key(lattice, a, steps, wanted), lambda progress: outcome.advise(steps, functions=wanted, progress=progress)
    )
    if not job.wait(PATIENCE_S):
        answer = page(request, "advise.html", **{**shared, "job": job})
        answer.headers["Refresh"] = str(AGAIN_S)
        return answer
    if job.problem:
        raise job.problem
    if job.cancelled:
        return page(request, "advise.html", **shared)
    found = job.result
    number = numbered(found, found.table[:SHOWN])
    inside, outside = thresholds(found, number)
    return page(
        request,
        "advise.html",
        **{**shared, "advice": found},
        line=scenario_line(snapshot, found),
        agree=who_must_agree(snapshot, found) if found.recommended else "",
        rows=[(set_by_numbers(number, row.steps), row) for row in found.table[:SHOWN]],
        number=number,
        moved=functions_that_move(found),
        notes=how_to_read(snapshot, found),
        best=found.of(found.recommended) if found.recommended else None,
        lists=[("Breaks that it bears", breaks_borne(found)), ("What would change the advice", inside), ("Only at or beyond the ends of the judged ranges", outside), ("Closest alternatives", alternatives(found, number))],
        out=ruled_out(found),
        snapshot=snapshot,
    )  # fmt: skip


@router.post("/advise/cancel")
def cancel(request: Request, lattice: Asked, steps: Steps = 2, function: Functions = None) -> Response:
    """Stop the search; nothing was stored."""
    JOBS.cancel(_key(lattice, first_of(request, lattice), steps or 0, _wanted(lattice, function)))
    left = [(n, v) for n, v in request.query_params.multi_items() if n != "steps"]
    return RedirectResponse(f"/advise?{urlencode(left, safe=':')}", status_code=303)


def _key(lattice: Lattice, scenario: Scenario, steps: int, functions: tuple[str, ...]) -> tuple[Any, ...]:
    return lattice, scenario, steps, functions


def _wanted(lattice: Lattice, function: list[str] | None) -> tuple[str, ...]:
    known = lattice.snapshot.functions
    for id in function or ():
        if id not in known:
            raise UnknownName("function", id, known)
    return tuple(id for id in known if id in (function or ()))
