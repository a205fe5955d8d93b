"""Everything that a register holds, table by table, and a register made again from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from latticework.model import RegisterError, Source, Statement
from latticework.register import queries
from latticework.register.acts import INSERT_ACT, INSERTS, ROWS_OF
from latticework.register.beginning import new_file
from latticework.register.check import check
from latticework.register.store import RegisterFile

TABLES: Mapping[str, str] = {"acts": queries.CHAIN, **ROWS_OF}

Table = tuple[list[str], list[tuple[Any, ...]]]


def whole_table(file: RegisterFile, name: str) -> Table:
    """Give one table: the names of its columns and its rows."""
    with file.reading() as connection:
        cursor = connection.execute(TABLES[name])
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    return [name.removesuffix("::VARCHAR").split("(")[-1] for name in names], rows


def restore(path: Path, tables: Mapping[str, Iterable[Sequence[Any]]]) -> RegisterFile:
    """Make a register file equal to the one whose tables these are.

    Raises:
        RegisterError: the file exists, or the tables do not fit their own log.
    """
    with new_file(path, _refuse_a_changed_one) as connection:
        for row in tables["acts"]:
            connection.execute(INSERT_ACT, list(row))
        for name in ROWS_OF:
            for act, rows in groupby(sorted(tables[name], key=lambda row: int(row[0])), key=lambda row: row[0]):
                columns = [list(column) for column in zip(*(row[1:] for row in rows), strict=True)]
                connection.execute(INSERTS[name], [int(act), *columns])
    return RegisterFile.open(path)


def _refuse_a_changed_one(connection: duckdb.DuckDBPyConnection) -> None:
    problems = check(RegisterFile(None, memory=connection)).problems
    if problems:
        raise RegisterError(
            f"The export does not fit its own log: {problems[0]}",
            remedy="It was changed, or not written by `--whole`",
        )


def register_from(
    path: Path | None, statements: Sequence[Statement], sources: Sequence[Source], merged: Mapping[str, str]
) -> RegisterFile:
    """Make a register of the statements of one day; ``merged`` gives the entity of each merged subject."""
    made = (
        RegisterFile.in_memory_with(statements, sources)
        if path is None
        else RegisterFile.create(path, statements, sources)
    )
    if merged:
        with made.writing("import", why="merges carried over from an export") as act:
            act.add("identities", list(merged.items()))
    return made
