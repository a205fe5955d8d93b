"""The register file: statements that are never overwritten, one act at a time, and what they say on two dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from latticework.model import Act, Document, Lattice, Past, Record, Source, Statement
from latticework.register import queries
from latticework.register.acts import FIRST_HASH, LAST_ACT, now
from latticework.register.beginning import fill, make_tables, new_file
from latticework.register.holding import Holding
from latticework.register.migrations import FORMAT, bring_up_to_date, format_of
from latticework.register.opening import WAIT_S, open_file
from latticework.register.roots import follow
from latticework.register.rows import statement_from
from latticework.register.shipped_facts import shipped_statements
from latticework.register.snapshot import day_of, snapshot

SHIPPED_AS_OF = "2024-07-31"


class RegisterFile(Holding):
    """A register; use as a context manager, or close it."""

    @classmethod
    def create(cls, path: Path, statements: Sequence[Statement], sources: Sequence[Source]) -> RegisterFile:
        """Create a register file, whole or not at all.

        Raises:
            RegisterError: the file exists, a statement cannot be kept, or the file cannot be written.
        """
        with new_file(path) as connection:
            fill(connection, statements, sources, now)
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
            bring_up_to_date(path, wait_s)
        return cls(path, clock=clock, wait_s=wait_s)

    @classmethod
    def in_memory(cls) -> RegisterFile:
        """Give the shipped facts without touching the disk."""
        return cls.in_memory_with(*shipped_statements())

    @classmethod
    def in_memory_with(cls, statements: Sequence[Statement], sources: Sequence[Source]) -> RegisterFile:
        """Give a register of these statements without touching the disk."""
        memory = duckdb.connect(":memory:")
        make_tables(memory)
        fill(memory, statements, sources, now)
        return cls(None, memory=memory)

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
            rows = connection.execute(LAST_ACT).fetchall()  # whole, so that others may use the connection next
        return (int(rows[0][0]), str(rows[0][2])) if rows else (0, FIRST_HASH)

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
            return self._judged(
                connection, known, [statement_from(row) for row in rows], self._roots(connection, known)
            )

    def true_on(self, as_of: str, as_known: str | None = None) -> list[Statement]:
        """Give the statements that are true on a date, as known on another."""
        day = day_of(as_of)
        with self.reading() as connection:
            known = self.known(connection, as_known)
            return self._true_on(connection, known, day, self._roots(connection, known))

    def sources(self, as_known: str | None = None) -> list[Source]:
        """Give every source that is known."""
        with self.reading() as connection:
            return self._sources(connection, self.known(connection, as_known))

    def lattice(self, as_of: str = SHIPPED_AS_OF, as_known: str | None = None) -> Lattice:
        """Give the snapshot true on a date, as known on another.

        Raises:
            BadScenario: a date that is none.
        """
        day = day_of(as_of)
        with self.reading() as connection:
            known = self.known(connection, as_known)
            roots = self._roots(connection, known)
            judged = self._true_on(connection, known, day, roots)
            return snapshot(judged, self._sources(connection, known), as_of, as_known, roots)

    def _true_on(
        self, connection: duckdb.DuckDBPyConnection, known: int, day: date, roots: dict[str, str]
    ) -> list[Statement]:
        rows = connection.execute(queries.TRUE_ON, {"known": known, "day": day}).fetchall()
        return self._judged(connection, known, [statement_from(row) for row in rows], roots)

    def _sources(self, connection: duckdb.DuckDBPyConnection, known: int) -> list[Source]:
        """Give the sources known by an act; of two with one id the later one."""
        rows = connection.execute(queries.SOURCES, {"known": known}).fetchall()
        sources = [Source(id=row[0], title=row[1], publisher=row[2], date=row[3], address=row[4]) for row in rows]
        return list({source.id: source for source in sources}.values())

    def _judged(
        self, connection: duckdb.DuckDBPyConnection, known: int, rows: list[Statement], roots: dict[str, str]
    ) -> list[Statement]:
        """Mark the values that a recorded judgement prefers, the latest judgement on each property."""
        preferences = connection.execute(queries.PREFERENCES, {"known": known}).fetchall()
        if not preferences:
            return rows
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

    def history(self, entity: str, as_known: str | None = None, as_of: str | None = None) -> list[Past]:
        """Give everything ever stated of one entity and what was merged into it, with what became of each statement.

        With ``as_of`` only what was stated to be true on that day.
        """
        day = day_of(as_of) if as_of else None
        with self.reading() as connection:
            known = self.known(connection, as_known)
            root = self._roots(connection, known)
            subjects = [entity, *(subject for subject, target in root.items() if target == entity)]
            rows = [
                row
                for subject in subjects
                for row in connection.execute(
                    queries.STATED_OF, {"known": known, "subject": subject, "day": day}
                ).fetchall()
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

    def log(self, as_known: str | None = None) -> list[Act]:
        """Give the log: every act in order, as known on a date."""
        with self.reading() as connection:
            rows = connection.execute(queries.LOG, {"known": self.known(connection, as_known)}).fetchall()
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
