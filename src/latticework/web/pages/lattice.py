"""The Lattice, the home view: posts are actors, rails are arrangements, and sliders that pull actors out."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from latticework.api import Lattice
from latticework.model import POSTURES, LatticeworkError, UnknownName
from latticework.show.record import Given, given_by_record
from latticework.show.words import STATE_SYMBOLS, SYMBOLS, cautions_of
from latticework.web.asking import hub_of, levels_of, outcome_of, profiles_of, standing_of
from latticework.web.drawing import drawn
from latticework.web.geometry import SHAPES
from latticework.web.layout import layout, parts_in
from latticework.web.pages.common import Asked, Recorded
from latticework.web.panel import panel_of
from latticework.web.pulls import LEVELS, MOST, STEPS, Pull, read_pulls, scenario_of
from latticework.web.rendering import fragment, page
from latticework.web.scenarios import address
from latticework.web.standing import LatticeNow, Levels, lattice_now, levels_now, tally_words
from latticework.whatif import load_judgements

router = APIRouter()
JUDGED_FOR = "2025-01-20"


class Pulled:
    """The part of the address that says who is pulled, how far, from when, and where."""

    def __init__(
        self,
        lattice: Asked,
        pull: Annotated[list[str] | None, Query(description="ACTOR:LEVEL or ACTOR:POSTURE, repeated.")] = None,
        who: Annotated[list[str] | None, Query(include_in_schema=False)] = None,
        how: Annotated[list[str] | None, Query(include_in_schema=False)] = None,
        on: Annotated[str, Query(max_length=20, description="From this date on (ISO).")] = JUDGED_FOR,
        theatre: Annotated[list[str] | None, Query(description="Only in these theatres, repeated.")] = None,
        record: Recorded = False,
    ) -> None:
        self.lattice, self.record = lattice, record
        self.pulls = read_pulls(pull or (), who or (), how or ())
        if not (pull or who) and (hub := hub_of(lattice)):
            self.pulls = (Pull(hub, "withdrawn", None),)
        self.on = on or JUDGED_FOR
        self.theatres = tuple(dict.fromkeys(t for t in theatre or () if t))
        self.scenario = scenario_of(self.pulls, self.on, self.theatres)

    def query(self, **more: str) -> str:
        """The address's query for these pulls, as links carry it."""
        pairs = [("pull", str(one)) for one in self.pulls] + [("on", self.on)]
        pairs += [("theatre", theatre) for theatre in self.theatres]
        pairs += [("record", "true")] if self.record else []
        return urlencode([*pairs, *more.items()], safe=":")

    def given(self) -> tuple[Given, ...] | None:
        """What the record gives to the answer; ``None`` where it is not asked."""
        if not self.record or not self.scenario.changes:
            return None
        outcome = outcome_of(self.lattice, self.scenario, True)
        return given_by_record(outcome.record_ranges, outcome.judgements())

    def steps(self) -> str:
        """The Advise view of the same scenario."""
        return address("/advise", self.scenario, None)


Asking = Annotated[Pulled, Depends()]


@router.get("/", response_class=HTMLResponse)
def home(request: Request, asked: Asking, show: Annotated[str | None, Query(max_length=120)] = None) -> HTMLResponse:
    """The lattice under the pulls of the address."""
    lattice, snapshot, judged = asked.lattice, asked.lattice.snapshot, load_judgements(None)
    standing = standing_of(lattice, asked.scenario, asked.record)
    now = lattice_now(snapshot, standing, judged)
    index = {id: one.index for id, one in profiles_of(lattice).items()}
    pictures = [layout(snapshot, index, shape) for shape in SHAPES]
    pulled = [change.actor for change in standing.scenario.changes]
    return page(
        request,
        "lattice.html",
        title="The lattice",
        now=now,
        asked=asked,
        pulls=_shown(asked, lattice),
        choices=choices_of(lattice),
        levels=LEVELS,
        postures=[(name, judged[f"posture:{name}"]) for name in POSTURES],
        most=MOST,
        theatres=sorted({function.theatre for function in snapshot.functions.values()}),
        functions=[(id, one, tally_words(snapshot, id, now)) for id, one in now.functions.items()],
        pictures=[drawn(picture, now, pulled) for picture in pictures],
        cautions=cautions_of(asked.scenario, snapshot),
        index=index,
        symbols=SYMBOLS,
        state_symbols=STATE_SYMBOLS,
        panel=panel_of(outcome_of(lattice, asked.scenario, asked.record), show)
        if show and asked.scenario.changes
        else None,
        close=f"/?{asked.query()}",
        steps=asked.steps(),
        given=asked.given(),
        data=_data(asked, pictures, now, pulled),
    )


@router.get("/panel", response_class=HTMLResponse)
def panel(asked: Asking, show: Annotated[str, Query(max_length=120)]) -> HTMLResponse:
    """One arrangement, task or function, as a part of the page."""
    if not asked.scenario.changes:
        raise LatticeworkError("Nobody is pulled", remedy="Choose an actor")
    found = panel_of(outcome_of(asked.lattice, asked.scenario, asked.record), show)
    return fragment("_panel.html", panel=found, close=f"/?{asked.query()}", steps=asked.steps())


@router.get("/given", response_class=HTMLResponse)
def given(asked: Asking) -> HTMLResponse:
    """What the record gives to the answer, as a part of the page."""
    return fragment("given.html", given=asked.given())


@router.get("/api/lattice")
def now(asked: Asking) -> LatticeNow:
    """How every function, task and arrangement stands under these pulls: the numbers of `what-if --json`."""
    standing = standing_of(asked.lattice, asked.scenario, asked.record)
    return lattice_now(asked.lattice.snapshot, standing, load_judgements(None))


@router.get("/api/lattice/levels", response_model=Levels)
def levels(
    asked: Asking,
    move: Annotated[str, Query(max_length=80, description="The pulled actor to move.")],
    every: Annotated[int, Query(ge=1, le=STEPS, description="Only each so-many-th level, and the last: sooner.")] = 1,
) -> Any:
    """The same at every level of one actor's slider, the others left where they are."""
    if move not in {one.actor for one in asked.pulls}:
        raise UnknownName("pulled actor", move, [one.actor for one in asked.pulls])
    points = levels_of(asked.lattice, asked.scenario, move, asked.record, every)
    return JSONResponse(
        levels_now(asked.lattice.snapshot, move, points, load_judgements(None)).model_dump(exclude_defaults=True)
    )


def choices_of(lattice: Lattice) -> list[tuple[str, str]]:
    """Actors with a part in an arrangement or a task: who can be pulled with any effect."""
    snapshot = lattice.snapshot
    found = {actor for id in snapshot.arrangements for actor in parts_in(snapshot, id)}
    found |= {p.by for task in snapshot.tasks.values() for p in task.providers}
    kinds = ("state", "organization")
    known = [a for a in found if a in snapshot.actors and snapshot.actors[a].get("kind") in kinds]
    return sorted(((a, snapshot.label(a)) for a in known), key=lambda pair: pair[1])


def _shown(asked: Pulled, lattice: Lattice) -> list[dict[str, Any]]:
    """The pulls as the sliders show them; a posture's thumb stands at the middle of its range."""
    judged, shown = load_judgements(None), []
    for one, change in zip(asked.pulls, asked.scenario.changes, strict=True):
        posture = judged[f"posture:{change.posture}"]
        low, high = change.level or (posture.low, posture.high)
        shown.append(
            {
                "actor": one.actor,
                "label": lattice.snapshot.label(one.actor),
                "how": one.posture or f"{one.level:g}",
                "low": low,
                "high": high,
                "step": round((1 - (low + high) / 2) * (len(LEVELS) - 1)),
            }
        )
    return shown


def _data(asked: Pulled, pictures: Any, now: LatticeNow, pulled: list[str]) -> dict[str, Any]:
    """What the page's script needs to bend the rails: measures and joints, no numbers of the answer."""
    judged = load_judgements(None)
    return {
        "pulled": pulled,
        "theatres": list(asked.theatres),
        "postures": {name: [judged[f"posture:{name}"].low, judged[f"posture:{name}"].high] for name in POSTURES},
        "levels": list(LEVELS),
        "symbols": SYMBOLS,
        "states": STATE_SYMBOLS,
        "shapes": {
            picture.shape.name: {
                "axis": list(picture.shape.axis),
                "rails": {
                    rail.id: [rail.y, [[j.x, j.actor, j.carries] for j in rail.joints]] for rail in picture.rails
                },
            }
            for picture in pictures
        },
    }  # fmt: skip
