"""Which of two sets is better whatever one's attitude to risk, function by function.

Source: Hadar and Russell 1969, Am. Econ. Rev. 59(1); Rothschild and Stiglitz 1970, J. Econ. Theory 2(3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NO_DIFFERENCE = 0.005  # half a point in 100: nobody's ranges are that fine
TOLERANCE = 1e-9
NAMES = ("in every draw", "first order", "second order")


def dominance(a: NDArray[np.float64], b: NDArray[np.float64]) -> str:
    """Say by which order ``a`` dominates ``b``, the strongest that holds for every function.

    Args:
        a, b: chances, shape (functions, draws), the same draws.
    Returns:
        ``in every draw``, ``first order``, ``second order``, ``no detectable difference`` (no mean differs by half
        a point in 100) or ``none``.

    >>> up, down = np.array([[0.2, 0.9]]), np.array([[0.4, 0.1]])
    >>> dominance(up, down), dominance(down, up), dominance(up, up)
    ('first order', 'none', 'no detectable difference')
    """
    if np.abs(a.mean(axis=1) - b.mean(axis=1)).max() < NO_DIFFERENCE:
        return "no detectable difference"
    if (a >= b - TOLERANCE).all():
        return NAMES[0]
    low, other = np.sort(a, axis=1), np.sort(b, axis=1)
    if (low >= other - TOLERANCE).all():
        return NAMES[1]
    # the area under the distribution of a is never above that of b
    if (np.cumsum(low, axis=1) >= np.cumsum(other, axis=1) - TOLERANCE * a.shape[1]).all():
        return NAMES[2]
    return "none"


def frontier(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows no other row beats: at least as large in every column and larger in one. Shape (n, columns)."""
    order = np.lexsort(tuple(-values[:, i] for i in range(values.shape[1] - 1, -1, -1)))
    kept: list[int] = []
    on = np.zeros(len(values), bool)
    table = np.empty_like(values)
    for i in order:  # whoever beats a row comes before it
        row, n = values[i], len(kept)
        beaten = ((table[:n] >= row).all(axis=1) & (table[:n] > row).any(axis=1)).any() if n else False
        if not beaten:
            table[n] = row
            kept.append(int(i))
            on[i] = True
    return on
