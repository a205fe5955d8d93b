"""High-level contacts of the United States by partner and day, from three lists of the State Department."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files

import duckdb

from latticework.history.collection import Collection

LISTS = {"secretary": "visits-secretary", "president": "visits-president", "leader": "visits-leaders"}
ONE_GERMANY = "if({0} = 260, 255, {0})"  # the Federal Republic is one partner before and after 1990


def add_contacts(connection: duckdb.DuckDBPyConnection) -> int:
    """Create ``contacts`` (ccode, day, kind), one row per partner, day and kind; give how many rows have no state.

    Needs the views of the three visit lists and ``cow_states``.
    """
    room = files("latticework")
    states = csv.DictReader(room.joinpath("vocab", "states.csv").read_text(encoding="utf-8").splitlines())
    places = {
        name: int(row["cow"])
        for row in states
        if row["cow"]
        for name in (row["label"], *filter(None, row["aliases"].split(";")))
    }
    known = connection.execute("SELECT statenme, max(ccode) FROM cow_states GROUP BY 1").fetchall()
    places = {**dict(known), **places}
    places |= tomllib.loads(room.joinpath("history", "places.toml").read_text(encoding="utf-8"))
    connection.execute("CREATE OR REPLACE TEMP TABLE places (place VARCHAR, ccode INT)")
    connection.executemany("INSERT INTO places VALUES (?, ?)", sorted(places.items()))
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE stops AS
        SELECT trim(country) AS place, start_date AS day, 'secretary' AS kind FROM visits_secretary
        UNION ALL SELECT trim(country), start_date, 'president' FROM visits_president
        UNION ALL SELECT trim(from_country), start_date, 'leader' FROM visits_leaders;
        CREATE OR REPLACE TEMP TABLE contacts AS
        SELECT DISTINCT {ONE_GERMANY.format("ccode")} AS ccode, day, kind FROM stops JOIN places USING (place)
        """  # noqa: S608 - own constants
    )
    lost = connection.execute("SELECT count(*) FROM stops ANTI JOIN places USING (place)").fetchall()
    return int(lost[0][0])


def connect_contacts(collection: Collection) -> duckdb.DuckDBPyConnection:
    """Open contacts, turnover and the defense allies of the United States by year (``allies``: ccode, year)."""
    from latticework.history.panels import add_turnover

    connection = collection.connect(*LISTS.values(), "cow-states", "chisols", "atop-dyad-year")
    add_contacts(connection)
    add_turnover(connection)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE allies AS
        SELECT DISTINCT {ONE_GERMANY.format("ccode2")} AS ccode, year FROM atop_dyad_year
        WHERE ccode1 = 2 AND atop_defense = 1;
        CREATE OR REPLACE TEMP TABLE changes AS
        SELECT DISTINCT {ONE_GERMANY.format("ccode")} AS ccode, changed_on AS day FROM turnover WHERE changed_on IS NOT NULL
        """  # noqa: S608 - own constants
    )
    return connection
