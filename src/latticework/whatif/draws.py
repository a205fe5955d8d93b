"""Uncertain inputs drawn once, and the chance of every basic event in every draw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.model import Change, DrawnRange, Interval, Lattice, Range, Scenario, Task
from latticework.model.register import Basis
from latticework.whatif.diagram import Diagram

Draws = NDArray[np.float64]


def interval(values: Draws) -> Interval:
    """Give the mean and the 5th and 95th percentile of a chance over the draws, shape (draws,)."""
    if np.ptp(values) == 0:  # the mean of equal numbers may differ from them in the last bit
        return Interval(mean=float(values[0]), low=float(values[0]), high=float(values[0]))
    low, high = (float(q) for q in np.quantile(values, (0.05, 0.95)))
    return Interval(mean=float(values.mean()), low=low, high=high)


CONTACT, IN_FORCE, GIVES, USUAL = "contact-", "in-force-", "gives-", ":usual"
STANDS_FOR = (CONTACT, IN_FORCE, GIVES)  # ranges of the record or of a user that stand in place of something
BASES: tuple[Basis, ...] = ("record", "judgement")
APART_STREAM = 15_485_863  # added to the seed: what is drawn for these leaves the other draws as they are
LATER = ("posture:new_government",)  # its level is drawn with its change; a draw here would move the frozen answer's


def at(range: Range, parts: Draws) -> Draws:
    """Give the value of a range at parts of it, in [0, 1]: even between its ends, or along its draws in order."""
    if isinstance(range, DrawnRange):
        return np.interp(parts, np.linspace(0, 1, len(range.draws)), range.draws)
    return range.low + (range.high - range.low) * parts


class Drawn:
    """All ranges and posture levels of a scenario, drawn once, in a fixed order."""

    def __init__(self, scenario: Scenario, judgements: Mapping[str, Range]) -> None:
        self.draws = scenario.draws
        self.scenario = scenario
        generator = np.random.Generator(np.random.PCG64(scenario.seed))
        self.judged: dict[str, Draws] = {}
        for id in sorted(judgements):
            if id not in LATER and not id.startswith(STANDS_FOR):
                self.judged[id] = at(judgements[id], generator.random(self.draws))
        apart = np.random.Generator(np.random.PCG64(scenario.seed + APART_STREAM))
        of_treaties = np.random.Generator(np.random.PCG64(scenario.seed + APART_STREAM + 1)).random(self.draws)
        for id in sorted(id for id in judgements if id.startswith(STANDS_FOR) and not id.endswith(USUAL)):
            # how often treaties end is one unknown number, the same for all of them
            parts = of_treaties if id.startswith(IN_FORCE) else apart.random(self.draws)
            self.judged |= {name: at(judgements[name], parts) for name in (id, id + USUAL) if name in judgements}
        self.rests_on = {id: judged.basis for id, judged in judgements.items()}
        self.levels: list[tuple[Change, Draws]] = []
        self.middles: list[float] = []
        self.ranges: dict[str, tuple[float, float]] = {}
        for change in scenario.changes:
            posture = judgements[f"posture:{change.posture}"]
            low, high = change.level or (posture.low, posture.high)
            where = ", ".join((*change.theatres, *change.functions))
            self.ranges[f"{change.actor} {change.posture}" + (f" ({where})" if where else "")] = (low, high)
            self.middles.append((low + high) / 2)
            parts = generator.random(self.draws)
            self.levels.append((change, low + (high - low) * parts if change.level else at(posture, parts)))

    def basis(self, ids: Collection[str], judged: bool = False) -> tuple[Basis, ...]:
        """What an answer that hangs on these ranges rests on; ``judged``: also on a range that they do not name."""
        found = {self.rests_on.get(id, "judgement") for id in ids} | ({"judgement"} if judged else set())
        return ("structure", *(basis for basis in BASES if basis in found))

    def level(self, actor: str, theatre: str, functions: Iterable[str] = ()) -> Draws:
        """The actor's engagement in a theatre; the lowest where several changes apply."""
        level = np.ones(self.draws)
        for change, drawn in self.levels:
            if applies(change, actor, theatre, functions):
                level = np.minimum(level, drawn)
        return level

    def touches(self, actor: str, theatre: str, functions: Iterable[str] = ()) -> bool:
        """Whether the scenario changes an actor in a theatre."""
        return any(applies(change, actor, theatre, functions) for change, _ in self.levels)

    def ranged(self, actor: str, theatre: str, functions: Iterable[str] = ()) -> set[str]:
        """Ids of the ranges that leave the actor's level in the theatre open: of a posture, or given by the scenario."""
        return {
            f"level:{change.actor}" if change.level else f"posture:{change.posture}"
            for change, drawn in self.levels
            if applies(change, actor, theatre, functions) and np.ptp(drawn) > 0
        }

    def middle(self, actor: str, theatre: str, functions: Iterable[str] = ()) -> float:
        """The middle of the range of that level: words for people must not hang on which numbers were drawn."""
        return min(
            (
                self.middles[i]
                for i, (change, _) in enumerate(self.levels)
                if applies(change, actor, theatre, functions)
            ),
            default=1.0,
        )


def applies(change: Change, actor: str, theatre: str, functions: Iterable[str]) -> bool:
    """Whether a change is about this actor, in this theatre, for one of these functions."""
    somewhere = not change.theatres or theatre in change.theatres
    for_it = not change.functions or bool(set(change.functions) & set(functions))
    return change.actor == actor and somewhere and for_it


@dataclass(frozen=True)
class World:
    """One state of the world: the scenario's, or (``changed`` false) the one before it.

    ``functions`` are those for whose sake the chances are asked: a change may be limited to some.
    """

    lattice: Lattice
    drawn: Drawn
    changed: bool
    functions: tuple[str, ...] = ()

    def level(self, actor: str, theatre: str) -> Draws:
        """Engagement of an actor, 1 before the scenario."""
        if not self.changed:
            return np.ones(self.drawn.draws)
        return self.drawn.level(actor, theatre, self.functions)

    def gives(self, actor: str, task: Task) -> Draws:
        """The part of its share of a task that an actor still gives: its level, unless a range stands for that."""
        given = self.drawn.judged.get(f"{GIVES}{task.id}-{actor}")
        if given is not None and self.changed and self.drawn.touches(actor, task.theatre, self.functions):
            return given
        return self.level(actor, task.theatre)

    def covered(self, task: Task) -> Draws:
        """Whether the engaged shares and what others add reach the need: 1 or 0 in each draw."""
        total = np.zeros(self.drawn.draws)
        lost = np.zeros(self.drawn.draws)
        for provider in task.providers:
            level = self.gives(provider.by, task)
            total += (provider.share or 0.0) * level
            lost += (provider.share or 0.0) * (1 - level)
        if task.fill:  # others fill a gap; they add nothing where there is none
            total += np.minimum(self.drawn.judged[task.fill], lost)
        return (total >= (task.need or 0.0) - 1e-12).astype(float)

    def chance_of(self, event: str) -> Draws:
        """The chance of one basic event in every draw."""
        kind, _, rest = event.partition(":")
        if kind == "engaged":
            actor, _, theatre = rest.partition(":")
            return self.level(actor, theatre)
        if kind == "covered":
            return self.covered(self.lattice.tasks[rest])
        if kind == "fill":  # before the scenario there is no gap, and nobody fills it; after it, the gap is filled
            return self.covered(self.lattice.tasks[rest]) if self.changed else np.zeros(self.drawn.draws)
        if (
            kind in ("contact", "in-force") and not self.changed
        ):  # before the scenario it is as usual, where that is known
            return self.drawn.judged.get(rest + USUAL, np.ones(self.drawn.draws))
        return self.drawn.judged[rest]

    def chance(self, diagram: Diagram, fixed: Mapping[str, float] | None = None) -> Draws:
        """The exact chance of a diagram, some events fixed to 0 or 1."""
        chances = {event: self.chance_of(event) for event in diagram.events}
        for event, value in (fixed or {}).items():
            chances[event] = np.full(self.drawn.draws, value)
        return diagram.chance(chances, self.drawn.draws)
