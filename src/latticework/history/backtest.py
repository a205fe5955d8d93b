"""Estimates that face what came after: fitted on the years to a cut-off, scored on the years after it.

Each outcome is a yes or no per unit and year. The record model (a Firth logit) is scored beside the base rate of the
years it was fitted on and beside "nothing changes" (the unit does what it did the year before).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from latticework.history import cooperation, formal_ends, lapse
from latticework.history.collection import Collection
from latticework.history.contacts import connect_contacts
from latticework.history.fit import Matrix, Vector
from latticework.history.logit import chances, fit_firth
from latticework.history.steps import Progress
from latticework.model import LatticeworkError, UnknownName

BINS = 10
STEPS = 3


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """Units of one outcome: did it happen, in which year, covariates known before the year began, and the year before."""

    year: Vector
    happened: Vector
    covariates: Matrix
    names: tuple[str, ...]
    before: Vector


def _ends(collection: Collection) -> Cases:
    """Abrogations of bilateral alliances; the regime pair is that of the year before."""
    rows = formal_ends.panel(collection).only("coordination IS NOT NULL").arrays(
        "year", "atopid", "age", "abrogated", "coordination", "both_democratic_before"
    )  # fmt: skip
    x = np.column_stack([rows["coordination"], rows["both_democratic_before"], np.log1p(rows["age"])]).astype(float)
    names = ("coordination", "both_democratic_before", "log_age")
    happened = rows["abrogated"].astype(float)
    return Cases(
        year=rows["year"].astype(float), happened=happened, covariates=x, names=names, before=np.zeros(len(happened))
    )


def _no_contact(collection: Collection) -> Cases:
    """A defense ally without high-level contact in the year from 20 January."""
    connection = connect_contacts(collection)
    lapse.windows(connection, lapse.DAYS)
    query = """
        SELECT w.shift AS year, (w.contacts = 0)::INT AS happened, (b.contacts = 0)::INT AS before, b.contacts AS last,
               avg((w.contacts = 0)::INT) OVER (PARTITION BY w.ccode ORDER BY w.shift
                   ROWS BETWEEN 10 PRECEDING AND 1 PRECEDING) AS usual,
               (w.shift IN (SELECT year(day) FROM changes WHERE ccode = 2))::INT AS change
        FROM washington w JOIN washington b ON w.ccode = b.ccode AND w.shift = b.shift + 1 ORDER BY w.ccode, w.shift
    """
    rows = {name: np.ma.filled(v.astype(float), 0.5) if np.ma.isMaskedArray(v) else v.astype(float)
            for name, v in connection.execute(query).fetchnumpy().items()}  # fmt: skip
    x = np.column_stack([rows["before"], rows["usual"], np.log1p(rows["last"]), rows["change"]])
    names = ("before", "usual", "log_last", "change")
    return Cases(year=rows["year"], happened=rows["happened"], covariates=x, names=names, before=rows["before"])


def _halved(collection: Collection) -> Cases:
    """Reported cooperation of an allied directed dyad (10 events or more the year before) falls by half or more."""
    panel = cooperation.panel(collection)
    query = f"""
        WITH moved AS (
            SELECT a.ccode1, a.ccode2, a.year, (2 * a.cooperation <= b.cooperation)::INT AS happened,
                   ln(b.cooperation) AS size, a.coordination
            FROM {panel.table} a JOIN {panel.table} b
              ON a.ccode1 = b.ccode1 AND a.ccode2 = b.ccode2 AND a.year = b.year + 1
            WHERE b.cooperation >= 10 AND a.coordination IS NOT NULL)
        SELECT m.year, m.happened, coalesce(p.happened, 0) AS before, m.size, m.coordination
        FROM moved m LEFT JOIN moved p ON m.ccode1 = p.ccode1 AND m.ccode2 = p.ccode2 AND m.year = p.year + 1
        ORDER BY m.ccode1, m.ccode2, m.year
    """  # noqa: S608 - own tables
    rows = {name: values.astype(float) for name, values in panel.connection.execute(query).fetchnumpy().items()}
    names = ("size", "coordination", "before")
    x = np.column_stack([rows[name] for name in names])
    return Cases(year=rows["year"], happened=rows["happened"], covariates=x, names=names, before=rows["before"])


CASES: dict[str, tuple[Callable[[Collection], Cases], tuple[str, ...]]] = {
    "abrogation": (_ends, formal_ends.NEEDS),
    "no-contact": (_no_contact, lapse.NEEDS),
    "cooperation-halved": (_halved, cooperation.NEEDS),
}


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


def _vintage(collection: Collection, needs: tuple[str, ...], until: int) -> str:
    later = [a.id for a in map(collection.find, needs) if a.released is None or int(a.released[:4]) > until]
    if not later:
        return f"as known in {until}"
    return (
        f"revised: {', '.join(later)} became public after {until} or on an unknown day, so coding may know the outcome"
    )


def backtest(collection: Collection, outcome: str, until: int, progress: Progress | None = None) -> Backtest:
    """Fit on the years to ``until`` and score the years after.

    Args:
        progress: called with (steps done, steps in all, what is being done).

    Raises:
        UnknownName: no such outcome.
        LatticeworkError: no years on one side of the cut-off, or no events to fit.
        MissingDataset: a dataset has not been added.
    """
    if outcome not in CASES:
        raise UnknownName("outcome to score", outcome, CASES)
    gather, needs = CASES[outcome]
    tell = progress or (lambda done, in_all, what: None)
    tell(0, STEPS, f"{outcome}: gathering the units")
    cases = gather(collection)
    tell(1, STEPS, f"{outcome}: fitting to {until}")
    known, after = cases.year <= until, cases.year > until
    if not known.any() or not after.any() or not cases.happened[known].any():
        raise LatticeworkError(
            f"Nothing to fit or nothing to score for {outcome} with the cut-off {until}",
            remedy=f"The data cover {int(cases.year.min())}-{int(cases.year.max())}",
        )
    fit = fit_firth(cases.happened[known], cases.covariates[known], cases.names)
    tell(2, STEPS, f"{outcome}: scoring")
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
        vintage=_vintage(collection, needs, until),
    )
