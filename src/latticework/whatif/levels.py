"""One actor's engagement moved over many levels: what a slider shows, from the same diagrams as the whole answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from latticework.model import ArrangementAnswer, BadScenario, Function, Interval, Lattice, Range, Scenario, Task, Works
from latticework.model.scenario import Posture
from latticework.whatif.draws import Drawn, World, interval
from latticework.whatif.engine import verdict
from latticework.whatif.gates import Structure
from latticework.whatif.prepared import Prepared
from latticework.whatif.states import arrangement_answer, formally_ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one task or function stands: its chance before and in the scenario, and the word for it."""

    before: Interval
    after: Interval
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How everything stands in one scenario: the part of an outcome that moves with a slider.

    ``functions``, ``tasks`` and ``arrangements`` go from id to the same numbers and words as in ``Outcome``.
    """

    scenario: Scenario
    functions: Mapping[str, Stand]
    tasks: Mapping[str, Stand]
    arrangements: Mapping[str, ArrangementAnswer]


def stand(
    lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range], prepared: Prepared | None = None
) -> Standing:
    """Give how everything stands in a scenario, exactly as ``answer`` does, without breaks and linchpins."""
    return _Sweep(lattice, scenario, judgements, prepared or Prepared(lattice)).at(scenario, None)


def over_levels(
    lattice: Lattice,
    scenario: Scenario,
    actor: str,
    levels: Sequence[float],
    judgements: Mapping[str, Range],
    prepared: Prepared | None = None,
) -> tuple[Standing, ...]:
    """Answer a scenario with every change of one actor at each of these fixed levels; the other changes stay.

    Args:
        scenario: a checked one that changes the actor.
        levels: each in [0, 1], 1 engaged and 0 withdrawn.
        prepared: what earlier answers about this lattice have made already.
    Returns:
        One ``Standing`` for each level, in order; equal to ``answer`` of that scenario. What the actor cannot touch is
        evaluated once.
    Raises:
        BadScenario: a level outside [0, 1], or a scenario that does not change the actor.
    """
    if not all(0 <= level <= 1 for level in levels):
        raise BadScenario("A level lies outside 0 to 1")
    if all(change.actor != actor for change in scenario.changes):
        raise BadScenario(f"The scenario does not change {lattice.label(actor)}")
    sweep = _Sweep(lattice, scenario, judgements, prepared or Prepared(lattice))
    found: list[Standing] = []
    for level in levels:
        changes = tuple(
            replace(change, posture=posture_at(level), level=(level, level)) if change.actor == actor else change
            for change in scenario.changes
        )
        found.append(sweep.at(replace(scenario, changes=changes), actor, found[-1] if found else None))
    return tuple(found)


class _Sweep:
    def __init__(
        self, lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range], prepared: Prepared
    ) -> None:
        self.lattice, self.judgements, self.compiler = lattice, judgements, prepared.compiler
        self.now, self.then = prepared.structure(), prepared.structure(formally_ended(lattice, scenario))

    def at(self, scenario: Scenario, moved: str | None, last: Standing | None = None) -> Standing:
        """How all stands; what the moved actor has no part in is taken from the level before."""
        lattice, drawn = self.lattice, Drawn(scenario, self.judgements)

        def carried(what: Task | Function, known: Mapping[str, Stand]) -> Stand:
            if what.id in known and not (moved and self._involves(what, moved)):
                return known[what.id]
            before = known[what.id].before if what.id in known else self._chance(what, drawn, False, self.now)
            after = self._chance(what, drawn, True, self.then)
            return Stand(before=before, after=after, verdict=verdict(before, after))

        def arrangement(id: str) -> ArrangementAnswer:
            if last and not (moved and moved in parties_of(lattice, id)):
                return last.arrangements[id]
            return arrangement_answer(lattice, id, drawn, self.now, self.then, self.compiler)

        return Standing(
            scenario=scenario,
            functions={id: carried(one, last.functions if last else {}) for id, one in lattice.functions.items()},
            tasks={id: carried(one, last.tasks if last else {}) for id, one in lattice.tasks.items()},
            arrangements={id: arrangement(id) for id in sorted(lattice.arrangements)},
        )

    def _chance(self, what: Task | Function, drawn: Drawn, changed: bool, structure: Structure) -> Interval:
        function = what.function if isinstance(what, Task) else what.id
        world = World(self.lattice, drawn, changed, (function,) if changed else ())
        return interval(world.chance(self.compiler.compile(structure.carried(what))))

    def _involves(self, what: Task | Function, actor: str) -> bool:
        tasks = [what] if isinstance(what, Task) else [self.lattice.tasks[id] for id in what.tasks]
        return any(p.by == actor or actor in parties_of(self.lattice, p.by) for task in tasks for p in task.providers)


def posture_at(level: float) -> Posture:
    """The word for one fixed level; only 1 is engaged, only 0 withdrawn."""
    return "engaged" if level == 1 else "withdrawn" if level == 0 else "scaled_back"


def parties_of(lattice: Lattice, id: str) -> frozenset[str]:
    """Everyone with a part in an arrangement: its parties, and those it works by; nobody for what is none."""
    entity, works = lattice.arrangements.get(id), lattice.works.get(id, Works())
    if entity is None:
        return frozenset()
    single = {actor for actor in (works.lead, works.host) if actor}
    quorum = works.quorum[1] if works.quorum else ()
    return frozenset({*entity.get("parties", ()), *single, *works.successors, *works.essential, *quorum, *works.shares})
