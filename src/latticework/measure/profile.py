"""The institutionalization profile: eight indicators, four pillars, 0-100 with rank intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latticework.model import Lattice

PILLARS = {
    "obligation": ("legal_form", "precision"),
    "organization": ("standing_body", "regularity"),
    "integration": ("command", "resources"),
    "lock-in": ("horizon_exit", "domestic_anchor"),
}
TOP = 4.0
OFFSET = 0.25  # keeps one empty pillar from hiding the other three in the geometric mean
FLOOR = OFFSET / (TOP + OFFSET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One arrangement's profile.

    ``index`` (0-100) is at the middle of the coded intervals, ``low`` and ``high`` at their ends, ``arithmetic`` the
    variant without penalty for a weak pillar; ``rank_low`` to ``rank_high`` holds its rank (1 is highest) in 90 % of
    draws; ``pillars`` are (low, high) in 0-4; ``indicators`` as coded: low, high, layer, why.
    """

    id: str
    label: str
    index: float
    low: float
    high: float
    arithmetic: float
    rank_low: int
    rank_high: int
    weakest_pillar: str
    pillars: Mapping[str, tuple[float, float]]
    indicators: Mapping[str, tuple[float, float, str, str]]


def index_of(pillars: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Aggregate pillars to 0-100 by the weighted geometric mean of (x + 0.25) / 4.25, rescaled so that 0 → 0, 4 → 100.

    Args:
        pillars: means in 0-4, last axis of length 4.
        weights: pillar weights that sum to 1, broadcast against ``pillars``; equal by default.

    >>> float(index_of(np.zeros(4))), round(float(index_of(np.full(4, 4.0))), 6)
    (0.0, 100.0)
    """
    shares = np.full(4, 0.25) if weights is None else weights
    geometric = np.exp((shares * np.log((pillars + OFFSET) / (TOP + OFFSET))).sum(axis=-1))
    return np.maximum(0.0, 100 * (geometric - FLOOR) / (1 - FLOOR)).round(9)


def _pillar_means(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return scores.reshape(*scores.shape[:-1], 4, 2).mean(axis=-1)


def _coded(indicators: Mapping[str, Any]) -> dict[str, tuple[float, float, str, str]]:
    coded = {}
    for names in PILLARS.values():
        for name in names:
            low, high, layer, why = indicators.get(name, (0, TOP, "de_facto", "not coded"))
            coded[name] = (float(low), float(high), str(layer), str(why))
    return coded


def profiles(lattice: Lattice, draws: int = 5000, seed: int = 20240731) -> tuple[Profile, ...]:
    """Score every arrangement, highest index first, with 90 % rank intervals.

    Args:
        draws: over pillar weights (Dirichlet(1)), aggregator (geometric or arithmetic) and coding interval.
    Source:
        OECD/JRC 2008, Handbook on Constructing Composite Indicators; anchors as in docs/method.md.
    """
    ids = sorted(lattice.arrangements)
    if not ids:
        return ()
    coded = {id: _coded(lattice.arrangements[id].get("indicators", {})) for id in ids}
    low = np.array([[c[0] for c in coded[id].values()] for id in ids])
    high = np.array([[c[1] for c in coded[id].values()] for id in ids])
    generator = np.random.Generator(np.random.PCG64(seed))
    weights = generator.dirichlet(np.ones(4), size=draws)
    geometric = generator.random(draws) < 0.5
    scores = low + (high - low) * generator.random((draws, *low.shape))
    pillars = _pillar_means(scores)
    by_geometric = index_of(pillars, weights[:, None, :])
    by_arithmetic = 100 * (pillars * weights[:, None, :]).sum(axis=-1) / TOP
    drawn = np.where(geometric[:, None], by_geometric, by_arithmetic)
    ranks = (-drawn).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    rank_low, rank_high = np.quantile(ranks, (0.05, 0.95), axis=0, method="nearest")
    middle = _pillar_means((low + high) / 2)
    found = []
    for row, id in enumerate(ids):
        ends = _pillar_means(low[row]), _pillar_means(high[row])
        names = list(PILLARS)
        found.append(
            Profile(
                id=id,
                label=lattice.arrangements[id].label,
                index=float(index_of(middle[row])),
                low=float(index_of(ends[0])),
                high=float(index_of(ends[1])),
                arithmetic=float(100 * middle[row].mean() / TOP),
                rank_low=int(rank_low[row]),
                rank_high=int(rank_high[row]),
                weakest_pillar=names[int(middle[row].argmin())],
                pillars={name: (float(ends[0][i]), float(ends[1][i])) for i, name in enumerate(names)},
                indicators=coded[id],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.index, one.id)))


def not_distinguishable(one: Profile, other: Profile) -> bool:
    """Whether the rank intervals overlap, so that no order between the two may be claimed."""
    return one.rank_low <= other.rank_high and other.rank_low <= one.rank_high
