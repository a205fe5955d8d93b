"""Estimates that face what came after: fitted on the years to a cut-off, scored on the years after it.

Each outcome is a yes or no per unit and year. The record model (a Firth logit) is scored beside the base rate of the
years it was fitted on and beside "nothing changes" (the unit does what it did the year before).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latticework.history.cases import CASES, REVISED, Cases
from latticework.history.collection import Added, Collection
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
    vintage = vintage_of(collection, outcome, until)
    check_cut_off(cases, outcome, until, vintage)
    return face(cases, outcome, until, vintage)


def gather(collection: Collection, outcome: str) -> Cases:
    """Take the units of an outcome from the datasets.

    Raises:
        UnknownName, MissingDataset: as ``backtest``.
    """
    if outcome not in CASES:
        raise UnknownName("outcome to score", outcome, CASES)
    return CASES[outcome][0](collection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """What is fitted, where that is an older vintage than what is scored, and what is said of it."""

    said: str
    fitted: Cases | None = None


def check_cut_off(cases: Cases, outcome: str, until: int, vintage: Vintage) -> None:
    """Refuse a cut-off on one side of which there is nothing.

    Raises:
        NothingToScore: as ``backtest``.
    """
    then = vintage.fitted or cases
    known, after = then.year <= until, cases.year > until
    if not known.any() or not after.any() or not then.happened[known].any():
        raise NothingToScore(
            f"Nothing to fit or nothing to score for {outcome} with the cut-off {until}",
            remedy=f"The data cover {int(cases.year.min())}-{int(cases.year.max())}",
        )


def vintage_of(collection: Collection, outcome: str, until: int) -> Vintage:
    """Choose what to fit on, and say whether it is as known at the cut-off or was revised after it.

    Data that are revised are fitted on the last vintage public by the cut-off; if none was, on the one that saw least of
    what came after.
    """
    names, gathered = REVISED.get(outcome, ((), None))
    found = [a for a in collection.list() if a.name in names and a.covers[1] >= until]
    known = [a for a in found if _known(a, until)]
    if gathered and found:
        older = max(known, key=lambda a: a.released or "") if known else min(found, key=lambda a: (a.covers[1], a.rows))
        newest = collection.find(names[0])
        if older.id != newest.id:
            when = f"as known in {until}" if known else f"became public after {until} or on an unknown day"
            said = f"fitted on {older.id} ({when}), scored on {newest.id}"
            return Vintage(said=said, fitted=gathered(collection, older.id))
    later = [a.id for a in map(collection.find, CASES[outcome][1]) if not _known(a, until)]
    if not later:
        return Vintage(said=f"as known in {until}")
    they = ", ".join(later)
    return Vintage(
        said=f"revised: {they} became public after {until} or on an unknown day, so coding may know the outcome"
    )


def _known(added: Added, until: int) -> bool:
    return added.released is not None and int(added.released[:4]) <= until


def face(cases: Cases, outcome: str, until: int, vintage: Vintage) -> Backtest:
    """Fit units to the cut-off and score those after it."""
    then = vintage.fitted or cases
    known, after = then.year <= until, cases.year > until
    fit = fit_firth(then.happened[known], then.covariates[known], then.names)
    said, happened = chances(fit, cases.covariates[after]), cases.happened[after]
    base = np.full(len(happened), float(then.happened[known].mean()))
    return Backtest(
        outcome=outcome,
        until=until,
        fitted_units=int(known.sum()),
        fitted_events=int(then.happened[known].sum()),
        scored_units=int(after.sum()),
        scored_events=int(happened.sum()),
        scores=(
            score("record", said, happened),
            score("base rate", base, happened),
            score("nothing changes", cases.before[after], happened),
        ),
        calibration=calibrate(said, happened),
        vintage=vintage.said,
    )
