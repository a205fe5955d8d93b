"""A dataset file as a table of texts: comma- or tab-separated, packed or not, with or without a header, or parquet.

Nothing is guessed from the rows: the header names the columns, or the catalogue does where a source publishes none.
"""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from latticework.history.catalogue import Dataset, datasets
from latticework.history.check import NotThisDataset, quoted, text

TABS = {".tsv", ".txt"}
LONGEST = 240  # characters of what DuckDB says; it quotes whole lines


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the only file in a .zip, unpacked for as long as it is needed; other files as they are.

    Raises:
        NotThisDataset: no such file, or a .zip with no or several files.
    """
    if not path.is_file():
        raise NotThisDataset("There is no such file", where=str(path))
    if path.suffix.lower() != ".zip":
        yield path
        return
    try:
        with zipfile.ZipFile(path) as packed, TemporaryDirectory() as folder:
            names = [name for name in packed.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise NotThisDataset(
                    f"The .zip holds {len(names)} files", where=str(path), remedy="Unpack it and name the file"
                )
            yield Path(packed.extract(names[0], folder))
    except (zipfile.BadZipFile, EOFError) as problem:
        raise NotThisDataset(f"The .zip cannot be unpacked: {problem}", where=str(path)) from problem


def read_as_text(connection: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, table: str) -> list[str]:
    """Read a file as text columns into a table with ``row_in_file``, the line of the row; give its column names.

    Raises:
        NotThisDataset: the file cannot be read as a table.
    """
    try:
        if path.suffix == ".parquet":
            columns, source, before = _columnar(connection, path)
        else:
            columns, source, before = _delimited(dataset, path)
        called = _called(dataset, columns)
        names = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(ours)}" for name, ours in called.items())
        query = f"CREATE TABLE {table} AS SELECT row_number() OVER () + {before} AS row_in_file, {names} FROM "  # noqa: S608 - quoted
        try:
            connection.execute(query + source)
        except duckdb.Error as problem:
            if not (dataset.plain_tabs and "unicode" in str(problem).lower()):
                raise
            connection.execute(query + source.removesuffix(")") + ", encoding = 'latin-1')")
    except (duckdb.Error, OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
        first = " ".join(line.strip() for line in str(problem).strip().splitlines()[:3])
        raise NotThisDataset(
            f"The file cannot be read as a table: {first[:LONGEST]}{' ...' * (len(first) > LONGEST)}",
            where=str(path),
            remedy="Give a comma-separated file in UTF-8 with a header (may be .gz or .zip), a .tsv, or a .parquet file",
        ) from problem
    return list(called.values())


def _called(dataset: Dataset, columns: list[str]) -> dict[str, str]:
    """The columns to keep, as the file calls them, to the catalogue's names."""
    names: dict[str, str] = {}
    for column in dataset.columns:
        other = next((also for also in column.also if also in columns), None)
        if other is not None and column.name not in columns:
            names[other] = column.name
    listed = {column.name for column in dataset.columns}
    called = {name: names.get(name, name) for name in columns}
    return {name: ours for name, ours in called.items() if ours in listed or not dataset.only_listed}


def _columnar(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[list[str], str, int]:
    """Column names, SQL that reads a parquet file, and how many lines stand before the first row."""
    source = f"read_parquet({text(str(path))})"
    described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
    return [str(row[0]) for row in described], source, 1


def _delimited(dataset: Dataset, path: Path) -> tuple[list[str], str, int]:
    """The same of a delimited file.

    Raises:
        NotThisDataset: no header, or a column named twice.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    how = "replace" if dataset.plain_tabs else "strict"  # event files quote names of places in whatever bytes they came
    with opened(path, "rt", encoding="utf-8-sig", errors=how, newline="") as file:
        line = next(iter(file), "")
    by_tabs = line.rstrip("\r\n").split("\t")
    widths = range(len(dataset.header) - dataset.header_optional, len(dataset.header) + 1)
    published = len(by_tabs) in widths and bool(dataset.header) and by_tabs[0] != dataset.header[0]
    if dataset.header and not published and len(by_tabs) > 1 and by_tabs[0] != dataset.header[0]:
        _refuse_width(dataset, path, len(by_tabs))
    tabs = published or bool(TABS & set(path.suffixes))
    delimiter = "\t" if tabs else ","
    columns = list(dataset.header[: len(by_tabs)]) if published else next(csv.reader([line], delimiter=delimiter), [])
    double = [name for name, times in Counter(columns).items() if times > 1]
    if not columns or double:
        what = f"The column {double[0]} is there twice" if double else "The file is empty"
        raise NotThisDataset(what, where=f"{path}, header")
    types = ", ".join(f"{text(name)}: 'VARCHAR'" for name in columns)
    quote = "''" if tabs and dataset.plain_tabs else "'\"'"
    source = (
        f"read_csv({text(str(path))}, columns = {{{types}}}, header = {str(not published).lower()}, auto_detect = false, "
        f"delim = {text(delimiter)}, quote = {quote}, escape = {quote}, strict_mode = true)"
    )
    return columns, source, 0 if published else 1


def _refuse_width(dataset: Dataset, path: Path, width: int) -> None:
    """Refuse a file without a header that is as wide as another dataset's, or as none.

    Raises:
        NotThisDataset: always.
    """
    fits = [
        d.name for d in datasets().values() if d.header and len(d.header) - d.header_optional <= width <= len(d.header)
    ]
    raise NotThisDataset(
        f"This is not {dataset.name}: the first line has {width} columns, where {len(dataset.header)} are published",
        where=f"{path}, row 1",
        remedy=f"It is as wide as {' or '.join(fits)}: add it under that name"
        if fits
        else f"Get the file from {dataset.source}",
    )
