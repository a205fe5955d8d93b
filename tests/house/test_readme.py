"""What the README shows is what the commands print."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import latticework as lw
from latticework.whatif import load_scenario

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    parts = (REPOSITORY / "README.md").read_text(encoding="utf-8").split("```")
    return [part.partition("\n")[2] for part in parts[1::2]]


def test_the_answer_shown_is_the_answer_printed(blocks: list[str], tmp_path: Path) -> None:
    shown = next(block for block in blocks if block.startswith("If the United States")).removesuffix("...\n")
    register = ["--register", str(tmp_path / "r.duckdb")]
    command = [sys.executable, "-m", "latticework.cli", *register]
    subprocess.run([*command, "init"], check=True, capture_output=True)
    run = subprocess.run([*command, "what-if", "--actor", "USA"], check=True, capture_output=True, text=True)
    printed = "".join(line.rstrip() + "\n" for line in run.stdout.splitlines())
    assert printed.startswith(shown)


def test_the_scenario_shown_is_one(blocks: list[str], tmp_path: Path) -> None:
    shown = next(block for block in blocks if block.startswith("[[change]]"))
    assert len(tomllib.loads(shown)["change"]) == 2
    (tmp_path / "s.toml").write_text(shown)
    with lw.Register.shipped() as register:
        outcome = register.as_of().what_if(load_scenario(tmp_path / "s.toml"))
    assert outcome.functions["sustain-ukraine"].verdict == "strained"


def test_the_python_shown_runs(blocks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = next(block for block in blocks if block.startswith("import latticework"))
    monkeypatch.chdir(tmp_path)
    lw.Register.create("register.duckdb").close()
    Path("documents").mkdir()
    Path("documents/note.txt").write_text("On July 28, 2024, Japan and the United States met in Tokyo.\n")
    exec(compile(shown, "README.md", "exec"), {})
    assert Path("briefing.html").read_text(encoding="utf-8").startswith("<!doctype html>")
