"""Cox's proportional hazards on yearly spells, with Efron's ties.

Every row is one unit in one year of its life, so those at risk at an age are the rows of that age.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latticework.history.fit import Fit, Matrix, NoFit, Step, Vector, newton


def fit_cox(age: NDArray[np.int64], event: Vector, x: Matrix, names: Sequence[str]) -> Fit:
    """Fit cause-specific hazards: other ends are simply rows without the event, after which the unit is gone.

    Args:
        age: in whole years at the start of the row, shape (n,).
        event: 1 if the event ended the row, else 0, shape (n,).
        x: covariates in that year, shape (n, k).
        names: of the k covariates.
    Raises:
        NoFit: no events, collinear columns or separation.
    Source:
        Cox 1972, J. R. Stat. Soc. B 34:187-220; Efron 1977, J. Am. Stat. Assoc. 72:557-565.
    """
    if not event.any():
        raise NoFit("Cox: no events", remedy="Give an upper bound of the rate instead")
    at_risk = np.isin(age, np.unique(age[event == 1]))  # ages without an event say nothing
    centred = x - x.mean(axis=0)
    order = np.flatnonzero(at_risk)[np.argsort(age[at_risk], kind="stable")]
    ages, rows, dead = age[order], centred[order], event[order] == 1
    starts = np.flatnonzero(np.r_[True, ages[1:] != ages[:-1]])
    sums = rows[dead].sum(axis=0)
    deaths = np.add.reduceat(dead.astype(int), starts)
    group = np.repeat(np.arange(len(starts)), deaths)  # one entry per death
    ties = np.concatenate([np.arange(d) / d for d in deaths])
    squares = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1)
    stacked = np.column_stack([np.ones(len(rows)), rows, squares])
    k = rows.shape[1]

    def objective(b: Vector) -> Step:
        risk = np.exp(rows @ b)[:, None] * stacked
        everyone = np.add.reduceat(risk, starts, axis=0)[group]
        dying = np.add.reduceat(np.where(dead[:, None], risk, 0.0), starts, axis=0)[group]
        moments = everyone - ties[:, None] * dying
        mean = moments[:, 1 : k + 1] / moments[:, :1]
        second = (moments[:, k + 1 :] / moments[:, :1]).sum(axis=0).reshape(k, k)
        value = float(sums @ b - np.log(moments[:, 0]).sum())
        return value, sums - mean.sum(axis=0), second - mean.T @ mean

    b, value, covariance = newton(objective, k, what="Cox")
    return Fit(names=tuple(names), coefficients=b, covariance=covariance, log_likelihood=value, n=len(age))
