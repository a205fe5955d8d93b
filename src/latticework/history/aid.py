"""Aid to Ukraine before and after a donor's change of government: Kiel donor-months, with donor and month effects."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np

from latticework.history.collection import Collection
from latticework.history.counts import fit_counts
from latticework.history.estimate import Estimate, Role, from_fit
from latticework.history.panels import donor_months

NEEDS = ("kiel-donor-month",)
OUTCOME = "aid to Ukraine by a donor"
MAY = "How allocations moved after changes of government among donors, February 2022 to December 2025"
MAY_NOT = "Not an effect of the change; about twenty changes, amounts dominated by a few donors"
LAST = "2025-12-01"


def changes() -> dict[str, list[str]]:
    """Days on which the governing party of a donor changed, by ISO code."""
    text = files("latticework").joinpath("history", "changes_2022_2025.toml").read_text(encoding="utf-8")
    return {iso: [day.isoformat() for day in days] for iso, days in tomllib.loads(text).items()}


def estimate(collection: Collection) -> list[Estimate]:
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
    # the month of the change itself belongs to neither side fully; it counts as before
    after = np.zeros(len(iso))
    placebo = np.zeros(len(iso))
    for code, days in changes().items():
        first = int(np.searchsorted(months, f"{days[0][:7]}-01"))
        after[(iso == code) & (period > first)] = 1
        placebo[(iso == code) & (period > first - 12) & (period <= first)] = 1

    def ratio(
        id: str, about: str, x: np.ndarray, y: np.ndarray, keep: np.ndarray, *, role: Role, of: str = ""
    ) -> Estimate:
        used = [p for p in range(1, len(months)) if y[keep & (period == p)].sum() > 0]
        design = np.column_stack([x[keep], period[keep][:, None] == np.array(used)]).astype(float)
        fit = fit_counts(y[keep], design, ("after", *(months[p] for p in used)), donors[keep])
        changed = len(np.unique(iso[keep & (x == 1)]))
        return from_fit(
            id, OUTCOME, about, fit, "after", measure="ratio of allocations (EUR per month)", events=changed,
            exposure=float((x[keep] == 1).sum()), unit="donor-months after a change (events: donors that changed)",
            method="conditional Poisson with donor and month effects, robust to dependence within donor", role=role, of=of,
            may=MAY, may_not=MAY_NOT,
        )  # fmt: skip

    total, military = rows["total"].astype(float), rows["military"].astype(float)
    everyone = np.ones(len(iso), dtype=bool)
    main = "aid-after-change"
    return [
        ratio(main, "all donors except the EU institutions", after, total, everyone, role="main"),
        ratio(f"{main}-not-us", "without the United States", after, total, iso != "USA", role="alternative", of=main),
        ratio(f"{main}-military", "military aid only", after, military, everyone, role="alternative", of=main),
        ratio(f"{main}-placebo", "the twelve months before the change, later months left out", placebo, total, after == 0,
              role="negative control", of=main),
    ]  # fmt: skip
