"""Logistic regression by maximum likelihood, and by Firth's penalized likelihood where events are few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latticework.history.fit import Fit, Matrix, Step, Vector, clustered, newton


def _with_constant(x: Matrix, names: Sequence[str]) -> tuple[Matrix, tuple[str, ...]]:
    return np.column_stack([np.ones(len(x)), x]), ("const", *names)


def _likelihood(design: Matrix, y: Vector, b: Vector) -> tuple[float, Vector, Vector]:
    eta = design @ b
    chance = np.exp(-np.logaddexp(0.0, -eta))
    return float(y @ eta - np.logaddexp(0.0, eta).sum()), chance, chance * (1 - chance)


def fit_logit(y: Vector, x: Matrix, names: Sequence[str], *, clusters: NDArray[np.int64] | None = None) -> Fit:
    """Fit a logit with a constant.

    Args:
        y: 0 or 1, shape (n,).
        x: covariates, shape (n, k).
        names: of the k covariates; the constant is called ``const``.
        clusters: rows of one cluster may depend on each other; gives cluster-robust errors.
    Raises:
        NoFit: collinear columns or perfect separation.
    """
    design, names = _with_constant(x, names)

    def objective(b: Vector) -> Step:
        value, chance, weight = _likelihood(design, y, b)
        return value, design.T @ (y - chance), (design.T * weight) @ design

    b, value, covariance = newton(objective, design.shape[1], what="Logit")
    if clusters is not None:
        _, chance, _ = _likelihood(design, y, b)
        covariance = clustered(design * (y - chance)[:, None], clusters, covariance)
    return Fit(names=tuple(names), coefficients=b, covariance=covariance, log_likelihood=value, n=len(y))


def fit_firth(y: Vector, x: Matrix, names: Sequence[str]) -> Fit:
    """Fit a logit by Firth's penalized likelihood: finite and nearly unbiased where events are few.

    Args and errors as :func:`fit_logit`. ``log_likelihood`` is penalized.

    Source:
        Firth 1993, Biometrika 80:27-38; Heinze & Schemper 2002, Stat. Med. 21:2409-2419.
    """
    design, names = _with_constant(x, names)

    def objective(b: Vector) -> Step:
        value, chance, weight = _likelihood(design, y, b)
        information = (design.T * weight) @ design
        sign, log_determinant = np.linalg.slogdet(information)
        if sign <= 0:
            return -np.inf, np.zeros_like(b), information
        hat = weight * np.einsum("ij,jk,ik->i", design, np.linalg.inv(information), design)
        gradient = design.T @ (y - chance + hat * (0.5 - chance))
        # the penalty bends the likelihood too: without 1 + hat the steps overshoot by half in the smallest tables
        curvature = (design.T * (weight * (1 + hat))) @ design
        return value + 0.5 * float(log_determinant), gradient, curvature

    b, value, _ = newton(objective, design.shape[1], what="Firth logit", most=200)
    _, _, weight = _likelihood(design, y, b)
    covariance = np.asarray(np.linalg.inv((design.T * weight) @ design), dtype=np.float64)
    return Fit(names=tuple(names), coefficients=b, covariance=covariance, log_likelihood=value, n=len(y))


def chances(fit: Fit, x: Matrix) -> Vector:
    """Predict the chance of an event for rows of covariates, shape (n, k) without the constant."""
    eta = fit.coefficients[0] + x @ fit.coefficients[1:]
    predicted: Vector = np.exp(-np.logaddexp(0.0, -eta))
    return predicted
