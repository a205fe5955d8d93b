"""Directed dyad-years of reported events: ICEWS counts, GDELT events, POLECAT events in PLOVER types.

A source says who did what to whom; what counts as cooperation is the source's own quad class. ICEWS comes as a full grid
of dyads and years, so its zeros are zeros. GDELT and POLECAT come as events: a dyad-year without any is absent from the
panel, and whether that is a zero hangs on which files were added.
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

QUERIES = {
    "icews-dyad-year": """
        SELECT i_iso3c, j_iso3c, year, verbCoop + matlCoop AS cooperation, verbConf + matlConf AS conflict
        FROM icews_dyad_year
    """,
    "gdelt2-events": """
        SELECT Actor1CountryCode AS i_iso3c, Actor2CountryCode AS j_iso3c, SQLDATE // 10000 AS year,
               count(*) FILTER (QuadClass <= 2) AS cooperation, count(*) FILTER (QuadClass >= 3) AS conflict
        FROM gdelt2_events WHERE Actor1CountryCode <> Actor2CountryCode GROUP BY ALL
    """,
    "polecat": f"""
        SELECT "Actor Country" AS i_iso3c, "Recipient Country" AS j_iso3c, year("Event Date") AS year,
               count(*) FILTER ("Event Type" IN {COOPERATION}) AS cooperation,
               count(*) FILTER ("Event Type" NOT IN {COOPERATION}) AS conflict
        FROM polecat WHERE "Actor Country" <> "Recipient Country" GROUP BY ALL
    """,  # noqa: S608 - own constants
}


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


def directed_dyad_events(collection: Collection, source: str = "icews-dyad-year", *others: str) -> Panel:
    """Counts by sender, target and year with COW codes: i_iso3c, j_iso3c, year, cooperation, conflict, ccode1, ccode2.

    Args:
        source: ``icews-dyad-year``, ``gdelt2-events`` or ``polecat``.
        others: further datasets to open beside it, for joins; with ``chisols`` among them ``turnover`` is there too.
    Raises:
        UnknownName: no such source of events.
        MissingDataset: it has not been added.
    """
    if source not in QUERIES:
        raise UnknownName("source of events", source, QUERIES)
    connection = collection.connect(source, *others)
    add_iso_codes(connection)
    if "chisols" in others:
        add_turnover(connection)
    panel = start(connection, "event", "directed dyad-year", QUERIES[source])
    panel = panel.join("iso_codes", on={"i_iso3c": "iso"}, take={"ccode1": "ccode"})
    return panel.join("iso_codes", on={"j_iso3c": "iso"}, take={"ccode2": "ccode"})
