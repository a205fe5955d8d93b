"""The chance that a function or task holds, given that something else does."""

from __future__ import annotations

from collections.abc import Mapping

from latticework.model import BadScenario, Function, Interval, Lattice, Range, Scenario, Task, UnknownName
from latticework.whatif.draws import Drawn, World, interval
from latticework.whatif.gates import AllOf
from latticework.whatif.prepared import Prepared
from latticework.whatif.states import formally_ended


def chance_given(
    lattice: Lattice,
    scenario: Scenario,
    judgements: Mapping[str, Range],
    id: str,
    given: str,
    prepared: Prepared | None = None,
) -> Interval:
    """P(function or task | given), in each draw ``P(both) / P(given)``; draws in which it cannot be are left out.

    Args:
        id: function or task.
        given: arrangement, task or function that is known to hold.
    Raises:
        UnknownName: nothing is called so.
        BadScenario: what is given cannot hold in this scenario.
    """
    prepared = prepared or Prepared(lattice)
    then = prepared.structure(formally_ended(lattice, scenario))
    carried: dict[str, Task | Function] = {**lattice.tasks, **lattice.functions}
    if id not in carried:
        raise UnknownName("function or task", id, carried)
    if given in lattice.arrangements:
        condition = then.arrangement(given)
    elif given in carried:
        condition = then.carried(carried[given])
    else:
        raise UnknownName("arrangement, task or function", given, [*lattice.arrangements, *carried])
    function = id if id in lattice.functions else lattice.tasks[id].function
    world = World(lattice, Drawn(scenario, judgements), True, (function,))
    both = world.chance(prepared.compiler.compile(AllOf((then.carried(carried[id]), condition))))
    alone = world.chance(prepared.compiler.compile(condition))
    possible = alone > 0
    if not possible.any():
        raise BadScenario(f"{lattice.label(given)!r} cannot hold in this scenario", remedy="Give something that can")
    return interval(both[possible] / alone[possible])
