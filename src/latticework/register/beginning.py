"""New register files: there whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import duckdb

from latticework.model import RegisterError, Source, Statement
from latticework.register.acts import LAST_ACT, Writing
from latticework.register.head import Head, head_of, note_head
from latticework.register.migrations import FORMAT
from latticework.register.opening import wal_of, why_closed
from latticework.register.rows import source_row, statement_row

MADE_BY = "latticework"


@contextmanager
def new_file(
    path: Path, look: Callable[[duckdb.DuckDBPyConnection], None] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an empty register to fill in one transaction; when the block ends it is there, and its last act is noted.

    Before it gets its name, ``look`` may refuse what was written.

    Raises:
        RegisterError: something lies there already, or it cannot be written.
    """
    _nothing_there(path)
    half = path.with_name(path.name + ".part")
    try:
        for left in (half, wal_of(half)):  # by one that was killed
            left.unlink(missing_ok=True)
        connection = duckdb.connect(str(half))
        try:
            connection.execute("BEGIN")
            make_tables(connection)
            yield connection
            connection.execute("COMMIT")
            if look is not None:
                look(connection)
            last = connection.execute(LAST_ACT).fetchone()
        finally:
            connection.close()
        head_of(path).unlink(missing_ok=True)  # of a register that lay here before
        half.rename(path)
        if last is not None:
            note_head(path, Head(act=int(last[0]), hash=str(last[2])))
    except (OSError, duckdb.Error) as problem:
        raise why_closed(problem, path) from problem
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _nothing_there(path: Path) -> None:
    if path.exists():
        raise RegisterError(
            "The register exists already and is not overwritten", where=str(path), remedy="Choose another --register"
        )
    if not path.parent.is_dir():
        raise RegisterError("The folder does not exist", where=str(path.parent), remedy="Create it first")
    left = wal_of(path)
    if left.exists():
        raise RegisterError(
            "What a crash left of a register that lay here would be lost",
            where=str(left),
            remedy="Move it to where that register is now, or remove it; or choose another --register",
        )


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the newest format."""
    connection.execute(files("latticework").joinpath("register", "schema.sql").read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('format', ?)", [str(FORMAT)])


def fill(
    connection: duckdb.DuckDBPyConnection,
    statements: Sequence[Statement],
    sources: Sequence[Source],
    clock: Callable[[], str],
) -> None:
    """Write the first acts: one for each date and person by whom the statements were recorded."""
    in_order = sorted(statements, key=lambda s: (s.recorded_at or clock(), s.recorded_by))
    position = 0
    groups = [(key, list(rows)) for key, rows in groupby(in_order, key=lambda s: (s.recorded_at, s.recorded_by))]
    for index, ((at, who), rows) in enumerate(groups or [(("", ""), [])]):
        act = Writing(connection, "begin", who or MADE_BY, "first content of the register", _clock_at(at, clock))
        if index == 0:
            act.add("sources", [source_row(source) for source in sources])
        act.add("statements", [statement_row(position + i, s) for i, s in enumerate(rows)])
        position += len(rows)
        act.finish()


def _clock_at(at: str, clock: Callable[[], str]) -> Callable[[], str]:
    return (lambda: at) if at else clock
