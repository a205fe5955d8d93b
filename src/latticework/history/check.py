"""Is a file what it claims to be? The first column or row that says no is named."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from latticework.history.catalogue import SQL_TYPES, Column, Dataset, datasets
from latticework.model import LatticeworkError

HEADER_LINES = 1


class NotThisDataset(LatticeworkError):
    """A file that is not what it claims to be; nothing of it was stored."""


def quoted(name: str) -> str:
    """Quote a column name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a text for SQL."""
    return "'" + value.replace("'", "''") + "'"


def first_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    """Run a query and give its first row; all rows are fetched, so that the connection is free again."""
    rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return rows[0] if rows else None


def read_as_text(connection: duckdb.DuckDBPyConnection, path: Path, view: str) -> list[str]:
    """Read a delimited or parquet file as text columns into a table with ``row_in_file``; give its column names.

    Raises:
        NotThisDataset: the file cannot be read as a table.
    """
    if not path.is_file():
        raise NotThisDataset("There is no such file", where=str(path))
    try:
        if path.suffix == ".parquet":
            relation = connection.read_parquet(str(path))
            relation = relation.project(
                ", ".join(f"CAST({quoted(c)} AS VARCHAR) AS {quoted(c)}" for c in relation.columns)
            )
        else:
            relation = connection.sql(_delimited(path))
        relation.project(f"row_number() over () + {HEADER_LINES} AS row_in_file, *").create(view)
    except (duckdb.Error, OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
        first = " ".join(line.strip() for line in str(problem).strip().splitlines()[:3])
        raise NotThisDataset(
            f"The file cannot be read as a table: {first}",
            where=str(path),
            remedy="Give a comma-separated file in UTF-8 with a header (may be .gz), a .tsv, or a .parquet file",
        ) from problem
    return list(relation.columns)


def _delimited(path: Path) -> str:
    """Give the SQL that reads a delimited file as text, by its own header: nothing is guessed from the rows.

    Raises:
        NotThisDataset: no header, or a column named twice.
    """
    delimiter = "\t" if {".tsv", ".txt"} & set(path.suffixes) else ","
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter), [])
    double = [name for name, times in Counter(header).items() if times > 1]
    if not header or double:
        what = f"The column {double[0]} is there twice" if double else "The file is empty"
        raise NotThisDataset(what, where=f"{path}, header")
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in header)
    return (
        f"SELECT * FROM read_csv({text(str(path))}, columns = {{{columns}}}, header = true, auto_detect = false, "  # noqa: S608 - quoted
        f"delim = {text(delimiter)}, quote = '\"', escape = '\"', strict_mode = true)"
    )


def check_columns(dataset: Dataset, columns: list[str], path: Path) -> None:
    """Refuse a file that lacks columns; say which dataset it looks like instead.

    Raises:
        NotThisDataset: naming the missing columns.
    """
    lacking = [column.name for column in dataset.columns if column.name not in columns]
    if not lacking:
        return
    fits = [other.name for other in datasets().values() if all(column.name in columns for column in other.columns)]
    remedy = f"It has the columns of {' or '.join(fits)}: add it under that name" if fits else dataset.source
    raise NotThisDataset(
        f"This is not {dataset.name}: column{'s' if len(lacking) > 1 else ''} {', '.join(lacking[:5])} "
        f"{'are' if len(lacking) > 1 else 'is'} not there",
        where=f"{path}, header",
        remedy=remedy if fits else f"Get the file from {dataset.source}",
    )


def _value(column: Column, missing: tuple[str, ...]) -> str:
    name = quoted(column.name)
    marks = ", ".join(map(text, ("", *missing)))
    kept = f"CASE WHEN trim({name}) IN ({marks}) THEN NULL ELSE trim({name}) END"
    if column.type == "text":
        return kept
    if column.type == "int":  # files written by R or Stata hold 3.0 where 3 is meant; 3.5 stays an error
        number = f"TRY_CAST({kept} AS DOUBLE)"
        return f"CASE WHEN {number} = floor({number}) THEN CAST({number} AS BIGINT) END"
    return f"TRY_CAST({kept} AS {SQL_TYPES[column.type]})"


def typed_projection(dataset: Dataset, columns: list[str]) -> str:
    """Give the SQL that types the listed columns and keeps every other as written."""
    known = {column.name: column for column in dataset.columns}
    parts = [
        f"{_value(known[name], dataset.missing)} AS {quoted(name)}" if name in known else quoted(name)
        for name in columns
    ]
    return ", ".join(parts)


def check_rows(connection: duckdb.DuckDBPyConnection, dataset: Dataset, raw: str, typed: str, path: Path) -> None:
    """Refuse the file at the first value, key or rule that gives it away; rows count from 1 with the header.

    Raises:
        NotThisDataset: with row, column and the value as written.
    """
    if connection.table(raw).count("*").fetchall()[0][0] == 0:
        raise NotThisDataset("The file has a header and no rows", where=str(path))
    for column in dataset.columns:
        name, wrong = quoted(column.name), []
        marks = ", ".join(map(text, ("", *dataset.missing)))
        empty = f"coalesce(trim(r.{name}), '') IN ({marks})"
        wrong.append(f"(t.{name} IS NULL AND NOT {empty})")
        if not column.missing:
            wrong.append(f"t.{name} IS NULL")
        if column.between:
            wrong.append(f"t.{name} NOT BETWEEN {column.between[0]} AND {column.between[1]}")
        if column.equals:
            wrong.append(f"t.{name} <> {text(column.equals)}")
        query = (
            f"SELECT r.row_in_file, r.{name} FROM {raw} r JOIN {typed} t USING (row_in_file) "  # noqa: S608 - own catalogue
            f"WHERE {' OR '.join(wrong)} ORDER BY 1 LIMIT 1"
        )
        found = first_row(connection, query)
        if found:
            what = (
                f"{column.type} from {column.between[0]:g} to {column.between[1]:g}" if column.between else column.type
            )
            what = f"the text {column.equals!r}" if column.equals else what
            raise NotThisDataset(
                f"This is not {dataset.name}: {column.name} is {found[1]!r}, where {what} is expected",
                where=f"{path}, row {found[0]}, column {column.name}",
                remedy=f"Get an unchanged file from {dataset.source}",
            )
    _check_rules(connection, dataset, typed, path)


def _check_rules(connection: duckdb.DuckDBPyConnection, dataset: Dataset, typed: str, path: Path) -> None:
    for rule in dataset.rules:
        query = f"SELECT row_in_file FROM {typed} WHERE NOT ({rule.holds}) ORDER BY 1 LIMIT 1"  # noqa: S608 - own catalogue
        found = first_row(connection, query)
        if found:
            raise NotThisDataset(
                f"This is not {dataset.name} as published: {rule.says}", where=f"{path}, row {found[0]}"
            )
    if dataset.key:
        key = ", ".join(map(quoted, dataset.key))
        query = f"SELECT max(row_in_file), {key} FROM {typed} GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"  # noqa: S608 - own catalogue
        found = first_row(connection, query)
        if found:
            named = ", ".join(f"{k} {v}" for k, v in zip(dataset.key, found[1:], strict=True))
            raise NotThisDataset(f"This is not {dataset.name}: {named} is there twice", where=f"{path}, row {found[0]}")
