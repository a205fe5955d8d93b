"""The windows in which contacts are counted: the year after a day, for changes in an ally and in Washington."""

from __future__ import annotations

import duckdb

HERE = "year(day) IN (SELECT year(day) FROM changes WHERE ccode = 2)"
TWO_BEFORE = "year(day) + 2 IN (SELECT year(day) FROM changes WHERE ccode = 2)"
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
