"""One comparison, ready to be searched: the functions compiled once with the steps that can change them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from latticework.advise.chances import Chances, months_until
from latticework.advise.compiled import MOST_STEPS, Compiled
from latticework.advise.sets import having
from latticework.advise.stepped import Stepped
from latticework.advise.steps import Step
from latticework.model import BadScenario, Lattice, Outcome, Range, Scenario
from latticework.whatif import answer
from latticework.whatif.diagram import event_names
from latticework.whatif.draws import Drawn
from latticework.whatif.states import formally_ended


@dataclass(frozen=True)
class Prepared:
    """One comparison, ready to be searched: candidates that nothing rules out, compiled once."""

    lattice: Lattice
    outcome: Outcome
    judged: Mapping[str, Range]
    functions: tuple[str, ...]
    steps: Mapping[str, Step]
    compiled: Compiled
    chances: Chances

    def ids_of(self, mask: np.uint64) -> tuple[str, ...]:
        """The steps of a set."""
        bits = int(mask)
        return tuple(id for i, id in enumerate(self.compiled.ids) if bits >> i & 1)

    def costs(self, masks: NDArray[np.uint64]) -> NDArray[np.float64]:
        """One number for each set that orders them by size, then by effort."""
        found = np.zeros(len(masks))
        for i, id in enumerate(self.compiled.ids):
            found += having(masks, i) * (1e6 + sum(self.steps[id].effort))
        return found.round(6)

    def efforts(self, masks: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Person-months of each set, low and high, shape (sets, 2)."""
        found = np.zeros((len(masks), 2))
        for i, id in enumerate(self.compiled.ids):
            found += having(masks, i)[:, None] * np.array(self.steps[id].effort)
        return found

    def mask_of(self, ids: Collection[str]) -> np.uint64:
        """The set of these steps."""
        return np.uint64(sum(1 << self.compiled.ids.index(id) for id in ids))


def prepare(
    lattice: Lattice,
    scenario: Scenario,
    judged: Mapping[str, Range],
    steps: Sequence[Step],
    functions: Sequence[str],
    any_time: bool = False,
    outcome: Outcome | None = None,
) -> Prepared:
    """Compile the functions with these steps in them; steps that cannot change any of them are left out."""
    drawn = Drawn(scenario, judged)
    ended = formally_ended(lattice, scenario)
    relevant = _relevant(lattice, steps, functions, ended)
    kept = {step.id: step for step in sorted(steps, key=lambda s: s.id) if step.id in relevant}
    if len(kept) > MOST_STEPS:
        raise BadScenario(
            f"{len(kept)} steps at once are more than {MOST_STEPS}", remedy="Choose fewer functions, or leave some out"
        )
    chances = Chances(lattice, drawn, kept.values(), months_until(lattice, scenario), any_time)
    compiled = Compiled(lattice, Stepped(lattice, list(kept.values()), ended), functions, chances)
    return Prepared(
        lattice=lattice,
        outcome=outcome or answer(lattice, scenario, judged),
        judged=judged,
        functions=tuple(functions),
        steps=kept,
        compiled=compiled,
        chances=chances,
    )


def _relevant(lattice: Lattice, steps: Sequence[Step], functions: Sequence[str], ended: set[str]) -> set[str]:
    """Steps whose place in the structure carries one of the functions."""
    stepped = Stepped(lattice, steps, ended)
    names = {name for id in functions for name in event_names(stepped.function(lattice.functions[id]))}
    return {name.partition(":")[2] for name in names if name.startswith("step:")}


def relaxed(prepared: Prepared) -> Compiled:
    """The same functions where a lead that is handed over leaves the old one beside the new: never lower."""
    steps = [replace(s, edit="co-lead") if s.edit == "hand-over" else s for s in prepared.steps.values()]
    ended = formally_ended(prepared.lattice, prepared.outcome.scenario)
    stepped = Stepped(prepared.lattice, steps, ended)
    return Compiled(prepared.lattice, stepped, prepared.functions, prepared.chances)
