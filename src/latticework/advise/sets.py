"""Sets of steps as machine words: bit i is step i."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray


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


def sizes_of(masks: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many steps each set has."""
    return np.bitwise_count(masks).astype(np.int64)


def having(masks: NDArray[np.uint64], step: int) -> NDArray[np.bool_]:
    """Which sets contain the step of this number."""
    found: NDArray[np.bool_] = (masks >> np.uint64(step) & np.uint64(1)).astype(bool)
    return found
