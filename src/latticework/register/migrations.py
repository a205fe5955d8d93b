"""Numbered migrations: an older file is copied aside, then brought up to date in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import duckdb

from latticework.model import RegisterError
from latticework.register.acts import Writing
from latticework.register.opening import damaged, no_register, open_file, why_closed

FORMAT = 3
OLD_TABLES_ASIDE = (
    "ALTER TABLE sources RENAME TO old_sources; ALTER TABLE statements RENAME TO old_statements; "
    "ALTER TABLE documents RENAME TO old_documents; ALTER TABLE records RENAME TO old_records; "
    "ALTER TABLE meta RENAME TO old_meta"
)
OLD_TABLES_GONE = (
    "DROP TABLE old_meta; DROP TABLE old_sources; DROP TABLE old_statements; DROP TABLE old_documents; "
    "DROP TABLE old_records; DROP TABLE proposals"
)
TABLES_OF_COPIES = (
    "CREATE TABLE sketches (act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, bands VARCHAR NOT NULL); "
    "CREATE TABLE copies (act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, original VARCHAR NOT NULL, share DOUBLE NOT NULL)"
)
LATER_TABLES_GONE = "DROP TABLE sketches; DROP TABLE copies"  # the schema is the newest; each step adds its own
OLD_ACTS = "SELECT DISTINCT recorded_at, recorded_by FROM old_statements ORDER BY recorded_at, recorded_by"
OLD_STATEMENTS = (
    "SELECT id, subject, subject_type, property, value, sources, evidence, layer, status, confidence, valid_from, "
    "valid_to, recorded_at, recorded_by, preferred FROM old_statements WHERE recorded_at = ? AND recorded_by = ? "
    "ORDER BY position"
)
OLD_SOURCES = "SELECT id, title, publisher, date, address FROM old_sources ORDER BY id"
OLD_DOCUMENTS = (
    "SELECT sha256, reader_version, name, title, date, media_type, text, read_at FROM old_documents ORDER BY read_at"
)
OLD_RECORDS = "SELECT position, line FROM old_records WHERE sha256 = ? AND reader_version = ? ORDER BY position"
OLD_MATCHES = "SELECT position, entity, score, reason FROM proposals WHERE sha256 = ? AND reader_version = ?"


def format_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Give the number of the file's format.

    Raises:
        RegisterError: it is no register, or of a newer version.
    """
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    except duckdb.CatalogException as problem:
        raise no_register(path) from problem
    except duckdb.Error as problem:
        raise why_closed(problem, path) from problem
    if row is None or not str(row[0]).isdigit():
        raise no_register(path)
    if int(row[0]) > FORMAT:
        raise RegisterError(
            "The register was made by a newer version", where=str(path), remedy="Update latticework to open it"
        )
    return int(row[0])


def bring_up_to_date(path: Path, wait_s: float) -> Path | None:
    """Copy the file to ``NAME.format-N.backup``, then run each migration since its format.

    Returns:
        Where the backup lies; ``None`` if another command brought it up to date meanwhile.
    Raises:
        RegisterError: no backup or no migration could be made; the file is as it was.
    """
    opened = open_file(path, write=True, wait_s=wait_s)
    connection = opened.connection
    try:
        connection.execute("CHECKPOINT")  # folds in what a crash left in the write-ahead log
        found = format_of(connection, path)
        if found == FORMAT:
            return None  # another command was faster
        backup = _free_name(path, found)
        try:
            opened.copy_to(backup)
        except OSError as problem:
            raise RegisterError(
                f"No backup could be made before the register is brought up to date: {problem.strerror}",
                where=str(backup),
                remedy="Make room, or allow writing in the folder",
            ) from problem
        connection.execute("BEGIN")
        for number in range(found + 1, FORMAT + 1):
            MIGRATIONS[number](connection)
        connection.execute("COMMIT")
    except (duckdb.Error, ValueError, TypeError, KeyError) as problem:  # whatever an old row may hold
        raise damaged(path, f"it could not be brought up to date ({problem})") from problem
    finally:
        opened.close()
    return backup


def _free_name(path: Path, found: int) -> Path:
    name = path.with_name(f"{path.name}.format-{found}.backup")
    count = 1
    while name.exists():
        count += 1
        name = path.with_name(f"{path.name}.format-{found}-{count}.backup")
    return name


def to_format_2(connection: duckdb.DuckDBPyConnection) -> None:
    """Acts with a chained log instead of a date and a name on each row; records told apart by what they say."""
    from latticework.register.readings import record_id
    from latticework.register.rows import statement_from, statement_row

    connection.execute(OLD_TABLES_ASIDE)
    connection.execute(files("latticework").joinpath("register", "schema.sql").read_text(encoding="utf-8"))
    connection.execute(LATER_TABLES_GONE)
    connection.execute("INSERT INTO meta VALUES ('format', '2')")
    position, sources = 0, connection.execute(OLD_SOURCES).fetchall()
    for at, who in connection.execute(OLD_ACTS).fetchall() or [("", "latticework")]:
        act = Writing(connection, "begin", who, "carried over from format 1", _at(at))
        act.add("sources", sources)
        sources = []
        for row in connection.execute(OLD_STATEMENTS, [at, who]).fetchall():
            act.add("statements", [statement_row(position, statement_from(row))])
            position += 1
        act.finish()
    kept: set[str] = set()
    for sha256, version, name, title, date, media, text, at in connection.execute(OLD_DOCUMENTS).fetchall():
        act = Writing(connection, "read", "latticework", f"{name}, read by {version} (format 1)", _at(at))
        if sha256 not in kept:
            act.add("documents", [(sha256, name, title, date, None, media, text)])
        kept.add(sha256)
        act.add("readings", [(sha256, version)])
        ids = {}
        for place, line in connection.execute(OLD_RECORDS, [sha256, version]).fetchall():
            ids[place] = record_id(json.loads(line))
            if ids[place] not in kept:
                act.add("records", [(ids[place], sha256, line)])
            kept.add(ids[place])
            act.add("found", [(ids[place], place)])
        for place, entity, score, reason in connection.execute(OLD_MATCHES, [sha256, version]).fetchall():
            act.add("matches", [(ids[place], entity, score, reason)])
        act.finish()
    connection.execute(OLD_TABLES_GONE)


def to_format_3(connection: duckdb.DuckDBPyConnection) -> None:
    """Room for copies of texts; documents read before have no sketch, so that they are found to be no copies."""
    connection.execute(TABLES_OF_COPIES)
    connection.execute("UPDATE meta SET value = '3' WHERE name = 'format'")


def _at(at: str) -> Callable[[], str]:
    return lambda: at


MIGRATIONS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {2: to_format_2, 3: to_format_3}
