"""The inner loop of the contact model, compiled by numba: Metropolis steps one parameter at a time.

Cells are (ally, decade, after a change or not) with how many windows saw contact. Step lengths adapt during the warm-up
only, so that what is kept comes from a proper chain.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TARGET = 0.44  # best rate of acceptance for one parameter at a time (Gelman, Roberts & Gilks 1996)
BLOCK = 50


@njit(cache=True, nogil=True)
def density(x, allies, decades, seen, windows, ally, decade, change, starts, p):
    """Log posterior density, up to what does not hang on parameter ``p``."""
    at_level, at_change, at_decade = 4, 4 + allies, 4 + 2 * allies
    mu, sigma, b, tau = x[0], np.exp(x[1]), x[2], np.exp(x[3])
    total = -0.5 * (mu / 2.0) ** 2 - 0.5 * (sigma / 2.0) ** 2 + x[1] - 0.5 * b**2 - 0.5 * (tau / 0.5) ** 2 + x[3]
    if p < 2:  # the spread of levels touches the data through the levels alone
        for i in range(allies):
            total += -0.5 * ((x[at_level + i] - mu) / sigma) ** 2 - x[1]
        return total
    only = -1
    if at_level <= p < at_change:
        only = p - at_level
        total = -0.5 * ((x[p] - mu) / sigma) ** 2
    elif at_change <= p < at_decade:
        only = p - at_change
        total = -0.5 * x[p] ** 2
    elif p >= at_decade:
        d = p - at_decade
        later = x[p + 1] if d + 1 < decades - 1 else 0.0
        total = -0.5 * ((x[p] - later) / 0.7) ** 2
        if d > 0:
            total += -0.5 * ((x[p - 1] - x[p]) / 0.7) ** 2
    first, last = (starts[only], starts[only + 1]) if only >= 0 else (0, len(seen))
    for c in range(first, last):
        if (p < at_level or at_change <= p < at_decade) and change[c] == 0:
            continue  # a change touches only the windows after one, a decade only its own
        if p >= at_decade and decade[c] != p - at_decade:
            continue
        e = x[at_level + ally[c]]
        if decade[c] < decades - 1:
            e += x[at_decade + decade[c]]
        if change[c] == 1:
            e += b + tau * x[at_change + ally[c]]
        total += seen[c] * e - windows[c] * (max(e, 0.0) + np.log1p(np.exp(-abs(e))))
    return total


@njit(cache=True, nogil=True)
def chain(seen, windows, ally, decade, change, allies, decades, warm_up, keep, thin, seed):
    """Draw one chain.

    Args:
        seen, windows: windows with contact, and all, of each cell, shape (cells,).
        ally, decade: index of each cell, shape (cells,); allies ascending.
        change: 1 for windows after a change, else 0, shape (cells,).
        allies, decades: how many there are; the last decade is the one spoken of.
        warm_up, keep, thin: sweeps before, draws kept, sweeps for each of them.
        seed: of this chain.
    Returns:
        Draws, shape (keep, 4 + 2 * allies): mean level, log spread of levels, mean change, log spread of changes, the
        level of each ally in the last decade, and its change.
    """
    np.random.seed(seed)
    # mu, log sigma, b, log tau, allies' levels, allies' standardized changes, decades before the last
    at_change, size = 4 + allies, 4 + 2 * allies + decades - 1
    x, step = np.zeros(size), np.full(size, 0.5)
    x[1], x[3] = 0.0, -1.0
    accepted = np.zeros(size)
    draws = np.empty((keep, 4 + 2 * allies))
    starts = np.searchsorted(ally, np.arange(allies + 1))

    for sweep in range(warm_up + keep * thin):
        for p in range(size):
            old = x[p]
            before = density(x, allies, decades, seen, windows, ally, decade, change, starts, p)
            x[p] = old + step[p] * np.random.standard_normal()
            after = density(x, allies, decades, seen, windows, ally, decade, change, starts, p)
            if np.log(np.random.random()) < after - before:
                accepted[p] += 1
            else:
                x[p] = old
        if sweep < warm_up and (sweep + 1) % BLOCK == 0:
            for p in range(size):
                step[p] *= np.exp(accepted[p] / BLOCK - TARGET)
                accepted[p] = 0
        if sweep >= warm_up and (sweep - warm_up + 1) % thin == 0:
            row = draws[(sweep - warm_up) // thin]
            row[: 4 + allies] = x[: 4 + allies]
            for i in range(allies):
                row[4 + allies + i] = x[2] + np.exp(x[3]) * x[at_change + i]
    return draws
