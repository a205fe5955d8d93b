"""A typed table that gives itself to other tools by the Arrow PyCapsule interface; DuckDB does the carrying.

Source: Apache Arrow, The Arrow C data interface and the Arrow PyCapsule interface (method ``__arrow_c_stream__``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from types import ModuleType
from typing import Any, Literal

from latticework.model import LatticeworkError, UnknownName
from latticework.model.extras import import_extra

Kind = Literal["text", "texts", "number", "count", "yes or no", "day"]
IN_SQL: Mapping[Kind, str] = {
    "text": "VARCHAR", "texts": "VARCHAR[]", "number": "DOUBLE", "count": "BIGINT", "yes or no": "BOOLEAN",
    "day": "DATE",
}  # fmt: skip
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the kind of its cells (any of them may be missing), and what it means."""

    kind: Kind
    means: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Frame:
    """A table: rows of cells in the order of ``columns``.

    ``polars.DataFrame(frame)`` and everything else that speaks the Arrow PyCapsule interface take it as it is;
    ``to_pandas()``, ``to_polars()`` and ``to_arrow()`` do it for you. Iterating gives each row as a dict.
    """

    name: str
    columns: Mapping[str, Column]
    rows: Sequence[Sequence[Any]]

    def __repr__(self) -> str:
        return f"Frame({self.name}: {len(self)} rows of {', '.join(self.columns)})"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def only(self, *names: str) -> Frame:
        """Give the same rows with these columns only, in this order.

        Raises:
            UnknownName: no such column.
        """
        order = list(self.columns)
        for name in names:
            if name not in self.columns:
                raise UnknownName("column", name, order)
        at = [order.index(name) for name in names]
        columns = {name: self.columns[name] for name in names}
        return Frame(name=self.name, columns=columns, rows=tuple(tuple(row[i] for i in at) for row in self.rows))

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Give the table as an Arrow stream (a PyCapsule); needs neither pyarrow, pandas nor polars."""
        return self._relation().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """Give a ``pyarrow.Table``.

        Raises:
            LatticeworkError: pyarrow is not installed; the extra ``arrow`` brings it.
        """
        return import_extra("pyarrow", "arrow", "An Arrow table").table(self)

    def to_pandas(self) -> Any:
        """Give a pandas data frame; needs pandas only.

        Raises:
            LatticeworkError: pandas is not installed.
        """
        _need("pandas")
        return self._relation().df()

    def to_polars(self) -> Any:
        """Give a polars data frame; needs polars only.

        Raises:
            LatticeworkError: polars is not installed.
        """
        return _need("polars").DataFrame(self)

    def _relation(self) -> Any:
        import duckdb

        columns = [list(cells) for cells in zip(*self.rows, strict=True)] or [[] for _ in self.columns]
        cells = [f'unnest(?::{IN_SQL[column.kind]}[]) AS "{name}"' for name, column in self.columns.items()]
        return duckdb.connect(":memory:").sql(f"SELECT {', '.join(cells)}", params=columns)

    def _repr_html_(self) -> str:
        """The first rows, for notebooks."""
        head = "".join(f'<th title="{escape(column.means)}">{name}</th>' for name, column in self.columns.items())
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_shown(cell))}</td>' for cell in row)}</tr>" for row in self.rows[:MOST_SHOWN]
        )
        more = f", the first {MOST_SHOWN} shown" if len(self) > MOST_SHOWN else ""
        return f"<table><caption>{self.name}: {len(self)} rows{more}</caption><tr>{head}</tr>{body}</table>"


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3f}".rstrip("0").rstrip(".")
    return ", ".join(cell) if isinstance(cell, (list, tuple)) else str(cell)


def _need(package: str) -> ModuleType:
    try:
        return import_module(package)
    except ImportError as problem:
        raise LatticeworkError(
            f"This frame needs {package}, which is not installed", remedy=f"Say: pip install {package}"
        ) from problem
