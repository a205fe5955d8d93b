"""Rates and shares with exact intervals; under five events an upper bound and no point.

Source: Garwood 1936, Biometrika 28:437-442 (Poisson); Clopper & Pearson 1934, Biometrika 26:404-413 (binomial).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from latticework.model.extras import import_extra

FEWEST_EVENTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Events over exposure: a point with an exact two-sided 95 % interval, or only a one-sided 95 % upper bound.

    ``point`` is ``None`` and ``low`` is 0 where there are fewer than five events.
    """

    events: int
    exposure: float
    point: float | None
    low: float
    high: float


def _distribution(name: str) -> Any:
    stats = import_extra("scipy.stats", "history", "Estimating")
    return getattr(stats, name)


def student_975(freedom: int) -> float:
    """Give the 97.5th percentile of Student's t.

    >>> round(student_975(40), 3)
    2.021
    """
    return float(_distribution("t").ppf(0.975, freedom))


def poisson_rate(events: int, exposure: float, *, level: float = 0.95) -> Rate:
    """Estimate a rate of rare events.

    Args:
        events: how many were seen, >= 0.
        exposure: for how long was watched (for example alliance-years), > 0.
        level: of the interval, in (0, 1).

    >>> rate = poisson_rate(0, 100.0)
    >>> rate.point, round(rate.high, 4)
    (None, 0.03)
    """
    gamma = _distribution("gamma")

    if events < FEWEST_EVENTS:
        high = float(gamma.ppf(level, events + 1) / exposure)
        return Rate(events=events, exposure=exposure, point=None, low=0.0, high=high)
    tail = (1 - level) / 2
    return Rate(
        events=events,
        exposure=exposure,
        point=events / exposure,
        low=float(gamma.ppf(tail, events) / exposure),
        high=float(gamma.ppf(1 - tail, events + 1) / exposure),
    )


def share(events: int, trials: int, *, level: float = 0.95) -> Rate:
    """Estimate a share of trials in which the event came, by Clopper and Pearson.

    >>> found = share(8, 10)
    >>> round(found.low, 4), round(found.high, 4)
    (0.4439, 0.9748)
    """
    beta = _distribution("beta")

    tail = (1 - level) / 2
    if events < FEWEST_EVENTS:
        high = 1.0 if events == trials else float(beta.ppf(level, events + 1, trials - events))
        return Rate(events=events, exposure=trials, point=None, low=0.0, high=high)
    low = float(beta.ppf(tail, events, trials - events + 1))
    high = 1.0 if events == trials else float(beta.ppf(1 - tail, events + 1, trials - events))
    return Rate(events=events, exposure=trials, point=events / trials, low=low, high=high)
