"""From structure to a coherent fault tree: expressions over basic events.

A basic event is a string: ``engaged:USA:europe``, ``handover:ID``, ``ready:ID``, ``carry-on:ID``, ``contact:ID``,
``in-force:ID``, ``fill:TASK``, ``covered:TASK``. True is good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from latticework.model import Function, Lattice, Task, Works


@dataclass(frozen=True, slots=True)
class Event:
    """A basic event by name."""

    name: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part does; with no part it holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when some part does; with no part it does not."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds when at least ``k`` parts do."""

    k: int
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not: one step excludes another."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Threshold:
    """Holds when the weights of the parts that hold reach ``need``: shares of money, posts or capability.

    ``weights`` are one number >= 0 for each part, in the unit of ``need``.
    """

    need: float
    weights: tuple[float, ...]
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Parity:
    """Holds when an odd number of parts does; of two parts, exactly one (exclusive or)."""

    parts: tuple[Expression, ...]


Expression = Event | AllOf | AnyOf | AtLeast | Not | Threshold | Parity


def engaged(actor: str, theatre: str) -> Event:
    """The common-cause event: the actor still performs all its roles in the theatre."""
    return Event(f"engaged:{actor}:{theatre}")


def works_expression(works: Works, theatre: str, ended: bool = False) -> Expression:
    """An arrangement works by its lead or a successor, its host, essential parties, quorum and readiness."""
    if ended:
        return AnyOf(())
    parts: list[Expression] = []
    if works.lead:
        lead: Expression = engaged(works.lead, theatre)
        if works.successors:
            others = AnyOf(tuple(engaged(actor, theatre) for actor in works.successors))
            chance: tuple[Expression, ...] = (Event(f"handover:{works.handover}"),) if works.handover else ()
            lead = AnyOf((lead, AllOf((*chance, others))))
        parts.append(lead)
    if works.host:
        parts.append(engaged(works.host, theatre))
    parts += [engaged(actor, theatre) for actor in works.essential]
    if works.contact:
        parts.append(Event(f"contact:{works.contact}"))
    if works.in_force:
        parts.append(Event(f"in-force:{works.in_force}"))
    if works.quorum:
        k, actors = works.quorum
        members = tuple(engaged(actor, theatre) for actor in actors)
        enough: Expression = AtLeast(k, members)
        if works.carry_on:  # going on without one of them is a choice that the others have yet to make
            enough = AnyOf((AllOf(members), AllOf((enough, Event(f"carry-on:{works.carry_on}")))))
        parts.append(enough)
    if works.ready:
        parts.append(Event(f"ready:{works.ready}"))
    return AllOf(tuple(parts))


class Structure:
    """The fault tree of a lattice; ``ended`` are arrangements that are formally over in the scenario."""

    def __init__(self, lattice: Lattice, ended: Iterable[str] = ()) -> None:
        self.lattice = lattice
        self.ended = frozenset(ended)
        self._functions: dict[tuple[str, bool], Expression] = {}

    def arrangement(self, id: str, theatre: str | None = None) -> Expression:
        """The expression of one arrangement, in its own theatre or that of the task it carries."""
        works = self.lattice.works.get(id, Works())
        own = str(self.lattice.arrangements[id].get("theatre", "cross_regional"))
        return works_expression(works, theatre or own, id in self.ended)

    def provider(self, by: str, task: Task) -> Expression:
        """A provider is an arrangement, or an actor's own effort; what does not exist on the date provides nothing."""
        if by in self.lattice.arrangements:
            return self.arrangement(by)
        return engaged(by, task.theatre) if by in self.lattice.actors else AnyOf(())

    def task(self, task: Task) -> Expression:
        """The gate of a task; a share gate is the single event ``covered:TASK``, evaluated draw by draw."""
        if task.gate == "share":
            return Event(f"covered:{task.id}")
        return _gate(task.gate, task.k, tuple(self.provider(p.by, task) for p in task.providers))

    def task_for_breaks(self, task: Task) -> Expression:
        """The same, with a share gate as the sets of providers that reach the need, with or without the fill."""
        if task.gate != "share":
            return self.task(task)
        return self._covered(task)

    def _covered(self, task: Task) -> Expression:
        # Losing providers one after the other, largest first, is enough to find when the need is missed: the
        # expression lists the minimal lost sets of at most three providers, with the gap filled or not.
        shares = sorted(((p.share, self.provider(p.by, task)) for p in task.providers if p.share), key=lambda s: -s[0])
        whole = sum(share for share, _ in shares)
        need = task.need or 0.0
        lost_sets: list[frozenset[int]] = []
        for size in (1, 2, 3):
            for chosen in combinations(range(len(shares)), size):
                if any(lost <= set(chosen) for lost in lost_sets):
                    continue
                if whole - sum(shares[i][0] for i in chosen) < need:
                    lost_sets.append(frozenset(chosen))
        fill: Expression = Event(f"fill:{task.id}")
        return AllOf(tuple(AnyOf((*(shares[i][1] for i in sorted(lost)), fill)) for lost in lost_sets))

    def carried(self, what: Task | Function, for_breaks: bool = False) -> Expression:
        """The expression of a task or of a function."""
        if isinstance(what, Function):
            return self.function(what, for_breaks)
        return self.task_for_breaks(what) if for_breaks else self.task(what)

    def function(self, function: Function, for_breaks: bool = False) -> Expression:
        """The gate of a function over its tasks, made once."""
        key = (function.id, for_breaks)
        if key not in self._functions:
            self._functions[key] = self._function(function, for_breaks)
        return self._functions[key]

    def _function(self, function: Function, for_breaks: bool) -> Expression:
        tasks = [self.lattice.tasks[id] for id in function.tasks]
        parts = tuple(self.task_for_breaks(task) if for_breaks else self.task(task) for task in tasks)
        return _gate(function.gate, function.k, parts)


def _gate(gate: str, k: int | None, parts: tuple[Expression, ...]) -> Expression:
    if gate == "all":
        return AllOf(parts)
    if gate == "any":
        return AnyOf(parts)
    return AtLeast(k or 1, parts)
