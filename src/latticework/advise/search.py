"""Every set of up to k steps, evaluated exactly in every draw: steps are set in a diagram that was compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from latticework.advise import kernels
from latticework.advise.chances import Chances
from latticework.advise.dominance import NO_DIFFERENCE
from latticework.advise.stepped import Stepped
from latticework.model import Lattice
from latticework.whatif.compile import compile_whole
from latticework.whatif.draws import Draws
from latticework.whatif.gates import AllOf, AnyOf, Event, Expression, Not
from latticework.whatif.kernels import TERMINAL_LEVEL, compact
from latticework.whatif.network import Network

MOST_STEPS = 64  # a set is one machine word
BLOCK, MOST_VALUES, AT_ONCE = 128, 1 << 24, 2  # draws at once, and numbers held at once
FIRST_ROWS, MOST_KEPT = 1 << 15, 4
CLOSE = 0.01  # regrets nearer than this are not told apart
SETTLED = ("engaged:", "in-time:")  # what nobody varies afterwards; judged inputs stay open
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Function:
    id: str
    rows: NDArray[np.int32]
    root: int
    step_of_level: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of a function under each of many sets: rows that they share, and an edge for each set."""

    rows: NDArray[np.int32]
    edges: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Searched:
    """All sets, and how each does: arrays over sets (S), functions (F) in the order asked for.

    ``masks`` (S,) bit i is step i; ``means`` (S, F); ``worst`` and ``mean_regret`` (S,) the largest and mean regret over
    draws, a regret being the largest shortfall over the functions from the best that any set attains in the draw (with
    weights: the shortfall of the weighted sum); ``best_in`` (S,) the share of draws in which it has the smallest regret.
    """

    masks: NDArray[np.uint64]
    means: NDArray[np.float64]
    worst: NDArray[np.float64]
    mean_regret: NDArray[np.float64]
    best_in: NDArray[np.float64]


class Compiled:
    """The chosen functions of a stepped structure, each compiled once to a diagram with the steps as events."""

    def __init__(self, lattice: Lattice, stepped: Stepped, functions: Sequence[str], chances: Chances) -> None:
        """``chances`` settle whoever is there, or gone, in every draw: most actors are."""
        self.ids = tuple(stepped.steps)
        assert len(self.ids) <= MOST_STEPS
        self.functions = [self._compiled(lattice, stepped, id, chances) for id in functions]
        self._left: dict[bytes, list[_Left]] = {}

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

    def left(self, masks: NDArray[np.uint64]) -> list[_Left]:
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
            out[:, f] = _of_edges(nodes, left.edges)
        return out

    def search(
        self,
        masks: NDArray[np.uint64],
        chances: Chances,
        weights: Mapping[str, float] | None = None,
        progress: Progress | None = None,
    ) -> Searched:
        """Evaluate all sets in all draws, block by block; ``progress`` is called with (draws done, draws in all)."""
        draws, sets = chances.drawn.draws, len(masks)
        left, given = self.left(masks), self.chances(chances)
        unique = [np.unique(one.edges, return_inverse=True) for one in left]
        starts = np.cumsum([0, *(len(u) for u, _ in unique)])
        index = np.stack([inverse + starts[f] for f, (_, inverse) in enumerate(unique)], axis=1).astype(np.int64)
        # sets that leave the same of every function are one for the scores; the first of them stands for all
        _, one_of, all_of = np.unique(index, axis=0, return_index=True, return_inverse=True)
        by_place = np.argsort(one_of)  # in the order of the sets, so that ties go to the first
        rank = np.empty_like(by_place)
        rank[by_place] = np.arange(len(by_place))
        distinct, back = one_of[by_place], rank[all_of.reshape(-1)]
        kept = index[distinct]
        weight = np.array([(weights or {}).get(one.id, 0.0) for one in self.functions])
        most_rows = max(int(starts[-1]), *(len(one.rows) for one in left))
        block = max(8, min(BLOCK, MOST_VALUES // most_rows))
        edges = [u for u, _ in unique]

        def one_block(at: int) -> tuple[Draws, Draws, Draws, NDArray[np.int64]]:
            until = min(draws, at + block)
            values = np.empty((starts[-1], until - at))
            for f, one in enumerate(left):
                nodes = np.empty((len(one.rows), until - at))
                kernels.node_chances(one.rows, np.ascontiguousarray(given[f][:, at:until]), nodes)
                values[starts[f] : starts[f + 1]] = _of_edges(nodes, edges[f])
            best = _best(values, kept, starts, weight)
            worst, total = np.zeros(len(kept)), np.zeros(len(kept))
            first = np.zeros(until - at, np.int64)
            kernels.scored(values, kept, weight, best, worst, total, first)
            return values.sum(axis=1), worst, total, first

        means, worst, total = np.zeros(starts[-1]), np.zeros(len(kept)), np.zeros(len(kept))
        won = np.zeros(sets)
        with ThreadPoolExecutor(AT_ONCE) as threads:  # the kernels run without Python's lock; blocks are added in order
            waiting = [threads.submit(one_block, at) for at in range(0, draws, block)]
            try:
                for done, future in enumerate(waiting, 1):
                    sums, high, more, first = future.result()
                    means += sums
                    worst = np.maximum(worst, high)
                    total += more
                    np.add.at(won, distinct[first], 1.0)
                    if progress:
                        progress(min(draws, done * block), draws)
            finally:
                threads.shutdown(cancel_futures=True)
        return Searched(
            masks=masks,
            means=(means / draws)[index],
            worst=worst[back],
            mean_regret=(total / draws)[back],
            best_in=won / draws,
        )


def _best(
    values: NDArray[np.float64], kept: NDArray[np.int64], starts: NDArray[np.int64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The best that any set attains in each draw: of each function, or of the weighted sum."""
    if weight.sum() > 0:
        best = np.full(values.shape[1], -np.inf)
        kernels.weighted_best(values, kept, weight, best)
        return best[None, :]
    return np.stack([values[starts[f] : starts[f + 1]].max(axis=0) for f in range(len(starts) - 1)])


def _restricted(one: _Function, masks: NDArray[np.uint64]) -> _Left:
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
            return _Left(nodes[:kept].copy(), edges)
        room *= 4


def _of_edges(values: NDArray[np.float64], edges: NDArray[np.int32]) -> NDArray[np.float64]:
    found = values[edges >> 1]
    negated = (edges & 1).astype(bool)
    found[negated] = 1.0 - found[negated]
    return found


def number_of_sets(steps: int, most: int) -> int:
    """How many sets of up to ``most`` of ``steps`` there are, the empty one included."""
    return sum(comb(steps, size) for size in range(min(steps, most) + 1))


def all_sets(ids: Sequence[str], choose: Iterable[str], most: int, effort: Mapping[str, float]) -> NDArray[np.uint64]:
    """Bit masks of all sets of up to ``most`` of the steps ``choose``: small before large, then less effort, then by id."""
    place = {id: i for i, id in enumerate(ids)}
    kept = sorted(choose)
    masks, sizes, efforts = [np.zeros(1, np.uint64)], [np.zeros(1, np.int64)], [np.zeros(1)]
    for size in range(1, min(most, len(kept)) + 1):
        chosen = np.array(list(combinations(range(len(kept)), size)), np.int64)
        bits = np.array([1 << place[id] for id in kept], np.uint64)
        costs = np.array([effort.get(id, 0.0) for id in kept])
        masks.append(np.bitwise_or.reduce(bits[chosen], axis=1))
        sizes.append(np.full(len(chosen), size))
        efforts.append(costs[chosen].sum(axis=1).round(9))
    order = np.lexsort((np.concatenate(efforts), np.concatenate(sizes)))
    return np.concatenate(masks)[order]


def detectable(searched: Searched) -> NDArray[np.bool_]:
    """Sets each of whose steps moves some function's mean by half a point in 100 or more."""
    place = {int(mask): i for i, mask in enumerate(searched.masks)}
    good = np.ones(len(searched.masks), bool)
    bits = np.unique([bit for bit in range(64) if (searched.masks >> np.uint64(bit) & np.uint64(1)).any()])
    for bit in bits:
        one = np.uint64(1) << np.uint64(bit)
        having = np.nonzero(searched.masks & one)[0]
        without = np.array([place.get(int(mask), -1) for mask in searched.masks[having] ^ one])
        moved = np.abs(searched.means[having] - searched.means[without]).max(axis=1) >= NO_DIFFERENCE
        good[having[(without >= 0) & ~moved]] = False
    return good


def chosen(mean_regret: Draws, cost: Draws) -> int:
    """The set to recommend: of those within one point in 100 of the least mean regret the cheapest, then the least regret.

    Args:
        mean_regret: of the sets in question, in the order of all sets (the first wins what is left of a tie).
        cost: of each, any measure that orders them by size and effort.
    """
    close = np.nonzero(mean_regret <= mean_regret.min() + CLOSE)[0]
    return int(close[np.lexsort((close, mean_regret[close].round(6), cost[close]))[0]])
