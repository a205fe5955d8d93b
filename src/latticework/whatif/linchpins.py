"""Linchpins: the actors and arrangements on which most depends before the scenario."""

from __future__ import annotations

import numpy as np

from latticework.model import Lattice, Linchpin
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn, World
from latticework.whatif.gates import Structure
from latticework.whatif.states import provides

MOST_LINCHPINS = 20
SMALLEST_LOSS = 1e-9


def linchpins(lattice: Lattice, drawn: Drawn, now: Structure, compiler: Compiler) -> tuple[Linchpin, ...]:
    """Find how far each function falls without one actor, or without one arrangement; the worst first.

    Source: Birnbaum 1969, in Multivariate Analysis II (importance as P(works | it does) - P(works | it does not)).
    """
    world = World(lattice, drawn, False)
    whole = {f.id: compiler.compile(now.function(f, for_breaks=True)) for f in lattice.functions.values()}
    before = {id: world.chance(diagram) for id, diagram in whole.items()}
    found = []
    for actor in sorted({e.split(":")[1] for d in whole.values() for e in d.events if e.startswith("engaged:")}):
        losses = {}
        for id, diagram in whole.items():
            own = {event: 0.0 for event in diagram.events if event.startswith(f"engaged:{actor}:")}
            losses[id] = _fall(before[id], world.chance(diagram, own)) if own else 0.0
        found.append(_linchpin(lattice, actor, "actor", losses))
    for arrangement in lattice.arrangements:
        without = Structure(lattice, [arrangement])
        losses = {}
        for function in lattice.functions.values():
            touched = any(provides(lattice.tasks[task], arrangement) for task in function.tasks)
            diagram = compiler.compile(without.function(function, for_breaks=True))
            losses[function.id] = _fall(before[function.id], world.chance(diagram)) if touched else 0.0
        found.append(_linchpin(lattice, arrangement, "arrangement", losses))
    found = [one for one in found if one.worst_loss > SMALLEST_LOSS]
    found.sort(key=lambda one: (-one.mean_loss, one.kind, one.id))
    return tuple(found[:MOST_LINCHPINS])


def _fall(before: np.ndarray, after: np.ndarray) -> float:
    return float((before - after).mean())


def _linchpin(lattice: Lattice, id: str, kind: str, losses: dict[str, float]) -> Linchpin:
    worst = max(sorted(losses), key=lambda function: losses[function])
    return Linchpin(
        id=id,
        label=lattice.label(id),
        kind="actor" if kind == "actor" else "arrangement",
        mean_loss=sum(losses.values()) / len(losses),
        worst_loss=losses[worst],
        worst_function=worst,
    )
