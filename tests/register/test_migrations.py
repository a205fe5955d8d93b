"""Old files open with newer versions, after a backup; nothing that they held is lost."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from latticework.model import RegisterError, Source, Statement
from latticework.read import document_from_text, find_records
from latticework.register import RegisterFile, check, shipped_statements

SCHEMA = Path(__file__).with_name("schema_format_1.sql")
TEXT = "On July 28, 2024, the defense ministers of Japan, South Korea and the United States met in Tokyo.\n"


def some_shipped() -> tuple[list[Statement], list[Source]]:
    statements, sources = shipped_statements()
    return [s for s in statements if s.subject_type == "meeting"], sources[:20]


def of_format_1(path: Path) -> None:
    """Write a register as version 0.1 did: the shipped statements, a document read twice, a match."""
    statements, sources = some_shipped()
    document = document_from_text(TEXT, "'; DROP TABLE x.txt")
    with duckdb.connect(str(path)) as connection:
        connection.execute(SCHEMA.read_text())
        connection.execute("INSERT INTO meta VALUES ('format', '1')")
        for s in sources:
            connection.execute(
                "INSERT INTO sources VALUES (?, ?, ?, ?, ?)", [s.id, s.title, s.publisher, s.date, s.address]
            )
        for position, s in enumerate(statements):
            value = json.dumps(s.value, ensure_ascii=False)
            row = [s.id, s.subject, s.subject_type, s.property, value, json.dumps(s.sources), None, s.layer, s.status]
            row += [s.confidence, s.valid_from, s.valid_to, s.recorded_at, s.recorded_by, s.preferred, position]
            connection.execute("INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        lines = [json.dumps(record.as_line()) for record in find_records(document).records]
        for version, at in (("r1", "2026-01-01T00:00:00Z"), ("r2", "2026-02-01T00:00:00Z")):
            row = [document.sha256, version, document.name, document.title, document.date, "text/plain", TEXT, at]
            connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            for position, line in enumerate(lines):
                connection.execute(
                    "INSERT INTO records VALUES (?, ?, ?, ?)", [document.sha256, version, position, line]
                )
            match = [document.sha256, version, 0, "trilateral-defence-2024-07-28", 1.0, "parties agree", "proposed"]
            connection.execute("INSERT INTO proposals VALUES (?, ?, ?, ?, ?, ?, ?)", match)


def test_a_file_of_format_1_opens_with_everything_that_it_held(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    of_format_1(path)
    before = path.read_bytes()
    with RegisterFile.open(path) as file:
        statements, sources = some_shipped()
        assert file.statements() == statements
        assert sorted(file.sources(), key=lambda s: s.id) == sorted(sources, key=lambda s: s.id)
        assert [r["quote"] for r in file.records()] == [TEXT.strip()]
        assert file.records()[0]["proposed"] == "trilateral-defence-2024-07-28"
        assert not file.add_document(document_from_text(TEXT, "again.txt"), [], "r2")
        assert check(file).problems == ()
        assert file.records("2025-12-31") == []
    assert (tmp_path / "r.duckdb.format-1.backup").read_bytes() == before


def test_a_migration_that_fails_leaves_file_and_backup(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    of_format_1(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE statements SET value = 'no JSON' WHERE position = 7")
    shutil.copy(path, tmp_path / "before")
    with pytest.raises(RegisterError, match="up to date"):
        RegisterFile.open(path)
    with duckdb.connect(str(path)) as now, duckdb.connect(str(tmp_path / "before")) as before:
        for table in ("statements", "sources", "records", "documents", "meta"):
            assert now.table(table).fetchall() == before.table(table).fetchall()
    assert (tmp_path / "r.duckdb.format-1.backup").exists()


def test_a_second_backup_does_not_overwrite_the_first(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    of_format_1(path)
    (tmp_path / "r.duckdb.format-1.backup").write_text("mine")
    RegisterFile.open(path)
    assert (tmp_path / "r.duckdb.format-1.backup").read_text() == "mine"
    assert (tmp_path / "r.duckdb.format-1-2.backup").stat().st_size > 100_000
