"""Every output has a manifest beside it, from which `rerun` makes the same bytes or says what differs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from latticework.api import Register
from latticework.cli import app
from latticework.commands.recording import WRITES
from latticework.commands.rerunning import Changed
from latticework.history import Collection
from latticework.model import Document, LatticeworkError
from latticework.show.exports import FORMATS
from latticework.show.manifest import ENDING, BadManifest

SCENARIO = """
name = "both"
draws = 200
[[change]]
actor = "USA"
posture = "withdrawn"
on = "2025-01-20"
vary = [0, 1]
"""
OTHER = SCENARIO.replace("USA", "DEU").replace("vary = [0, 1]", "")
TREE = """<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><basic-event name="a"/><basic-event name="b"/></or>
</define-gate></define-fault-tree><model-data><define-basic-event name="a"><float value="0.1"/></define-basic-event>
<define-basic-event name="b"><float value="0.2"/></define-basic-event></model-data></opsa-mef>"""
KIEL = "country,year,month,gdp,financial,humanitarian,military\n" + "".join(
    f"{donor},2024,{month},{gdp},1,1,{n}\n"
    for n, (donor, gdp) in enumerate([("United States", 20000), ("Germany", 4000), ("EU (Commission and Council)", "")])
    for month in range(1, 13)
)
TEXT = (
    "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan and the United States met in Tokyo.\n"
)


def call(*words: object) -> str:
    run = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert run.exit_code == 0, run.output
    return run.output


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a register and files of every kind that commands read; it is where the commands run."""
    Register.create(tmp_path / "register.duckdb").close()
    for name, text in (("both.toml", SCENARIO), ("other.toml", OTHER), ("tree.xml", TREE), ("kiel.csv", KIEL)):
        (tmp_path / name).write_text(text)
    (tmp_path / "texts").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "texts" / name).write_text(TEXT + name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


WHO = ["--scenario", "other.toml"]
MADE = {
    "brief.html": ["brief", *WHO, "--output", "brief.html"],
    "brief.docx": ["brief", *WHO, "--output", "brief.docx"],
    "figure.svg": ["figure", "figure.svg", *WHO],
    "grid.json": ["what-if", "--scenario", "both.toml", "--output", "grid.json"],
    "actors.json": ["what-if", "--actors", "DEU,FRA", "--postures", "scaled_back,withdrawn", "--output", "actors.json"],
    "why.json": ["why", "north-korea", *WHO, "--seed", "5", "--output", "why.json"],
    "why.xml": ["why", "north-korea", *WHO, "--mef", "why.xml"],
    "compare.json": ["compare", "both.toml", "other.toml", "--output", "compare.json"],
    "advise.json": ["advise", *WHO, "--steps", "1", "--output", "advise.json"],
    "profiles.json": ["profiles", "--seed", "3", "--output", "profiles.json"],
    "tree.json": ["tree", "tree.xml", "--output", "tree.json"],
    "gap.json": ["fill-gap", "kiel.csv", "--since", "2024-01", "--output", "gap.json"],
    "records.jsonl": ["read", "texts", "--format", "jsonl", "--output", "records.jsonl"],
    "aid.toml": ["history", "estimate", "aid", "--shipped", "--save", "."],
    "register-csv": ["export", "csv", "--output", "register-csv"],
    "register.xlsx": ["export", "xlsx", "--output", "register.xlsx"],
    "whole": ["export", "parquet", "--whole", "--output", "whole"],
}  # fmt: skip


def all_files(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def test_every_kind_of_output_is_made_again_byte_for_byte_elsewhere(there: Path) -> None:
    (there / "again").mkdir()
    tried = set()
    for name, words in MADE.items():
        call(*words)
        manifest = there / (name + ENDING)
        told = manifest.read_text()
        assert str(there) not in told, f"the manifest of {name} names a path of this machine"
        table = json.loads(told)
        tried.add(tuple(table["run"]))
        said = call("rerun", manifest.name, "--output", "again")
        assert f"{name}: the same as then, byte for byte" in said
        assert all_files(there / "again" / name) == all_files(there / name)
        again = json.loads((there / "again" / (name + ENDING)).read_text())
        assert {**again, "inputs": 0, "command": 0} == {**table, "inputs": 0, "command": 0}
        assert all((there / "again" / one["path"]).exists() for one in again["inputs"])
    assert not [path for path in there.iterdir() if path.name.startswith(".rerun")]
    assert set(WRITES) - tried == {("history", "backtest")}  # below, where there are data


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_of_export_gives_the_same_bytes(format: str, there: Path) -> None:
    for name in ("one", "other"):
        with Register.open("register.duckdb") as register:
            register.export(name, format)
    assert all_files(there / "one") == all_files(there / "other")


def test_back_tests_and_estimates_name_their_datasets(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(collection.folder, tmp_path / "r.history")
    register = ["--register", "r.duckdb"]
    call(*register, "history", "backtest", "abrogation", "--until", "1990", "--output", "b.json", "--plot", "b.svg")
    call(*register, "history", "estimate", "aid", "--save", ".")
    said = call("rerun", f"b.json{ENDING}")
    assert "b.json: the same" in said and "b.svg: the same" in said
    call("rerun", f"aid.toml{ENDING}")
    used = {one["name"]: one["sha256"] for one in json.loads((tmp_path / f"b.json{ENDING}").read_text())["inputs"]}
    assert used == {one.id: one.sha256 for one in collection.list() if one.id in used} and "atop-alliance@5.0" in used
    (tmp_path / "r.history" / "atop-alliance@5.0.json").unlink()
    with pytest.raises(LatticeworkError, match="atop-alliance@5.0 has changed|has not been added"):
        call("rerun", f"b.json{ENDING}")


def test_a_register_that_has_grown_is_asked_as_it_was(there: Path) -> None:
    call("brief", *WHO)
    first = (there / "briefing.html").read_bytes()
    (there / "briefing.html").unlink()
    call("read", "texts")
    with Register.open("register.duckdb") as register:
        acts = register.file.last_act()
    said = call("rerun", f"briefing.html{ENDING}")
    assert f"register.duckdb has {acts - 1} acts more by now" in said
    assert (there / "briefing.html").read_bytes() == first
    call("brief", *WHO)
    assert (there / "briefing.html").read_bytes() != first  # the sentences read since are in it
    with Register.open("register.duckdb") as register:
        assert register.file.last_act() == acts  # the register itself is as it was


def refused(*words: object) -> str:
    with pytest.raises(LatticeworkError) as problem:
        CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    return str(problem.value)


def test_a_changed_input_is_refused_by_name(there: Path) -> None:
    call("what-if", *WHO, "--output", "w.json")
    call("read", "texts", "--format", "jsonl", "--output", "r.jsonl")
    (there / "other.toml").write_text(OTHER + "# later\n")
    assert "The input other.toml (scenario) has changed since" in refused("rerun", f"w.json{ENDING}")
    (there / "other.toml").unlink()
    assert "The input other.toml (scenario) is not there" in refused("rerun", f"w.json{ENDING}")
    (there / "texts" / "b.txt").write_text("Another.")
    assert "The input texts (files) has changed since: b.txt" in refused("rerun", f"r.jsonl{ENDING}")
    (there / "texts" / "b.txt").write_text(TEXT + "b.txt")
    call("rerun", f"r.jsonl{ENDING}")
    (there / "other.toml").write_text(OTHER)
    (there / "register.duckdb").unlink()
    with Register.create("register.duckdb") as register:
        register.file.add_document(Document(sha256="0" * 64, name="x", text="x"), (), "1")
    call("rerun", f"w.json{ENDING}")  # the same first act, and one more
    other = there / "elsewhere"
    other.mkdir()
    for name in ("w.json", f"w.json{ENDING}", "other.toml"):
        shutil.copy(there / name, other / name)
    assert "There is no register here" in refused("rerun", other / f"w.json{ENDING}")
    call("--register", "register.duckdb", "rerun", other / f"w.json{ENDING}")
    (other / "other.toml").rename(there / "texts" / "other.toml")
    call("--register", "register.duckdb", "rerun", other / f"w.json{ENDING}", "--inputs", "texts")


def test_an_output_that_was_changed_is_left_alone(there: Path) -> None:
    call("profiles", "--output", "p.json")
    (there / "p.json").write_text("mine")
    assert "p.json differs from what is made now, and is left as it is" in call("rerun", f"p.json{ENDING}")
    assert (there / "p.json").read_text() == "mine"


def test_another_version_is_named_where_the_bytes_differ(there: Path) -> None:
    call("profiles", "--output", "p.json")
    table = json.loads((there / f"p.json{ENDING}").read_text())
    table["versions"]["libraries"]["numpy"] = "1.0"
    table["versions"]["latticework"] = "0.0.9"
    (there / f"p.json{ENDING}").write_text(json.dumps(table))
    assert "numpy" not in call("rerun", f"p.json{ENDING}")  # the same bytes all the same
    table["outputs"][0]["sha256"] = "0" * 64
    (there / f"p.json{ENDING}").write_text(json.dumps(table))
    run = CliRunner().invoke(app, ["rerun", f"p.json{ENDING}"])
    assert run.exit_code == 1
    assert "p.json: not the same as then" in run.output
    assert "latticework was 0.0.9 then and is" in run.output and "numpy was 1.0 then and is" in run.output


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text[:200], "no manifest, or it is damaged"),
        (lambda text: "[]", "damaged"),
        (lambda text: text.replace('"manifest": 1', '"manifest": 2'), "format 2, this version reads 1.*Update"),
        (lambda text: text.replace('"run"', '"ran"'), "damaged.*Field required.*run"),
        (lambda text: text.replace('"name": "p.json"', '"name": "../p.json"'), "a plain name beside the manifest"),
        (lambda text: text.replace('"profiles"', '"undo"'), "makes no such output: 'undo'"),
        (lambda text: text.replace('"option": "output"', '"option": "seed"'), "makes no such output"),
        (lambda text: text.replace('"as_of"', '"as_if"'), "has no as_if in this version"),
        (lambda text: text.replace('"seed": 3', '"seed": "three"', 1), "refused|damaged"),
    ],
)  # fmt: skip
def test_a_damaged_or_newer_manifest_is_refused(change, says, there: Path) -> None:  # type: ignore[no-untyped-def]
    call("profiles", "--seed", "3", "--output", "p.json")
    manifest = there / f"p.json{ENDING}"
    manifest.write_text(change(manifest.read_text()))
    with pytest.raises(LatticeworkError, match=f"(?s){says}"):
        CliRunner().invoke(app, ["rerun", str(manifest)], catch_exceptions=False)
    assert (there / "p.json").exists()


def test_no_manifest_is_said(there: Path) -> None:
    with pytest.raises(BadManifest, match="cannot be read"):
        CliRunner().invoke(app, ["rerun", "none.json"], catch_exceptions=False)
    assert issubclass(Changed, LatticeworkError)
