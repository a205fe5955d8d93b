"""The register file: statements that are never overwritten, one act at a time, and what they say on two dates.

The file is opened for each question or act and closed again, so that several commands can share it; ``held`` keeps it
open for many. Reading never creates a file.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from latticework.model import Act, Document, Lattice, Past, Record, RegisterError, Source, Statement
from latticework.register import queries
from latticework.register.acts import FIRST_HASH, Writing, now
from latticework.register.migrations import FORMAT, bring_up_to_date, format_of
from latticework.register.opening import WAIT_S, Opened, open_file, why_closed
from latticework.register.rows import source_row, statement_from, statement_row
from latticework.register.shipped_facts import shipped_statements
from latticework.register.snapshot import day_of, snapshot

SHIPPED_AS_OF = "2024-07-31"
MADE_BY = "latticework"


def who_is_it() -> str:
    """Give the name that goes into the log: ``LATTICEWORK_WHO``, else the name of the login."""
    try:
        return os.environ.get("LATTICEWORK_WHO") or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class RegisterFile:
    """A register; use as a context manager, or close it."""

    def __init__(
        self,
        path: Path | None,
        *,
        memory: duckdb.DuckDBPyConnection | None = None,
        clock: Callable[[], str] = now,
        wait_s: float = WAIT_S,
    ) -> None:
        self.path, self.clock, self._wait_s = path, clock, wait_s
        self._held = memory
        self._opened: Opened | None = None
        self._may_write = memory is not None

    @classmethod
    def create(cls, path: Path, statements: Sequence[Statement], sources: Sequence[Source]) -> RegisterFile:
        """Create a register file, whole or not at all.

        Raises:
            RegisterError: the file exists, or cannot be written.
        """
        if path.exists():
            raise RegisterError(
                "The register exists already and is not overwritten",
                where=str(path),
                remedy="Choose another --register",
            )
        if not path.parent.is_dir():
            raise RegisterError("The folder does not exist", where=str(path.parent), remedy="Create it first")
        half = path.with_name(path.name + ".part")
        try:
            half.unlink(missing_ok=True)
            connection = duckdb.connect(str(half))
            try:
                cls(half, memory=connection)._fill(statements, sources)
            finally:
                connection.close()
            half.rename(path)
        except (OSError, duckdb.Error) as problem:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise why_closed(problem, path) from problem
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, clock: Callable[[], str] = now, wait_s: float = WAIT_S) -> RegisterFile:
        """Open an existing register; one of an older format is brought up to date, after a backup.

        Raises:
            RegisterError: no such file, no register, from a newer version, or held by another process.
        """
        opened = open_file(path, write=False, wait_s=wait_s)
        try:
            found = format_of(opened.connection, path)
        finally:
            opened.close()
        if found < FORMAT:
            bring_up_to_date(path, found, wait_s)
        return cls(path, clock=clock, wait_s=wait_s)

    @classmethod
    def in_memory(cls) -> RegisterFile:
        """Give the shipped facts without touching the disk."""
        return cls.in_memory_with(*shipped_statements())

    @classmethod
    def in_memory_with(cls, statements: Sequence[Statement], sources: Sequence[Source]) -> RegisterFile:
        """Give a register of these statements without touching the disk."""
        made = cls(None, memory=duckdb.connect(":memory:"))
        made._fill(statements, sources)
        return made

    def _fill(self, statements: Sequence[Statement], sources: Sequence[Source]) -> None:
        """Write the first acts: one for each date and person by whom the statements were recorded."""
        schema = files("latticework").joinpath("register", "schema.sql").read_text(encoding="utf-8")
        assert self._held is not None
        self._held.execute("BEGIN")
        self._held.execute(schema)
        self._held.execute("INSERT INTO meta VALUES ('format', ?)", [str(FORMAT)])
        in_order = sorted(statements, key=lambda s: (s.recorded_at or self.clock(), s.recorded_by))
        position = 0
        groups = [(key, list(rows)) for key, rows in groupby(in_order, key=lambda s: (s.recorded_at, s.recorded_by))]
        for index, ((at, who), rows) in enumerate(groups or [(("", ""), [])]):
            act = Writing(self._held, "begin", who or MADE_BY, "first content of the register", self._clock_at(at))
            if index == 0:
                act.add("sources", [source_row(source) for source in sources])
            act.add("statements", [statement_row(position + i, s) for i, s in enumerate(rows)])
            position += len(rows)
            act.finish()
        self._held.execute("COMMIT")

    def _clock_at(self, at: str) -> Callable[[], str]:
        return (lambda: at) if at else self.clock

    @contextmanager
    def held(self, *, write: bool = False) -> Iterator[None]:
        """Keep the file open for several questions (or acts), so that nobody else can change it between them."""
        if self._held is not None or self.path is None:
            yield
            return
        self.hold(write=write)
        try:
            yield
        except duckdb.Error as problem:
            raise why_closed(problem, self.path) from problem
        finally:
            self.let_go()

    def hold(self, *, write: bool) -> None:
        """Open the file until ``let_go``; a file that is held, or in memory, stays as it is.

        While a process holds the file, nothing else in that process may open it: the lock is the process's, and closing
        any other handle of the file ends it.

        Raises:
            RegisterError: it cannot be opened.
        """
        if self._held is None and self.path is not None:
            self._opened = open_file(self.path, write=write, wait_s=self._wait_s)
            self._held, self._may_write = self._opened.connection, write

    def let_go(self) -> None:
        """Close a file that is held, so that others can open it; the next question opens it again."""
        if self._opened is not None:
            try:
                self._opened.close()
            finally:
                self._opened, self._held, self._may_write = None, None, False

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file for questions, for as long as the block runs."""
        with self.held():
            if self._held is None:
                raise RegisterError("The register is closed", remedy="Open it again")
            yield self._held

    @contextmanager
    def writing(self, kind: str, *, why: str = "", who: str | None = None) -> Iterator[Writing]:
        """Open an act: its rows and its entry in the log are written together when the block ends, or not at all.

        Raises:
            RegisterError: the file cannot be written, is held by others, or was moved away meanwhile.
        """
        if self._held is not None and not self._may_write:
            raise RegisterError("The register is open for questions only", where=str(self.path))
        with self.held(write=True):
            connection = self._held
            if connection is None:
                raise RegisterError("The register is closed", remedy="Open it again")
            opened = self._identity()
            try:
                connection.execute("BEGIN")
                act = Writing(connection, kind, who or who_is_it(), why, self.clock)
                yield act
                if act.cancelled:
                    connection.execute("ROLLBACK")
                    return
                act.finish()
                if self._identity() != opened:
                    raise RegisterError(
                        "The register was moved away or replaced while it was open; nothing was written",
                        where=str(self.path),
                        remedy="Put it back, or say --register, and run the command again",
                    )
                connection.execute("COMMIT")
            except BaseException as problem:
                with suppress(duckdb.Error):
                    connection.execute("ROLLBACK")
                if isinstance(problem, RuntimeError) and "interrupted" in str(problem).lower():
                    raise KeyboardInterrupt from problem  # so DuckDB calls a Ctrl-C that meets a query
                if isinstance(problem, duckdb.Error) and self.path is not None:
                    raise why_closed(problem, self.path) from problem
                raise

    def _identity(self) -> tuple[int, int] | None:
        try:
            there = self.path.stat() if self.path else None
        except OSError:
            return None
        return (there.st_dev, there.st_ino) if there else None

    def known(self, connection: duckdb.DuckDBPyConnection, as_known: str | None) -> int:
        """Give the number of the last act on or before a date (EDTF) or moment (ISO 8601 with T and Z)."""
        if as_known is None:
            row = connection.execute(queries.LAST).fetchone()
        elif "T" in as_known:
            row = connection.execute(queries.KNOWN_BY_TIME, [as_known]).fetchone()
        else:
            row = connection.execute(queries.KNOWN_BY_DAY, [day_of(as_known).isoformat()]).fetchone()
        return int(row[0]) if row else 0

    def last_act(self) -> int:
        """Give the number of the last act: it grows with every change, so that a copy is known to be current."""
        with self.reading() as connection:
            return self.known(connection, None)

    def head(self) -> tuple[int, str]:
        """Give the number and the hash of the last act: together they stand for everything the register holds."""
        with self.reading() as connection:
            rows = connection.execute(queries.HEAD).fetchall()  # whole, so that others may use the connection next
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, FIRST_HASH)

    def hash_of(self, act: int) -> str | None:
        """Give the hash of one act; ``None`` where there is no such act."""
        with self.reading() as connection:
            rows = connection.execute(queries.HASH_OF, [act]).fetchall()
        return str(rows[0][0]) if rows else None

    def statements(self) -> list[Statement]:
        """Give every statement ever recorded, in the order in which it was recorded."""
        with self.reading() as connection:
            return [statement_from(row) for row in connection.execute(queries.ALL_STATEMENTS).fetchall()]

    def counting(self, as_known: str | None = None) -> list[Statement]:
        """Give the statements that count (not retracted, not undone) as known on a date, whenever they are true."""
        with self.reading() as connection:
            known = self.known(connection, as_known)
            rows = connection.execute(queries.COUNTING, {"known": known}).fetchall()
            return self._judged(connection, known, [statement_from(row) for row in rows])

    def true_on(self, as_of: str, as_known: str | None = None) -> list[Statement]:
        """Give the statements that are true on a date, as known on another."""
        day = day_of(as_of)
        with self.reading() as connection:
            known = self.known(connection, as_known)
            rows = connection.execute(queries.TRUE_ON, {"known": known, "day": day}).fetchall()
            return self._judged(connection, known, [statement_from(row) for row in rows])

    def sources(self, as_known: str | None = None) -> list[Source]:
        """Give every source that is known."""
        with self.reading() as connection:
            rows = connection.execute(queries.SOURCES, {"known": self.known(connection, as_known)}).fetchall()
        return list(
            {
                row[0]: Source(id=row[0], title=row[1], publisher=row[2], date=row[3], address=row[4]) for row in rows
            }.values()
        )

    def lattice(self, as_of: str = SHIPPED_AS_OF, as_known: str | None = None) -> Lattice:
        """Give the snapshot true on a date, as known on another.

        Raises:
            BadScenario: a date that is none.
        """
        with self.held():
            judged = self.true_on(as_of, as_known)
            return snapshot(judged, self.sources(as_known), as_of, as_known, self.roots(as_known))

    def _judged(self, connection: duckdb.DuckDBPyConnection, known: int, rows: list[Statement]) -> list[Statement]:
        """Mark the values that a recorded judgement prefers, the latest judgement on each property."""
        preferences = connection.execute(queries.PREFERENCES, {"known": known}).fetchall()
        if not preferences:
            return rows
        roots = self._roots(connection, known)
        chosen = {(roots.get(subject, subject), name): id for _, id, subject, name in preferences}
        judged = []
        for row in rows:
            choice = chosen.get((roots.get(row.subject, row.subject), row.property))
            judged.append(row if choice is None else replace(row, preferred=row.id == choice))
        return judged

    def roots(self, as_known: str | None = None) -> dict[str, str]:
        """Give, for each subject merged into another, the entity that it is now."""
        with self.reading() as connection:
            return self._roots(connection, self.known(connection, as_known))

    def _roots(self, connection: duckdb.DuckDBPyConnection, known: int) -> dict[str, str]:
        links = dict(connection.execute(queries.IDENTITIES, {"known": known}).fetchall())
        return follow({subject: entity for subject, entity in links.items() if entity})

    def history(self, entity: str, as_known: str | None = None) -> list[Past]:
        """Give everything ever stated of one entity and what was merged into it, with what became of each statement."""
        with self.reading() as connection:
            known = self.known(connection, as_known)
            root = self._roots(connection, known)
            subjects = [entity, *(subject for subject, target in root.items() if target == entity)]
            rows = [
                row
                for subject in subjects
                for row in connection.execute(queries.STATED_OF, {"known": known, "subject": subject}).fetchall()
            ]
            rows.sort(key=lambda row: (row[15], row[16]))
            values = {"known": known, "ids": [row[0] for row in rows]}
            retracted = dict(connection.execute(queries.RETRACTED, values).fetchall())
            undone = {row[0] for row in connection.execute(queries.UNDONE, {"known": known}).fetchall()}
        return [
            Past(
                statement=statement_from(row[:15]),
                act=row[15],
                undone=row[15] in undone,
                retracted_by=retracted.get(row[0]),
            )
            for row in rows
        ]

    def log(self) -> list[Act]:
        """Give the log: every act in order."""
        with self.reading() as connection:
            rows = connection.execute(queries.LOG).fetchall()
        names = ("number", "at", "who", "kind", "why", "hash", "undone")
        return [Act(**dict(zip(names, row, strict=True))) for row in rows]

    def add_document(
        self, document: Document, records: Sequence[Record], reader_version: str, who: str | None = None
    ) -> bool:
        """Store a document, what a reader found in it and the proposed matches in one act; ``False`` if it is there."""
        from latticework.register.readings import add_reading

        return add_reading(self, document, records, reader_version, who)

    def records(self, as_known: str | None = None, most: int | None = None) -> list[dict[str, Any]]:
        """Give every record proposed or accepted, document by document, with the entity that it may be or is.

        In a register that holds more than ``most``, those that are matched with an entity, up to that number.
        """
        from latticework.register.readings import records

        return records(self, as_known, most)

    def matched(self, document: Document) -> int:
        """Count the records of a document for which an entity was proposed."""
        with self.reading() as connection:
            row = connection.execute(queries.MATCHED_OF, [document.sha256]).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the file."""
        self.let_go()
        if self._held is not None:
            self._held.close()
            self._held = None

    def __enter__(self) -> RegisterFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def follow(links: dict[str, str]) -> dict[str, str]:
    """Follow each link to its end.

    Raises:
        RegisterError: the links go round in a circle.

    >>> follow({"a": "b", "b": "c"})
    {'a': 'c', 'b': 'c'}
    """
    ends: dict[str, str] = {}
    for start in links:
        seen, at = {start}, links[start]
        while at in links:
            if at in seen:
                raise RegisterError(f"{start!r} would be merged into itself", remedy="Split one of them first")
            seen.add(at)
            at = links[at]
        ends[start] = at
    return ends
