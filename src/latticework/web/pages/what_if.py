"""What-if: a scenario by hand, another beside it, and all that the answer rests on."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from latticework.api import Lattice
from latticework.model import POSTURES, BadScenario, Change, Scenario
from latticework.show.as_json import to_json
from latticework.show.record import given_by_record, number, with_state_names
from latticework.show.words import MEANING, STATE_SYMBOLS, SYMBOLS, cautions, headline
from latticework.web.asking import hub_of, months_of, outcome_of, widths_of
from latticework.web.pages.common import Asked, Recorded, kept_of
from latticework.web.pages.lattice import choices_of
from latticework.web.panel import panel_of
from latticework.web.rendering import kept_dates, page
from latticework.web.scenarios import JUDGED_FOR, MOST, address, read_side
from latticework.whatif import load_judgements

router = APIRouter()
MONTHS, MONTHS_SHOWN = 24, (0, 3, 6, 12, 24)
PINS_SHOWN = 6


@router.get("/what-if", response_class=HTMLResponse)
def what_if(request: Request, lattice: Asked, record: Recorded = False) -> HTMLResponse:
    """The scenario of the address, beside another where one is pinned."""
    a, b = first_of(request, lattice), read_side(request.query_params.multi_items(), "b")
    asked = [one for one in (a, b) if one]
    outcomes = [outcome_of(lattice, one, record) for one in asked]
    kept = kept_of(request, record)
    snapshot, first = lattice.snapshot, outcomes[0]
    hubs = dict.fromkeys(change.actor for change in first.answer.scenario.changes)
    return page(
        request,
        "what_if.html",
        title="What if",
        sides=[("a", a, MOST), ("b", b, MOST)],
        outcomes=[(name, one, headline(one.answer, snapshot)) for name, one in zip("AB", outcomes, strict=False)],
        compared=first.compare(outcomes[1]) if b else None,
        first=first,
        snapshot=snapshot,
        meaning=MEANING,
        cautions=list(dict.fromkeys(said for one in outcomes for said in cautions(one.answer, snapshot))),
        symbols=SYMBOLS,
        state_symbols=STATE_SYMBOLS,
        pins={kind: [p for p in first.linchpins() if p.kind == kind][:PINS_SHOWN] for kind in ("actor", "arrangement")},
        dependence=[(hub, one) for hub in hubs for one in lattice.dependence(hub, first.judgements()) if one.share],
        months=[(one, _line(one.in_month), _line(one.until)) for one in months_of(lattice, a, record)],
        months_shown=MONTHS_SHOWN,
        widths=widths_of(lattice, a, record),
        judged=first.judgements(),
        record=[(line, number(line.estimate) if line.estimate else "", [with_state_names(c) for c in line.cases]) for line in first.record()],
        choices=choices_of(lattice),
        postures=[(name, load_judgements(None)[f"posture:{name}"]) for name in POSTURES],
        theatres=sorted({function.theatre for function in snapshot.functions.values()}),
        pin=address("/what-if", a, a, kept),
        alone=address("/what-if", a, None, kept),
        swap=address("/what-if", b, a, kept) if b else "",
        on_lattice=_on_lattice(a, kept),
        advise=address("/advise", a, None, kept_dates(request)),
        brief=address("/briefing", a, None, kept),
        judged_for=JUDGED_FOR,
        with_record=record,
        given=[(name, given_by_record(one.record_ranges, one.judgements())) for name, one in zip("AB", outcomes, strict=False)] if record else [],
    )  # fmt: skip


@router.get("/why", response_class=HTMLResponse)
def why(
    request: Request, lattice: Asked, show: Annotated[str, Query(max_length=120)], record: Recorded = False
) -> HTMLResponse:
    """What one function, task or arrangement rests on in scenario A, as a page of its own."""
    a = first_of(request, lattice)
    kept = kept_of(request, record)
    outcome = outcome_of(lattice, a, record)
    found = panel_of(outcome, show)
    return page(
        request, "why.html", title=found.label, panel=found, said=headline(outcome.answer, lattice.snapshot),
        close=address("/what-if", a, None, kept), steps=address("/advise", a, None, kept_dates(request)),
    )  # fmt: skip


def first_of(request: Request, lattice: Lattice) -> Scenario:
    """Scenario A of the address; without one, the actor on which most depends withdraws."""
    a = read_side(request.query_params.multi_items(), "a")
    if a is None and (hub := hub_of(lattice)):
        a = Scenario(changes=(Change(actor=hub, posture="withdrawn", on=JUDGED_FOR),), name="A")
    if a is None:
        raise BadScenario("The scenario changes nothing", remedy="Choose an actor")
    return a


class ChangeAsked(BaseModel):
    """One actor's change."""

    model_config = ConfigDict(extra="forbid")
    actor: str = Field(max_length=80, description="Code or name.")
    posture: str = Field("withdrawn", max_length=40, description=", ".join(POSTURES))
    on: str = Field(JUDGED_FOR, max_length=30, description="From this date on (ISO).")
    level: tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]] | None = None
    theatres: list[str] = Field([], max_length=20)
    functions: list[str] = Field([], max_length=50)
    leaves: list[str] = Field([], max_length=50)


class ScenarioAsked(BaseModel):
    """A scenario: the fields of a scenario file."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field("", max_length=200)
    changes: list[ChangeAsked] = Field(min_length=1, max_length=10)
    seed: int = Field(Scenario(changes=()).seed, ge=0, lt=2**63)
    draws: int = Field(Scenario(changes=()).draws, ge=1, le=20_000)

    def scenario(self) -> Scenario:
        """The scenario that is meant."""
        for one in self.changes:
            if one.level and one.level[0] > one.level[1]:
                raise BadScenario(f"The level {list(one.level)} is upside down", remedy="Write [0.3, 0.7]")
        changes = tuple(
            Change(
                actor=one.actor,
                posture=one.posture,  # type: ignore[arg-type]  # checked when it is asked
                on=one.on,
                level=one.level,
                theatres=tuple(one.theatres),
                functions=tuple(one.functions),
                leaves=tuple(one.leaves),
            )
            for one in self.changes
        )
        return Scenario(changes=changes, name=self.name, seed=self.seed, draws=self.draws)


@router.post("/api/what-if", response_model=dict[str, Any])
def answer(lattice: Asked, scenario: ScenarioAsked, record: Recorded = False) -> Any:
    """What holds under a scenario: the whole answer, as `what-if --json` gives it, with `record` as with `--record`."""
    return JSONResponse(to_json(outcome_of(lattice, scenario.scenario(), record).answer))


@router.post("/api/compare", response_model=dict[str, Any])
def compare(lattice: Asked, a: ScenarioAsked, b: ScenarioAsked, record: Recorded = False) -> Any:
    """What differs between two scenarios and why, as `compare --json` gives it."""
    first, second = (outcome_of(lattice, one.scenario(), record) for one in (a, b))
    return JSONResponse(to_json(first.compare(second)))


def _line(chances: Any) -> str:
    """A line of means over the months, in a box of 120 x 24."""
    last = len(chances) - 1
    return "M" + "L".join(f"{2 + 116 * i / last:.1f} {22 - 20 * one.mean:.1f}" for i, one in enumerate(chances))


def _on_lattice(scenario: Scenario, kept: list[tuple[str, str]]) -> str:
    """The Lattice view of a scenario that it can show: one date, everywhere alike, nobody leaves."""
    first = scenario.changes[0]
    for change in scenario.changes:
        fixed = change.level is None or change.level[0] == change.level[1]
        if (change.on, change.theatres) != (first.on, first.theatres) or change.functions or change.leaves or not fixed:
            return ""
    pulls = [("pull", f"{c.actor}:{c.level[0] if c.level else c.posture}") for c in scenario.changes]
    return f"/?{urlencode([*pulls, ('on', first.on), *(('theatre', t) for t in first.theatres), *kept], safe=':')}"
