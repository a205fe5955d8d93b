"""Do high-level contacts with an ally pause after a change of governing party, there or in Washington?

A window is the year after a day. After a change in an ally it is compared with the windows of the same ally from the
same day of the year two to four years before and after; after a change in Washington (20 January), with the windows of
the same ally from 20 January of other years.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np

from latticework.history.any_contact import MAY, MAY_NOT, OUTCOME, any_contact
from latticework.history.collection import Collection
from latticework.history.contact_windows import DAYS, DAYS_SHORTER, HERE, TWO_BEFORE, windows
from latticework.history.contacts import connect_contacts
from latticework.history.counts import fit_counts
from latticework.history.estimate import Estimate, Role, from_fit, from_rate
from latticework.history.rates import share
from latticework.history.results import SEED

NEEDS = ("visits-secretary", "visits-president", "visits-leaders", "cow-states", "chisols", "atop-dyad-year")


def _rows(connection: duckdb.DuckDBPyConnection, place: str, treated: str, keep: str = "true") -> dict[str, np.ndarray]:
    query = f"""
        SELECT stratum, ccode, ({treated})::INT AS treated, contacts, wait, decade FROM {place} WHERE {keep}
        ORDER BY stratum, day, shift
    """  # noqa: S608 - own conditions
    return connection.execute(query).fetchnumpy()


def _ratio(rows: dict[str, np.ndarray], id: str, about: str, *, role: Role = "main", of: str = "") -> Estimate:
    treated = rows["treated"].astype(float)
    decades = np.unique(rows["decade"])[1:]
    by_decade = (
        (rows["decade"][:, None] == decades).astype(float) if role != "alternative" else np.empty((len(treated), 0))
    )
    varying = [j for j in range(by_decade.shape[1]) if _varies(by_decade[:, j], rows["stratum"], rows["contacts"])]
    x = np.column_stack([treated, by_decade[:, varying]])
    fit = fit_counts(
        rows["contacts"].astype(float),
        x,
        ("change", *(f"d{j}" for j in varying)),
        rows["stratum"],
        clusters=rows["ccode"],
    )
    events = int(rows["contacts"][treated == 1].sum())
    return from_fit(
        id, OUTCOME, about, fit, "change", measure="ratio of contact rates", events=events, exposure=float(treated.sum()),
        unit="windows after a change", method="conditional Poisson, robust to dependence within ally" if place_of(id) else
        "conditional Poisson within matched windows, robust to dependence within ally", role=role, of=of, may=MAY, may_not=MAY_NOT,
    )  # fmt: skip


def place_of(id: str) -> bool:
    """Whether an estimate is of changes in Washington."""
    return "washington" in id


def _varies(column: np.ndarray, stratum: np.ndarray, contacts: np.ndarray) -> bool:
    used = np.isin(stratum, np.unique(stratum[contacts > 0]))
    low = {s: c for s, c in zip(stratum[used], column[used], strict=True)}
    return any(low[s] != c for s, c in zip(stratum[used], column[used], strict=True))


def _lapses(rows: dict[str, np.ndarray], place: str, about: str, placebo: dict[str, np.ndarray]) -> Iterator[Estimate]:
    """Shares of windows without contact: after a change, in other years, and two years before a change."""
    main = f"lapse-{place}-change"
    groups: tuple[tuple[str, dict[str, np.ndarray], int, str, Role], ...] = (
        (main, rows, 1, f"{about}, after a change", "main"),
        (f"lapse-{place}-other", rows, 0, f"{about}, in other years", "alternative"),
        (f"{main}-placebo", placebo, 1, f"{about}, two years before one", "negative control"),
    )
    for id, counted, value, words, role in groups:
        yield _without(counted, value, id, f"no contact for {DAYS} days; {words}", role, "" if role == "main" else main)


def _without(rows: dict[str, np.ndarray], value: int, id: str, about: str, role: Role, of: str) -> Estimate:
    these = rows["treated"] == value
    rate = share(int((rows["contacts"][these] == 0).sum()), int(these.sum()))
    return from_rate(
        id, OUTCOME, about, rate, unit="windows", per=1.0, may=MAY, may_not=MAY_NOT, role=role, of=of,
        method="exact binomial (Clopper-Pearson)",
    )  # fmt: skip


def median_wait(rows: dict[str, np.ndarray], treated: int) -> float:
    """Median days until the next contact."""
    return float(np.median(np.ma.compressed(np.ma.asarray(rows["wait"][rows["treated"] == treated]))))


def estimate(collection: Collection, seed: int = SEED) -> Iterator[Estimate]:
    """Ratios of contact rates and shares without contact, for changes abroad and in Washington.

    Raises:
        MissingDataset: a visit list, CHISOLS, ATOP dyad-years or COW states have not been added.
    """
    connection = connect_contacts(collection)
    windows(connection, DAYS)
    treated = {"abroad": "shift = 0", "washington": HERE}
    whose = {"abroad": "change in the ally", "washington": "change in Washington"}
    about = {
        "abroad": "change of governing party in the ally (median days to the next contact {:.0f}, else {:.0f})",
        "washington": "change of governing party in Washington (median days to the next contact {:.0f}, else {:.0f})",
    }
    before = {"abroad": ("shift = -2", "shift <> 0"), "washington": (TWO_BEFORE, f"NOT {HERE}")}
    for place, words in about.items():
        rows = _rows(connection, place, treated[place])
        placebo = _rows(connection, place, *before[place])
        main = f"contact-{place}"
        yield _ratio(rows, main, words.format(median_wait(rows, 1), median_wait(rows, 0)))
        about_placebo = "two years before the change"
        yield _ratio(placebo, f"{main}-placebo", about_placebo, role="negative control", of=main)
        yield from _lapses(rows, place, whose[place], placebo)
        yield from any_contact(connection, place, DAYS, seed)
    windows(connection, DAYS_SHORTER)
    shorter = "the first 180 days instead of 365, without decades"
    for place in about:
        rows = _rows(connection, place, treated[place])
        yield _ratio(rows, f"contact-{place}-180", shorter, role="alternative", of=f"contact-{place}")
        words = f"no contact for {DAYS_SHORTER} days; {whose[place]}, after a change"
        main = f"lapse-{place}-change"
        yield _without(rows, 1, f"{main}-180", words, "alternative", main)
        yield from any_contact(connection, place, DAYS_SHORTER, seed)
