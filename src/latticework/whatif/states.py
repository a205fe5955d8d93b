"""The state of each arrangement in a scenario, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from latticework.model import ArrangementAnswer, Interval, Lattice, Scenario, Task, Works
from latticework.model.outcome import ArrangementState
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn, World, interval
from latticework.whatif.gates import Structure

# Words for people: a chance that stays above 80 in 100 in nearly all draws "holds", one below 20 "breaks".
HOLDS_FROM, BREAKS_BELOW = 0.8, 0.2
JUDGED = ("ready:", "handover:", "carry-on:", "contact:", "in-force:")


def formally_ended(lattice: Lattice, scenario: Scenario) -> set[str]:
    """Arrangements that end because a party formally leaves: it is essential, or one of two."""
    ended = set()
    for change in scenario.changes:
        for id in change.leaves:
            works = lattice.works.get(id, Works())
            members = set(lattice.arrangements[id].get("parties", ())) | set(works.essential)
            if change.actor in works.essential or len(members) <= 2:
                ended.add(id)
    return ended


def arrangement_answers(
    lattice: Lattice, drawn: Drawn, now: Structure, then: Structure, compiler: Compiler
) -> dict[str, ArrangementAnswer]:
    """Answer for every arrangement: its state, why, and the chance that it still works."""
    return {id: arrangement_answer(lattice, id, drawn, now, then, compiler) for id in sorted(lattice.arrangements)}


def arrangement_answer(
    lattice: Lattice, id: str, drawn: Drawn, now: Structure, then: Structure, compiler: Compiler
) -> ArrangementAnswer:
    """Answer for one arrangement."""
    entity = lattice.arrangements[id]
    works = lattice.works.get(id, Works())
    theatre = str(entity.get("theatre", "cross_regional"))
    carried = tuple(f.id for f in lattice.functions.values() for t in f.tasks if provides(lattice.tasks[t], id))
    world = World(lattice, drawn, True, carried)
    diagram = compiler.compile(then.arrangement(id))
    levels = {change.actor: drawn.middle(change.actor, theatre, carried) for change in drawn.scenario.changes}
    gone = {actor for actor, level in levels.items() if level < 0.5}
    weakened = {actor for actor, level in levels.items() if level < 1}
    asked_of = [event.split(":") for event in diagram.events if event.startswith("engaged:")]
    ranged = any(drawn.ranged(actor, where, carried) for _, actor, where in asked_of)
    share_lost = sum(share * (1 - levels.get(actor, 1.0)) for actor, share in works.shares.items())
    lead_after = works.lead if works.lead not in gone else next((s for s in works.successors if s not in gone), None)
    new = {change.actor for change in drawn.scenario.changes if change.posture == "new_government"}
    left = {change.actor for change in drawn.scenario.changes if id in change.leaves}
    case = _Case(lattice, id, works, gone, weakened, left, share_lost, lead_after, id in then.ended, new)
    after = interval(world.chance(diagram))
    state, because = case.of_ranges(after, drawn)
    return ArrangementAnswer(
        id=id,
        label=entity.label,
        state=state,
        because=because,
        before=interval(World(lattice, drawn, False).chance(compiler.compile(now.arrangement(id)))),
        after=after,
        basis=drawn.basis(
            [event.partition(":")[2] for event in diagram.events if event.startswith(JUDGED)], judged=ranged
        ),
        lead_before=works.lead,
        lead_after=lead_after,
        share_lost=share_lost or None,
    )


def provides(task: Task, id: str) -> bool:
    """Whether an arrangement or actor is among the providers of a task."""
    return any(provider.by == id for provider in task.providers)


def _whose(drawn: Drawn, id: str) -> str:
    return "the record" if drawn.basis([id]) == ("structure", "record") else "a range of your own"


@dataclass(frozen=True)
class _Case:
    """What the scenario does to one arrangement; ``gone`` actors are more away than there, ``new`` have a new government."""

    lattice: Lattice
    id: str
    works: Works
    gone: set[str]
    weakened: set[str]
    left: set[str]
    share_lost: float
    lead_after: str | None
    ended: bool
    new: set[str]

    def of_ranges(self, after: Interval, drawn: Drawn) -> tuple[ArrangementState, str]:
        """Where the record or a user says whether the parties still meet, that decides, not the posture."""
        state, because = self.state()
        if state != "holds":
            return state, because
        if self.works.contact:
            said = f"Whether the parties meet at a high level within a year is taken from {_whose(drawn, self.works.contact)}"
            return ("holds" if after.low >= HOLDS_FROM else "in doubt"), said
        if self.works.in_force:
            because += f"; the chance that its text stays in force within a year is taken from {_whose(drawn, self.works.in_force)}"
        return state, because

    def state(self) -> tuple[ArrangementState, str]:
        works = self.works
        if self.ended:
            return "ends", f"{self.names(self.left)} formally leaves, and it cannot exist without"
        text = " (its text stays in force)" if self.lattice.arrangements[self.id].get("status") == "in force" else ""
        missing = self.gone & {*works.essential, *([works.host] if works.host else [])}
        if missing:
            return "lapses", f"Cannot work without {self.names(missing)}{text}"
        members = works.quorum[1] if works.quorum else ()
        if works.quorum and sum(actor not in self.gone for actor in members) < works.quorum[0]:
            return "lapses", f"Fewer than {works.quorum[0]} of the members it needs stay{text}"
        if works.lead in self.gone:
            if self.lead_after is None:
                return "lapses", f"{self.names([str(works.lead)])} led it and no successor is named{text}"
            return (
                "lead passes",
                f"{self.names([str(works.lead)])} led it; {self.names([self.lead_after])} could take over",
            )
        parties = {*self.lattice.arrangements[self.id].get("parties", ()), *members}
        absent = self.gone & parties
        if self.share_lost > 0:
            source = self.names(self.weakened & set(works.shares))
            return "loses resources", f"Loses about {self.share_lost:.0%} of its resources, which come from {source}"
        if absent and works.carry_on:
            return "in doubt", f"The others may go on without {self.names(absent)}; whether they do is judgement"
        if works.ready and self.lattice.arrangements[self.id].get("status") in ("announced", "being stood up"):
            return "not yet standing", "Announced or being stood up at the cut-off; may not run in time"
        touched = self.weakened & {*works.essential, *parties, *([works.lead] if works.lead else [])}
        if touched - self.gone:
            return (
                "holds",
                f"{self.names(touched)} {'has a new government' if touched <= self.new else 'scales back'} but stays",
            )
        if absent:
            return "holds", f"Goes on without {self.names(absent)}"
        return "holds", "Nothing that it needs is lost"

    def names(self, actors: Iterable[str]) -> str:
        return ", ".join(self.lattice.label(actor) for actor in sorted(actors))
