"""The answer to a what-if: chances of functions, tasks and arrangements, breaks and linchpins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.model import (
    ArrangementAnswer,
    Break,
    CarriedAnswer,
    Change,
    Interval,
    Lattice,
    Linchpin,
    Outcome,
    Range,
    Scenario,
    Task,
    Works,
)
from latticework.model.outcome import ArrangementState
from latticework.model.register import Basis
from latticework.whatif.diagram import Diagram
from latticework.whatif.gates import Expression, Structure
from latticework.whatif.judgements import load_judgements

Draws = NDArray[np.float64]
# Words for people: a chance that stays above 80 in 100 in nearly all draws "holds", one below 20 "breaks".
HOLDS_FROM, BREAKS_BELOW = 0.8, 0.2
ENGINE = "exact (binary decision diagram)"
MOST_BREAKS = 12


def _interval(values: Draws) -> Interval:
    low, high = (float(q) for q in np.quantile(values, (0.05, 0.95)))
    # The mean of equal numbers may differ from them in the last bit; it never leaves the interval's ends.
    mean = float(values[0]) if np.ptp(values) == 0 else float(values.mean())
    if np.ptp(values) == 0:
        low = high = mean
    return Interval(mean=mean, low=low, high=high)


def _verdict(before: Interval, after: Interval) -> str:
    if after.low >= HOLDS_FROM:
        return "holds"
    if after.high <= BREAKS_BELOW:
        return "breaks"
    return "strained" if after.mean < before.mean - 1e-9 else "uncertain"


class Drawn:
    """All judged ranges and posture levels of a scenario, drawn once, uniformly, in a fixed order."""

    def __init__(self, scenario: Scenario, judgements: Mapping[str, Range]) -> None:
        self.draws = scenario.draws
        self.scenario = scenario
        generator = np.random.Generator(np.random.PCG64(scenario.seed))
        self.judged: dict[str, Draws] = {}
        for id in sorted(judgements):
            judged = judgements[id]
            self.judged[id] = judged.low + (judged.high - judged.low) * generator.random(self.draws)
        self.levels: list[tuple[Change, Draws]] = []
        self.ranges: dict[str, tuple[float, float]] = {}
        for change in scenario.changes:
            posture = judgements[f"posture:{change.posture}"]
            low, high = change.level or (posture.low, posture.high)
            self.ranges[f"{change.actor} {change.posture}"] = (low, high)
            self.levels.append((change, low + (high - low) * generator.random(self.draws)))

    def level(self, actor: str, theatre: str, functions: Iterable[str] = ()) -> Draws:
        """The actor's engagement in a theatre; the lowest where several changes apply."""
        level = np.ones(self.draws)
        for change, drawn in self.levels:
            somewhere = not change.theatres or theatre in change.theatres
            for_it = not change.functions or bool(set(change.functions) & set(functions))
            if change.actor == actor and somewhere and for_it:
                level = np.minimum(level, drawn)
        return level


@dataclass(frozen=True)
class World:
    """One state of the world: the scenario's, or (with no levels applied) the one before it."""

    lattice: Lattice
    drawn: Drawn
    changed: bool
    functions: tuple[str, ...] = ()

    def level(self, actor: str, theatre: str) -> Draws:
        """Engagement of an actor, 1 before the scenario."""
        if not self.changed:
            return np.ones(self.drawn.draws)
        return self.drawn.level(actor, theatre, self.functions)

    def covered(self, task: Task) -> Draws:
        """Whether the engaged shares and what others add reach the need: 1 or 0 in each draw."""
        total = np.zeros(self.drawn.draws)
        lost = np.zeros(self.drawn.draws)
        for provider in task.providers:
            level = self.level(provider.by, task.theatre)
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
        if kind == "fill":
            return np.zeros(self.drawn.draws)
        return self.drawn.judged[rest]

    def chance(self, diagram: Diagram, fixed: Mapping[str, float] | None = None) -> Draws:
        """The exact chance of a diagram, some events fixed to 0 or 1."""
        chances = {event: self.chance_of(event) for event in diagram.events}
        for event, value in (fixed or {}).items():
            chances[event] = np.full(self.drawn.draws, value)
        return diagram.chance(chances, self.drawn.draws)


def answer(lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range] | None = None) -> Outcome:
    """Answer what holds under a scenario, exactly over the structure and for every draw of the ranges.

    Args:
        lattice: snapshot of the register.
        scenario: a checked scenario (see ``check_scenario``).
        judgements: judged ranges by id; the shipped ones by default.
    Returns:
        Outcome with chances as (mean, 5th, 95th percentile) over the draws. Same input, same numbers.
    Source:
        Vesely et al. 1981, Fault Tree Handbook (NUREG-0492); Rauzy 1993 for diagrams and minimal cut sets.
    """
    judged = dict(judgements) if judgements is not None else load_judgements(None)
    drawn = Drawn(scenario, judged)
    left = _formally_ended(lattice, scenario)
    now, then = Structure(lattice), Structure(lattice, left)
    arrangements = {
        id: _arrangement_answer(lattice, id, drawn, now, then, scenario) for id in sorted(lattice.arrangements)
    }
    tasks, functions = {}, {}
    for task in lattice.tasks.values():
        tasks[task.id] = _carried(
            lattice, drawn, task.id, "task", now.task(task), then.task(task), then.task_for_breaks(task), [task]
        )
    for function in lattice.functions.values():
        members = [lattice.tasks[id] for id in function.tasks]
        functions[function.id] = _carried(
            lattice,
            drawn,
            function.id,
            "function",
            now.function(function),
            then.function(function),
            then.function(function, for_breaks=True),
            members,
        )
    used = sorted({id for carried in [*tasks.values(), *functions.values()] for id in carried.judgements})
    return Outcome(
        scenario=scenario,
        as_of=lattice.as_of,
        functions=functions,
        tasks=tasks,
        arrangements=arrangements,
        linchpins=_linchpins(lattice, drawn, now),
        engine=ENGINE,
        inputs={
            "seed": scenario.seed,
            "draws": scenario.draws,
            "levels": {key: list(value) for key, value in drawn.ranges.items()},
            "judged": {id: [judged[id].low, judged[id].high] for id in used},
        },
    )


def _formally_ended(lattice: Lattice, scenario: Scenario) -> set[str]:
    ended = set()
    for change in scenario.changes:
        for id in change.leaves:
            works = lattice.works.get(id, Works())
            members = set(lattice.arrangements[id].get("parties", ())) | set(works.essential)
            if change.actor in works.essential or len(members) <= 2:
                ended.add(id)
    return ended


def _carried(
    lattice: Lattice,
    drawn: Drawn,
    id: str,
    kind: str,
    now: Expression,
    then: Expression,
    for_breaks: Expression,
    tasks: list[Task],
) -> CarriedAnswer:
    functions = (id,) if kind == "function" else (tasks[0].function,)
    before_world = World(lattice, drawn, False)
    world = World(lattice, drawn, True, functions)
    diagram = Diagram(then)
    before = _interval(before_world.chance(Diagram(now)))
    after = _interval(world.chance(diagram))
    judged = {event.partition(":")[2] for event in diagram.events if event.startswith(("ready:", "handover:"))}
    judged |= {task.fill for task in tasks if task.fill and task.gate == "share"}
    breaks = _breaks(lattice, world, Diagram(for_breaks))
    can_fill = tuple(dict.fromkeys(actor for task in tasks for actor in task.can_fill))
    months = [task.months_to_replace for task in tasks if task.months_to_replace]
    basis: tuple[Basis, ...] = ("structure", "judgement") if judged else ("structure",)
    return CarriedAnswer(
        id=id,
        label=lattice.label(id),
        kind="task" if kind == "task" else "function",
        before=before,
        after=after,
        verdict=_verdict(before, after),
        basis=basis,
        judgements=tuple(sorted(judged)),
        breaks=breaks,
        can_fill=tuple(a for a in can_fill if a not in {c.actor for c in drawn.scenario.changes}),
        months_to_replace=(max(m[0] for m in months), max(m[1] for m in months)) if months else None,
        because=_because(lattice, breaks),
    )


def _because(lattice: Lattice, breaks: tuple[Break, ...]) -> str:
    happened = [one for one in breaks if one.chance.mean > 0]
    if not happened:
        return "No minimal break can happen in this scenario."
    worst = max(happened, key=lambda one: (one.chance.mean, -len(one.losses)))
    return "Most exposed to: " + " and ".join(worst.words) + "."


def _words(lattice: Lattice, event: str) -> str:
    kind, _, rest = event.partition(":")
    if kind == "engaged":
        actor, _, theatre = rest.partition(":")
        return f"{lattice.label(actor)} walks away ({theatre.replace('_', ' ')})"
    if kind == "handover":
        return f"nobody takes over in time ({rest.removeprefix('handover-').replace('-', ' ')})"
    if kind == "fill":
        return "others do not fill the gap"
    return f"not running in time ({rest.removeprefix('ready-').replace('-', ' ')})"


def _breaks(lattice: Lattice, world: World, diagram: Diagram) -> tuple[Break, ...]:
    found = []
    for lost in diagram.minimal_breaks()[: MOST_BREAKS * 4]:
        chance = np.ones(world.drawn.draws)
        for event in lost:  # distinct basic events are independent; each occurs once in a set
            if event.startswith("fill:"):
                chance = chance * (1 - world.covered(lattice.tasks[event.partition(":")[2]]))
            else:
                chance = chance * (1 - world.chance_of(event))
        ordered = tuple(sorted(lost))
        words = tuple(_words(lattice, event) for event in ordered)
        found.append(Break(losses=ordered, words=words, chance=_interval(chance)))
    found.sort(key=lambda one: (-one.chance.mean, len(one.losses), one.losses))
    return tuple(found[:MOST_BREAKS])


def _arrangement_answer(
    lattice: Lattice, id: str, drawn: Drawn, now: Structure, then: Structure, scenario: Scenario
) -> ArrangementAnswer:
    entity = lattice.arrangements[id]
    works = lattice.works.get(id, Works())
    theatre = str(entity.get("theatre", "cross_regional"))
    carried = tuple(f.id for f in lattice.functions.values() for t in f.tasks if _provides(lattice.tasks[t], id))
    world = World(lattice, drawn, True, carried)
    diagram = Diagram(then.arrangement(id))
    before = _interval(World(lattice, drawn, False).chance(Diagram(now.arrangement(id))))
    after = _interval(world.chance(diagram))
    gone = {c.actor for c in scenario.changes if float(world.level(c.actor, theatre).mean()) < 0.5}
    weakened = {c.actor for c in scenario.changes if float(world.level(c.actor, theatre).mean()) < 1}
    share_lost = sum(s * (1 - float(world.level(a, theatre).mean())) for a, s in works.shares.items())
    lead_after = works.lead if works.lead not in gone else next((s for s in works.successors if s not in gone), None)
    state, because = _state(lattice, id, works, gone, weakened, share_lost, lead_after, then)
    judged = any(event.startswith(("ready:", "handover:")) for event in diagram.events)
    return ArrangementAnswer(
        id=id,
        label=entity.label,
        state=state,
        because=because,
        before=before,
        after=after,
        basis=("structure", "judgement") if judged else ("structure",),
        lead_before=works.lead,
        lead_after=lead_after,
        share_lost=share_lost or None,
    )


def _provides(task: Task, id: str) -> bool:
    return any(provider.by == id for provider in task.providers)


def _state(
    lattice: Lattice,
    id: str,
    works: Works,
    gone: set[str],
    weakened: set[str],
    share_lost: float,
    lead_after: str | None,
    then: Structure,
) -> tuple[ArrangementState, str]:
    def names(actors: Iterable[str]) -> str:
        return ", ".join(lattice.label(actor) for actor in sorted(actors))

    if id in then.ended:
        return "ends", "A party without which it cannot exist formally leaves"
    missing = gone & {*works.essential, *([works.host] if works.host else [])}
    text = " (its text stays in force)" if lattice.arrangements[id].get("status") == "in force" else ""
    if missing:
        return "lapses", f"Cannot work without {names(missing)}{text}"
    if works.quorum and sum(actor not in gone for actor in works.quorum[1]) < works.quorum[0]:
        return "lapses", f"Fewer than {works.quorum[0]} of the members it needs stay{text}"
    if works.lead in gone:
        if lead_after is None:
            return "lapses", f"{names([str(works.lead)])} led it and no successor is named{text}"
        return "lead passes", f"{names([str(works.lead)])} led it; {names([lead_after])} could take over"
    if share_lost > 0:
        return (
            "loses resources",
            f"About {share_lost:.0%} of its resources come from {names(weakened & set(works.shares))}",
        )
    if works.ready and lattice.arrangements[id].get("status") in ("announced", "being stood up"):
        return "not yet standing", "Announced or being stood up at the cut-off; may not run in time"
    touched = weakened & {*works.essential, *([works.lead] if works.lead else [])}
    if touched:
        return "holds", f"{names(touched)} scales back but stays"
    return "holds", "Nothing that it needs is lost"


def _linchpins(lattice: Lattice, drawn: Drawn, now: Structure) -> tuple[Linchpin, ...]:
    """Birnbaum importance of each actor (in all its theatres together), over functions, before the scenario."""
    world = World(lattice, drawn, False)
    diagrams = {f.id: Diagram(now.function(f, for_breaks=True)) for f in lattice.functions.values()}
    actors = {e.split(":")[1] for d in diagrams.values() for e in d.events if e.startswith("engaged:")}
    found = []
    for actor in sorted(actors):
        importance = {}
        for id, diagram in diagrams.items():
            own = [event for event in diagram.events if event.startswith(f"engaged:{actor}:")]
            lost = world.chance(diagram, {event: 0.0 for event in own})
            importance[id] = float((world.chance(diagram) - lost).mean()) if own else 0.0
        worst = max(sorted(importance), key=lambda id: importance[id])
        if importance[worst] > 1e-9:
            found.append(
                Linchpin(
                    id=actor,
                    label=lattice.label(actor),
                    mean_birnbaum=sum(importance.values()) / len(importance),
                    worst_birnbaum=importance[worst],
                    worst_function=worst,
                )
            )
    found.sort(key=lambda one: (-one.mean_birnbaum, one.id))
    return tuple(found[:15])
