"""What every fit shares: the fitted coefficients, Newton's method, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, exp, sqrt

import numpy as np
from numpy.typing import NDArray

from latticework.model import LatticeworkError

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
NORMAL_975 = 1.959963984540054


class NoFit(LatticeworkError):
    """A model that these data cannot carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A fitted model: coefficients on the log scale, in the order of ``names``.

    ``covariance`` has shape (k, k); ``log_likelihood`` is at the optimum (penalized, for Firth's method);
    ``n`` is how many rows were used; ``critical`` the number of standard errors to each end of a 95 % interval.
    """

    names: tuple[str, ...]
    coefficients: Vector
    covariance: Matrix
    log_likelihood: float
    n: int
    critical: float = NORMAL_975

    def coefficient(self, name: str) -> float:
        """One coefficient by name."""
        return float(self.coefficients[self.names.index(name)])

    def standard_error(self, name: str) -> float:
        """Its standard error."""
        where = self.names.index(name)
        return sqrt(self.covariance[where, where])

    def ratio(self, name: str) -> tuple[float, float, float]:
        """exp(coefficient) with its Wald 95 % interval: (point, low, high)."""
        b, se = self.coefficient(name), self.standard_error(name)
        return exp(b), exp(b - self.critical * se), exp(b + self.critical * se)

    def p_value(self, name: str) -> float:
        """Two-sided Wald p-value."""
        return erfc(abs(self.coefficient(name)) / self.standard_error(name) / sqrt(2))


Step = tuple[float, Vector, Matrix]


def newton(
    objective: Callable[[Vector], Step], k: int, *, what: str, most: int = 60, start: Vector | None = None
) -> tuple[Vector, float, Matrix]:
    """Climb from zero, or from a start, to the maximum of a smooth objective with halved steps.

    Args:
        objective: coefficients, shape (k,), to (value, gradient, information).
        k: how many coefficients.
        what: named in the error.
    Returns:
        Coefficients, the value there, and the inverse information.
    Raises:
        NoFit: columns are collinear, or the fit runs away (perfect separation).
    """
    b: Vector = np.zeros(k) if start is None else start
    value, gradient, information = objective(b)
    for _ in range(most):
        try:
            move = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError as problem:
            raise NoFit(f"{what}: two columns say the same", remedy="Leave one of them out") from problem
        if abs(float(gradient @ move)) < 1e-12:
            inverse: Matrix = np.asarray(np.linalg.inv(information), dtype=np.float64)
            return b, value, inverse
        for halving in range(30):
            tried = objective(b + move / 2**halving)
            if np.isfinite(tried[0]) and tried[0] >= value - 1e-10 * abs(value):
                break
        b = b + move / 2**halving
        value, gradient, information = tried
        if np.abs(b).max() > 50:
            break
    raise NoFit(f"{what}: no finite estimate; a column separates the events", remedy="Use Firth's method")


def clustered(scores: Matrix, clusters: NDArray[np.int64], bread: Matrix) -> Matrix:
    """Give the cluster-robust covariance with the factor G / (G - 1).

    Args:
        scores: score of each row, shape (n, k).
        clusters: to which cluster a row belongs, shape (n,), any integers.
        bread: inverse information, shape (k, k).
    Source:
        Liang & Zeger 1986, Biometrika 73:13-22.
    """
    _, group = np.unique(clusters, return_inverse=True)
    count = int(group.max()) + 1
    summed = np.stack([np.bincount(group, scores[:, j], minlength=count) for j in range(scores.shape[1])], axis=1)
    result: Matrix = bread @ (summed.T @ summed) @ bread * count / (count - 1)
    return result
