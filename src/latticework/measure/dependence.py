"""Dependence of each task on a hub: D = s × (1 − fill), an interval, worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from latticework.model import Lattice, Range, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How far a task depends on the hub.

    ``share`` is the hub's part s; ``low`` to ``high`` is D in [0, 1]; ``months_to_replace`` an interval or ``None``.
    """

    task: str
    label: str
    function: str
    share: float
    low: float
    high: float
    months_to_replace: tuple[float, float] | None
    why: str


def _needs(lattice: Lattice, by: str, hub: str) -> bool:
    works = lattice.works.get(by)
    if works is None:
        return by == hub
    return hub in works.essential or works.host == hub or (works.lead == hub and not works.successors)


def _share(lattice: Lattice, task: Task, hub: str) -> tuple[float, str]:
    if task.gate == "share":
        share = sum(p.share or 0.0 for p in task.providers if p.by == hub)
        return share, "the hub's share of money or posts"
    dependent = [p for p in task.providers if _needs(lattice, p.by, hub)]
    needed = {"all": len(task.providers), "any": 1}.get(task.gate, task.k or 1)
    left = len(task.providers) - len(dependent)
    if left >= needed:
        return len(dependent) / len(task.providers), "the part of its providers that cannot work without the hub"
    return 1.0, "no sufficient set of providers works without the hub"


def dependence(lattice: Lattice, hub: str, judgements: Mapping[str, Range]) -> tuple[Dependence, ...]:
    """Measure how far each task depends on the hub, the worst first; never merged with institutionalization.

    Args:
        hub: code of the actor.
        judgements: judged ranges; a task's ``fill`` is the part of the whole that others can add.
    """
    found = []
    for task in lattice.tasks.values():
        share, why = _share(lattice, task, hub)
        fill = judgements.get(task.fill or "")
        ends = (0.0, 0.0)
        if fill and share:
            ends = (min(1.0, fill.low / share), min(1.0, fill.high / share))
        found.append(
            Dependence(
                task=task.id,
                label=task.label,
                function=task.function,
                share=share,
                low=share * (1 - ends[1]),
                high=share * (1 - ends[0]),
                months_to_replace=task.months_to_replace,
                why=why,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.high, -one.low, one.task)))
