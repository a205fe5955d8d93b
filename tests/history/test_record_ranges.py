"""The record in a what-if: only when asked, only inside the data, and a user's own range wins."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import latticework as lw
from latticework.history.record_ranges import RecordRange, record_ranges
from latticework.history.results import Results, shipped_results
from latticework.model import BadVocabulary, DrawnRange, UnknownName
from latticework.whatif import load_judgements
from latticework.whatif.draws import Drawn

SCC, PH = "us-japan-scc", "us-ph-2plus2"


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    with lw.Register.shipped() as register:
        return register.as_of("2024-07-31")


def by_arrangement(lines: tuple[RecordRange, ...]) -> dict[str, RecordRange]:
    return {line.arrangement: line for line in lines}


def given(
    lattice: lw.Lattice, results: Mapping[str, Results] | None = None, **changed: object
) -> dict[str, RecordRange]:
    change = lw.Change(**{"actor": "USA", "posture": "new_government", "on": "2025-01-20", **changed})
    return by_arrangement(record_ranges(lattice.snapshot, lw.Scenario(changes=(change,)), results))


def test_the_record_enters_only_when_asked_and_moves_nothing_else(lattice: lw.Lattice) -> None:
    without = lattice.what_if(actor="USA", posture="new_government")
    asked = lattice.what_if(actor="USA", posture="new_government", record=True)
    moved = {id for id in asked.arrangements if asked.arrangements[id] != without.arrangements[id]}
    assert moved == {SCC, PH}
    assert asked.functions == without.functions and asked.tasks == without.tasks
    assert asked.arrangements[SCC].basis == ("structure", "record")
    assert without.arrangements[SCC].basis == ("structure", "judgement")
    assert "record" not in without.answer.inputs and set(asked.answer.inputs["record"]) == {
        f"contact-{id}{when}" for id in (SCC, PH) for when in ("", ":usual")
    }


def test_the_chance_is_that_of_the_shipped_draws(lattice: lw.Lattice) -> None:
    asked = lattice.what_if(actor="USA", posture="new_government", record=True)
    japan = next(ally for ally in shipped_results()["lapse"].allies if ally.iso == "JPN")
    answer = asked.arrangements[SCC]
    assert answer.after.mean == pytest.approx(np.mean(japan.after), abs=0.005)
    assert answer.before.mean == pytest.approx(np.mean(japan.usual), abs=0.005)
    assert (answer.after.low, answer.after.high) == pytest.approx(np.quantile(japan.after, (0.05, 0.95)), abs=0.01)
    assert answer.state == "holds" and asked.arrangements[PH].state == "in doubt"
    assert (japan.seen, japan.windows) == (9, 9)


def test_the_nearest_cases_are_the_latest_changes_with_the_ally_itself(lattice: lw.Lattice) -> None:
    cases = given(lattice)[SCC].cases
    assert cases[0] == "Japan from 2017-01-20: first contact after 21 days"  # the Prime Minister, 10 February 2017
    assert len(cases) == 9 and cases[-1].startswith("Japan from 1953-01-20")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"posture": "withdrawn"}, "no state in them was withdrawn"),
        ({"posture": "scaled_back"}, "no state in them was scaled_back"),
        ({"actor": "JPN"}, "not about Japan"),
        ({"level": (0.2, 0.4)}, "a level of its own"),
        ({"functions": ("north-korea",)}, "limited to some functions"),
    ],
)
def test_outside_the_data_the_record_says_why_it_is_silent(
    lattice: lw.Lattice, changed: dict[str, object], why: str
) -> None:
    line = given(lattice, **changed)[SCC]
    assert line.ranges == {} and line.why.startswith("silent: ") and why in line.why


def test_few_windows_a_later_release_or_no_alliance_keep_the_record_silent(lattice: lw.Lattice) -> None:
    lapse = shipped_results()["lapse"]
    few = replace(lapse, allies=tuple(replace(ally, windows=4) for ally in lapse.allies))
    assert "only 4 windows" in given(lattice, {"lapse": few})[SCC].why
    late = replace(lapse, known_from="2024-08-01")
    assert "became public after 2024-07-31" in given(lattice, {"lapse": late})[SCC].why
    assert "no defense ally" in given(lattice, {"lapse": replace(lapse, allies=())})[SCC].why


def test_a_withdrawn_hub_gets_the_same_answer_with_and_without_the_record(lattice: lw.Lattice) -> None:
    assert lattice.what_if(actor="USA", record=True).answer == lattice.what_if(actor="USA").answer


def test_a_range_or_draws_of_the_users_own_win_over_the_record(lattice: lw.Lattice, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        f'[contact-{SCC}]\nlow = 0.4\nhigh = 0.4\nabout = "They meet."\nwhy = "Asked both."\nsource = "me"\n'
        f'[contact-{PH}]\ndraws = [0.9, 0.1, 0.5]\nabout = "They meet."\nwhy = "Three experts."\nsource = "me"\n'
    )
    judged = load_judgements(path)
    for record in (False, True):
        own = lattice.what_if(actor="USA", posture="new_government", judgements=judged, record=record)
        scc, ph = own.arrangements[SCC], own.arrangements[PH]
        assert (scc.after.low, scc.after.high, scc.basis) == (0.4, 0.4, ("structure", "judgement"))
        assert ph.after.mean == pytest.approx(0.5, abs=0.01)
        assert ph.after.low == pytest.approx(0.14, abs=0.01)  # along the draws 0.1, 0.5, 0.9 in order
    # a user may also say that they meet although the hub withdraws
    assert lattice.what_if(actor="USA", judgements=judged).arrangements[SCC].after.mean == pytest.approx(0.4)


def test_draws_stand_for_any_shipped_range(lattice: lw.Lattice, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[ready-nsatu]\ndraws = [0.2, 0.2]\nabout = "It runs."\nwhy = "Seen."\nsource = "me"\n')
    outcome = lattice.what_if(actor="DEU", posture="engaged", judgements=load_judgements(path))
    assert outcome.arrangements["nsatu"].after.mean == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("draws", "why"),
    [("[0.5]", "no list of numbers"), ("[0.5, 1.5]", "the draw 1.5"), ('["a", 0.1]', "no list"), ("0.5", "no list")],
)
def test_draws_that_are_none_are_refused(tmp_path: Path, draws: str, why: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'[ready-nsatu]\ndraws = {draws}\nabout = "It runs."\nwhy = "Seen."\nsource = "me"\n')
    with pytest.raises(BadVocabulary, match=why):
        load_judgements(path)


def test_a_contact_with_an_arrangement_nobody_knows_is_refused(lattice: lw.Lattice) -> None:
    own = lw.Range(id="contact-us-japan-scx", low=0.1, high=0.2, about="", why="", source="me")
    with pytest.raises(UnknownName, match="us-japan-scc"):
        lattice.what_if(actor="USA", judgements={**load_judgements(None), own.id: own})


def test_what_the_record_adds_leaves_every_other_draw_as_it_was() -> None:
    scenario = lw.Scenario(changes=(lw.Change(actor="USA", posture="scaled_back", on="2025-01-20"),), draws=50)
    shipped = load_judgements(None)
    contact = DrawnRange(
        id="contact-x", low=0.0, high=1.0, about="", why="", source="", draws=(0.0, 1.0), rests_on="record"
    )
    plain, more = Drawn(scenario, shipped), Drawn(scenario, {**shipped, contact.id: contact})
    for id, drawn in plain.judged.items():
        np.testing.assert_array_equal(drawn, more.judged[id])
    np.testing.assert_array_equal(plain.levels[0][1], more.levels[0][1])
    assert more.basis(["contact-x", "ready-nsatu"]) == ("structure", "record", "judgement")


def test_the_width_of_an_answer_says_how_much_is_the_record(lattice: lw.Lattice) -> None:
    asked = lattice.what_if(actor="USA", posture="new_government", record=True)
    groups = {group.input: group.total for group in asked.width("sustain-ukraine").groups}
    assert groups["record"] == 0 and groups["judgement"] > 0  # no shipped function hangs on a consultative series


def test_on_the_command_line_the_record_prints_its_cases(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "latticework.cli", "--register", str(tmp_path / "r.duckdb")]
    environment = {**os.environ, "NO_COLOR": "1"}
    subprocess.run([*command, "init"], check=True, capture_output=True)
    ask = [*command, "what-if", "--actor", "USA", "--posture", "new_government", "--record"]
    shown = subprocess.run(ask, capture_output=True, text=True, env=environment, check=True).stdout
    assert "What the record gives to this answer" in shown and "Japan from 2017-01-20" in shown
    answer = json.loads(subprocess.run([*ask, "--json"], capture_output=True, text=True, check=True).stdout)
    assert answer["arrangements"][SCC]["basis"] == ["structure", "record"]
    withdrawn = [*command, "what-if", "--actor", "USA", "--record"]
    shown = subprocess.run(withdrawn, capture_output=True, text=True, env=environment, check=True).stdout
    assert "silent: the data hold changes of the" in shown
