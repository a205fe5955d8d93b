"""Branch and bound, where there are too many sets: the best set found, and a proven bound on what was missed.

The aim is the smallest largest mean shortfall over the functions, counted from taking every step at once.
Source: Land and Doig 1960, Econometrica 28(3).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from latticework.advise.chances import Chances
from latticework.advise.checkpoint import Stage, State
from latticework.advise.compiled import Compiled
from latticework.advise.search import Progress

Node = tuple[float, int, int, int]  # bound, order of arrival, steps taken, steps still open
BUDGET = 10_000
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """Masks of the sets evaluated (the best first among equals of size), the best aim, and the gap to the bound."""

    masks: NDArray[np.uint64]
    best: float
    gap: float
    evaluated: int


def branch_and_bound(
    compiled: Compiled,
    relaxed: Compiled,
    chances: Chances,
    most: int,
    budget: int = BUDGET,
    progress: Progress | None = None,
    stage: Stage | None = None,
) -> Found:
    """Search sets of up to ``most`` steps, the most promising bound first, until proven best or the budget is spent.

    A node is (steps taken, steps still open). No set below it does better than taking all of its open steps in the
    ``relaxed`` structure, in which handing over a lead leaves the old one beside the new, so that no step lowers anything.
    """
    draws = chances.drawn.draws
    weights = np.ones(draws) / draws
    bits = [np.uint64(1 << i) for i in range(len(compiled.ids))]
    whole = sum(int(b) for b in bits)
    target = _means(relaxed, chances, [np.uint64(whole)], weights)[0]
    known: dict[int, float] = {}

    def aims(masks: Iterable[int]) -> None:
        new = [m for m in masks if m not in known]
        if new:
            means = _means(compiled, chances, [np.uint64(m) for m in new], weights)
            known.update({m: float((target - row).max()) for m, row in zip(new, means, strict=True)})

    def bounds(nodes: list[int]) -> list[float]:
        means = _means(relaxed, chances, [np.uint64(m) for m in nodes], weights)
        return [float((target - row).max()) for row in means]

    if stage and stage.state:
        heap, best, evaluated, count = _taken_up(stage.state, known)
    else:
        aims([0])
        best, evaluated, count = known[0], 0, 0
        heap = [(bounds([whole])[0], 0, 0, whole)]
    while heap and evaluated < budget:
        if stage:  # a snapshot from between two nodes; what is known of single sets stays true at any time
            stage.keep(partial(_state, known, tuple(heap), best, evaluated, count))
        low, _, taken, left = heapq.heappop(heap)
        if low >= best - 1e-12:
            heap = []
            break
        if taken.bit_count() >= most or not left:
            continue
        options = [int(b) for b in bits if int(b) & left]
        aims([taken | b for b in options])
        evaluated += len(options)
        best = min([best, *(known[taken | b] for b in options)])
        options.sort(key=lambda b: known[taken | b])
        rest = left
        if progress:
            progress(min(evaluated, budget), budget)
        if taken.bit_count() + 1 >= most:
            continue
        rests = []
        for b in options:  # sets with b, then those without it
            left &= ~b
            rests.append(left)
        open_ = [taken | b | rest for b, rest in zip(options, rests, strict=True)]
        for b, rest, reach in zip(options, rests, bounds(open_), strict=True):
            count += 1
            heapq.heappush(heap, (max(low, reach), count, taken | b, rest))
    lower = min([best, *(node[0] for node in heap)])
    ranked = sorted(known, key=lambda m: (known[m], m.bit_count(), m))[:KEPT]
    kept = {0, *ranked} | {m & ~int(b) for m in ranked[:50] for b in bits}
    masks = np.array(sorted(kept, key=lambda m: (m.bit_count(), m)), np.uint64)
    return Found(masks=masks, best=best, gap=best - lower, evaluated=evaluated)


def _state(known: dict[int, float], heap: tuple[Node, ...], best: float, evaluated: int, count: int) -> State:
    return {
        "bounds": np.array([node[0] for node in heap]),
        "nodes": np.array([node[1:] for node in heap], np.uint64).reshape(-1, 3),
        "masks": np.array(list(known), np.uint64),
        "aims": np.array(list(known.values())),
        "best": np.array(best),
        "counts": np.array([evaluated, count]),
    }


def _taken_up(state: State, known: dict[int, float]) -> tuple[list[Node], float, int, int]:
    """The heap, the best aim and the counts of a search that was stopped; ``known`` is filled."""
    known.update(zip(state["masks"].tolist(), state["aims"].tolist(), strict=True))
    heap = [(low, *node) for low, node in zip(state["bounds"].tolist(), state["nodes"].tolist(), strict=True)]
    evaluated, count = state["counts"].tolist()
    return heap, float(state["best"]), evaluated, count


def _means(
    compiled: Compiled, chances: Chances, masks: list[np.uint64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    return compiled.values(np.array(masks, np.uint64), chances) @ weights
