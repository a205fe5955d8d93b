"""The inner loops over sets of steps and draws, compiled by numba; edges and rows as in ``whatif/kernels.py``."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from latticework.whatif.kernels import find_or_add


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


@njit(cache=True, nogil=True, parallel=True)
def node_chances(rows, chance, values):
    """Fill ``values`` (rows, draws) with the chance of every node."""
    draws = values.shape[1]
    pieces = 4
    size = (draws + pieces - 1) // pieces
    for piece in prange(pieces):
        start, stop = piece * size, min(draws, (piece + 1) * size)
        for d in range(start, stop):
            values[0, d] = 1.0
        for node in range(1, rows.shape[0]):
            level = rows[node, 0]
            low, high = rows[node, 1] >> 1, rows[node, 2] >> 1
            negated = rows[node, 1] & 1
            for d in range(start, stop):
                below = values[low, d]
                if negated:
                    below = 1.0 - below
                p = chance[level, d]
                values[node, d] = p * values[high, d] + (1.0 - p) * below


@njit(cache=True, nogil=True, parallel=True)
def scored(values, index, weights, best):
    """Score every set in every draw against the best there is; one block of draws.

    ``values`` (values, draws); ``index`` (sets, functions) the row of each function's value; ``weights`` (functions,), all 0
    when none are given; ``best`` (functions or 1, draws) the best attained. Gives per set the largest regret, the sum of
    regrets, and per chunk of sets and draw the smallest regret and the first set that has it.
    """
    sets, functions = index.shape
    draws = values.shape[1]
    chunks = 16
    size = (sets + chunks - 1) // chunks
    worst = np.zeros(sets)
    total = np.zeros(sets)
    least = np.full((chunks, draws), np.inf)
    first = np.full((chunks, draws), -1, np.int64)
    weighted = weights.sum() > 0.0
    for chunk in prange(chunks):
        regret = np.empty(draws)
        for s in range(chunk * size, min(sets, (chunk + 1) * size)):
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
                        gap = best[f, d] - values[row, d]
                        if gap > regret[d]:
                            regret[d] = gap
            for d in range(draws):
                r = regret[d]
                if r > worst[s]:
                    worst[s] = r
                total[s] += r
                if r < least[chunk, d] - 1e-9:
                    least[chunk, d] = r
                    first[chunk, d] = s
    return worst, total, least, first


@njit(cache=True, nogil=True, parallel=True)
def weighted_best(values, index, weights, best):
    """The largest weighted sum over all sets in each draw of a block, by chunks (chunks, draws)."""
    sets, functions = index.shape
    draws = values.shape[1]
    chunks = best.shape[0]
    size = (sets + chunks - 1) // chunks
    for chunk in prange(chunks):
        score = np.empty(draws)
        for s in range(chunk * size, min(sets, (chunk + 1) * size)):
            score[:] = 0.0
            for f in range(functions):
                row = index[s, f]
                for d in range(draws):
                    score[d] += weights[f] * values[row, d]
            for d in range(draws):
                best[chunk, d] = max(best[chunk, d], score[d])
