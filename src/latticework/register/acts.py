"""Acts: every change is one act in the log, with who, when and why, chained by hash to the one before.

An act's rows are written in the transaction that writes the act; its ``digest`` covers those rows, and its ``hash``
covers the digest and the previous act's hash. So a row or an act changed afterwards no longer fits (``check``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from latticework.model import Act

FIRST_HASH = "0" * 64
# One statement with whole columns is many times faster than row by row. Columns stand in the order of schema.sql.
INSERTS = {
    "sources": "INSERT INTO sources SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "documents": "INSERT INTO documents SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "readings": "INSERT INTO readings SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "records": "INSERT INTO records SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "found": "INSERT INTO found SELECT ?, unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
    "matches": "INSERT INTO matches SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), "
    "unnest(?::VARCHAR[])",
    "sketches": "INSERT INTO sketches SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "copies": "INSERT INTO copies SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::DOUBLE[])",
    "statements": "INSERT INTO statements SELECT ?, unnest(?::BIGINT[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
    "unnest(?::VARCHAR[])::DATE, unnest(?::VARCHAR[])::DATE, unnest(?::BOOLEAN[])",
    "retractions": "INSERT INTO retractions SELECT ?, unnest(?::VARCHAR[])",
    "preferences": "INSERT INTO preferences SELECT ?, unnest(?::VARCHAR[])",
    "decisions": "INSERT INTO decisions SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "identities": "INSERT INTO identities SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
    "undoings": "INSERT INTO undoings SELECT ?, unnest(?::BIGINT[]), unnest(?::BOOLEAN[])",
}
ROWS_OF = {
    "sources": "SELECT act, id, title, publisher, date, address FROM sources ORDER BY act",
    "documents": "SELECT act, sha256, name, title, date, date_rule, media_type, text FROM documents ORDER BY act",
    "readings": "SELECT act, sha256, reader_version FROM readings ORDER BY act",
    "records": "SELECT act, id, sha256, line FROM records ORDER BY act",
    "found": "SELECT act, record, position FROM found ORDER BY act",
    "matches": "SELECT act, record, entity, score, reason FROM matches ORDER BY act",
    "sketches": "SELECT act, sha256, bands FROM sketches ORDER BY act",
    "copies": "SELECT act, sha256, original, share FROM copies ORDER BY act",
    "statements": "SELECT act, position, id, subject, subject_type, property, value, sources, evidence, layer, status, "
    "confidence, valid_from, valid_to, valid_first::VARCHAR, valid_last::VARCHAR, preferred FROM statements "
    "ORDER BY act",
    "retractions": "SELECT act, statement FROM retractions ORDER BY act",
    "preferences": "SELECT act, statement FROM preferences ORDER BY act",
    "decisions": "SELECT act, record, verdict, subject FROM decisions ORDER BY act",
    "identities": "SELECT act, subject, entity FROM identities ORDER BY act",
    "undoings": "SELECT act, target, undone FROM undoings ORDER BY act",
}
INSERT_ACT = "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
LAST_ACT = "SELECT act, moment, hash FROM acts ORDER BY act DESC LIMIT 1"

Row = Sequence[Any]
WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def now() -> str:
    """Give the time of the machine's clock, in UTC and whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writing:
    """An act being put together inside an open transaction: read through ``connection``, add rows, finish."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        kind: str,
        who: str,
        why: str,
        clock: Callable[[], str] = now,
    ) -> None:
        self.connection, self.kind, self.who, self.why = connection, kind, who, why
        last = connection.execute(LAST_ACT).fetchone()
        number, last_at, previous = last if last else (0, "", FIRST_HASH)
        self.act, self._previous = int(number) + 1, str(previous)
        # A clock set back must not make the register forget the order in which it learned.
        self.at = max(clock(), last_at)
        self.rows: dict[str, list[Row]] = {}
        self.cancelled = False

    def cancel(self) -> None:
        """Write nothing, not even an entry in the log: it turned out that there is nothing to do."""
        self.cancelled = True

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows of a table, without the act's number, columns in the order of the schema."""
        self.rows.setdefault(table, []).extend(rows)

    def finish(self) -> Act:
        """Write the act and its rows; the caller commits."""
        written = digest(self.rows)
        hash = act_hash(self.act, self.at, self.who, self.kind, self.why, written, self._previous)
        self.connection.execute(
            INSERT_ACT, [self.act, self.at, self.who, self.kind, self.why, written, self._previous, hash]
        )
        for table, rows in self.rows.items():
            if rows:
                columns = [list(column) for column in zip(*rows, strict=True)]
                self.connection.execute(INSERTS[table], [self.act, *columns])
        return Act(number=self.act, at=self.at, who=self.who, kind=self.kind, why=self.why, hash=hash)


def digest(rows: dict[str, list[Row]]) -> str:
    """Give the SHA-256 of an act's rows, whatever their order."""
    lines = sorted(WRITE([table, *row]) for table, some in rows.items() for row in some)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def act_hash(act: int, at: str, who: str, kind: str, why: str, written: str, previous: str) -> str:
    """Give the hash that chains an act to the one before it."""
    content = json.dumps([act, at, who, kind, why, written, previous], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
