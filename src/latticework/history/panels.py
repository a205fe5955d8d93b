"""The field's units of analysis from the added datasets: one function for each.

A collection's newest version of a dataset is used unless a connection was opened on another one. Years outside a
source's coverage are not in the panel: absent, not zero.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from importlib.resources import files

import duckdb
import numpy as np

from latticework.history.collection import Collection
from latticework.history.coordination import COORDINATION, add_coordination
from latticework.history.panel import Joined, Panel, start

# term: 1 fulfilled, 2 violated or abrogated, 3 replaced; an end with term 0 is a member that ceased to exist
ENDS = "CASE term WHEN 1 THEN 'fulfilled' WHEN 2 THEN 'abrogated' WHEN 3 THEN 'replaced' ELSE 'member lost' END"
OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


def add_turnover(connection: duckdb.DuckDBPyConnection, *, chisols: bool = True, own: bool = False) -> None:
    """Create ``turnover``: per state-year whether its source of leader support changed, and on which day first.

    Needs the view ``chisols``, or ``own_turnover`` and ``iso_codes``; the user's own coding fills years that CHISOLS
    does not code. ``democratic`` is 1, 0, or missing in a transition year and in a user's coding.
    """
    mine = """
        SELECT ccode, year, changed, NULL::INT AS democratic, changed_on, NULL::BIGINT AS new_leader
        FROM own_turnover JOIN iso_codes USING (iso)
    """
    if not chisols:
        connection.execute(f"CREATE OR REPLACE VIEW turnover AS {mine}")
        return
    more = f"UNION ALL {mine} WHERE (ccode, year) NOT IN (SELECT (ccode, year) FROM chisols)" if own else ""  # noqa: S608 - own constants
    connection.execute(
        f"""
        CREATE OR REPLACE VIEW turnover AS
        SELECT ccode, year, solschdum AS changed, try_cast(dem AS INT) AS democratic,
               CASE WHEN solschdum = 1 THEN try_cast(solschyr1 || '-' || lpad(solschmo1::VARCHAR, 2, '0') || '-'
                    || lpad(solschday1::VARCHAR, 2, '0') AS DATE) END AS changed_on,
               leadertrans AS new_leader
        FROM chisols
        {more}
        """  # noqa: S608 - own constants
    )


def alliance_years(collection: Collection, *others: str, version: str = "") -> Panel:
    """Every year of every alliance: atopid, year, age, m1, m2, bilateral, defense, coordination, ended, ended_on.

    ``ended`` is how it ended, in the year it did; ``ended_on`` the day where known. ``others`` are further datasets to
    open beside it, for joins.
    """
    name = f"atop-alliance@{version}" if version else "atop-alliance"
    last = collection.find(name).covers[1]
    connection = collection.connect(name, *others)
    add_coordination(connection)
    query = f"""
        SELECT atopid, year, year - begyr AS age, mem1 AS m1, mem2 AS m2, bilat = 1 AS bilateral, defense,
               CASE WHEN ineffect = 0 AND year = endyr THEN {ENDS} END AS ended,
               CASE WHEN ineffect = 0 AND year = endyr
                    THEN try_cast(endyr || '-' || endmo || '-' || endday AS DATE) END AS ended_on
        FROM (SELECT *, unnest(generate_series(begyr, if(ineffect = 1, {last}, least(endyr, {last})))) AS year
              FROM atop_alliance)
    """  # noqa: S608 - own constants
    panel = start(connection, "alliance_year", "alliance-year", query)
    return panel.join("coordination", on={"atopid": "atopid"}, take={"coordination": "coordination"})


def member_years(collection: Collection, connection: duckdb.DuckDBPyConnection | None = None) -> Panel:
    """Every year of every membership: atopid, ccode, year and the obligations of that phase (0, 1 or missing).

    From ATOP's member file, so successor states and later accessions are dated; several phases in a year count once.
    """
    last = collection.find("atop-member").covers[1]
    connection = connection or collection.connect("atop-member", "atop-alliance")
    add_coordination(connection)
    obligations = ", ".join(f"max({name}) AS {name}" for name in OBLIGATIONS)
    query = f"""
        SELECT atopid, member AS ccode, year, {obligations}
        FROM (SELECT *, unnest(generate_series(yrent, if(yrexit = 0, {last}, yrexit))) AS year FROM atop_member)
        GROUP BY ALL
    """  # noqa: S608 - own constants
    panel = start(connection, "member_year", "member-year", query)
    return panel.join("coordination", on={"atopid": "atopid"}, take={"coordination": "coordination"})


def dyad_years(
    collection: Collection, connection: duckdb.DuckDBPyConnection | None = None, *, directed: bool = False
) -> Panel:
    """Every pair of states in every year they shared an alliance: ccode1, ccode2, year, obligations, coordination.

    An obligation is one that both owe under the same alliance (missing where no text of theirs is coded);
    ``coordination`` is the highest among the shared
    alliances. Undirected pairs have ccode1 < ccode2.
    """
    from latticework.history.expansion import MISSING, dyad_year_arrays

    last = collection.find("atop-member").covers[1]
    connection = connection or collection.connect("atop-member", "atop-alliance")
    known = ", ".join(f"coalesce({name}, -1) AS {name}" for name in OBLIGATIONS)
    query = f"SELECT atopid, member, yrent AS first, if(yrexit = 0, {last}, yrexit) AS last, {known} FROM atop_member ORDER BY atopid"  # noqa: S608
    spells = connection.execute(query).fetchnumpy()
    levels = connection.execute(f"SELECT atopid, coalesce({COORDINATION}, {MISSING}) FROM atop_alliance").fetchall()  # noqa: S608
    level_of = dict(levels)
    lost = [int(id) for id in spells["atopid"] if id not in level_of]
    joined = Joined(
        what="coordination on atopid",
        rows=len(spells["atopid"]),
        lost=len(lost),
        first_lost=f"atopid {lost[0]}" if lost else None,
    )
    spells["coordination"] = np.array([level_of.get(id, MISSING) for id in spells["atopid"].tolist()])
    unit = "directed dyad-year" if directed else "dyad-year"
    # the view reads the arrays where they are: copying them into a table would take longer than making them
    columns = ", ".join(f"nullif({name}, {MISSING}) AS {name}" for name in (*OBLIGATIONS, "coordination"))
    table = f"{unit.replace(' ', '_').replace('-', '_')}_0"
    connection.register(f"{table}_arrays", dyad_year_arrays(spells, OBLIGATIONS))
    query = f"SELECT ccode1, ccode2, year, {columns} FROM {table}_arrays"  # noqa: S608 - own constants
    if directed:
        query += f" UNION ALL SELECT ccode2, ccode1, year, {columns} FROM {table}_arrays"  # noqa: S608
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {query}")
    return Panel(connection=connection, table=table, unit=unit, joins=(joined,))


def donor_months(collection: Collection, vintage: str = "kiel-donor-month") -> Panel:
    """Every donor in every month of the release: iso, month_start, total and its parts in billion EUR.

    Months that the tracker leaves out are months without aid: zero inside its window, which begins in January 2022.

    Args:
        vintage: ``kiel-donor-month`` or ``kiel-donor-type-month``, the newest added or one named ``NAME@VERSION``.
    """
    connection = collection.connect(vintage)
    joins: tuple[Joined, ...] = ()
    if vintage.startswith("kiel-donor-type-month"):
        connection.execute("CREATE TEMP TABLE donors (name VARCHAR, iso VARCHAR)")
        connection.executemany("INSERT INTO donors VALUES (?, ?)", sorted(iso_of_names().items()))
        connection.execute(
            """
            CREATE TEMP TABLE given AS
            SELECT iso, strptime(year_month, '%Y-%m')::DATE AS month_start, sum(aid_eur_m) / 1000 AS total,
                   sum(aid_eur_m) FILTER (aid_type_general = 'Military') / 1000 AS military,
                   sum(aid_eur_m) FILTER (aid_type_general = 'Financial') / 1000 AS financial,
                   sum(aid_eur_m) FILTER (aid_type_general = 'Humanitarian') / 1000 AS humanitarian
            FROM kiel_donor_type_month JOIN donors ON name = donor GROUP BY ALL
            """
        )
        found = connection.execute(
            "SELECT count(*), count(*) FILTER (name IS NULL), min(donor) FILTER (name IS NULL) "
            "FROM kiel_donor_type_month LEFT JOIN donors ON name = donor"
        ).fetchall()[0]
        first_lost = f"donor {found[2]}" if found[2] else None
        joins = (Joined(what="iso codes on donor", rows=found[0], lost=found[1], first_lost=first_lost),)
    else:
        connection.execute(
            "CREATE TEMP VIEW given AS SELECT *, make_date(year, month, 1) AS month_start FROM kiel_donor_month"
        )
    query = """
        WITH months AS (SELECT unnest(generate_series(least(min(month_start), DATE '2022-01-01'), max(month_start),
                                                      INTERVAL 1 MONTH))::DATE AS month_start FROM given)
        SELECT iso, month_start, coalesce(total, 0) AS total, coalesce(military, 0) AS military,
               coalesce(financial, 0) AS financial, coalesce(humanitarian, 0) AS humanitarian
        FROM (SELECT DISTINCT iso FROM given) CROSS JOIN months LEFT JOIN given USING (iso, month_start)
    """
    return replace(start(connection, "donor_month", "donor-month", query), joins=joins)


def iso_of_names() -> dict[str, str]:
    """The names of today's states, and other names of them, to their ISO codes."""
    text = files("latticework").joinpath("vocab", "states.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if not row["until"]]
    return {name: row["iso"] for row in rows for name in (row["label"], *filter(None, row["aliases"].split(";")))}


def leader_years(collection: Collection) -> Panel:
    """Every year of every leader in office (Archigos), Gleditsch-Ward codes crossed to COW: gwcode, ccode, year, leader.

    ``ccode`` is missing where the crosswalk has no COW state in that year.
    """
    connection = collection.connect("archigos", "cow-gw")
    connection.execute(
        "CREATE OR REPLACE VIEW crosswalk AS SELECT gwcode, year, min(ccode) AS ccode FROM cow_gw "
        "WHERE gwcode IS NOT NULL AND ccode IS NOT NULL GROUP BY ALL"
    )
    query = """
        SELECT obsid, ccode AS gwcode, leader, entry, exit, year,
               year = year(startdate) AS entered, year = year(enddate) AS left_office
        FROM (SELECT *, unnest(generate_series(year(startdate), year(enddate))) AS year FROM archigos)
    """
    panel = start(connection, "leader_year", "leader-year", query)
    return panel.join("crosswalk", on={"gwcode": "gwcode", "year": "year"}, take={"ccode": "ccode"})
