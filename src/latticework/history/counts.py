"""Counts with an effect of their own for every unit: the conditional Poisson model.

The units' effects drop out by conditioning on each unit's total, so any number of them costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from latticework.history.fit import Fit, Matrix, NoFit, Step, Vector, clustered, newton
from latticework.history.rates import student_975


def fit_counts(
    y: Vector,
    x: Matrix,
    names: Sequence[str],
    units: NDArray[np.int64],
    *,
    clusters: NDArray[np.int64] | None = None,
    start: Vector | None = None,
) -> Fit:
    """Fit rate ratios within units; errors are robust to overdispersion and dependence within a unit.

    Args:
        y: counts or amounts, >= 0, shape (n,).
        x: covariates, shape (n, k), that vary within units.
        names: of the k covariates.
        units: to which unit (dyad, ally, donor) a row belongs, shape (n,), any integers.
        clusters: groups of units that may depend on each other, shape (n,); each unit by itself if left out.
        start: coefficients to begin with, shape (k,); zeros if left out.
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

    b, value, bread = newton(objective, x.shape[1], what="Counts", start=start)
    _, chance = expected(b)
    mean = chance * total[group]
    covariance = clustered(x * (y - mean)[:, None], together, bread)
    return Fit(names=tuple(names), coefficients=b, covariance=covariance, log_likelihood=value, n=len(y))


def varying(x: Matrix, units: NDArray[np.int64], y: Vector) -> list[int]:
    """Give the columns of ``x`` that vary within a unit that has counts; the others cannot be told apart from units.

    >>> varying(np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 5.0]]), np.array([7, 7, 8]), np.array([1.0, 0.0, 2.0]))
    [0]
    """
    order = np.argsort(units, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(units[order]) != 0])
    used = np.add.reduceat(y[order], starts) > 0
    spread = np.maximum.reduceat(x[order], starts) - np.minimum.reduceat(x[order], starts)
    return [int(j) for j in np.flatnonzero((spread[used] > 0).any(axis=0))]


def fit_few_counts(y: Vector, x: Matrix, names: Sequence[str], units: NDArray[np.int64]) -> Fit:
    """Fit rate ratios within few units: errors from leaving out one unit after the other, with Student's t.

    Robust errors are too small where units are few or one of them weighs much; these err on the wide side. Only the first
    covariate gets an error; where it is positive, more than one unit must have counts.

    Args and errors as :func:`fit_counts`.

    Source:
        Bell & McCaffrey 2002, Surv. Methodol. 28(2):169-181; Cameron & Miller 2015, J. Hum. Resour. 50(2):317-372.
    """
    whole = fit_counts(y, x, names, units)
    with_any = np.unique(units[y > 0])
    left_out = []
    for unit in with_any:
        kept = units != unit
        # a period in which only this unit has counts is gone with it
        varying = [j for j in range(x.shape[1]) if y[kept][x[kept, j] > 0].sum() > 0]
        if 0 not in varying:
            raise NoFit(f"Counts: only one unit has {names[0]}", remedy="Leave the estimate out")
        begin = whole.coefficients[varying]
        part = fit_counts(y[kept], x[kept][:, varying], [names[j] for j in varying], units[kept], start=begin)
        left_out.append(part.coefficients[0])
    count = len(with_any)
    spread = (count - 1) / count * float(((np.array(left_out) - whole.coefficients[0]) ** 2).sum())
    covariance = np.full_like(whole.covariance, np.nan)
    covariance[0, 0] = spread
    return replace(whole, covariance=covariance, critical=student_975(count - 1))
