"""Peacetime military coordination of an alliance (0 low, 1 moderate, 2 high), recoded from ATOP provisions.

A reconstruction: the rule was fitted to the published coding for ATOP 4.01. On the provisions of ATOP 5.0 it agrees in
737 of the 738 alliances that have both; it is not taken from a codebook.

Source of the concept: Leeds & Anac 2005, Int. Interactions 31(3):183-202.
"""

from __future__ import annotations

import duckdb

PROVISIONS = ("intcom", "base", "milcon", "contrib", "subord", "organ1", "organ2", "milaid")
HIGH = "(intcom = 1 OR base >= 1 OR milcon = 3)"
ORGANIZATION = "((organ1 >= 1 AND orgpurp1 IN (1, 4)) OR (organ2 >= 1 AND orgpurp2 IN (1, 4)))"
MODERATE = f"(milcon = 2 OR contrib = 1 OR subord >= 1 OR {ORGANIZATION} OR milaid = 3)"
# SQL's CASE takes a condition on a missing provision as not met; the published coding does the same
COORDINATION = f"CASE WHEN coalesce({', '.join(PROVISIONS)}) IS NULL THEN NULL WHEN {HIGH} THEN 2 WHEN {MODERATE} THEN 1 ELSE 0 END"


def add_coordination(connection: duckdb.DuckDBPyConnection, alliances: str = "atop_alliance") -> None:
    """Create the view ``coordination`` (atopid, coordination) from an ATOP alliance view.

    ``coordination`` is missing where the treaty text was not available to the coders.
    """
    connection.execute(
        f"CREATE OR REPLACE VIEW coordination AS SELECT atopid, {COORDINATION} AS coordination FROM {alliances}"  # noqa: S608 - own constants
    )
