"""The answer to a what-if: chances of functions, tasks and arrangements, breaks and linchpins."""

from __future__ import annotations

from collections.abc import Mapping

from latticework.model import CarriedAnswer, Function, Interval, Lattice, Outcome, Range, Scenario, Task
from latticework.whatif.breaks import because, possible_breaks, structural_breaks
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import GIVES, Drawn, World, interval
from latticework.whatif.gates import Structure
from latticework.whatif.judgements import load_judgements
from latticework.whatif.prepared import Prepared
from latticework.whatif.states import BREAKS_BELOW, HOLDS_FROM, JUDGED, arrangement_answers, formally_ended

ENGINE = "exact (binary decision diagram)"


def answer(
    lattice: Lattice,
    scenario: Scenario,
    judgements: Mapping[str, Range] | None = None,
    prepared: Prepared | None = None,
) -> Outcome:
    """Answer what holds under a scenario, exactly over the structure and for every draw of the ranges.

    Args:
        lattice: snapshot of the register.
        scenario: a checked scenario (see ``check_scenario``).
        judgements: judged ranges by id; the shipped ones by default.
        prepared: what earlier answers about this lattice have made already.
    Returns:
        Outcome with chances as (mean, 5th, 95th percentile) over the draws. Same input, same numbers.
    Source:
        Vesely et al. 1981, Fault Tree Handbook (NUREG-0492); Rauzy 1993 for diagrams and minimal cut sets.
    """
    judged = dict(judgements) if judgements is not None else load_judgements(None)
    drawn = Drawn(scenario, judged)
    prepared = prepared or Prepared(lattice)
    now, then = prepared.structure(), prepared.structure(formally_ended(lattice, scenario))
    asked = _Asked(lattice, drawn, now, then, prepared.compiler)
    tasks = {id: asked.carried(task) for id, task in lattice.tasks.items()}
    functions = {id: asked.carried(function) for id, function in lattice.functions.items()}
    used = sorted({id for carried in [*tasks.values(), *functions.values()] for id in carried.judgements})
    from_record = {id: [judged[id].low, judged[id].high] for id in sorted(judged) if judged[id].basis == "record"}
    return Outcome(
        scenario=scenario,
        as_of=lattice.as_of,
        functions=functions,
        tasks=tasks,
        arrangements=arrangement_answers(lattice, drawn, now, then, asked.compiler),
        linchpins=prepared.linchpins(drawn),
        engine=ENGINE,
        inputs={
            "seed": scenario.seed,
            "draws": scenario.draws,
            "levels": {key: list(value) for key, value in drawn.ranges.items()},
            "judged": {id: [judged[id].low, judged[id].high] for id in used if id in judged},
            **({"record": from_record} if from_record else {}),
        },
    )


def verdict(before: Interval, after: Interval) -> str:
    """Say an interval in one word: ``holds``, ``breaks``, ``strained`` (it fell), ``uncertain`` (it was so before) or
    ``absent`` (it did not hold before the scenario either).
    """
    if before.high <= BREAKS_BELOW:
        return "absent"
    if after.low >= HOLDS_FROM:
        return "holds"
    if after.high <= BREAKS_BELOW:
        return "breaks"
    return "strained" if after.mean < before.mean - 1e-9 else "uncertain"


class _Asked:
    """One what-if while it is being answered; diagrams are compiled once for all tasks and functions."""

    def __init__(self, lattice: Lattice, drawn: Drawn, now: Structure, then: Structure, compiler: Compiler) -> None:
        self.lattice, self.drawn, self.now, self.then, self.compiler = lattice, drawn, now, then, compiler

    def carried(self, what: Task | Function) -> CarriedAnswer:
        lattice, drawn = self.lattice, self.drawn
        tasks = [what] if isinstance(what, Task) else [lattice.tasks[id] for id in what.tasks]
        function = what.function if isinstance(what, Task) else what.id
        world = World(lattice, drawn, True, (function,))
        exact = self.compiler.compile(self.then.carried(what))
        before = interval(World(lattice, drawn, False).chance(self.compiler.compile(self.now.carried(what))))
        after = interval(world.chance(exact))
        judged = {event.partition(":")[2] for event in exact.events if event.startswith(JUDGED)}
        walking_in = {(e.split(":")[1], e.split(":")[2]) for e in exact.events if e.startswith("engaged:")}
        shared = {(p.by, task) for task in tasks if task.gate == "share" for p in task.providers}
        stood_for = {(by, task) for by, task in shared if f"{GIVES}{task.id}-{by}" in drawn.judged}
        judged |= {f"{GIVES}{task.id}-{by}" for by, task in stood_for if drawn.touches(by, task.theatre, (function,))}
        walking_in |= {(by, task.theatre) for by, task in shared - stood_for}
        judged |= {id for actor, theatre in walking_in for id in drawn.ranged(actor, theatre, (function,))}
        judged |= {task.fill for task in tasks if task.fill and task.gate == "share"}
        spelled = self.compiler.compile(self.then.carried(what, for_breaks=True))
        breaks = possible_breaks(world, spelled, exact)
        months = [task.months_to_replace for task in tasks if task.months_to_replace]
        walking = {change.actor for change in drawn.scenario.changes}
        return CarriedAnswer(
            id=what.id,
            label=what.label,
            kind="task" if isinstance(what, Task) else "function",
            before=before,
            after=after,
            verdict=verdict(before, after),
            basis=drawn.basis(judged),
            judgements=tuple(sorted(judged)),
            breaks=breaks,
            would_break=structural_breaks(world, spelled, exact),
            can_fill=tuple(dict.fromkeys(a for task in tasks for a in task.can_fill if a not in walking)),
            months_to_replace=(max(m[0] for m in months), max(m[1] for m in months)) if months else None,
            because="It did not hold before the scenario either." if before.high <= BREAKS_BELOW else because(breaks),
        )
