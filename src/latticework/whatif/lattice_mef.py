"""A function or task of a lattice, in a scenario, as a fault tree for other tools."""

from __future__ import annotations

from collections.abc import Mapping

from latticework.model import Lattice, Range, Scenario
from latticework.whatif.draws import Drawn, World
from latticework.whatif.gates import Structure
from latticework.whatif.mef_write import mef
from latticework.whatif.network import Network
from latticework.whatif.states import formally_ended


def lattice_mef(lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range], id: str) -> str:
    """Write what carries a function or task; the top gate is true when it holds (a success tree).

    Chances are the means over the draws: a fault-tree tool reads one number for each event, not a range.
    """
    what = lattice.functions.get(id) or lattice.tasks[id]
    function = id if id in lattice.functions else lattice.tasks[id].function
    network = Network()
    root = network.add(Structure(lattice, formally_ended(lattice, scenario)).carried(what))
    world = World(lattice, Drawn(scenario, judgements), True, (function,))
    return mef(network, root, {event: float(world.chance_of(event).mean()) for event in network.events}, id)
