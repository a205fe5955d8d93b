"""A panel is a table with a unit of analysis; each join says how many rows found nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from latticework.history.check import first_row
from latticework.model import LatticeworkError


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What one join found: ``rows`` on the left, of which ``lost`` matched nothing; ``first_lost`` is one of them."""

    what: str
    rows: int
    lost: int
    first_lost: str | None

    def __str__(self) -> str:
        """Say it in one line: ``chisols on m1, year: 40 of 12,464 rows found nothing (m1 817, year 1956)``."""
        example = f" ({self.first_lost})" if self.first_lost else ""
        return f"{self.what}: {self.lost:,} of {self.rows:,} rows found nothing{example}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Rows of one unit of analysis in a DuckDB table, with the joins that made it."""

    connection: duckdb.DuckDBPyConnection
    table: str
    unit: str
    joins: tuple[Joined, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows."""
        return int((first_row(self.connection, f"SELECT count(*) FROM {self.table}") or (0,))[0])  # noqa: S608 - own name

    def step(self, query: str, joined: Joined | None = None) -> Panel:
        """Make the next table from a query that names the present one ``{panel}``."""
        table = f"{self.table.rsplit('_', 1)[0]}_{int(self.table.rsplit('_', 1)[1]) + 1}"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query.format(panel=self.table)}")
        joins = (*self.joins, joined) if joined else self.joins
        return Panel(connection=self.connection, table=table, unit=self.unit, joins=joins)

    def add(self, **columns: str) -> Panel:
        """Add columns computed in DuckDB SQL from those there."""
        return self.step(f"SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM {{panel}}")  # noqa: S608

    def only(self, condition: str) -> Panel:
        """Keep the rows where a condition (DuckDB SQL) holds."""
        return self.step(f"SELECT * FROM {{panel}} WHERE {condition}")  # noqa: S608 - own conditions

    def join(self, right: str, *, on: Mapping[str, str], take: Mapping[str, str]) -> Panel:
        """Join another table, at most one row of it to each row of the panel.

        Args:
            right: name of a view or table.
            on: column of the panel to column of ``right``.
            take: new column to SQL over ``right``.
        Raises:
            LatticeworkError: ``right`` has several rows for one key, which would multiply the panel.
        """
        keys = " AND ".join(f"l.{mine} = r.{theirs}" for mine, theirs in on.items())
        theirs = ", ".join(on.values())
        double = first_row(self.connection, f"SELECT {theirs} FROM {right} GROUP BY ALL HAVING count(*) > 1 LIMIT 1")  # noqa: S608
        if double:
            raise LatticeworkError(
                f"{right} has several rows for {theirs} {double}", remedy="Reduce it to one row per key before joining"
            )
        lost = f"FROM {self.table} l WHERE NOT EXISTS (SELECT 1 FROM {right} r WHERE {keys})"  # noqa: S608
        count = (first_row(self.connection, f"SELECT count(*) {lost}") or (0,))[0]
        example = first_row(self.connection, f"SELECT {', '.join(on)} {lost} ORDER BY ALL LIMIT 1")
        joined = Joined(
            what=f"{right} on {', '.join(on)}",
            rows=self.rows,
            lost=int(count),
            first_lost=", ".join(f"{k} {v}" for k, v in zip(on, example, strict=True)) if example else None,
        )
        taken = ", ".join(f"r.{name}" for name in take)
        source = f"(SELECT {theirs}, {', '.join(f'{sql} AS {name}' for name, sql in take.items())} FROM {right})"  # noqa: S608
        return self.step(f"SELECT l.*, {taken} FROM {{panel}} l LEFT JOIN {source} r ON {keys}", joined)  # noqa: S608

    def arrays(self, *columns: str) -> dict[str, NDArray[Any]]:
        """Give columns as arrays, shape (rows,), in a fixed order; missing numbers are NaN."""
        found = self.connection.execute(f"SELECT {', '.join(columns)} FROM {self.table} ORDER BY ALL").fetchnumpy()  # noqa: S608
        return {
            name: np.ma.filled(values.astype(float), np.nan)
            if np.ma.isMaskedArray(values) and values.dtype.kind in "iufb"
            else np.asarray(values)
            for name, values in found.items()
        }


def start(connection: duckdb.DuckDBPyConnection, name: str, unit: str, query: str) -> Panel:
    """Begin a panel with a query."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_0 AS {query}")
    return Panel(connection=connection, table=f"{name}_0", unit=unit)
