"""The chance that a function holds in each month after the scenario begins, and in every month until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from latticework.model import Function, Interval, Lattice, Range, Scenario, Task
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn, Draws, World, interval
from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, Parity, Structure, Threshold
from latticework.whatif.states import formally_ended

MONTHS_STREAM = 7_919  # added to the seed: what is drawn for time leaves the other draws as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthByMonth:
    """One function over months 0 to n after the scenario begins; both tuples have n + 1 entries.

    ``in_month`` is the chance that it holds in that month; ``until`` that it has held in every month up to it. The
    months have their causes in common, so that ``until`` is computed jointly and not as a product.
    """

    function: str
    in_month: tuple[Interval, ...]
    until: tuple[Interval, ...]


def month_by_month(
    lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range], months: int = 24
) -> tuple[MonthByMonth, ...]:
    """Answer a scenario month by month.

    What changes with time: others fill a gap only once the months to replace it are over (drawn uniformly between
    their ends, one draw for each task); an arrangement that a party formally leaves ends after its period of notice.

    Args:
        months: horizon, in months after the scenario begins.
    """
    drawn = Drawn(scenario, judgements)
    clock = _Clock(lattice, drawn)
    compiler = Compiler()
    found = []
    for function in lattice.functions.values():
        world = World(lattice, drawn, True, (function.id,))
        each = [clock.function(function, month) for month in range(months + 1)]
        in_month = [interval(clock.chance(world, compiler, expression)) for expression in each]
        until = []
        for month in range(months + 1):
            together = AllOf(tuple(dict.fromkeys(each[: month + 1])))
            until.append(interval(clock.chance(world, compiler, together)))
        found.append(MonthByMonth(function=function.id, in_month=tuple(in_month), until=tuple(until)))
    return tuple(found)


class _Clock:
    def __init__(self, lattice: Lattice, drawn: Drawn) -> None:
        self.lattice, self.drawn = lattice, drawn
        generator = np.random.Generator(np.random.PCG64(drawn.scenario.seed + MONTHS_STREAM))
        self.replaced: dict[str, Draws] = {}
        for id in sorted(lattice.tasks):
            months = lattice.tasks[id].months_to_replace
            if months:
                self.replaced[id] = months[0] + (months[1] - months[0]) * generator.random(drawn.draws)
        self.ended = formally_ended(lattice, drawn.scenario)

    def function(self, function: Function, month: int) -> Expression:
        """The function in one month; its share gates are events of that month's phase of replacement."""
        ended = {id for id in self.ended if month >= (self.notice(id) or 0)}
        return self._dated(Structure(self.lattice, ended).function(function), month)

    def notice(self, id: str) -> int | None:
        works = self.lattice.works.get(id)
        return works.notice_months if works else None

    def _dated(self, expression: Expression, month: int) -> Expression:
        if isinstance(expression, Event):
            kind, _, task = expression.name.partition(":")
            if kind != "covered" or task not in self.replaced:
                return expression
            return Event(f"{expression.name}@{min(month, self._settled(task))}")
        if isinstance(expression, Not):
            return Not(self._dated(expression.part, month))
        parts = tuple(self._dated(part, month) for part in expression.parts)
        if isinstance(expression, AllOf | AnyOf | Parity):
            return type(expression)(parts)
        assert isinstance(expression, AtLeast | Threshold)
        return replace(expression, parts=parts)

    def _settled(self, task: str) -> int:
        """The first month from which nothing more changes: every draw has its replacement."""
        return int(np.ceil(self.replaced[task].max()))

    def chance(self, world: World, compiler: Compiler, expression: Expression) -> Draws:
        diagram = compiler.compile(expression)
        chances = {event: self.chance_of(world, event) for event in diagram.events}
        return diagram.chance(chances, self.drawn.draws)

    def chance_of(self, world: World, event: str) -> Draws:
        name, at, month = event.partition("@")
        if not at:
            return world.chance_of(event)
        task: Task = self.lattice.tasks[name.partition(":")[2]]
        filled = world.covered(task)
        unfilled = world.covered(replace(task, fill=None))
        return np.where(self.replaced[task.id] <= float(month), filled, unfilled)
