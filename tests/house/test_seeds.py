"""Whatever draws takes --seed: the same seed gives the same bytes, another one others; what takes none draws nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import typer.main
from typer.testing import CliRunner

import latticework
from latticework.api import Register
from latticework.cli import app

PACKAGE = Path(latticework.__file__).parent
WHO = ["--actor", "USA"]
# Commands that draw, as they are tried here; the seed shows in what they print.
DRAW = {
    "what-if": ["what-if", *WHO, "--json"],
    "why": ["why", "sustain-ukraine", *WHO, "--json"],
    "profiles": ["profiles", "--json"],
    "compare": ["compare", "a.toml", "b.toml", "--json"],
    "advise": ["advise", *WHO, "--steps", "1", "--function", "sustain-ukraine", "--json"],
    "brief": ["brief", *WHO, "--output", "made.html"],
    "figure": ["figure", "made.svg", *WHO, "--kind", "chances", "--letters"],
}
# These draw as well: `tree` for trees too large for a diagram, `history estimate` in its chains.
DRAW_ELSEWHERE = {"tree", "history estimate"}
DRAW_NOTHING = [
    ["show"], ["show", "nsatu"], ["export", "csv", "--output", "out"], ["log"], ["past", "nsatu"], ["check"], ["copies"],
    ["candidates"], ["review", "--list"], ["history", "list"], ["template", "--output", "t.xlsx"], ["read", "note.txt"],
    ["read-again", "note.txt"], ["fill-gap", "kiel.csv", "--since", "2024-01"],
]  # fmt: skip
GENERATORS = ("PCG64", "default_rng", "SeedSequence", "RandomState", "Random", "seed")


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    waiting = [("", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {word}".strip(), one) for word, one in inner.items()]
        if not inner:
            yield name, {option for param in command.params for option in param.opts}


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Register.create(tmp_path / "register.duckdb").close()
    for name, posture in (("a.toml", "withdrawn"), ("b.toml", "scaled_back")):
        (tmp_path / name).write_text(f'[[change]]\nactor = "USA"\nposture = "{posture}"\non = "2025-01-20"\n')
    (tmp_path / "note.txt").write_text("On July 28, 2024, Japan and the United States met in Tokyo.\n")
    rows = [
        f"{donor},2024,1,{gdp},1,1,1"
        for donor, gdp in (("United States", 20000), ("Germany", 4000), ("EU (Commission and Council)", ""))
    ]
    (tmp_path / "kiel.csv").write_text("country,year,month,gdp,financial,humanitarian,military\n" + "\n".join(rows))
    return tmp_path


def said(*words: str) -> bytes:
    run = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert run.exit_code == 0, run.output
    files = [Path(word) for word in words if word.startswith("made.")]
    return files[0].read_bytes() if files else run.output.encode()


def test_the_commands_that_take_a_seed_are_those_that_draw() -> None:
    assert {name for name, options in commands() if "--seed" in options} == {*DRAW, *DRAW_ELSEWHERE}


def test_every_command_is_known_to_draw_or_not() -> None:
    tried = {" ".join(words[:2] if words[0] == "history" else words[:1]) for words in DRAW_NOTHING}
    told = {*DRAW, *DRAW_ELSEWHERE, *tried}
    decide = {"accept", "add", "apart", "edit", "import", "init", "merge", "note", "prefer", "redo", "reject", "restore",
              "retract", "skip", "split", "undo"}  # fmt: skip
    beside = {"doctor", "serve", "rerun", "history add", "history backtest"}
    assert {name for name, _ in commands()} == told | decide | beside


@pytest.mark.parametrize("name", DRAW)
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(name: str, there: Path) -> None:
    words = DRAW[name]
    first = said(*words, "--seed", "1")
    assert said(*words, "--seed", "1") == first
    other = said(*words, "--seed", "2")
    assert other != first
    if b'"seed": 1' in first:  # not only by naming it
        assert other.replace(b'"seed": 2', b'"seed": 1') != first


def test_what_takes_no_seed_draws_nothing(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was drawn")

    for name in ("PCG64", "default_rng", "SeedSequence"):
        monkeypatch.setattr(np.random, name, refuse)
    for words in DRAW_NOTHING:
        said(*words)


def test_no_generator_starts_from_a_seed_of_its_own() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in GENERATORS:
                assert node.args, f"{path}:{node.lineno}: {name} without a seed"
                assert not isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: {name} with a fixed seed"
