"""Every set of steps, evaluated exactly in every draw, block by block; a search that was stopped goes on from its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.advise import kernels
from latticework.advise.chances import Chances
from latticework.advise.checkpoint import Stage
from latticework.advise.compiled import Compiled, of_edges
from latticework.whatif.draws import Draws

BLOCK, MOST_VALUES, AT_ONCE = 128, 1 << 24, 2  # draws at once, and numbers held at once
Progress = Callable[[int, int], None]


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


def search(
    compiled: Compiled,
    masks: NDArray[np.uint64],
    chances: Chances,
    weights: Mapping[str, float] | None = None,
    progress: Progress | None = None,
    stage: Stage | None = None,
) -> Searched:
    """Evaluate all sets in all draws; ``progress`` is called with (draws done, draws in all)."""
    draws, sets = chances.drawn.draws, len(masks)
    left, given = compiled.left(masks), compiled.chances(chances)
    unique = [np.unique(one.edges, return_inverse=True) for one in left]
    starts = np.cumsum([0, *(len(u) for u, _ in unique)])
    index = np.stack([inverse + starts[f] for f, (_, inverse) in enumerate(unique)], axis=1).astype(np.int64)
    distinct, back = _told_apart(index)
    kept = index[distinct]
    weight = np.array([(weights or {}).get(one.id, 0.0) for one in compiled.functions])
    most_rows = max(int(starts[-1]), *(len(one.rows) for one in left))
    block = max(8, min(BLOCK, MOST_VALUES // most_rows))
    edges = [u for u, _ in unique]

    def one_block(at: int) -> tuple[Draws, Draws, Draws, NDArray[np.int64]]:
        until = min(draws, at + block)
        values = np.empty((starts[-1], until - at))
        for f, one in enumerate(left):
            nodes = np.empty((len(one.rows), until - at))
            kernels.node_chances(one.rows, np.ascontiguousarray(given[f][:, at:until]), nodes)
            values[starts[f] : starts[f + 1]] = of_edges(nodes, edges[f])
        best = _best(values, kept, starts, weight)
        worst, total = np.zeros(len(kept)), np.zeros(len(kept))
        first = np.zeros(until - at, np.int64)
        kernels.scored(values, kept, weight, best, worst, total, first)
        return values.sum(axis=1), worst, total, first

    sums = _Sums(0, np.zeros(starts[-1]), np.zeros(len(kept)), np.zeros(len(kept)), np.zeros(sets))
    if stage and stage.state:
        sums = _Sums.of(stage.state)
        if progress:
            progress(sums.done, draws)
    with ThreadPoolExecutor(AT_ONCE) as threads:  # the kernels run without Python's lock; blocks are added in order
        waiting = [threads.submit(one_block, at) for at in range(sums.done, draws, block)]
        try:
            for future in waiting:
                sums = sums.with_block(*future.result(), distinct=distinct)
                if stage:
                    stage.keep(sums.state)
                if progress:
                    progress(sums.done, draws)
        finally:
            threads.shutdown(cancel_futures=True)
    return Searched(
        masks=masks,
        means=(sums.means / draws)[index],
        worst=sums.worst[back],
        mean_regret=(sums.total / draws)[back],
        best_in=sums.won / draws,
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the draws done so far add up to; made anew for each block, so that a Ctrl-C never finds it half added."""

    done: int
    means: Draws
    worst: Draws
    total: Draws
    won: Draws

    def with_block(
        self, means: Draws, worst: Draws, total: Draws, first: NDArray[np.int64], distinct: NDArray[np.int64]
    ) -> _Sums:
        won = self.won + np.bincount(distinct[first], minlength=len(self.won))
        high = np.maximum(self.worst, worst)
        return _Sums(self.done + len(first), self.means + means, high, self.total + total, won)

    def state(self) -> dict[str, NDArray[np.generic]]:
        return {
            "done": np.array(self.done),
            "means": self.means,
            "worst": self.worst,
            "total": self.total,
            "won": self.won,
        }

    @staticmethod
    def of(state: Mapping[str, NDArray[np.generic]]) -> _Sums:
        means, worst, total, won = (state[name].astype(float) for name in ("means", "worst", "total", "won"))
        return _Sums(int(state["done"]), means, worst, total, won)


def _told_apart(index: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sets that leave the same of every function are one for the scores: the first of each, and whose each set is."""
    _, one_of, all_of = np.unique(index, axis=0, return_index=True, return_inverse=True)
    by_place = np.argsort(one_of)  # in the order of the sets, so that ties go to the first
    rank = np.empty_like(by_place)
    rank[by_place] = np.arange(len(by_place))
    return one_of[by_place], rank[all_of.reshape(-1)]


def _best(
    values: NDArray[np.float64], kept: NDArray[np.int64], starts: NDArray[np.int64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The best that any set attains in each draw: of each function, or of the weighted sum."""
    if weight.sum() > 0:
        best = np.full(values.shape[1], -np.inf)
        kernels.weighted_best(values, kept, weight, best)
        return best[None, :]
    return np.stack([values[starts[f] : starts[f + 1]].max(axis=0) for f in range(len(starts) - 1)])
