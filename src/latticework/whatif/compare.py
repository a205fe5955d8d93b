"""Two scenarios side by side: what differs in them and in their answers, and why."""

from __future__ import annotations

from dataclasses import dataclass

from latticework.model import Lattice, Outcome, Scenario

NO_DIFFERENCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDifference:
    """One function under scenario A and under B; ``why`` names the arrangements that make the difference."""

    function: str
    label: str
    a: float
    b: float
    difference: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two scenarios, and what differs in the answers, the largest difference first.

    The answers are comparable draw by draw when both scenarios have the same seed and number of draws.
    """

    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]
    same_draws: bool
    functions: tuple[FunctionDifference, ...]


def compare(lattice: Lattice, a: Outcome, b: Outcome) -> Comparison:
    """Compare two outcomes of one lattice."""
    differences = []
    for id, in_a in a.functions.items():
        in_b = b.functions[id]
        difference = in_b.after.mean - in_a.after.mean
        why = _why(lattice, a, b, id) if abs(difference) > NO_DIFFERENCE else ()
        differences.append(
            FunctionDifference(
                function=id, label=in_a.label, a=in_a.after.mean, b=in_b.after.mean, difference=difference, why=why
            )
        )
    said_a, said_b = _changes(a.scenario), _changes(b.scenario)
    return Comparison(
        only_in_a=tuple(said for said in said_a if said not in said_b),
        only_in_b=tuple(said for said in said_b if said not in said_a),
        same_draws=(a.scenario.seed, a.scenario.draws) == (b.scenario.seed, b.scenario.draws),
        functions=tuple(sorted(differences, key=lambda one: (-abs(one.difference), one.function))),
    )


def _changes(scenario: Scenario) -> list[str]:
    said = []
    for change in scenario.changes:
        level = f", level {change.level[0]:g}-{change.level[1]:g}" if change.level else ""
        where = ", ".join((*change.theatres, *change.functions))
        leaves = f", leaves {', '.join(change.leaves)}" if change.leaves else ""
        said.append(f"{change.actor} {change.posture} from {change.on}{level}{f' ({where})' if where else ''}{leaves}")
    return said


def _why(lattice: Lattice, a: Outcome, b: Outcome, function: str) -> tuple[str, ...]:
    reasons = []
    for task in (lattice.tasks[id] for id in lattice.functions[function].tasks):
        for provider in task.providers:
            one, other = a.arrangements.get(provider.by), b.arrangements.get(provider.by)
            if one is None or other is None or abs(one.after.mean - other.after.mean) <= NO_DIFFERENCE:
                continue
            states = one.state if one.state == other.state else f"{one.state} → {other.state}"
            reasons.append(
                f"{one.label} ({task.label}): {states}, still works {one.after.mean:.0%} → {other.after.mean:.0%}"
            )
        if task.gate == "share" and a.tasks[task.id].after != b.tasks[task.id].after:
            reasons.append(
                f"{task.label}: its need is met in {a.tasks[task.id].after.mean:.0%} → {b.tasks[task.id].after.mean:.0%} of draws"
            )
    return tuple(dict.fromkeys(reasons))
