"""The outcomes that are scored: a yes or no per unit and year, with what was known before the year began."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from latticework.history import aid, cooperation, formal_ends, lapse
from latticework.history.collection import Collection
from latticework.history.contact_windows import DAYS, windows
from latticework.history.contacts import connect_contacts
from latticework.history.fit import Matrix, Vector
from latticework.history.panels import donor_months


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
    windows(connection, DAYS)
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


def aid_halved(collection: Collection, vintage: str = "kiel-donor-month") -> Cases:
    """A donor's allocations to Ukraine fall to half or less of those of the year before; donors that gave then."""
    panel = donor_months(collection, vintage)
    query = f"""
        WITH yearly AS (
            SELECT iso, year(month_start) AS year, sum(total) AS total FROM {panel.table}
            WHERE iso <> 'EU' GROUP BY ALL HAVING count(*) = 12),  -- whole years only
        moved AS (
            SELECT a.iso, a.year, (2 * a.total <= b.total)::INT AS happened, ln(b.total) AS size
            FROM yearly a JOIN yearly b ON a.iso = b.iso AND a.year = b.year + 1 WHERE b.total > 0)
        SELECT m.iso, m.year, m.happened, m.size, coalesce(p.happened, 0) AS before
        FROM moved m LEFT JOIN moved p ON m.iso = p.iso AND m.year = p.year + 1 ORDER BY m.iso, m.year
    """  # noqa: S608 - own tables
    rows = panel.connection.execute(query).fetchnumpy()
    first = aid.first_changes()
    change = [iso in first and first[iso].year < year for iso, year in zip(rows["iso"], rows["year"], strict=True)]
    names = ("size", "change", "before")
    x = np.column_stack([rows["size"], change, rows["before"]]).astype(float)
    happened, before = rows["happened"].astype(float), rows["before"].astype(float)
    return Cases(year=rows["year"].astype(float), happened=happened, covariates=x, names=names, before=before)


CASES: dict[str, tuple[Callable[[Collection], Cases], tuple[str, ...]]] = {
    "abrogation": (_ends, formal_ends.NEEDS),
    "no-contact": (_no_contact, lapse.NEEDS),
    "cooperation-halved": (_halved, cooperation.NEEDS),
    "aid-halved": (aid_halved, aid.NEEDS),
}

# outcomes whose data are revised: the datasets that may hold an older vintage, and the cases of one of them
REVISED: dict[str, tuple[tuple[str, ...], Callable[[Collection, str], Cases]]] = {
    "aid-halved": (("kiel-donor-month", "kiel-donor-type-month"), aid_halved),
}
