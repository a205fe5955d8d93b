"""Do high-level contacts with an ally pause after a change of governing party, there or in Washington?

A window is the year after a day. After a change in an ally it is compared with the windows of the same ally from the
same day of the year two to four years before and after; after a change in Washington (20 January), with the windows of
the same ally from 20 January of other years.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np

from latticework.history.collection import Collection
from latticework.history.contact_model import contacts_by_ally, fit_windows, washington_windows
from latticework.history.contacts import connect_contacts
from latticework.history.counts import fit_counts
from latticework.history.estimate import Estimate, Role, from_fit, from_rate
from latticework.history.rates import share
from latticework.history.results import SEED, AllyContact

NEEDS = ("visits-secretary", "visits-president", "visits-leaders", "cow-states", "chisols", "atop-dyad-year")
OUTCOME = "high-level contact of the United States with an ally"
MAY = "How frequent contact was in the year after a change against other years, for defense allies of the United States 1946-2018"
MAY_NOT = "Not an effect of the change (elections come with agendas), and not about hubs other than the United States"
FIRST, LAST = 1946, 2017  # windows end in 2018, the last year that CHISOLS and ATOP code
DAYS, DAYS_SHORTER = 365, 180


def windows(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    """Tables ``abroad`` and ``washington``: stratum, ccode, day, shift, treated, contacts, and days until the next."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE abroad_days AS
        SELECT dense_rank() OVER (ORDER BY c.ccode, c.day) AS stratum, c.ccode, (c.day + to_years(s.shift))::DATE AS day,
               s.shift
        FROM (FROM changes WHERE ccode <> 2 AND year(day) BETWEEN {FIRST} AND {LAST}) c
        CROSS JOIN (SELECT unnest([-4, -3, -2, 0, 2, 3, 4]) AS shift) s;
        DELETE FROM abroad_days a WHERE shift <> 0 AND EXISTS (
            SELECT 1 FROM changes c WHERE c.ccode = a.ccode AND abs(date_diff('day', c.day, a.day)) <= 365);
        CREATE OR REPLACE TEMP TABLE washington_days AS
        SELECT a.ccode AS stratum, a.ccode, make_date(y.year, 1, 20) AS day, y.year AS shift
        FROM allies a JOIN (SELECT unnest(generate_series({FIRST}, {LAST})) AS year) y USING (year)
        """  # noqa: S608 - own constants
    )
    for place in ("abroad", "washington"):
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {place} AS
            SELECT d.*, (SELECT count(*) FROM contacts c WHERE c.ccode = d.ccode AND c.day >= d.day
                         AND c.day < d.day + {days}) AS contacts,
                   (SELECT min(date_diff('day', d.day, c.day)) FROM contacts c
                    WHERE c.ccode = d.ccode AND c.day >= d.day) AS wait,
                   year(d.day) // 10 AS decade
            FROM {place}_days d JOIN allies a ON a.ccode = d.ccode AND a.year = year(d.day)
            WHERE year(d.day) BETWEEN {FIRST} AND {LAST}
            """  # noqa: S608 - own constants
        )


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


def _lapses(rows: dict[str, np.ndarray], id: str, about: str, days: int) -> Iterator[Estimate]:
    for value, words in ((1, "after a change"), (0, "in other years")):
        these = rows["treated"] == value
        rate = share(int((rows["contacts"][these] == 0).sum()), int(these.sum()))
        yield from_rate(
            f"{id}-{'change' if value else 'other'}", OUTCOME, f"no contact for {days} days; {about}, {words}", rate,
            unit="windows", per=1.0, may=MAY, may_not=MAY_NOT, method="exact binomial (Clopper-Pearson)",
            role="main" if value else "alternative", of="" if value else f"{id}-change",
        )  # fmt: skip


def median_wait(rows: dict[str, np.ndarray], treated: int) -> float:
    """Median days until the next contact."""
    return float(np.median(np.ma.compressed(np.ma.asarray(rows["wait"][rows["treated"] == treated]))))


def _odds(
    connection: duckdb.DuckDBPyConnection,
    treated: str,
    keep: str,
    id: str,
    about: str,
    seed: int,
    *,
    role: Role = "main",
    of: str = "",
) -> Estimate:
    """Odds ratio of any contact after a change, from the posterior draws."""
    rows = washington_windows(connection, treated, keep)
    posterior = fit_windows(rows, seed)
    low, point, high = np.quantile(posterior.ratio, (0.025, 0.5, 0.975))
    return Estimate(
        id=id, outcome=OUTCOME, about=about, measure="odds ratio of any contact", role=role, of=of, n=len(rows["change"]),
        events=int(posterior.seen.sum()), exposure=float(posterior.windows.sum()), exposure_unit="windows after a change",
        point=float(point), low=float(low), high=float(high), may=MAY, may_not=MAY_NOT,
        method=f"Bayesian logit with levels and changes of allies drawn towards their mean, four chains, R-hat {posterior.rhat:.2f}",
    )  # fmt: skip


def contacts(collection: Collection, seed: int = SEED) -> tuple[AllyContact, ...]:
    """Posterior draws of contact with each ally after a change in Washington and in other years.

    Raises:
        MissingDataset: a visit list, CHISOLS, ATOP dyad-years or COW states have not been added.
    """
    connection = connect_contacts(collection)
    windows(connection, DAYS)
    rows = washington_windows(connection, "year(day) IN (SELECT year(day) FROM changes WHERE ccode = 2)")
    return contacts_by_ally(connection, rows, fit_windows(rows, seed))


def estimate(collection: Collection, seed: int = SEED) -> Iterator[Estimate]:
    """Ratios of contact rates and shares without contact, for changes abroad and in Washington.

    Raises:
        MissingDataset: a visit list, CHISOLS, ATOP dyad-years or COW states have not been added.
    """
    connection = connect_contacts(collection)
    windows(connection, DAYS)
    us_years = "(SELECT year(day) FROM changes WHERE ccode = 2)"
    here = f"year(day) IN {us_years}"
    two_before = f"year(day) + 2 IN {us_years}"
    abroad = _rows(connection, "abroad", "shift = 0")
    washington = _rows(connection, "washington", here)
    waits = {
        "abroad": (median_wait(abroad, 1), median_wait(abroad, 0)),
        "washington": (median_wait(washington, 1), median_wait(washington, 0)),
    }
    about = {
        "abroad": "change of governing party in the ally (median days to the next contact {:.0f}, else {:.0f})",
        "washington": "change of governing party in Washington (median days to the next contact {:.0f}, else {:.0f})",
    }
    yield _ratio(abroad, "contact-abroad", about["abroad"].format(*waits["abroad"]))
    before = "two years before the change"
    rows = _rows(connection, "abroad", "shift = -2", "shift <> 0")
    yield _ratio(rows, "contact-abroad-placebo", before, role="negative control", of="contact-abroad")
    yield from _lapses(abroad, "lapse-abroad", "change in the ally", DAYS)
    yield _ratio(washington, "contact-washington", about["washington"].format(*waits["washington"]))
    rows = _rows(connection, "washington", two_before, f"NOT {here}")
    yield _ratio(rows, "contact-washington-placebo", before, role="negative control", of="contact-washington")
    yield from _lapses(washington, "lapse-washington", "change in Washington", DAYS)
    yield _odds(
        connection, here, "true", "any-contact-washington", "any contact within 365 days; change in Washington", seed
    )
    yield _odds(connection, two_before, f"NOT {here}", "any-contact-washington-placebo", before, seed,
                role="negative control", of="any-contact-washington")  # fmt: skip
    windows(connection, DAYS_SHORTER)
    shorter = "the first 180 days instead of 365, without decades"
    for place, treated in (("abroad", "shift = 0"), ("washington", here)):
        rows = _rows(connection, place, treated)
        yield _ratio(rows, f"contact-{place}-180", shorter, role="alternative", of=f"contact-{place}")
    shorter = "any contact within the first 180 days"
    yield _odds(
        connection,
        here,
        "true",
        "any-contact-washington-180",
        shorter,
        seed,
        role="alternative",
        of="any-contact-washington",
    )
