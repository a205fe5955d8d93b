"""The register as an XLSX workbook: one sheet of statements, one of sources, one of records."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import LatticeworkError, Source, Statement
from latticework.show.exports.tabular import (
    SOURCE_COLUMNS,
    STATEMENT_COLUMNS,
    from_rows,
    source_cells,
    sources_from,
    statement_cells,
)
from latticework.show.office import same_bytes

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

MOST_CHARS_IN_A_CELL = 32_767
MOST_ROWS = 1_048_576


def write_xlsx(content: Content, file: Path) -> None:
    """Write the workbook; text that begins with ``=`` stays text.

    Raises:
        LatticeworkError: a cell or a sheet is larger than the format allows.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _sheet(book, "statements", list(STATEMENT_COLUMNS), statement_cells(content))
    _sheet(book, "sources", list(SOURCE_COLUMNS), source_cells(content.sources))
    if content.records:
        names = list(content.records[0])
        rows = [
            ["; ".join(map(str, v)) if isinstance(v := record.get(name), (list, dict)) else v for name in names]
            for record in content.records
        ]
        _sheet(book, "records", names, rows)
    made = io.BytesIO()
    book.save(made)
    file.write_bytes(same_bytes(made.getvalue(), moments=True))


def _sheet(book: Any, title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.escape import escape

    if len(rows) >= MOST_ROWS:
        raise LatticeworkError(f"{len(rows):,} rows are more than a sheet can hold", remedy="Export csv or parquet")
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    page.append(list(names))
    for number, row in enumerate(rows, start=2):
        cells = []
        for name, value in zip(names, row, strict=True):
            if not isinstance(value, str):
                cells.append(WriteOnlyCell(page, value))
                continue
            if len(value) > MOST_CHARS_IN_A_CELL:
                raise LatticeworkError(
                    f"{len(value):,} characters are more than a cell can hold",
                    where=f"{title}, row {number}, column {name}",
                    remedy="Export csv or parquet",
                )
            cell = WriteOnlyCell(page)
            cell._value, cell.data_type = escape(value), "s"  # as text: setting `value` would make a formula of "="
            cells.append(cell)
        page.append(cells)


def read_xlsx(file: Path) -> tuple[list[Statement], list[Source], dict[str, str]]:
    """Read back what ``write_xlsx`` wrote: statements, sources, and the entity of each merged subject."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True)
    try:
        statements, merged = from_rows(_rows(book["statements"]))
        return statements, sources_from(_rows(book["sources"])), merged
    finally:
        book.close()


def _rows(page: Any) -> Iterable[dict[str, Any]]:
    from openpyxl.utils.escape import unescape

    rows = page.iter_rows(values_only=True)
    names = next(rows)
    for row in rows:
        cells = [unescape(cell) if isinstance(cell, str) else cell for cell in row]
        yield dict(zip(names, [*cells, *[None] * (len(names) - len(cells))], strict=False))  # empty ends are not stored
