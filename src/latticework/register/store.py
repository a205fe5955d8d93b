"""The register file: DuckDB, statements that are never overwritten, short transactions.

Only this module opens DuckDB connections to a register. Reading never creates a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from latticework.model import Document, Evidence, Lattice, Record, RegisterError, Source, Statement
from latticework.register.merge import propose
from latticework.register.shipped_facts import shipped_statements
from latticework.register.snapshot import snapshot

FORMAT = 1
DUCKDB_MARK = b"DUCK"
INSERT_STATEMENTS = (
    "INSERT INTO statements SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::BOOLEAN[]), unnest(?::BIGINT[])"
)
INSERT_SOURCES = (
    "INSERT INTO sources SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[])"
)
INSERT_RECORDS = (
    "INSERT INTO records SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::INTEGER[]), unnest(?::VARCHAR[])"
)
INSERT_PROPOSALS = (
    "INSERT INTO proposals SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::INTEGER[]), "
    "unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), unnest(?::VARCHAR[]), 'proposed'"
)
SHIPPED_AS_OF = "2024-07-31"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mark(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(12)[8:]
    except OSError as problem:
        raise RegisterError(
            f"The register cannot be read: {problem.strerror}", where=str(path), remedy="Check the file's permissions"
        ) from problem


def _no_register(path: Path) -> RegisterError:
    return RegisterError(
        "This file is not a register", where=str(path), remedy="Give a file that `latticework init` made"
    )


def _why_closed(problem: duckdb.Error, path: Path) -> RegisterError:
    """Say why DuckDB does not open one of its own files."""
    said = str(problem).lower()
    if "set lock" in said or "another process" in said:
        return RegisterError(
            "The register is open in another program",
            where=str(path),
            remedy="Close the other program, or wait until its command has ended",
        )
    if "permission" in said or "read-only" in said:
        return RegisterError(
            "The register may not be written",
            where=str(path),
            remedy="Check the permissions of the file and its folder",
        )
    if (
        "newer version" in said
        or "version number" in said
        or "storage version" in said
        or "checksum" in said
        and "version" in said
    ):
        return RegisterError(
            "The register was written by a newer DuckDB", where=str(path), remedy="Update latticework to open it"
        )
    return RegisterError(
        "The register is damaged", where=str(path), remedy="Take a copy from before, or make a new one with init"
    )


class RegisterFile:
    """An open register; use as a context manager, or close it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._present: tuple[int, Lattice] | None = None

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
        half.unlink(missing_ok=True)
        made = cls(duckdb.connect(str(half)))
        made._fill(statements, sources)
        made.close()
        half.rename(path)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> RegisterFile:
        """Open an existing register.

        Raises:
            RegisterError: no such file, no register, from a newer version, or held by another process.
        """
        if not path.is_file():
            raise RegisterError(
                "There is no register here",
                where=str(path),
                remedy="Create one with `latticework init`, or say --register",
            )
        if _mark(path) != DUCKDB_MARK:  # DuckDB would make a database of an empty file
            raise _no_register(path)
        try:
            connection = duckdb.connect(str(path))
        except duckdb.Error as problem:
            raise _why_closed(problem, path) from problem
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
        except duckdb.Error as problem:
            connection.close()
            raise _no_register(path) from problem
        if row is None or not str(row[0]).isdigit():
            connection.close()
            raise _no_register(path)
        if int(row[0]) > FORMAT:
            connection.close()
            raise RegisterError(
                "The register was made by a newer version", where=str(path), remedy="Update latticework to open it"
            )
        return cls(connection)

    @classmethod
    def in_memory(cls) -> RegisterFile:
        """Give the shipped facts without touching the disk."""
        made = cls(duckdb.connect(":memory:"))
        made._fill(*shipped_statements())
        return made

    def _fill(self, statements: Sequence[Statement], sources: Sequence[Source]) -> None:
        schema = files("latticework").joinpath("register", "schema.sql").read_text(encoding="utf-8")
        self._connection.execute(schema)
        self._connection.execute("BEGIN")
        self._connection.execute("INSERT INTO meta VALUES ('format', ?)", [str(FORMAT)])
        rows = [(s.id, s.title, s.publisher, s.date, s.address) for s in sources]
        self._insert_rows(INSERT_SOURCES, rows)
        self._insert(statements)
        self._connection.execute("COMMIT")

    def _insert(self, statements: Iterable[Statement]) -> None:
        rows = [
            (
                s.id,
                s.subject,
                s.subject_type,
                s.property,
                json.dumps(s.value, ensure_ascii=False),
                json.dumps(s.sources),
                json.dumps(asdict(s.evidence), ensure_ascii=False) if s.evidence else None,
                s.layer,
                s.status,
                s.confidence,
                s.valid_from,
                s.valid_to,
                s.recorded_at,
                s.recorded_by,
                s.preferred,
                position,
            )
            for position, s in enumerate(statements)
        ]
        self._insert_rows(INSERT_STATEMENTS, rows)

    def _insert_rows(self, insert: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows column by column in one statement: many times faster than row by row."""
        if rows:
            self._connection.execute(insert, [list(column) for column in zip(*rows, strict=True)])

    def statements(self) -> list[Statement]:
        """Give every statement, in the order in which it was recorded."""
        rows = self._connection.execute("SELECT * FROM statements ORDER BY recorded_at, position").fetchall()
        return [
            Statement(
                id=r[0],
                subject=r[1],
                subject_type=r[2],
                property=r[3],
                value=json.loads(r[4]),
                sources=tuple(json.loads(r[5])),
                evidence=Evidence(**json.loads(r[6])) if r[6] else None,
                layer=r[7],
                status=r[8],
                confidence=r[9],
                valid_from=r[10],
                valid_to=r[11],
                recorded_at=r[12],
                recorded_by=r[13],
                preferred=r[14],
            )
            for r in rows
        ]

    def sources(self) -> list[Source]:
        """Give every source."""
        rows = self._connection.execute("SELECT * FROM sources ORDER BY id").fetchall()
        return [Source(id=r[0], title=r[1], publisher=r[2], date=r[3], address=r[4]) for r in rows]

    def lattice(self, as_of: str = SHIPPED_AS_OF, as_known: str | None = None) -> Lattice:
        """Give the snapshot true on a date, as known on another."""
        return snapshot(self.statements(), self.sources(), as_of, as_known)

    def add_document(self, document: Document, records: Sequence[Record], reader_version: str) -> bool:
        """Store a document, its records and the proposed matches in one transaction; ``False`` if it is there."""
        key = [document.sha256, reader_version]
        there = "SELECT 1 FROM documents WHERE sha256 = ? AND reader_version = ?"
        if self._connection.execute(there, key).fetchone():
            return False
        lattice = self._present_lattice()
        proposals = [p for i, record in enumerate(records) if (p := propose(i, record, lattice))]
        self._connection.execute("BEGIN")
        try:
            self._connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [*key, document.name, document.title, document.date, document.media_type, document.text, _now()],
            )
            lines = [json.dumps(record.as_line(), ensure_ascii=False) for record in records]
            self._insert_rows(INSERT_RECORDS, [(*key, position, line) for position, line in enumerate(lines)])
            matches = [(*key, one.position, one.entity, one.score, one.reason) for one in proposals]
            self._insert_rows(INSERT_PROPOSALS, matches)
            self._connection.execute("COMMIT")
        except BaseException as problem:
            with suppress(duckdb.TransactionException):  # an interrupt may come when the transaction is over already
                self._connection.execute("ROLLBACK")
            if isinstance(problem, RuntimeError) and "interrupted" in str(problem).lower():
                raise KeyboardInterrupt from problem  # so DuckDB calls a Ctrl-C that meets a query
            raise
        return True

    def _present_lattice(self) -> Lattice:
        """Give the lattice, built again only when statements were added: none is ever changed or taken away."""
        row = self._connection.execute("SELECT count(*) FROM statements").fetchone()
        count = int(row[0]) if row else 0
        if self._present is None or self._present[0] != count:
            self._present = (count, self.lattice())
        return self._present[1]

    def records(self) -> list[dict[str, Any]]:
        """Give every record read, document by document, with the proposed entity where there is one."""
        rows = self._connection.execute(
            "SELECT r.line, p.entity, p.score, p.reason FROM records r JOIN documents d USING (sha256, reader_version) "
            "LEFT JOIN proposals p ON p.sha256 = r.sha256 AND p.reader_version = r.reader_version "
            "AND p.position = r.position ORDER BY d.name, r.sha256, r.reader_version, r.position"
        ).fetchall()
        return [{**json.loads(r[0]), "proposed": r[1], "proposed_score": r[2], "proposed_because": r[3]} for r in rows]

    def proposals(self) -> list[dict[str, Any]]:
        """Give the proposed matches of records with entities, with score and reason."""
        rows = self._connection.execute(
            "SELECT sha256, position, entity, score, reason, status FROM proposals ORDER BY sha256, position"
        ).fetchall()
        names = ("sha256", "position", "entity", "score", "reason", "status")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> RegisterFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
