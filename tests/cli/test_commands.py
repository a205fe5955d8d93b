"""The commands as a person types them, from init to export, and what they say when something is wrong."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

COMMANDS = ("init", "read", "show", "profiles", "what-if", "why", "compare", "fill-gap", "tree", "brief", "export")


def latticework(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "latticework.cli", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workplace")
    made = latticework("init", folder=folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, tmp_path: Path) -> None:
    run = latticework(command, "--help", folder=tmp_path)
    assert run.returncode == 0
    assert "Usage:" in run.stdout


def test_init_never_overwrites(workplace: Path) -> None:
    before = (workplace / "register.duckdb").read_bytes()
    run = latticework("init", folder=workplace)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert (workplace / "register.duckdb").read_bytes() == before


def test_what_if_prints_every_function_and_json_agrees(workplace: Path) -> None:
    table = latticework("what-if", "--actor", "USA", folder=workplace)
    assert table.returncode == 0, table.stderr
    answer = json.loads(latticework("what-if", "--actor", "USA", "--json", folder=workplace).stdout)
    for carried in answer["functions"].values():
        assert 0 <= carried["after"]["low"] <= carried["after"]["mean"] <= carried["after"]["high"] <= 1
        assert f"{round(carried['after']['mean'] * 100)} in 100" in table.stdout
    assert {"sustain-ukraine", "north-korea", "deter-south-china-sea"} <= set(answer["functions"])


def test_the_same_question_gives_the_same_bytes(workplace: Path) -> None:
    for name in ("first.html", "second.html"):
        run = latticework("brief", "--actor", "USA", "--output", name, folder=workplace)
        assert run.returncode == 0, run.stderr
    assert (workplace / "first.html").read_bytes() == (workplace / "second.html").read_bytes()


def test_any_actor_can_be_the_hub_and_several_at_once(workplace: Path) -> None:
    (workplace / "two.toml").write_text(
        'name = "two at once"\n'
        '[[change]]\nactor = "JPN"\nposture = "scaled_back"\non = "2025-01-20"\n'
        '[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\n'
    )
    run = latticework("what-if", "--scenario", "two.toml", "--json", folder=workplace)
    assert run.returncode == 0, run.stderr
    both = json.loads(run.stdout)["functions"]
    alone = json.loads(latticework("what-if", "--actor", "USA", "--json", folder=workplace).stdout)["functions"]
    for name in both:
        assert both[name]["after"]["mean"] <= alone[name]["after"]["mean"] + 1e-12


def test_reading_stores_records_and_again_is_idempotent(workplace: Path) -> None:
    (workplace / "note.txt").write_text(
        "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan, South Korea and the "
        "United States met in Tokyo and signed a memorandum of cooperation.\n"
    )
    first = latticework("read", "note.txt", "--json", folder=workplace)
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)["files"][0]
    assert report["records"]["meeting"] == 1
    again = json.loads(latticework("read", "note.txt", "--json", folder=workplace).stdout)["files"][0]
    assert again["already_read"] is True


def test_jsonl_lines_quote_exactly(workplace: Path) -> None:
    text = "Note\n\n2024-07-30\n\nThe United States pledged $500 million to the Philippines on July 30.\n"
    (workplace / "pledge.txt").write_text(text)
    lines = latticework("read", "pledge.txt", "--format", "jsonl", folder=workplace).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    pledge = next(record for record in records if record["type"] == "commitment")
    assert pledge["amount"] == 500_000_000
    assert pledge["currency"] == "USD"
    assert pledge["parties"] == ["USA"]
    for record in records:
        assert text[record["start"] : record["end"]] == record["quote"]


@pytest.mark.parametrize("format", ["csv", "parquet", "graphml"])
def test_export_writes_something(workplace: Path, format: str) -> None:
    run = latticework("export", format, "--output", f"out-{format}", folder=workplace)
    assert run.returncode == 0, run.stderr
    assert (workplace / f"out-{format}").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["what-if", "--actor", "UZA"], 2, "USA"),
        (["what-if", "--actor", "USA", "--posture", "gone"], 2, "withdrawn"),
        (["what-if", "--actor", "USA", "--on", "tomorrow"], 2, "tomorrow"),
        (["what-if"], 2, "--actor"),
        (["why", "train-ukranian-forces"], 2, "train-ukrainian-forces"),
        (["show", "nsatoo"], 2, "nsatu"),
        (["read", "missing.txt"], 1, "missing.txt"),
        (["brief", "--actor", "USA", "--output", "x.odt"], 1, ".html"),
        (["brief", "--actor", "USA", "--output", "nowhere/x.html"], 1, "nowhere"),
        (["show", "--as-of", "yesterday"], 2, "yesterday"),
        (["what-if", "--actor", "USA", "--seed", "-1"], 2, "seed"),
        (["what-if", "--actor", "USA", "--judgements", "missing.toml"], 1, "missing.toml"),
        (["why", "zzz"], 2, "train-ukrainian-forces"),
    ],
)
def test_errors_are_one_paragraph_with_a_remedy(workplace: Path, arguments: list[str], code: int, says: str) -> None:
    run = latticework(*arguments, folder=workplace)
    assert run.returncode == code, run.stdout + run.stderr
    assert says in run.stderr + run.stdout
    assert "Traceback" not in run.stderr


def test_no_register_says_how_to_make_one(tmp_path: Path) -> None:
    run = latticework("what-if", "--actor", "USA", folder=tmp_path)
    assert run.returncode == 1
    assert "init" in run.stderr
    assert list(tmp_path.iterdir()) == []  # reading never creates


def test_a_file_that_is_no_register_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "register.duckdb").write_text("not a register")
    run = latticework("show", folder=tmp_path)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert (tmp_path / "register.duckdb").read_text() == "not a register"


def bad_files(folder: Path) -> dict[str, str]:
    """Write files that cannot be read; give the word that the error about each must have."""
    import io
    import zipfile

    import docx
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen import canvas

    whole = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("On July 28, 2024, the ministers met in Tokyo.")
    document.save(whole)
    for name, encrypt in (("whole.pdf", None), ("locked.pdf", StandardEncryption("secret"))):
        page = canvas.Canvas(str(folder / name), encrypt=encrypt)
        page.drawString(50, 700, "On July 28, 2024, the ministers met in Tokyo.")
        page.save()
    (folder / "cut.pdf").write_bytes((folder / "whole.pdf").read_bytes()[:300])
    (folder / "whole.pdf").unlink()
    (folder / "cut.docx").write_bytes(whole.getvalue()[:2000])
    (folder / "locked.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000))
    with zipfile.ZipFile(whole) as good, zipfile.ZipFile(folder / "broken.docx", "w") as broken:
        for part in good.infolist():
            content = good.read(part.filename)
            broken.writestr(part, content[:700] if part.filename == "word/document.xml" else content)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "half.txt").write_bytes("Ministers met in Tokyo".encode("utf-16")[:-1])
    (folder / "other.txt").write_bytes(("\u65e5\u672c\u306e\u9632\u885b\u5927\u81e3\u3002" * 80).encode("shift_jis"))
    (folder / "french.txt").write_text(
        "Les ministres se sont r\u00e9unis \u00e0 Tokyo pour signer un accord. " * 20, "utf-8"
    )
    (folder / "long.txt").write_text("Ministers met. " * 3_400_000)
    return {
        "locked.pdf": "password", "cut.pdf": "damaged", "cut.docx": "damaged", "locked.docx": "protected",
        "broken.docx": "damaged", "empty.txt": "empty", "binary.txt": "binary", "half.txt": "utf-16",
        "other.txt": "encoding", "french.txt": "English", "long.txt": "50 million", "missing.txt": "no such file",
    }  # fmt: skip


def test_bad_files_are_set_aside_in_a_paragraph_each_and_nothing_is_lost(workplace: Path, tmp_path: Path) -> None:
    says = bad_files(tmp_path)
    (tmp_path / "good.txt").write_text("Good\n\n2024-07-30\n\nOn July 28, Japan and the United States met in Tokyo.\n")
    paths = [tmp_path / name for name in (*says, "good.txt")]
    run = latticework("read", *paths, folder=workplace)
    assert run.returncode == 1
    errors = run.stderr.splitlines()
    assert len(errors) == len(says), run.stderr  # one paragraph each, no traceback
    for (name, word), line in zip(says.items(), errors, strict=True):
        assert line.startswith(f"latticework: {tmp_path / name} set aside.") and word in line, line
    assert "Good" in run.stdout
    again = json.loads(latticework("read", tmp_path / "good.txt", "--json", folder=workplace).stdout)["files"][0]
    assert again["already_read"] is True


def test_a_fault_tree_is_answered_and_a_bad_one_refused(tmp_path: Path) -> None:
    model = (
        '<opsa-mef><define-fault-tree name="two of three"><define-gate name="top"><atleast min="2">'
        '<event name="a"/><event name="b"/><event name="c"/></atleast></define-gate></define-fault-tree><model-data>'
        + "".join(f'<define-basic-event name="{n}"><float value="0.1"/></define-basic-event>' for n in "abc")
        + "</model-data></opsa-mef>"
    )
    (tmp_path / "tree.xml").write_text(model)
    run = latticework("tree", "tree.xml", "--json", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["chance"] == pytest.approx(3 * 0.01 * 0.9 + 0.001, abs=1e-15)
    assert answer["events"][0]["birnbaum"] == pytest.approx(2 * 0.1 * 0.9, abs=1e-15)
    assert [cut["events"] for cut in answer["cut_sets"]] == [["a", "b"], ["a", "c"], ["b", "c"]]
    (tmp_path / "tree.xml").write_text(model.replace("atleast", "most"))
    run = latticework("tree", "tree.xml", folder=tmp_path)
    assert run.returncode == 1 and "<most> is not supported" in run.stderr and "Traceback" not in run.stderr


def test_the_deeper_answers_are_printed(workplace: Path) -> None:
    for name, theatres in (("a.toml", '["europe"]'), ("b.toml", "[]")):
        (workplace / name).write_text(
            f'[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\ntheatres = {theatres}\n'
        )
    run = latticework("compare", "a.toml", "b.toml", folder=workplace)
    assert run.returncode == 0, run.stderr
    assert "Only in A: USA withdrawn from 2025-01-20 (europe)" in run.stdout
    run = latticework("what-if", "--actor", "USA", "--months", "6", "--json", folder=workplace)
    assert [len(one["until"]) for one in json.loads(run.stdout)] == [7] * 6
    run = latticework("why", "sustain-ukraine", "--given", "nsatu", folder=workplace)
    assert run.returncode == 0 and "given that" in run.stdout, run.stderr
    run = latticework("what-if", "--actor", "USA", "--grid", "0,1", folder=workplace)
    assert "Over engagement levels" in run.stdout, run.stderr
    run = latticework("what-if", "--actor", "USA", "--grid", "0,2", folder=workplace)
    assert run.returncode == 2 and "no list of levels" in run.stderr
    run = latticework("why", "sustain-ukraine", "--width", folder=workplace)
    assert "judgement" in run.stdout and "first-order" in run.stdout
    invented = Path(__file__).resolve().parents[2] / "docs" / "examples" / "outcomes-invented.csv"
    run = latticework("what-if", "--actor", "USA", "--as-known", "2030-01-01", "--score", invented, folder=workplace)
    assert "invented" in run.stdout and "Brier score" in run.stdout, run.stderr


def test_a_function_opens_as_a_fault_tree(workplace: Path) -> None:
    answer = json.loads(latticework("why", "train-ukrainian-forces", "--json", folder=workplace).stdout)
    written = latticework("why", "train-ukrainian-forces", "--mef", "task.xml", folder=workplace)
    assert written.returncode == 0, written.stderr
    back = json.loads(latticework("tree", "task.xml", "--json", folder=workplace).stdout)
    # every input is drawn on its own and occurs once in each product, so that means carry over
    assert back["chance"] == pytest.approx(answer["after"]["mean"], abs=0.005)


def test_the_version_is_said(tmp_path: Path) -> None:
    run = latticework("--version", folder=tmp_path)
    assert run.returncode == 0 and run.stdout == f"latticework {version('latticework')}\n"
