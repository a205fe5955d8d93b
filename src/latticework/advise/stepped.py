"""The fault tree of a lattice with every step in it as an event of its own: taken or not.

A set of steps is evaluated by setting these events. For a fixed set the same class gives the plain expression, which is
what the tests compare with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from latticework.advise.edits import changes_works, edited
from latticework.advise.steps import Step
from latticework.model import BadScenario, Function, Lattice, Task, Works
from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, engaged

MOST_ON_ONE = 10


class Stepped:
    """The structure of a lattice under steps; ``ended`` are arrangements that are formally over in the scenario."""

    def __init__(self, lattice: Lattice, steps: Sequence[Step], ended: Iterable[str] = ()) -> None:
        self.lattice, self.ended = lattice, frozenset(ended)
        self.steps = {step.id: step for step in sorted(steps, key=lambda step: step.id)}
        self.about: dict[str, list[Step]] = {}
        self.money: dict[str, list[Step]] = {}
        self.given: dict[str, list[Step]] = {}
        self.secured: dict[str, list[Step]] = {}
        for step in self.steps.values():
            if step.arrangement and changes_works(step, step.arrangement in self.ended):
                self.about.setdefault(step.arrangement, []).append(step)
            if step.event and step.effect:
                self.secured.setdefault(step.event, []).append(step)
            for id in step.tasks:
                shelf = self.money if lattice.tasks[id].gate == "share" else self.given
                shelf.setdefault(id, []).append(step)
        for place, several in (*self.about.items(), *self.money.items()):
            if len(several) > MOST_ON_ONE:
                raise BadScenario(
                    f"{len(several)} steps change {lattice.label(place)} at once",
                    remedy=f"Compare at most {MOST_ON_ONE} of them at a time: leave some out (--without ID)",
                )

    def function(self, function: Function, taken: Collection[str] | None = None) -> Expression:
        """The expression of a function, with steps as events ``step:ID``, or for the steps ``taken``."""
        tasks = tuple(self.task(self.lattice.tasks[id], taken) for id in function.tasks)
        return _gate(function.gate, function.k, tasks)

    def task(self, task: Task, taken: Collection[str] | None = None) -> Expression:
        """The expression of a task; money is one event for every set of steps that touches it, settled draw by draw."""
        if task.gate == "share":
            steps = self.money.get(task.id, [])
            return self._by_case(steps, taken, lambda chosen: Event(covered_event(task.id, chosen)), timed=False)
        old = tuple(self._provider(p.by, task, taken) for p in task.providers)
        new = tuple(
            _all([*self._acts(step, taken), self._new(step, task, taken)]) for step in self.given.get(task.id, [])
        )
        # a new provider stands beside the old ones: as many as before are enough
        k = {"all": len(old), "any": 1}.get(task.gate, task.k or 1)
        return _gate(task.gate, task.k, old) if not new else AtLeast(k, old + new)

    def arrangement(self, id: str, taken: Collection[str] | None = None) -> Expression:
        """The expression of one arrangement in its own theatre."""
        works = self.lattice.works.get(id, Works())
        theatre = str(self.lattice.arrangements[id].get("theatre", "cross_regional"))
        steps = self.about.get(id, [])
        expression = self._by_case(
            steps, taken, lambda chosen: edited(works, id in self.ended, theatre, chosen), timed=True
        )
        return self._surer(expression, taken)

    def _provider(self, by: str, task: Task, taken: Collection[str] | None) -> Expression:
        if by in self.lattice.arrangements:
            return self.arrangement(by, taken)
        return engaged(by, task.theatre) if by in self.lattice.actors else AnyOf(())

    def _new(self, step: Step, task: Task, taken: Collection[str] | None) -> Expression:
        if step.arrangement:
            return self.arrangement(step.arrangement, taken)
        return AnyOf(tuple(engaged(actor, task.theatre) for actor in step.actors))

    def _acts(self, step: Step, taken: Collection[str] | None) -> list[Expression]:
        """A step does its work where it is taken, in place in time, and has its effect."""
        if taken is not None and step.id not in taken:
            return [AnyOf(())]
        return [*([Event(f"step:{step.id}")] if taken is None else []), Event(f"acts:{step.id}")]

    def _taken(self, step: Step, taken: Collection[str] | None) -> list[Expression]:
        """A step counts where it is taken and in place in time."""
        if taken is None:
            return [Event(f"step:{step.id}"), Event(f"in-time:{step.id}")]
        return [Event(f"in-time:{step.id}")] if step.id in taken else [AnyOf(())]

    def _by_case(self, steps: list[Step], taken: Collection[str] | None, make: object, timed: bool) -> Expression:
        """One expression for each set of these steps that may be in effect, exactly one of which applies."""
        assert callable(make)
        if taken is not None:
            steps = [step for step in steps if step.id in taken]
            if not timed:
                return make(steps)
        cases = []
        for size in range(len(steps) + 1):
            for chosen in combinations(steps, size):
                if timed:
                    which = {step.id: _all(self._taken(step, taken)) for step in steps}
                else:
                    which = {step.id: Event(f"step:{step.id}") for step in steps}
                applies = [which[s.id] if s in chosen else Not(which[s.id]) for s in steps]
                cases.append(_all([*applies, make(list(chosen))]))
        return cases[0] if len(cases) == 1 else AnyOf(tuple(cases))

    def _surer(self, expression: Expression, taken: Collection[str] | None) -> Expression:
        """Every judged event that steps make surer happens by itself, or because of one of them."""
        if isinstance(expression, Event):
            steps = [s for s in self.secured.get(expression.name, ()) if taken is None or s.id in taken]
            ways = [_all([*self._acts(step, taken)]) for step in steps]
            return AnyOf((expression, *ways)) if ways else expression
        if isinstance(expression, Not):
            return expression  # whether a step is taken; nothing judged is ever negated
        parts = tuple(self._surer(part, taken) for part in expression.parts)
        if isinstance(expression, AtLeast):
            return AtLeast(expression.k, parts)
        assert isinstance(expression, AllOf | AnyOf)
        return type(expression)(parts)


def covered_event(task: str, steps: Iterable[Step]) -> str:
    """The name of the event that a task's money is there under these steps."""
    return f"covered:{task}|" + "+".join(sorted(step.id for step in steps))


def _all(parts: Sequence[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _gate(gate: str, k: int | None, parts: tuple[Expression, ...]) -> Expression:
    if gate == "all":
        return AllOf(parts)
    return AnyOf(parts) if gate == "any" else AtLeast(k or 1, parts)
