"""Scenario files: several are put together, contradictions are refused with file and place, levels are varied."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import latticework as lw
from latticework.cli import app
from latticework.model import BadScenario
from latticework.whatif.scenario_combine import combined

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HUB, FOLLOW = EXAMPLES / "scenario-hub.toml", EXAMPLES / "scenario-follow-on.toml"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def change(actor: str, level: str = "[0.5, 0.5]", more: str = "") -> str:
    return f'[[change]]\nactor = "{actor}"\nposture = "scaled_back"\non = "2025-01-20"\nlevel = {level}\n{more}\n'


def test_files_are_put_together_and_what_both_say_counts_once(tmp_path: Path) -> None:
    a = written(tmp_path, "a", "seed = 7\n" + change("USA") + change("POL"))
    b = written(tmp_path, "b", "draws = 500\n" + change("POL") + change("DEU"))
    scenario = combined([a, b]).scenario
    assert [one.actor for one in scenario.changes] == ["USA", "POL", "DEU"]
    assert (scenario.seed, scenario.draws, scenario.name) == (7, 500, "a + b")


def test_contradictions_are_refused_with_file_and_place(tmp_path: Path) -> None:
    a = written(tmp_path, "a", change("USA"))
    b = written(tmp_path, "b", change("POL") + change("USA", "[0.2, 0.3]"))
    with pytest.raises(BadScenario, match=r"USA is changed in two ways") as refused:
        combined([a, b])
    assert f"{a} (change 1) and {b} (change 2)" in str(refused.value)
    elsewhere = written(tmp_path, "c", change("USA", "[0.2, 0.3]", 'theatres = ["europe"]'))
    assert len(combined([a, elsewhere]).scenario.changes) == 2
    with pytest.raises(BadScenario, match="different seeds"):
        combined([written(tmp_path, "d", "seed = 1\n" + change("USA")), written(tmp_path, "e", "seed = 2\n")])
    with pytest.raises(BadScenario, match="both level and vary"):
        combined([written(tmp_path, "f", change("USA", more="vary = [0.1]"))])


def test_a_grid_from_a_file_varies_only_what_it_says() -> None:
    read = combined([HUB, FOLLOW])
    assert read.levels == ((0.25, 0.5, 0.75), (), ())
    lattice = lw.Register.shipped().as_of("2024-07-31")
    points = lattice.what_if(read.scenario).grid(each=read.levels)
    assert [at for at, _ in points] == [(0.25,), (0.5,), (0.75,)]
    for (level,), outcome in points:
        assert [one.level for one in outcome.scenario.changes] == [(level, level), (0.7, 0.95), (0.5, 0.9)]
    held = [outcome.functions["deter-south-china-sea"].after.mean for _, outcome in points]
    assert held == sorted(held)


def test_followers_lower_what_the_hub_alone_leaves() -> None:
    lattice = lw.Register.shipped().as_of("2024-07-31")
    alone = lattice.what_if(combined([HUB]).scenario).functions
    followed = lattice.what_if(combined([HUB, FOLLOW]).scenario).functions
    assert all(followed[id].after.mean <= alone[id].after.mean + 1e-12 for id in alone)
    assert any(followed[id].after.mean < alone[id].after.mean - 0.01 for id in alone)


def test_the_command_takes_several_files(tmp_path: Path) -> None:
    register = str(tmp_path / "register.duckdb")
    assert CliRunner().invoke(app, ["--register", register, "init"]).exit_code == 0
    asked = ["--register", register, "what-if", "--scenario", str(HUB), "--scenario", str(FOLLOW), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    points = json.loads(result.output)
    assert [one["levels"] for one in points] == [[0.25], [0.5], [0.75]]
