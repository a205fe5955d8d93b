"""A register loses nothing, invents nothing, and says when it knew."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import latticework as lw
from latticework.model import RegisterError, Source, Statement
from latticework.read import document_from_text, find_records
from latticework.register import RegisterFile

SOURCE = Source(id="gazette", title="Notice", publisher="An official gazette")
TEXT = "On July 28, 2024, the defense ministers of Japan, South Korea and the United States met in Tokyo.\n"


def statement(value: object, recorded: str, **more: object) -> Statement:
    known = Statement(
        id=f"{value}-{recorded}",
        subject="pact",
        subject_type="arrangement",
        property="label",
        value=value,
        sources=("gazette",),
        recorded_at=recorded,
        recorded_by="test",
    )
    return replace(known, **more)  # type: ignore[arg-type]


def test_what_was_true_and_what_was_known_are_two_dates(tmp_path: Path) -> None:
    rows = [
        statement("old name", "2020-01-01T00:00:00Z", valid_from="2019", valid_to="2021-12-31"),
        statement("new name", "2024-01-01T00:00:00Z", valid_from="2022-01-01"),
    ]
    with RegisterFile.create(tmp_path / "r.duckdb", rows, [SOURCE]) as file:
        assert file.lattice("2020-06-01").arrangements["pact"].label == "old name"
        assert file.lattice("2023-06-01").arrangements["pact"].label == "new name"
        assert "pact" not in file.lattice("2023-06-01", "2023-06-01").arrangements  # true, not yet known
        assert "pact" not in file.lattice("2018-06-01").arrangements


def test_statements_come_back_as_they_went_in(tmp_path: Path) -> None:
    rows = [statement({"k": [1, "é", None]}, "2020-01-01T00:00:00Z", layer="de_jure", confidence=0.5, preferred=True)]
    RegisterFile.create(tmp_path / "r.duckdb", rows, [SOURCE]).close()
    with RegisterFile.open(tmp_path / "r.duckdb") as file:
        assert file.statements() == rows
        assert file.sources() == [SOURCE]


def test_a_crash_in_the_middle_of_storing_leaves_no_half_document(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    lw.Register.create(path).close()
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from latticework.read import document_from_text\n"
        "from latticework.register import RegisterFile\n"
        "class Fatal:\n"
        "    type = 'role'\n"
        "    def as_line(self): os._exit(9)\n"
        "file = RegisterFile.open(Path(sys.argv[1]))\n"
        "file.add_document(document_from_text(sys.argv[2], 'note.txt'), [Fatal()], 'v')\n"
    )
    run = subprocess.run([sys.executable, "-c", program, str(path), TEXT], env=os.environ)
    assert run.returncode == 9
    with RegisterFile.open(path) as file:
        assert file.records() == []
        assert len(file.lattice().arrangements) == 29
        document = document_from_text(TEXT, "note.txt")
        assert file.add_document(document, find_records(document).records, "v")


def test_a_failure_while_storing_rolls_back(tmp_path: Path) -> None:
    with RegisterFile.create(tmp_path / "r.duckdb", [], []) as file:
        document = document_from_text(TEXT, "note.txt")
        record = find_records(document).records[0]

        class Broken:
            type = record.type

            def as_line(self) -> dict[str, object]:
                raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            file.add_document(document, [Broken()], "v")  # type: ignore[list-item]
        assert file.add_document(document, [record], "v")
        assert not file.add_document(document, [record], "v")
        assert len(file.records()) == 1


def test_a_match_is_proposed_with_its_reason_and_changes_nothing(tmp_path: Path) -> None:
    with lw.Register.create(tmp_path / "r.duckdb") as register:
        before = register.as_of().snapshot.meetings
        (tmp_path / "note.txt").write_text(TEXT)
        register.read(tmp_path / "note.txt")
        (record,) = [r for r in register.records() if r["type"] == "meeting"]
        assert record["proposed"] == "trilateral-defence-2024-07-28"
        assert "parties agree 1.00" in record["proposed_because"]
        assert register.as_of().snapshot.meetings == before


def test_a_register_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    lw.Register.create(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="newer version"):
        RegisterFile.open(path)
    assert path.read_bytes() == before


def test_another_duckdb_file_is_no_register(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(RegisterError, match="not a register"):
        RegisterFile.open(tmp_path / "other.duckdb")


def test_a_register_open_elsewhere_says_so(tmp_path: Path) -> None:
    path = tmp_path / "r.duckdb"
    lw.Register.create(path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout and holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(RegisterError, match="open in another program"):
            RegisterFile.open(path, wait_s=0.2)
    finally:
        holder.communicate("\n")


def test_odd_names_are_just_names(tmp_path: Path) -> None:
    with RegisterFile.create(tmp_path / "r.duckdb", [], []) as file:
        for name in ("'; DROP TABLE records; --", "../../x", "日本.txt"):
            document = document_from_text(f"{name}\n\n{TEXT}", name)
            file.add_document(document, find_records(document).records, "v")
        assert {json.dumps(r["doc"]) for r in file.records()} == {
            json.dumps(n) for n in ("'; DROP TABLE records; --", "../../x", "日本.txt")
        }


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"0" * 5000], ids=["empty", "short", "other"])
def test_any_other_file_is_no_register_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.duckdb").write_bytes(content)
    with pytest.raises(RegisterError, match="not a register"):
        RegisterFile.open(tmp_path / "r.duckdb")
    assert (tmp_path / "r.duckdb").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["r.duckdb"]


def test_a_register_cut_off_is_called_damaged(tmp_path: Path) -> None:
    lw.Register.create(tmp_path / "r.duckdb").close()
    whole = (tmp_path / "r.duckdb").read_bytes()
    (tmp_path / "r.duckdb").write_bytes(whole[:5000])
    with pytest.raises(RegisterError, match="damaged"):
        RegisterFile.open(tmp_path / "r.duckdb")
    assert (tmp_path / "r.duckdb").read_bytes() == whole[:5000]


def test_one_damaged_file_does_not_stop_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import latticework.read.batches

    extract = latticework.read.batches.extract_document

    def fails_deep_down(path: Path) -> lw.Document:
        if path.name == "b.txt":
            raise SyntaxError("not well-formed")
        return extract(path)

    monkeypatch.setattr(latticework.read.batches, "extract_document", fails_deep_down)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{name}\n\n{TEXT}")
    with lw.Register.shipped() as register:
        report = register.read(tmp_path)
        assert [Path(file.path).name for file in report.problems] == ["b.txt"]
        assert "not well-formed" in str(report.problems[0].problem)
        assert {r["doc"] for r in register.records()} == {"a.txt", "c.txt"}
