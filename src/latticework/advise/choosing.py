"""The rule by which sets are told apart and one is recommended (docs/advise.md, section 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from latticework.advise.dominance import NO_DIFFERENCE
from latticework.advise.search import Searched
from latticework.advise.sets import having
from latticework.whatif.draws import Draws

CLOSE = 0.01  # regrets nearer than this are not told apart


def detectable(searched: Searched) -> NDArray[np.bool_]:
    """Sets each of whose steps moves some function's mean by half a point in 100 or more."""
    masks = searched.masks
    order = np.argsort(masks)
    ranked = masks[order]
    good = np.ones(len(masks), bool)
    for bit in range(64):
        mine = np.nonzero(having(masks, bit))[0]
        if not len(mine):
            continue
        less = masks[mine] ^ (np.uint64(1) << np.uint64(bit))
        at = np.searchsorted(ranked, less).clip(max=len(ranked) - 1)
        known, without = ranked[at] == less, order[at]
        moved = np.abs(searched.means[mine] - searched.means[without]).max(axis=1) >= NO_DIFFERENCE
        good[mine[known & ~moved]] = False
    return good


def by_regret(searched: Searched, among: NDArray[np.int64]) -> NDArray[np.int64]:
    """These sets by mean regret, then worst regret, then size and effort.

    The mean comes first since the worst of some thousand draws is one draw, and another seed has another.
    """
    return among[np.lexsort((among, searched.worst[among].round(3), searched.mean_regret[among].round(3)))]


def chosen(mean_regret: Draws, cost: Draws) -> int:
    """The set to recommend: of those within one point in 100 of the least mean regret the cheapest, then the least regret.

    Args:
        mean_regret: of the sets in question, in the order of all sets (the first wins what is left of a tie).
        cost: of each, any measure that orders them by size and effort.
    """
    close = np.nonzero(mean_regret <= mean_regret.min() + CLOSE)[0]
    return int(close[np.lexsort((close, mean_regret[close].round(6), cost[close]))[0]])
