"""Compare sets of steps on every function at once; doing nothing is always in the table.

First version: the steps are to secure one judged input (a handover is agreed in advance, a command is stood up in
time, a gap is funded in advance), as the scenario's judged ranges name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from latticework.model import Interval, Lattice, Outcome, Range, Scenario
from latticework.whatif import answer, load_judgements

NO_DIFFERENCE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSet:
    """A set of steps and the chance of every function with them; ``gain`` is the sum of changes in the means."""

    steps: tuple[str, ...]
    functions: Mapping[str, Interval]
    gain: float
    verdict: str


def advise(
    lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range] | None = None, steps: int = 2
) -> tuple[StepSet, ...]:
    """Compare sets of up to ``steps`` steps, the largest gain first, after doing nothing.

    Each step raises one judged input of the what-if to the top of its range: what the analysts who gave the range
    hold to be the best case. How far an actor walks away is the scenario's, and no step. Basis: structure and judgement.
    """
    judged = dict(judgements) if judgements is not None else load_judgements(None)
    base = answer(lattice, scenario, judged)
    used = sorted({id for carried in base.functions.values() for id in carried.judgements if ":" not in id})

    def outcome(chosen: tuple[str, ...]) -> dict[str, Interval]:
        secured = {id: replace(judged[id], low=judged[id].high) for id in chosen}
        result = answer(lattice, scenario, {**judged, **secured})
        return {id: carried.after for id, carried in result.functions.items()}

    single = {id: outcome((id,)) for id in used}
    gains = {id: _gain(base_functions(base), functions) for id, functions in single.items()}
    useful = sorted((id for id in used if gains[id] > NO_DIFFERENCE), key=lambda id: (-gains[id], id))[:6]
    found = []
    for size in range(1, steps + 1):
        for chosen in combinations(useful, size):
            functions = single[chosen[0]] if size == 1 else outcome(chosen)
            gain = _gain(base_functions(base), functions)
            found.append(StepSet(steps=chosen, functions=functions, gain=gain, verdict="better than doing nothing"))
    found.sort(key=lambda one: (-one.gain, one.steps))
    idle = [
        StepSet(steps=(id,), functions=single[id], gain=gains[id], verdict="no detectable difference")
        for id in used
        if id not in useful
    ]
    nothing = StepSet(steps=(), functions=base_functions(base), gain=0.0, verdict="do nothing")
    return (nothing, *found, *idle)


def base_functions(outcome: Outcome) -> dict[str, Interval]:
    """The chance of every function in an outcome."""
    return {id: carried.after for id, carried in outcome.functions.items()}


def _gain(before: Mapping[str, Interval], after: Mapping[str, Interval]) -> float:
    return sum(after[id].mean - before[id].mean for id in before)
