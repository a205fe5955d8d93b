"""Estimates that face what came after: fitted on the years to a cut-off, scored on the years after it.

Each outcome is a yes or no per unit and year. The record model (a Firth logit) is scored beside the base rate of the
years it was fitted on and beside "nothing changes" (the unit does what it did the year before).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.history.cases import CASES, Cases
from latticework.history.collection import Collection
from latticework.history.fit import Vector
from latticework.history.logit import chances, fit_firth
from latticework.history.steps import Progress
from latticework.model import LatticeworkError, UnknownName


class NothingToScore(LatticeworkError):
    """A cut-off with no years, or no events, on one side."""


BINS = 10
STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one forecaster did: mean Brier score and mean log score (natural log, lower is better; may be infinite)."""

    forecaster: str
    brier: float
    log_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bin of the calibration of the record model: mean chance said, share that happened, units."""

    said: float
    happened: float
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """One outcome scored: units and events before and after the cut-off, scores, calibration, and the data's vintage."""

    outcome: str
    until: int
    fitted_units: int
    fitted_events: int
    scored_units: int
    scored_events: int
    scores: tuple[Score, ...]
    calibration: tuple[Bin, ...]
    vintage: str


def score(forecaster: str, chance: Vector, happened: Vector) -> Score:
    """Score chances against what happened.

    >>> score("coin", np.array([0.5, 0.5]), np.array([1.0, 0.0])).brier
    0.25
    """
    with np.errstate(divide="ignore"):
        logs = np.where(happened == 1, np.log(chance), np.log(1 - chance))
    return Score(
        forecaster=forecaster, brier=float(((chance - happened) ** 2).mean()), log_score=float(-logs.mean()) + 0.0
    )


def calibrate(chance: Vector, happened: Vector) -> tuple[Bin, ...]:
    """Sort by chance, cut into ten bins of equal size, and compare what was said with what happened."""
    order = np.argsort(chance, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return tuple(Bin(said=float(chance[p].mean()), happened=float(happened[p].mean()), units=len(p)) for p in parts)


def backtest(collection: Collection, outcome: str, until: int, progress: Progress | None = None) -> Backtest:
    """Fit on the years to ``until`` and score the years after.

    Args:
        progress: called with (steps done, steps in all, what is being done).

    Raises:
        UnknownName: no such outcome.
        NothingToScore: no years on one side of the cut-off, or no events to fit.
        MissingDataset: a dataset has not been added.
    """
    tell = progress or (lambda done, in_all, what: None)
    tell(0, STEPS, f"{outcome}: gathering the units")
    cases = gather(collection, outcome)
    tell(1, STEPS, f"{outcome}: fitting to {until} and scoring")
    check_cut_off(cases, outcome, until)
    return face(cases, outcome, until, vintage(collection, outcome, until))


def gather(collection: Collection, outcome: str) -> Cases:
    """Take the units of an outcome from the datasets.

    Raises:
        UnknownName, MissingDataset: as ``backtest``.
    """
    if outcome not in CASES:
        raise UnknownName("outcome to score", outcome, CASES)
    return CASES[outcome][0](collection)


def check_cut_off(cases: Cases, outcome: str, until: int) -> None:
    """Refuse a cut-off on one side of which there is nothing.

    Raises:
        NothingToScore: as ``backtest``.
    """
    known, after = cases.year <= until, cases.year > until
    if not known.any() or not after.any() or not cases.happened[known].any():
        raise NothingToScore(
            f"Nothing to fit or nothing to score for {outcome} with the cut-off {until}",
            remedy=f"The data cover {int(cases.year.min())}-{int(cases.year.max())}",
        )


def vintage(collection: Collection, outcome: str, until: int) -> str:
    """Say whether the data are those of the cut-off or were revised after it."""
    later = [a.id for a in map(collection.find, CASES[outcome][1]) if a.released is None or int(a.released[:4]) > until]
    if not later:
        return f"as known in {until}"
    return (
        f"revised: {', '.join(later)} became public after {until} or on an unknown day, so coding may know the outcome"
    )


def face(cases: Cases, outcome: str, until: int, vintage: str) -> Backtest:
    """Fit units to the cut-off and score those after it."""
    known, after = cases.year <= until, cases.year > until
    fit = fit_firth(cases.happened[known], cases.covariates[known], cases.names)
    said, happened = chances(fit, cases.covariates[after]), cases.happened[after]
    base = np.full(len(happened), float(cases.happened[known].mean()))
    return Backtest(
        outcome=outcome,
        until=until,
        fitted_units=int(known.sum()),
        fitted_events=int(cases.happened[known].sum()),
        scored_units=int(after.sum()),
        scored_events=int(happened.sum()),
        scores=(
            score("record", said, happened),
            score("base rate", base, happened),
            score("nothing changes", cases.before[after], happened),
        ),
        calibration=calibrate(said, happened),
        vintage=vintage,
    )
