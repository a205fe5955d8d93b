"""A standing in the words and numbers that the page shows and the HTTP interface gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, Field

from latticework.model import ArrangementAnswer, Interval, Lattice, Range, Scenario, Works
from latticework.show.words import chance, headline_of
from latticework.whatif.engine import verdict
from latticework.whatif.levels import Stand, Standing

Value = TypeVar("Value")


class Chance(BaseModel):
    """A chance given the scenario, over the draws of the judged ranges."""

    mean: float = Field(description="Mean, 0 to 1.")
    low: float = Field(description="5th percentile.")
    high: float = Field(description="95th percentile.")
    said: str = Field(description="The same in words, as every page says it.")


class FunctionNow(BaseModel):
    """How a function or task stands."""

    label: str
    before: Chance
    after: Chance
    verdict: str = Field(description="holds, strained, uncertain, breaks or absent")


class ArrangementNow(BaseModel):
    """How an arrangement stands."""

    label: str
    before: Chance
    after: Chance
    verdict: str = Field(description="holds, strained, uncertain, breaks or absent: by the same limits as a function")
    state: str
    because: str
    basis: list[str]
    parted: list[str] = Field(description="Actors at whose joint the arrangement has come apart.")


class LatticeNow(BaseModel):
    """How everything stands under the pulls of the address."""

    as_of: str
    headline: str
    functions: dict[str, FunctionNow]
    tasks: dict[str, FunctionNow]
    arrangements: dict[str, ArrangementNow]


class Moved(BaseModel):
    """One function, task or arrangement at each level of a slider.

    Each list has one entry for each level, or a single one where it is the same at all of them.
    """

    before: Chance
    mean: list[float]
    low: list[float]
    high: list[float]
    said: list[str]
    verdict: list[str]
    state: list[str] = []
    because: list[str] = []
    parted: list[list[str]] = []
    tally: list[str] = []


class Levels(BaseModel):
    """Everything at each level of one actor's slider, answered by the exact engine; nothing lies in between."""

    actor: str
    levels: list[float] = Field(description="1 (engaged) to 0 (withdrawn).")
    headline: list[str]
    functions: dict[str, Moved]
    tasks: dict[str, Moved]
    arrangements: dict[str, Moved]


def chance_of(interval: Interval) -> Chance:
    """An interval with its words."""
    return Chance(mean=interval.mean, low=interval.low, high=interval.high, said=chance(interval))


def lattice_now(lattice: Lattice, standing: Standing, judged: dict[str, Range]) -> LatticeNow:
    """Say one standing."""

    def carried(label: str, one: Stand) -> FunctionNow:
        return FunctionNow(
            label=label, before=chance_of(one.before), after=chance_of(one.after), verdict=one.verdict
        )  # fmt: skip

    return LatticeNow(
        as_of=lattice.as_of,
        headline=headline_of(standing.scenario, [one.verdict for one in standing.functions.values()], lattice),
        functions={id: carried(lattice.label(id), one) for id, one in standing.functions.items()},
        tasks={id: carried(lattice.label(id), one) for id, one in standing.tasks.items()},
        arrangements={
            id: ArrangementNow(
                label=one.label,
                before=chance_of(one.before),
                after=chance_of(one.after),
                verdict=verdict(one.before, one.after),
                state=one.state,
                because=one.because,
                basis=list(one.basis),
                parted=parted(lattice, standing.scenario, one, judged),
            )
            for id, one in standing.arrangements.items()
        },
    )


def levels_now(lattice: Lattice, actor: str, points: Sequence[Standing], judged: dict[str, Range]) -> Levels:
    """Say the standings at each level of a slider, as columns."""
    said = [lattice_now(lattice, point, judged) for point in points]
    first = said[0]
    return Levels(
        actor=actor,
        levels=[next(c.level[0] for c in p.scenario.changes if c.actor == actor and c.level) for p in points],
        headline=[one.headline for one in said],
        functions={
            id: _moved([one.functions[id] for one in said]).model_copy(
                update={"tally": _column([tally_words(lattice, id, one) for one in said])}
            )
            for id in first.functions
        },
        tasks={id: _moved([one.tasks[id] for one in said]) for id in first.tasks},
        arrangements={id: _moved([one.arrangements[id] for one in said]) for id in first.arrangements},
    )


def _moved(rows: Sequence[FunctionNow] | Sequence[ArrangementNow]) -> Moved:
    arrangements = [row for row in rows if isinstance(row, ArrangementNow)]
    return Moved(
        before=rows[0].before,
        mean=_column([row.after.mean for row in rows]),
        low=_column([row.after.low for row in rows]),
        high=_column([row.after.high for row in rows]),
        said=_column([row.after.said for row in rows]),
        verdict=_column([row.verdict for row in rows]),
        state=_column([row.state for row in arrangements]),
        because=_column([row.because for row in arrangements]),
        parted=_column([row.parted for row in arrangements]),
    )


def _column(values: list[Value]) -> list[Value]:
    return values[:1] if all(value == values[0] for value in values) else values


def tally(lattice: Lattice, function: str, now: LatticeNow) -> dict[str, int]:
    """How many of the arrangements that carry a function hold, are strained, break: verdict → number."""
    carriers = dict.fromkeys(
        provider.by
        for task in lattice.functions[function].tasks
        for provider in lattice.tasks[task].providers
        if provider.by in now.arrangements
    )
    return dict(Counter(now.arrangements[id].verdict for id in carriers))


ORDER = ("holds", "strained", "uncertain", "breaks", "absent")
PLURAL = {"holds": "hold", "breaks": "break"}


def tally_words(lattice: Lattice, function: str, now: LatticeNow) -> str:
    """Say the tally: ``7 arrangements: 3 hold, 3 strained, 1 breaks``."""
    count = tally(lattice, function, now)
    whole = sum(count.values())
    if not whole:
        return "no arrangement carries it"
    parts = [f"{count[word]} {PLURAL.get(word, word) if count[word] > 1 else word}" for word in ORDER if word in count]
    return f"{whole} arrangement{'s' if whole > 1 else ''}: {', '.join(parts)}"


def parted(lattice: Lattice, scenario: Scenario, answer: ArrangementAnswer, judged: dict[str, Range]) -> list[str]:
    """At whose joints an arrangement has come apart: those without whom, in the engine's words, it lapses or ends."""
    if answer.state == "ends":
        return sorted({change.actor for change in scenario.changes if answer.id in change.leaves})
    if answer.state != "lapses":
        return []
    works = lattice.works.get(answer.id, Works())
    theatre = str(lattice.arrangements[answer.id].get("theatre", "cross_regional"))
    gone = set()
    for change in scenario.changes:
        posture = judged[f"posture:{change.posture}"]
        low, high = change.level or (posture.low, posture.high)
        if (low + high) / 2 < 0.5 and (not change.theatres or theatre in change.theatres):
            gone.add(change.actor)
    missing = gone & {*works.essential, *([works.host] if works.host else [])}
    if missing:
        return sorted(missing)
    members = works.quorum[1] if works.quorum else ()
    if works.quorum and sum(actor not in gone for actor in members) < works.quorum[0]:
        return sorted(gone & set(members))
    return sorted(gone & {*([works.lead] if works.lead else []), *works.successors})
