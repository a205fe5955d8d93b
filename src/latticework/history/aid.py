"""Aid to Ukraine before and after a donor's change of government: Kiel donor-months, with donor and month effects."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from latticework.history.collection import Collection
from latticework.history.counts import fit_few_counts
from latticework.history.estimate import Estimate, Role, from_fit
from latticework.history.fit import Matrix, Vector
from latticework.history.panels import donor_months
from latticework.history.results import DonorAfter
from latticework.model import BadVocabulary

NEEDS = ("kiel-donor-month",)
OUTCOME = "aid to Ukraine by a donor"
MAY = "How allocations moved after changes of government among donors, February 2022 to December 2025"
MAY_NOT = "Not an effect of the change; about twenty changes, amounts dominated by a few donors"
LAST = "2025-12-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfGovernment:
    """A change of the party of a donor's head of government: day of taking office, who, and where it can be checked.

    ``hand_over``: the parties in government stayed. ``checked``: somebody looked it up in ``source``.
    """

    iso: str
    day: date
    who: str
    source: str
    checked: bool
    hand_over: bool = False


@cache
def changes() -> tuple[ChangeOfGovernment, ...]:
    """Read the changes of government among donors since February 2022, by day.

    Raises:
        BadVocabulary: a row without its keys, or with unknown ones.
    """
    where = files("latticework").joinpath("history", "changes_2022_2025.toml")
    try:
        rows = [ChangeOfGovernment(**row) for row in tomllib.loads(where.read_text(encoding="utf-8"))["change"]]
    except TypeError as problem:
        raise BadVocabulary(f"A change of government is incomplete: {problem}", where=str(where)) from problem
    return tuple(sorted(rows, key=lambda change: (change.day, change.iso)))


def first_changes(*, hand_overs: bool = False) -> dict[str, date]:
    """Give the first change of each donor, of the checked ones."""
    first: dict[str, date] = {}
    for change in changes():
        if change.checked and (hand_overs or not change.hand_over):
            first.setdefault(change.iso, change.day)
    return first


def estimate(collection: Collection) -> Iterator[Estimate]:
    """Ratios of allocations in the months after a change.

    Raises:
        MissingDataset: the Kiel tracker has not been added.
    """
    panel = donor_months(collection).only(f"iso <> 'EU' AND month_start <= DATE '{LAST}'")
    rows = panel.connection.execute(
        f"SELECT iso, month_start::VARCHAR AS month, total, military FROM {panel.table} ORDER BY iso, month_start"  # noqa: S608
    ).fetchnumpy()
    iso, month = np.asarray(rows["iso"], dtype=str), np.asarray(rows["month"], dtype=str)
    names, donors = np.unique(iso, return_inverse=True)
    months, period = np.unique(month, return_inverse=True)

    def since(change: dict[str, date], months_after: int, until: int | None = None) -> np.ndarray:
        """Months from so many after the month of a donor's change (which counts as before it), up to others."""
        inside = np.zeros(len(iso))
        for code, day in change.items():
            gap = period - int(np.searchsorted(months, f"{day:%Y-%m}-01"))
            inside[(iso == code) & (gap >= months_after) & ((gap <= until) if until is not None else True)] = 1
        return inside

    after, placebo = since(first_changes(), 1), since(first_changes(), -11, 0)
    with_hand_overs = since(first_changes(hand_overs=True), 1)

    def ratio(
        id: str, about: str, x: np.ndarray, y: np.ndarray, keep: np.ndarray, *, role: Role, of: str = ""
    ) -> Estimate:
        used = [p for p in range(1, len(months)) if y[keep & (period == p)].sum() > 0]
        design = np.column_stack([x[keep], period[keep][:, None] == np.array(used)]).astype(float)
        fit = fit_few_counts(y[keep], design, ("after", *(months[p] for p in used)), donors[keep])
        changed = len(np.unique(iso[keep & (x == 1)]))
        return from_fit(
            id, OUTCOME, about, fit, "after", measure="ratio of allocations (EUR per month)", events=changed,
            exposure=float((x[keep] == 1).sum()), unit="donor-months after a change (events: donors that changed)",
            method="conditional Poisson with donor and month effects, errors from leaving out one donor after the other", role=role, of=of,
            may=MAY, may_not=MAY_NOT,
        )  # fmt: skip

    total, military = rows["total"].astype(float), rows["military"].astype(float)
    everyone = np.ones(len(iso), dtype=bool)
    main = "aid-after-change"
    yield ratio(main, "all donors except the EU institutions", after, total, everyone, role="main")
    yield ratio(f"{main}-not-us", "without the United States", after, total, iso != "USA", role="alternative", of=main)
    about = "hand-overs inside a coalition counted as well"
    yield ratio(f"{main}-hand-overs", about, with_hand_overs, total, everyone, role="alternative", of=main)
    yield ratio(f"{main}-military", "military aid only", after, military, everyone, role="alternative", of=main)
    about = "the twelve months before the change, later months left out"
    yield ratio(f"{main}-placebo", about, placebo, total, after == 0, role="negative control", of=main)


def states(collection: Collection) -> tuple[str, ...]:
    """The state donors of the tracker, by ISO code."""
    panel = donor_months(collection)
    rows = panel.connection.execute(f"SELECT DISTINCT iso FROM {panel.table} WHERE iso <> 'EU' ORDER BY 1").fetchall()  # noqa: S608
    return tuple(str(iso) for (iso,) in rows)


def donors(collection: Collection) -> tuple[DonorAfter, ...]:
    """Give each state donor after its change: what it allocated over what was to be expected without one.

    Expected is the donor's own level before times what the months gave to donors without a change so far; levels and
    months are fitted on donor-months before a change alone, the United States left out, since it would make the months.
    Donors that gave nothing before have no level and are left out.

    Raises:
        MissingDataset: the Kiel tracker has not been added.
    """
    panel = donor_months(collection).only(f"iso NOT IN ('EU', 'USA') AND month_start <= DATE '{LAST}'")
    query = f"SELECT iso, strftime(month_start, '%Y-%m-%d') AS month, total FROM {panel.table} ORDER BY 1, 2"  # noqa: S608
    rows = panel.connection.execute(query).fetchnumpy()
    names, donor = np.unique(np.asarray(rows["iso"], dtype=str), return_inverse=True)
    months, month = np.unique(np.asarray(rows["month"], dtype=str), return_inverse=True)
    given = np.zeros((len(names), len(months)))
    given[donor, month] = rows["total"]
    changed = first_changes()
    first_after = [
        int(np.searchsorted(months, f"{changed[name]:%Y-%m-01}")) + 1 if name in changed else len(months)
        for name in names.tolist()
    ]
    before = np.arange(len(months)) < np.array(first_after)[:, None]
    level, share = levels_and_months(given, before)
    found = []
    for i, name in enumerate(names.tolist()):
        if name in changed and level[i] > 0 and not before[i].all():
            expected = float(level[i] * share[~before[i]].sum())
            ratio = round(float(given[i, ~before[i]].sum()) / expected, 4)
            found.append(
                DonorAfter(iso=name, day=changed[name].isoformat(), months=int((~before[i]).sum()), ratio=ratio)
            )
    return tuple(found)


def levels_and_months(given: Matrix, seen: NDArray[np.bool_], *, most: int = 10_000) -> tuple[Vector, Vector]:
    """Fit levels of rows and columns, whose products are what is expected where ``seen``: the Poisson fit by scaling.

    Args:
        given: amounts >= 0, shape (rows, columns).
        seen: what is fitted, shape (rows, columns).
    Returns:
        Levels of the rows, shape (rows,), and of the columns, shape (columns,).
    Source:
        Deming & Stephan 1940, Ann. Math. Stat. 11:427-444.

    >>> level, share = levels_and_months(np.array([[2.0, 4.0], [3.0, 99.0]]), np.array([[True, True], [True, False]]))
    >>> round(float(level[1] * share[1]), 6)  # as much more as the first row had
    6.0
    """
    kept = np.where(seen, given, 0.0)
    level, share = np.ones(len(given)), np.ones(given.shape[1])
    for _ in range(most):
        old = np.outer(level, share)
        level = kept.sum(axis=1) / np.maximum((seen * share).sum(axis=1), 1e-300)
        share = kept.sum(axis=0) / np.maximum((seen * level[:, None]).sum(axis=0), 1e-300)
        if np.abs(np.outer(level, share) - old).max() < 1e-12:
            break
    return level, share
