"""The chance of every event in every draw: those of the what-if, those of the steps, and money under sets of steps."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from latticework.advise.steps import Step
from latticework.model import Lattice, Scenario, earliest
from latticework.whatif.draws import Drawn, Draws, World

DAYS_A_MONTH = 30.4375


def months_until(lattice: Lattice, scenario: Scenario) -> float:
    """Months from the as-of date to the first change of the scenario, never below 0."""
    now = earliest(lattice.as_of)
    starts = [start for change in scenario.changes if (start := earliest(change.on))]
    if now is None or not starts:
        return 0.0
    return max(0.0, (min(starts) - now).days / DAYS_A_MONTH)


class Chances:
    """Draws of one comparison. What a step adds is drawn by its own name: other steps do not move it."""

    def __init__(
        self,
        lattice: Lattice,
        drawn: Drawn,
        steps: Iterable[Step],
        months: float,
        any_time: bool = False,
        fixed: Mapping[str, float] | None = None,
        lost: Collection[str] = (),
    ) -> None:
        """``fixed`` sets judged inputs (``effect:STEP`` for a step's) to one value; ``lost`` are events that do not happen."""
        self.lattice, self.drawn, self.months, self.any_time = lattice, drawn, months, any_time
        self.lost = frozenset(lost)
        self.steps = {step.id: step for step in steps}
        self.fixed = dict(fixed or {})
        self.effects: dict[str, Draws] = {}
        self.in_time: dict[str, Draws] = {}
        for step in self.steps.values():
            low, high = step.effect or (1.0, 1.0)
            self.effects[step.id] = low + (high - low) * self._own(step.id, "effect")
            first, last = step.lead_months
            takes = first + (last - first) * self._own(step.id, "lead")
            self.in_time[step.id] = np.ones(drawn.draws) if any_time else (takes <= months).astype(float)

    def changed(self, fixed: Mapping[str, float] | None = None, lost: Collection[str] = ()) -> Chances:
        """The same draws with some inputs fixed or some events lost."""
        other = Chances(self.lattice, self.drawn, (), self.months, self.any_time, fixed, lost)
        other.steps, other.in_time = self.steps, self.in_time
        varied = {name.partition(":")[2]: value for name, value in other.fixed.items() if name.startswith("effect:")}
        fixed_effects = {id: np.full(self.drawn.draws, value) for id, value in varied.items()}
        other.effects = {**self.effects, **fixed_effects}
        return other

    def _own(self, id: str, what: str) -> Draws:
        seed = [self.drawn.scenario.seed, zlib.crc32(f"{what} {id}".encode())]
        return np.random.Generator(np.random.PCG64(seed)).random(self.drawn.draws)

    def of(self, event: str, function: str) -> Draws:
        """The chance of one event in every draw, for the sake of one function."""
        if event in self.lost:
            return np.zeros(self.drawn.draws)
        kind, _, rest = event.partition(":")
        if kind == "effect":
            return self.effects[rest]
        if kind == "acts":  # in a draw it is in time or it is not, so that the two never need to be told apart
            return self.effects[rest] * self.in_time[rest]
        if kind == "in-time":
            return self.in_time[rest]
        if kind == "covered":
            task, _, steps = rest.partition("|")
            return self._covered(task, [self.steps[id] for id in steps.split("+") if id], function)
        if rest in self.fixed:
            return np.full(self.drawn.draws, self.fixed[rest])
        return World(self.lattice, self.drawn, True, (function,)).chance_of(event)

    def _covered(self, id: str, steps: list[Step], function: str) -> Draws:
        """Whether shares, what is paid in advance, and what others add reach the need: 1 or 0 in each draw."""
        task, world = self.lattice.tasks[id], World(self.lattice, self.drawn, True, (function,))
        total = np.zeros(self.drawn.draws)
        lost: dict[str, Draws] = {}
        for provider in task.providers:
            level, share = world.gives(provider.by, task), provider.share or 0.0
            total += share * level
            lost[provider.by] = lost.get(provider.by, np.zeros_like(level)) + share * (1 - level)
        gap = sum(lost.values(), np.zeros(self.drawn.draws))
        paid, more = np.zeros(self.drawn.draws), np.zeros(self.drawn.draws)
        for step in steps:
            part = self.effects[step.id] * self.in_time[step.id]
            if step.edit == "prefund":  # nobody can have paid more in advance than goes when the giver leaves
                paid += np.minimum(part, sum((lost[a] for a in step.actors if a in lost), np.zeros_like(gap)))
            elif step.edit == "fill":
                more += part
            else:
                levels = [world.level(actor, task.theatre) for actor in step.actors]
                total += (step.share or 0.0) * np.max(levels, axis=0) * part
        fill = self.drawn.judged[task.fill] if task.fill else np.zeros(self.drawn.draws)
        if task.fill in self.fixed:
            fill = np.full(self.drawn.draws, self.fixed[str(task.fill)])
        if f"fill:{id}" in self.lost:
            fill = np.zeros(self.drawn.draws)
        paid = np.minimum(paid, gap)
        total += paid + np.minimum(fill + more, gap - paid)
        return (total >= (task.need or 0.0) - 1e-12).astype(float)
