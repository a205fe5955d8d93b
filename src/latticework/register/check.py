"""Checking a register: every row readable, every act as it was written, the chain of acts unbroken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import duckdb

from latticework.model import RegisterError
from latticework.register import queries
from latticework.register.acts import FIRST_HASH, ROWS_OF, act_hash, digest
from latticework.register.head import noted
from latticework.register.opening import damaged

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: the number of acts and rows, the last hash, and in words what does not fit.

    ``noted`` is the act that the note beside the file knows as written; ``None`` without such a note, so that acts lost
    at the end of the log could not be missed.
    """

    acts: int
    rows: int
    head: str
    problems: tuple[str, ...]
    noted: int | None = None


def check(file: RegisterFile, head: str | None = None) -> Checked:
    """Read every row and recompute every hash; ``head`` is a hash noted earlier that must be in the chain.

    Raises:
        RegisterError: the file is damaged so that rows cannot be read.
    """
    try:
        with file.reading() as connection:
            checked = _check(connection, head)
            last = noted(file.path) if file.path else None  # opening the file looked for it
            return replace(checked, noted=last.act if last else None)
    except duckdb.Error as problem:
        raise (
            damaged(file.path, str(problem).splitlines()[0]) if file.path else RegisterError(str(problem))
        ) from problem


def _check(connection: duckdb.DuckDBPyConnection, head: str | None) -> Checked:
    chain = connection.execute(queries.CHAIN).fetchall()
    streams = {name: groupby(_stream(connection, name), key=lambda row: row[0]) for name in ROWS_OF}
    ahead: dict[str, Any] = {name: next(stream, None) for name, stream in streams.items()}
    problems, previous, count, last_at = [], FIRST_HASH, 0, ""
    for place, (act, at, who, kind, why, written, before, hash) in enumerate(chain, start=1):
        rows: dict[str, list[Any]] = {}
        for name, stream in streams.items():
            if ahead[name] is not None and ahead[name][0] == act:
                rows[name] = [row[1:] for row in ahead[name][1]]
                count += len(rows[name])
                ahead[name] = next(stream, None)
        if act != place:
            problems.append(f"act {place} is missing from the log")
            break
        if digest(rows) != written:
            problems.append(f"rows of act {act} ({kind}) were changed, added or removed afterwards")
        if before != previous or act_hash(act, at, who, kind, why, written, before) != hash:
            problems.append(f"the log's entry for act {act} ({kind}) was changed afterwards")
        if at < last_at:
            problems.append(f"act {act} is dated before the act before it")
        previous, last_at = hash, at
    else:
        problems += [f"rows in {name} belong to no act" for name, group in ahead.items() if group is not None]
    if head is not None and head not in {row[-1] for row in chain}:
        problems.append("the hash noted earlier is not in this log: acts were removed or the log was written anew")
    return Checked(acts=len(chain), rows=count, head=previous, problems=tuple(problems))


def _stream(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.cursor().execute(ROWS_OF[name])
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows
