"""Counts with an effect of their own for every unit: the conditional Poisson model.

The units' effects drop out by conditioning on each unit's total, so any number of them costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latticework.history.fit import Fit, Matrix, NoFit, Step, Vector, clustered, newton


def fit_counts(
    y: Vector,
    x: Matrix,
    names: Sequence[str],
    units: NDArray[np.int64],
    *,
    clusters: NDArray[np.int64] | None = None,
) -> Fit:
    """Fit rate ratios within units; errors are robust to overdispersion and dependence within a unit.

    Args:
        y: counts or amounts, >= 0, shape (n,).
        x: covariates, shape (n, k), that vary within units.
        names: of the k covariates.
        units: to which unit (dyad, ally, donor) a row belongs, shape (n,), any integers.
        clusters: groups of units that may depend on each other, shape (n,); each unit by itself if left out.
    Raises:
        NoFit: no unit has counts, or columns are collinear within units.
    Source:
        Hausman, Hall & Griliches 1984, Econometrica 52:909-938; Wooldridge 1999, J. Econometrics 90:77-97.
    """
    order = np.argsort(units, kind="stable")
    y, x, units = y[order], x[order], units[order]
    together = units if clusters is None else clusters[order]
    _, group = np.unique(units, return_inverse=True)
    total = np.bincount(group, y)
    used = total[group] > 0  # a unit that never has any says nothing about ratios
    if not used.any():
        raise NoFit("Counts: every unit is zero throughout")
    y, x, together = y[used], x[used], together[used]
    group = np.unique(group[used], return_inverse=True)[1]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    total = np.add.reduceat(y, starts)

    def expected(b: Vector) -> tuple[Vector, Vector]:
        eta = x @ b
        eta -= np.maximum.reduceat(eta, starts)[group]
        rate = np.exp(eta)
        chance = rate / np.add.reduceat(rate, starts)[group]
        return eta, chance

    def objective(b: Vector) -> Step:
        _, chance = expected(b)
        mean = chance * total[group]
        within = np.add.reduceat(chance[:, None] * x, starts, axis=0)
        information = (x.T * mean) @ x - (within.T * total) @ within
        return float(y @ np.log(np.maximum(chance, 1e-300))), x.T @ (y - mean), information

    b, value, bread = newton(objective, x.shape[1], what="Counts")
    _, chance = expected(b)
    mean = chance * total[group]
    covariance = clustered(x * (y - mean)[:, None], together, bread)
    return Fit(names=tuple(names), coefficients=b, covariance=covariance, log_likelihood=value, n=len(y))
