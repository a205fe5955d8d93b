"""Directed dyad-years of reported events: ICEWS counts, GDELT 1.0 and 2.0 events, POLECAT events in PLOVER types.

A source says who did what to whom; what counts as cooperation is the source's own quad class. ICEWS comes as a full grid
of dyads and years, so its zeros are zeros. GDELT and POLECAT come as events: a dyad-year without any is absent from the
panel, unless it is asked to fill it: then a year counts when each of its months holds events.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import duckdb

from latticework.history.collection import Collection
from latticework.history.panel import Panel, start
from latticework.history.panels import add_turnover
from latticework.model import UnknownName

# PLOVER's verbal and material cooperation; the other types are conflict (Halterman et al. 2023)
COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT")
CODES_APART = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD"}  # CAMEO's three-letter codes that are not ISO's

GDELT = """
    SELECT Actor1CountryCode AS i_iso3c, Actor2CountryCode AS j_iso3c, SQLDATE // 10000 AS year,
           SQLDATE // 100 % 100 AS month, QuadClass <= 2 AS cooperative
    FROM {table} WHERE Actor1CountryCode <> Actor2CountryCode
"""
# an event with several actors names their countries with semicolons between: one event for each pair of states
POLECAT = f"""
    SELECT DISTINCT id, i_iso3c, j_iso3c, year, month, cooperative FROM (
        SELECT "Event ID" AS id, trim(unnest(string_split("Actor Country", ';'))) AS i_iso3c,
               string_split("Recipient Country", ';') AS recipients, year("Event Date") AS year,
               month("Event Date") AS month, "Event Type" IN {COOPERATION} AS cooperative
        FROM polecat), LATERAL (SELECT trim(unnest(recipients)) AS j_iso3c)
    WHERE i_iso3c <> j_iso3c AND i_iso3c NOT IN ('', 'None') AND j_iso3c NOT IN ('', 'None')
"""  # noqa: S608 - own constants
EVENTS = {
    "gdelt1-events": GDELT.format(table="gdelt1_events"),
    "gdelt2-events": GDELT.format(table="gdelt2_events"),
    "polecat": POLECAT,
}
COUNTED = """
    SELECT i_iso3c, j_iso3c, year, count(*) FILTER (cooperative) AS cooperation,
           count(*) FILTER (NOT cooperative) AS conflict
    FROM event_list GROUP BY ALL
"""
# every pair of states in every year of which all months hold events: an absent pair had none
FILLED = f"""
    WITH counted AS ({COUNTED}), whole AS (SELECT year FROM event_list GROUP BY year HAVING count(DISTINCT month) = 12),
    pairs AS (SELECT DISTINCT i_iso3c, j_iso3c FROM counted JOIN iso_codes a ON a.iso = i_iso3c JOIN iso_codes b ON b.iso = j_iso3c)
    SELECT i_iso3c, j_iso3c, year, coalesce(cooperation, 0) AS cooperation, coalesce(conflict, 0) AS conflict
    FROM pairs CROSS JOIN whole LEFT JOIN counted USING (i_iso3c, j_iso3c, year)
"""  # noqa: S608 - own constants
ICEWS = """
    SELECT i_iso3c, j_iso3c, year, verbCoop + matlCoop AS cooperation, verbConf + matlConf AS conflict
    FROM icews_dyad_year
"""
SOURCES = ("icews-dyad-year", *EVENTS)


def add_iso_codes(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``iso_codes`` (iso, ccode) from the vocabulary of states."""
    text = files("latticework").joinpath("vocab", "states.csv").read_text(encoding="utf-8")
    codes = {row["iso"]: int(row["cow"]) for row in csv.DictReader(text.splitlines()) if row["cow"]}
    codes |= {theirs: codes[iso] for theirs, iso in CODES_APART.items()}
    connection.execute("CREATE OR REPLACE TEMP TABLE iso_codes (iso VARCHAR, ccode INT)")
    connection.executemany("INSERT INTO iso_codes VALUES (?, ?)", sorted(codes.items()))


def iso_now() -> dict[int, str]:
    """COW code to the ISO code of the state that bears it today: 325 is Italy, not the Kingdom of Sardinia before it."""
    text = files("latticework").joinpath("vocab", "states.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["cow"]]
    return {int(row["cow"]): row["iso"] for row in sorted(rows, key=lambda row: (not row["until"], row["iso"]))}


def directed_dyad_events(
    collection: Collection, source: str = "icews-dyad-year", *others: str, filled: bool = False
) -> Panel:
    """Counts by sender, target and year with COW codes: i_iso3c, j_iso3c, year, cooperation, conflict, ccode1, ccode2.

    Args:
        source: ``icews-dyad-year``, ``gdelt1-events``, ``gdelt2-events`` or ``polecat``; all files added are read together.
        others: further datasets to open beside it, for joins; with a coding of turnover among them ``turnover`` is there.
        filled: give pairs of states without an event zeros, in years of which every month holds events; other years
            are left out.
    Raises:
        UnknownName: no such source of events.
        MissingDataset: it has not been added.
    """
    if source not in SOURCES:
        raise UnknownName("source of events", source, SOURCES)
    connection = collection.connect(source, *others)
    add_iso_codes(connection)
    if "chisols" in others or "own-turnover" in others:
        add_turnover(connection, chisols="chisols" in others, own="own-turnover" in others)
    query = ICEWS
    if source in EVENTS:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW event_list AS {EVENTS[source]}")
        query = FILLED if filled else COUNTED
    panel = start(connection, "event", "directed dyad-year", query)
    panel = panel.join("iso_codes", on={"i_iso3c": "iso"}, take={"ccode1": "ccode"})
    return panel.join("iso_codes", on={"j_iso3c": "iso"}, take={"ccode2": "ccode"})
