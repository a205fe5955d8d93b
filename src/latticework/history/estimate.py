"""One estimate of the record: what was counted, for how long, and what it may be used for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from latticework.history.fit import Fit
from latticework.history.rates import FEWEST_EVENTS, Rate

Role = Literal["main", "alternative", "negative control"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An association seen in the record, with its events and exposure; never the effect of one thing on another.

    ``point`` is ``None`` under five events; then ``low`` is the natural lower limit and ``high`` a one-sided 95 % upper
    bound; else ``low`` to ``high`` is a 95 % interval. ``measure`` says what the number is. ``n`` counts rows,
    ``exposure`` the units watched. ``of`` names the main estimate that an alternative or negative control belongs to, several
    with spaces between.
    """

    id: str
    outcome: str
    about: str
    measure: str
    role: Role = "main"
    of: str = ""
    n: int
    events: int
    exposure: float
    exposure_unit: str
    point: float | None
    low: float
    high: float
    method: str
    may: str = ""
    may_not: str = ""

    @property
    def basis(self) -> str:
        """What the number rests on."""
        return "record"


def from_rate(
    id: str,
    outcome: str,
    about: str,
    rate: Rate,
    *,
    unit: str,
    per: float = 100.0,
    role: Role = "main",
    of: str = "",
    may: str = "",
    may_not: str = "",
    method: str = "exact Poisson (Garwood)",
) -> Estimate:
    """Make an estimate of an exact rate, per 100 units of exposure unless said."""
    measure = f"events per {per:g} {unit}" if per != 1 else f"share of {unit}"
    return Estimate(
        id=id,
        outcome=outcome,
        about=about,
        measure=measure,
        role=role,
        of=of,
        n=int(rate.exposure),
        events=rate.events,
        exposure=float(rate.exposure),
        exposure_unit=unit,
        point=None if rate.point is None else rate.point * per,
        low=rate.low * per,
        high=rate.high * per,
        method=method,
        may=may,
        may_not=may_not,
    )


def from_fit(
    id: str,
    outcome: str,
    about: str,
    fit: Fit,
    name: str,
    *,
    measure: str,
    events: int,
    exposure: float,
    unit: str,
    method: str,
    role: Role = "main",
    of: str = "",
    may: str = "",
    may_not: str = "",
) -> Estimate:
    """Make an estimate of one ratio of a fit; with under five events only its upper end is kept."""
    point, low, high = fit.ratio(name)
    enough = events >= FEWEST_EVENTS
    return Estimate(
        id=id,
        outcome=outcome,
        about=about,
        measure=measure,
        role=role,
        of=of,
        n=fit.n,
        events=events,
        exposure=exposure,
        exposure_unit=unit,
        point=point if enough else None,
        low=low if enough else 0.0,
        high=high,
        method=method,
        may=may,
        may_not=may_not,
    )


def mains(estimates: Sequence[Estimate]) -> list[Estimate]:
    """Only the main estimates."""
    return [estimate for estimate in estimates if estimate.role == "main"]
