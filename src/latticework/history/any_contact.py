"""Whether there was any contact in a window: odds ratios of a change, and draws for single allies.

After a change in an ally the windows begin on its day; all others are the same ally's years from 20 January, none
within a year of a change there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from latticework.history.collection import Collection
from latticework.history.contact_model import contacts_by_ally, fit_contact
from latticework.history.contact_windows import DAYS, HERE, TWO_BEFORE, windows
from latticework.history.contacts import connect_contacts
from latticework.history.estimate import Estimate, Role
from latticework.history.results import SEED, AllyContact

OUTCOME = "high-level contact of the United States with an ally"
MAY = "How frequent contact was in the year after a change against other years, for defense allies of the United States 1946-2018"
MAY_NOT = "Not an effect of the change (elections come with agendas), and not about hubs other than the United States"
WHOSE = {"abroad": "change in the ally", "washington": "change in Washington"}
Rows = dict[str, NDArray[np.int64]]


def washington_windows(connection: duckdb.DuckDBPyConnection, treated: str = HERE, keep: str = "true") -> Rows:
    """Give the windows from 20 January: ccode, decade, year, began (day), change (0 or 1), contacts, days until the next or -1."""
    return _fetch(
        connection,
        f"""
        SELECT ccode, decade, shift AS year, strftime(day, '%Y-%m-%d') AS began, ({treated})::INT AS change, contacts,
               coalesce(wait, -1) AS wait
        FROM washington WHERE {keep} ORDER BY ccode, shift
        """,  # noqa: S608 - own conditions
    )


def ally_windows(connection: duckdb.DuckDBPyConnection, shift: int = 0) -> Rows:
    """Give the windows after changes in allies (moved by whole years), and those from 20 January of other years."""
    return _fetch(
        connection,
        f"""
        SELECT ccode, decade, year(day) AS year, strftime(day, '%Y-%m-%d') AS began, 1 AS change, contacts,
               coalesce(wait, -1) AS wait
        FROM abroad WHERE shift = {shift}
        UNION ALL
        SELECT ccode, decade, shift, strftime(day, '%Y-%m-%d'), 0, contacts, coalesce(wait, -1)
        FROM washington w WHERE NOT EXISTS (
            SELECT 1 FROM changes c WHERE c.ccode = w.ccode AND abs(date_diff('day', c.day, w.day)) <= 365)
        ORDER BY ALL
        """,  # noqa: S608 - own numbers
    )


def _fetch(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    return {name: np.asarray(values) for name, values in connection.execute(query).fetchnumpy().items()}


def _odds(rows: Rows, id: str, about: str, seed: int, *, role: Role = "main", of: str = "") -> Estimate:
    """Odds ratio of any contact after a change, from the posterior draws."""
    posterior = fit_contact(rows["contacts"] > 0, rows["ccode"], rows["decade"], rows["change"] == 1, seed)
    low, point, high = np.quantile(posterior.ratio, (0.025, 0.5, 0.975))
    return Estimate(
        id=id, outcome=OUTCOME, about=about, measure="odds ratio of any contact", role=role, of=of, n=len(rows["change"]),
        events=int(posterior.seen.sum()), exposure=float(posterior.windows.sum()), exposure_unit="windows after a change",
        point=float(point), low=float(low), high=float(high), may=MAY, may_not=MAY_NOT,
        method=f"Bayesian logit with levels and changes of allies drawn towards their mean, four chains, R-hat {posterior.rhat:.2f}",
    )  # fmt: skip


def any_contact(connection: duckdb.DuckDBPyConnection, place: str, days: int, seed: int = SEED) -> Iterator[Estimate]:
    """Odds ratios for the windows of a length: the main one and its control, or (shorter ones) the alternative.

    Args:
        place: where the governing party changes: ``abroad`` or ``washington``.
        days: length of the windows that were made.
        seed: of the draws.
    """
    main = f"any-contact-{place}"
    rows = ally_windows(connection) if place == "abroad" else washington_windows(connection)
    if days != DAYS:
        about = f"any contact within the first {days} days; {WHOSE[place]}"
        yield _odds(rows, f"{main}-{days}", about, seed, role="alternative", of=main)
        return
    yield _odds(rows, main, f"any contact within {days} days; {WHOSE[place]}", seed)
    early = (
        ally_windows(connection, -2) if place == "abroad" else washington_windows(connection, TWO_BEFORE, f"NOT {HERE}")
    )
    about = f"any contact within {days} days; two years before a {WHOSE[place]}"
    yield _odds(early, f"{main}-placebo", about, seed, role="negative control", of=main)


def contacts(collection: Collection, seed: int = SEED) -> tuple[AllyContact, ...]:
    """Posterior draws of contact with each ally after a change in Washington, after one in the ally, and in other years.

    Raises:
        MissingDataset: a visit list, CHISOLS, ATOP dyad-years or COW states have not been added.
    """
    connection = connect_contacts(collection)
    windows(connection, DAYS)
    hub, ally = washington_windows(connection), ally_windows(connection)
    last = int(hub["year"].max())
    still = set(hub["ccode"][hub["year"] == last].tolist())
    found: list[AllyContact] = []
    whose: tuple[tuple[Rows, Literal["hub", "ally"]], ...] = ((hub, "hub"), (ally, "ally"))
    for rows, of in whose:
        posterior = fit_contact(rows["contacts"] > 0, rows["ccode"], rows["decade"], rows["change"] == 1, seed)
        found += contacts_by_ally(rows, posterior, still, of)
    return tuple(found)
