"""The chosen functions with steps as events, compiled once; what is left of them under each set, and its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from latticework.advise import kernels
from latticework.advise.chances import Chances
from latticework.advise.stepped import Stepped
from latticework.model import Lattice
from latticework.whatif.compile import compile_whole
from latticework.whatif.gates import AllOf, AnyOf, Event, Expression, Not
from latticework.whatif.kernels.building import compact
from latticework.whatif.kernels.diagrams import TERMINAL_LEVEL
from latticework.whatif.network import Network

MOST_STEPS = 64  # a set is one machine word
FIRST_ROWS, MOST_KEPT = 1 << 15, 4
SETTLED = ("engaged:", "in-time:")  # what nobody varies afterwards; judged inputs stay open


@dataclass(frozen=True, slots=True)
class _Function:
    id: str
    rows: NDArray[np.int32]
    root: int
    step_of_level: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a function under each of many sets: rows that they share, and an edge for each set."""

    rows: NDArray[np.int32]
    edges: NDArray[np.int32]


class Compiled:
    """The chosen functions of a stepped structure, each compiled once to a diagram with the steps as events."""

    def __init__(self, lattice: Lattice, stepped: Stepped, functions: Sequence[str], chances: Chances) -> None:
        """``chances`` settle whoever is there, or gone, in every draw: most actors are."""
        self.ids = tuple(stepped.steps)
        assert len(self.ids) <= MOST_STEPS
        self.functions = [self._compiled(lattice, stepped, id, chances) for id in functions]
        self._left: dict[bytes, list[Left]] = {}

    def _compiled(self, lattice: Lattice, stepped: Stepped, id: str, chances: Chances) -> _Function:
        network, known = Network(), dict[str, Expression]()

        def settle(expression: Expression) -> Expression:
            if isinstance(expression, Event):
                name = expression.name
                if name not in known:
                    known[name] = expression
                    if name.startswith(SETTLED) and np.ptp(values := chances.of(name, id)) == 0 and values[0] in (0, 1):
                        known[name] = AllOf(()) if values[0] else AnyOf(())
                return known[name]
            if isinstance(expression, Not):
                return Not(settle(expression.part))
            return replace(expression, parts=tuple(map(settle, expression.parts)))

        diagram, names = compile_whole(network, network.add(settle(stepped.function(lattice.functions[id]))))
        place = {f"step:{step}": i for i, step in enumerate(self.ids)}
        steps = np.array([place.get(name, -1) for name in names], np.int64)
        return _Function(id, diagram.rows, diagram.root, steps, names)

    def left(self, masks: NDArray[np.uint64]) -> list[Left]:
        """What is left of each function under each set; equal edges are equal functions."""
        key = masks.tobytes()
        if key not in self._left:
            if len(self._left) >= MOST_KEPT:
                self._left.clear()
            self._left[key] = [_restricted(one, masks) for one in self.functions]
        return self._left[key]

    def chances(self, chances: Chances) -> list[NDArray[np.float64]]:
        """The chance of each function's events, (events, draws); steps are set, and have none."""
        nothing = np.zeros(chances.drawn.draws)
        return [
            np.array(
                [
                    nothing if step >= 0 else chances.of(n, one.id)
                    for n, step in zip(one.names, one.step_of_level, strict=True)
                ]
            ).reshape(len(one.names), chances.drawn.draws)
            for one in self.functions
        ]

    def values(self, masks: NDArray[np.uint64], chances: Chances, every: int = 1) -> NDArray[np.float64]:
        """The chance of every function under a few sets in (every n-th of) the draws, (sets, functions, draws)."""
        draws = len(range(0, chances.drawn.draws, every))
        out = np.empty((len(masks), len(self.functions), draws))
        for f, (left, given) in enumerate(zip(self.left(masks), self.chances(chances), strict=True)):
            nodes = np.empty((len(left.rows), draws))
            kernels.node_chances(left.rows, np.ascontiguousarray(given[:, ::every]), nodes)
            out[:, f] = of_edges(nodes, left.edges)
        return out


def _restricted(one: _Function, masks: NDArray[np.uint64]) -> Left:
    """Set the steps of every set in one diagram; rows are added until they suffice."""
    room = FIRST_ROWS
    while True:
        nodes = np.empty((room, 4), np.int32)
        nodes[0] = (TERMINAL_LEVEL, 0, 0, 0)
        table, count = np.zeros(2 * room, np.int32), np.array([1], np.int64)
        edges = np.zeros(len(masks), np.int32)
        done = kernels.residuals(one.rows, one.root, one.step_of_level, masks, nodes, table, count, edges)
        if done == len(masks):
            kept = compact(nodes, edges, np.ones(len(masks), np.bool_), count)
            return Left(nodes[:kept].copy(), edges)
        room *= 4


def of_edges(values: NDArray[np.float64], edges: NDArray[np.int32]) -> NDArray[np.float64]:
    """The chances at edges, which may be negated."""
    found = values[edges >> 1]
    negated = (edges & 1).astype(bool)
    found[negated] = 1.0 - found[negated]
    return found
