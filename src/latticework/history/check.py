"""Is a file what it claims to be? The first column or row that says no is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from latticework.history.catalogue import SQL_TYPES, Column, Dataset, datasets
from latticework.model import LatticeworkError


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
    """Refuse the file at the first value, key or rule that gives it away; rows count as lines of the file.

    Raises:
        NotThisDataset: with row, column and the value as written.
    """
    if connection.table(raw).count("*").fetchall()[0][0] == 0:
        raise NotThisDataset("The file has no rows", where=str(path))
    first_wrong = ", ".join(f"min(row_in_file) FILTER ({_wrong(column, dataset)})" for column in dataset.columns)
    found = first_row(connection, f"SELECT {first_wrong} FROM {raw}") or ()  # noqa: S608 - own catalogue
    for column, row in zip(dataset.columns, found, strict=True):
        if row is None:
            continue
        written = first_row(connection, f"SELECT {quoted(column.name)} FROM {raw} WHERE row_in_file = {row}") or ("",)  # noqa: S608
        what = (
            f"{column.type} from {column.between[0]:.15g} to {column.between[1]:.15g}"
            if column.between
            else column.type
        )
        what = f"the text {column.equals!r}" if column.equals else what
        raise NotThisDataset(
            f"This is not {dataset.name}: {column.name} is {written[0]!r}, where {what} is expected",
            where=f"{path}, row {row}, column {column.name}",
            remedy=f"Get an unchanged file from {dataset.source}",
        )
    _check_rules(connection, dataset, typed, path)


def _wrong(column: Column, dataset: Dataset) -> str:
    """When a value as written is not what the column holds, in SQL."""
    value, marks = _value(column, dataset.missing), ", ".join(map(text, ("", *dataset.missing)))
    empty = f"coalesce(trim({quoted(column.name)}), '') IN ({marks})"
    wrong = [f"({value}) IS NULL AND NOT {empty}"]
    if not column.missing:
        wrong.append(empty)
    if column.between:
        wrong.append(f"({value}) NOT BETWEEN {column.between[0]} AND {column.between[1]}")
    if column.equals:
        wrong.append(f"({value}) <> {text(column.equals)}")
    return " OR ".join(f"({condition})" for condition in wrong)


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
