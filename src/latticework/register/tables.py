"""Tables that analysts fill in (XLSX, or CSV a sheet), read with every row checked; all or nothing by default."""

from __future__ import annotations

import csv
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import LatticeworkError, RegisterError, Source, bounds
from latticework.register.by_hand import Claim, add, check_claim

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile

SOURCE_COLUMNS = ("id", "title", "publisher", "date", "address")
COMMON_COLUMNS = ("sources", "confidence", "layer", "valid_from", "valid_to")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What came of an import: statements added, statements that were there already, problems in words."""

    added: int
    there: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, its cells by heading."""

    sheet: str
    number: int
    cells: dict[str, Any]

    def problem(self, column: str, what: str) -> str:
        """Say what is wrong, where."""
        return f"{self.sheet}, row {self.number}, column {column}: {what}"


@cache
def sheets() -> dict[str, Any]:
    """Give the sheets of the template by name."""
    return tomllib.loads(files("latticework").joinpath("register", "template.toml").read_text(encoding="utf-8"))


def headings(sheet: str) -> tuple[str, ...]:
    """Give the headings of a sheet."""
    return SOURCE_COLUMNS if sheet == "sources" else ("id", *sheets()[sheet]["columns"], *COMMON_COLUMNS)


def write_template(target: Path) -> None:
    """Write the empty template: an .xlsx file, or a folder with one .csv a sheet.

    Raises:
        RegisterError: the target exists, or its folder does not.
    """
    if target.exists():
        raise RegisterError("The target exists already", where=str(target), remedy="Choose another --output")
    if not target.parent.is_dir():
        raise RegisterError("The folder does not exist", where=str(target.parent), remedy="Create it first")
    if target.suffix.lower() == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.active)
        for name in ("sources", *sheets()):
            page = book.create_sheet(name)
            page.append(list(headings(name)))
            page.freeze_panes = "B2"
        book.save(target)
        return
    target.mkdir()
    for name in ("sources", *sheets()):
        with (target / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(headings(name))


def import_file(
    file: RegisterFile, table: Path, *, skip_bad_rows: bool = False, why: str = "", who: str | None = None
) -> TableReport:
    """Import a filled-in template in one act.

    With a problem in any row nothing is imported, unless ``skip_bad_rows``.

    Raises:
        RegisterError: the file is no table of ours, or cannot be read.
    """
    sources: list[Source] = []
    claims: list[Claim] = []
    problems: list[str] = []
    known = {source.id for source in file.sources()}
    types = {statement.subject: statement.subject_type for statement in file.counting()}
    rows = sorted(_rows(table), key=lambda row: row.sheet != "sources")  # what rows name must be known first
    for row in rows:
        unknown = [name for name in row.cells if name not in headings(row.sheet)]
        if unknown:
            problems.append(row.problem(unknown[0], "there is no such column in the template"))
        elif row.sheet == "sources":
            wrong = [name for name in ("id", "title", "publisher") if not row.cells.get(name)]
            problems += [row.problem(name, "a source needs it") for name in wrong]
            if not wrong:
                values = {name: str(row.cells[name]) for name in SOURCE_COLUMNS if row.cells.get(name)}
                sources.append(Source(**values))  # type: ignore[arg-type]  # all are text
                known.add(sources[-1].id)
        else:
            made, wrong = _claims(row, known)
            subject, kind = str(row.cells.get("id", "")), sheets()[row.sheet]["type"]
            if types.setdefault(subject, kind) != kind:
                wrong.append(row.problem("id", f"{subject!r} is of the type {types[subject]} already"))
            problems += wrong
            claims += [] if wrong else made
    if problems and not skip_bad_rows:
        return TableReport(added=0, there=0, problems=tuple(problems))
    added = add(file, claims, new_sources=sources, why=why or f"from {table.name}", who=who, kind="import")
    return TableReport(added=len(added), there=len(claims) - len(added), problems=tuple(problems))


def _claims(row: Row, known: set[str]) -> tuple[list[Claim], list[str]]:
    """Turn a row into claims; give what is wrong with it beside them."""
    sheet, cells = sheets()[row.sheet], row.cells
    problems = [row.problem(name, "it must be filled in") for name in ("id", *sheet["required"]) if not cells.get(name)]
    sources = _list(cells.get("sources"))
    if not sources:
        problems.append(row.problem("sources", "every row needs a source"))
    problems += [row.problem("sources", f"no source is called {id!r}") for id in sources if id not in known]
    common: dict[str, Any] = {"layer": cells.get("layer") or None}
    for name, form in (("confidence", "number"), ("valid_from", "date"), ("valid_to", "date")):
        common[name] = _cell(row, name, form, problems)
    claims = []
    for name, form in sheet["columns"].items():
        value = _cell(row, name, form, problems)
        if value in (None, [], ""):
            continue
        claim = Claim(
            subject=str(cells.get("id", "")), subject_type=sheet["type"], property=name, value=value,
            sources=tuple(sources), **common,
        )  # fmt: skip
        if not problems:
            try:
                check_claim(claim)
            except LatticeworkError as problem:
                problems.append(row.problem(name, str(problem)))
        claims.append(claim)
    return claims, problems


def _cell(row: Row, name: str, form: str, problems: list[str]) -> Any:
    value = row.cells.get(name)
    if value in (None, ""):
        return None
    if form == "list":
        return _list(value)
    if form == "number":
        try:
            return float(value)
        except (TypeError, ValueError):
            problems.append(row.problem(name, f"{value!r} is no number"))
            return None
    if form == "date":
        try:
            bounds(str(value))
        except ValueError as problem:
            problems.append(row.problem(name, str(problem)))
    return str(value)


def _list(value: Any) -> list[str]:
    return [one.strip() for one in str(value or "").split(";") if one.strip()]


def _rows(table: Path) -> Iterator[Row]:
    try:
        if table.is_dir():
            there = sorted(table.glob("*.csv"))
            for path in there:
                yield from _csv_rows(path)
            if not there:
                raise RegisterError("The folder has no .csv file", where=str(table))
        elif table.suffix.lower() == ".xlsx":
            yield from _xlsx_rows(table)
        else:
            yield from _csv_rows(table)
    except OSError as problem:
        raise RegisterError(f"The table cannot be read: {problem.strerror or problem}", where=str(table)) from problem


def _sheet(name: str, table: Path) -> str:
    if name != "sources" and name not in sheets():
        raise RegisterError(
            f"The template has no sheet {name!r}", where=str(table), remedy=f"Known are sources, {', '.join(sheets())}"
        )
    return name


def _csv_rows(path: Path) -> Iterator[Row]:
    sheet = _sheet(path.stem, path)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            yield from _with_headings(sheet, reader)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise RegisterError(f"The table is no CSV in UTF-8: {problem}", where=str(path)) from problem


def _xlsx_rows(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise RegisterError("The file is no XLSX workbook, or is damaged", where=str(path)) from problem
    try:
        for page in book.worksheets:
            yield from _with_headings(_sheet(page.title, path), page.iter_rows(values_only=True))
    finally:
        book.close()


def _with_headings(sheet: str, rows: Any) -> Iterator[Row]:
    names: list[str] | None = None
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise RegisterError(f"The sheet {sheet} has more than {MOST_ROWS:,} rows", remedy="Split it")
        if names is None:
            names = [str(cell).strip() if cell is not None else "" for cell in cells]
            continue
        filled = {}
        for place, cell in enumerate(cells):
            value = _plain(cell)
            if value not in (None, ""):
                heading = names[place] if place < len(names) else ""
                filled[heading or f"number {place + 1}"] = value
        if filled:
            yield Row(sheet, number, filled)


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.strip() if isinstance(cell, str) else cell
