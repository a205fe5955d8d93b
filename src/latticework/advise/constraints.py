"""Constraints: which steps are ruled out, by what, and on whose word; whose consent they add."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from latticework.advise.steps import Step
from latticework.model import Entity, Lattice, UnknownName

LEAD_TIME = "lead-time"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledOut:
    """A step that is not available: the constraint, the sentence behind it in our words, and its sources by name."""

    step: Step
    constraint: str
    label: str
    sentence: str
    sources: tuple[str, ...]


def ruled_out(
    lattice: Lattice, steps: Iterable[Step], months: float, lifted: Collection[str] = ()
) -> tuple[RuledOut, ...]:
    """List the steps that a constraint of the register, or the scenario's date, rules out.

    Args:
        months: from the as-of date to the scenario's.
        lifted: ids of constraints not to apply; ``lead-time`` is the date's.
    Raises:
        UnknownName: a lifted constraint that the register does not hold.
    """
    known = [*lattice.constraints, LEAD_TIME]
    for id in lifted:
        if id not in known:
            raise UnknownName("constraint", id, known)
    found = []
    for step in steps:
        for id, constraint in lattice.constraints.items():
            if id not in lifted and _forbids(constraint, step):
                found.append(_by_register(lattice, step, constraint))
                break
        else:
            if LEAD_TIME not in lifted and step.lead_months[0] > months:
                low, high = step.lead_months
                found.append(
                    RuledOut(
                        step=step,
                        constraint=LEAD_TIME,
                        label="Too late for the scenario's date",
                        sentence=f"It takes {low:g} to {high:g} months (judgement), and {months:.1f} are left.",
                        sources=(),
                    )
                )
    return tuple(found)


def rules_of(lattice: Lattice, step: Step) -> tuple[str, ...]:
    """What constraints of the register ask for besides, in words: by which rule a body decides."""
    return tuple(c.label for c in lattice.constraints.values() if step.kind in c.get("asks_of", ()) and _about(c, step))


def _forbids(constraint: Entity, step: Step) -> bool:
    return step.kind in constraint.get("rules_out", ()) and _about(constraint, step)


def _about(constraint: Entity, step: Step) -> bool:
    return bool({step.arrangement, *step.tasks} & set(constraint.get("applies_to", ())))


def _by_register(lattice: Lattice, step: Step, constraint: Entity) -> RuledOut:
    named = dict.fromkeys(source for statement in constraint.statements for source in statement.sources)
    return RuledOut(
        step=step,
        constraint=constraint.id,
        label=constraint.label,
        sentence=str(constraint.get("limits", "")),
        sources=tuple(f"{lattice.sources[id].publisher}: {lattice.sources[id].title}" for id in named),
    )
