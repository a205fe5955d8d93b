"""Advise: sets of institutionalizing steps compared, in the background where it takes long."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from latticework.advise import kinds
from latticework.advise.constraints import LEAD_TIME
from latticework.api import Lattice
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
    worth_of_lifting,
)
from latticework.show.as_json import to_json
from latticework.show.words import MEANING, headline
from latticework.web import advising
from latticework.web.advising import Question, question_of
from latticework.web.asking import outcome_of
from latticework.web.jobs import Job
from latticework.web.pages.common import Asked
from latticework.web.pages.what_if import ScenarioAsked, first_of
from latticework.web.rendering import kept_dates, page
from latticework.web.scenarios import write_side

router = APIRouter()
PATIENCE_S, AGAIN_S, SHOWN = 1.0, 1, 14
PROGRAMS_WAIT_S = 25.0
MOST_OWN = 20_000
Many = Annotated[list[str] | None, Query(max_length=60)]


class OnPage:
    """The part of the address that says what is compared."""

    def __init__(
        self,
        request: Request,
        lattice: Asked,
        steps: Annotated[int | None, Query(ge=0, le=4, description="Sets of up to so many steps.")] = None,
        function: Annotated[list[str] | None, Query(max_length=60, description="Only these count, repeated.")] = None,
        lift: Annotated[
            list[str] | None, Query(max_length=60, description="Constraints not to apply, repeated.")
        ] = None,
        own: Annotated[str, Query(max_length=MOST_OWN, description="Steps of your own, as TOML.")] = "",
    ) -> None:
        self.lattice, self.steps = lattice, steps
        self.question: Question = question_of(
            lattice, first_of(request, lattice), 2 if steps is None else steps,
            functions=function or (), lift=lift or (), own=own,
        )  # fmt: skip

    def link(self, kept: list[tuple[str, str]], *, lift: tuple[str, ...], steps: int | None) -> str:
        """This view with other constraints lifted."""
        asked = self.question
        pairs = [*write_side(asked.scenario, "a"), *kept, *(("function", id) for id in asked.functions)]
        pairs += [("lift", id) for id in lift] + ([("own", asked.own)] if asked.own else [])
        pairs += [("steps", str(steps))] if steps is not None else []
        return f"/advise?{urlencode(pairs, safe=':')}"


Compared = Annotated[OnPage, Depends()]


@router.get("/advise", response_class=HTMLResponse)
def advise(request: Request, lattice: Asked, compared: Compared) -> Response:
    """The form; with a number of steps also the advice, or how far the search has come."""
    asked, steps, snapshot = compared.question, compared.steps, lattice.snapshot
    kept = kept_dates(request)
    fields = [*write_side(asked.scenario, "a"), *kept]
    constraints = [(id, one.label) for id, one in snapshot.constraints.items()]
    shared: dict[str, Any] = {
        "title": "Advise", "said": headline(outcome_of(lattice, asked.scenario).answer, snapshot), "fields": fields,
        "steps": steps, "wanted": asked.functions, "functions": snapshot.functions, "meaning": MEANING,
        "what_ranges": WHAT_RANGES, "change": f"/what-if?{urlencode(fields, safe=':')}", "query": request.url.query,
        "job": None, "advice": None, "lift": asked.lift, "own": asked.own, "kinds": kinds(), "most_own": MOST_OWN,
        "constraints": [*constraints, (LEAD_TIME, "The date: steps that cannot be in place by then")],
    }  # fmt: skip
    if steps is None:
        return page(request, "advise.html", **shared)
    job = advising.start(lattice, asked)
    if not job.wait(PATIENCE_S):
        answer = page(request, "advise.html", **{**shared, "job": job, "left": _left(job)})
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
        lists=[("What lifting is worth", worth_of_lifting(snapshot, found)), ("Breaks that it bears", breaks_borne(found)), ("What would change the advice", inside), ("Only at or beyond the ends of the judged ranges", outside), ("Closest alternatives", alternatives(found, number))],
        out=[(*one, compared.link(kept, lift=(*asked.lift, one[0]), steps=steps)) for one in ruled_out(found)],
        snapshot=snapshot,
    )  # fmt: skip


def _left(job: Job) -> str:
    """Say about how long a comparison goes on."""
    seconds = job.seconds_left
    if seconds is None:
        return ""
    return f"about {seconds:.0f} s left" if seconds < 90 else f"about {seconds / 60:.0f} min left"


@router.post("/advise/cancel")
def cancel(request: Request, lattice: Asked, compared: Compared) -> Response:
    """Stop the search; nothing was stored."""
    advising.cancel(lattice, compared.question)
    back = compared.link(kept_dates(request), lift=compared.question.lift, steps=None)
    return RedirectResponse(back, status_code=303)


class AdviseAsked(BaseModel):
    """What to compare: the options of the command `advise`."""

    model_config = ConfigDict(extra="forbid")
    scenario: ScenarioAsked
    steps: int = Field(2, ge=0, le=3, description="Sets of up to so many steps.")
    functions: list[str] = Field([], max_length=60, description="Only these count; all by default.")
    lift: list[str] = Field([], max_length=60, description="Constraints not to apply; lead-time is the date's.")
    without: list[str] = Field([], max_length=200, description="Steps to leave out.")
    own: str = Field("", max_length=MOST_OWN, description="Steps of your own, as TOML: a table each.")


class Comparing(BaseModel):
    """A comparison that is not done yet; the same question asked again gives the advice once it is."""

    done: int
    in_all: int
    seconds_left: float | None = Field(description="About how long it goes on; null before it has begun to count.")


@router.post(
    "/api/advise",
    response_model=dict[str, Any],
    responses={202: {"model": Comparing, "description": "Not done yet: ask the same again."}},
)
def advised(lattice: Asked, asked: AdviseAsked) -> Any:
    """Compare sets of steps: the whole advice, as `advise --json` gives it; 202 while it is still being compared."""
    question = _question(lattice, asked)
    job = advising.start(lattice, question)
    if not job.wait(PROGRAMS_WAIT_S):
        done, in_all = job.progress
        told = Comparing(done=done, in_all=in_all, seconds_left=job.seconds_left)
        return JSONResponse(told.model_dump(), status_code=202)
    if job.problem:
        raise job.problem
    return JSONResponse(to_json(job.result))


@router.post("/api/advise/cancel", status_code=204)
def give_up(lattice: Asked, asked: AdviseAsked) -> None:
    """Stop comparing; nothing was stored."""
    advising.cancel(lattice, _question(lattice, asked))


def _question(lattice: Lattice, asked: AdviseAsked) -> Question:
    return question_of(
        lattice, asked.scenario.scenario(), asked.steps, functions=asked.functions, lift=asked.lift,
        without=asked.without, own=asked.own,
    )  # fmt: skip
