"""The inner loops over sets of steps and draws, compiled by numba; edges and rows as in ``whatif/kernels/diagrams.py``."""

from __future__ import annotations

import numpy as np
from numba import njit

from latticework.whatif.kernels.diagrams import find_or_add


@njit(cache=True, nogil=True)
def residuals(rows, root, step_of_level, masks, nodes, table, count, out):
    """For every set of steps (a bit mask) what is left of a diagram when its steps are taken and the others are not.

    What is equal is made once for all sets. ``step_of_level`` is -1 for events that are no step. Gives the number of sets
    done: fewer than all when the rows of ``nodes`` are full.
    """
    edge = np.zeros(rows.shape[0], np.int32)
    for s in range(masks.shape[0]):
        for node in range(1, rows.shape[0]):
            level = rows[node, 0]
            low = edge[rows[node, 1] >> 1] ^ (rows[node, 1] & 1)
            high = edge[rows[node, 2] >> 1] ^ (rows[node, 2] & 1)
            step = step_of_level[level]
            if step >= 0:
                edge[node] = high if (masks[s] >> np.uint64(step)) & np.uint64(1) else low
            else:
                made = find_or_add(level, low, high, nodes, table, count)
                if made < 0:
                    return s
                edge[node] = made
        out[s] = edge[root >> 1] ^ (root & 1)
    return masks.shape[0]


@njit(cache=True, nogil=True)
def node_chances(rows, chance, values):
    """Fill ``values`` (rows, draws) with the chance of every node; ``chance`` (levels, draws)."""
    draws = values.shape[1]
    for d in range(draws):
        values[0, d] = 1.0
    for node in range(1, rows.shape[0]):
        level = rows[node, 0]
        low, high = rows[node, 1] >> 1, rows[node, 2] >> 1
        if rows[node, 1] & 1:
            for d in range(draws):
                p = chance[level, d]
                values[node, d] = p * values[high, d] + (1.0 - p) * (1.0 - values[low, d])
        else:
            for d in range(draws):
                p = chance[level, d]
                values[node, d] = p * values[high, d] + (1.0 - p) * values[low, d]


@njit(cache=True, nogil=True)
def scored(values, index, weights, best, worst, total, first):
    """Score every set in every draw of a block against the best there is.

    ``values`` (values, draws); ``index`` (sets, functions) the row of each function's value; ``weights`` (functions,), all 0
    when none are given; ``best`` (functions or 1, draws) the best attained. Fills per set the largest regret and the sum of
    regrets, and per draw the first set that has the smallest regret.
    """
    sets, functions = index.shape
    draws = values.shape[1]
    weighted = weights.sum() > 0.0
    least = np.full(draws, np.inf)
    regret = np.empty(draws)
    for s in range(sets):
        if weighted:
            for d in range(draws):
                regret[d] = best[0, d]
            for f in range(functions):
                row = index[s, f]
                for d in range(draws):
                    regret[d] -= weights[f] * values[row, d]
        else:
            regret[:] = 0.0
            for f in range(functions):
                row = index[s, f]
                for d in range(draws):
                    regret[d] = max(regret[d], best[f, d] - values[row, d])
        for d in range(draws):
            r = regret[d]
            worst[s] = max(worst[s], r)
            total[s] += r
            if r < least[d] - 1e-9:
                least[d] = r
                first[d] = s


@njit(cache=True, nogil=True)
def weighted_best(values, index, weights, best):
    """Raise ``best`` (draws,) to the largest weighted sum over all sets in each draw of a block."""
    sets, functions = index.shape
    draws = values.shape[1]
    score = np.empty(draws)
    for s in range(sets):
        score[:] = 0.0
        for f in range(functions):
            row = index[s, f]
            for d in range(draws):
                score[d] += weights[f] * values[row, d]
        for d in range(draws):
            best[d] = max(best[d], score[d])
