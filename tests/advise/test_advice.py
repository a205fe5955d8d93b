"""What an analyst sees: candidates, constraints, moves on record, reasons; the same bytes every time."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import latticework as lw
from latticework.advise import before_moves, kinds, load_steps, moves
from latticework.model import BadVocabulary, UnknownName
from latticework.show.advise import print_advice


@pytest.fixture(scope="module")
def outcome() -> lw.Outcome:
    return lw.Register.shipped().as_of("2024-07-31").what_if(actor="USA")


def test_the_catalogue_has_the_kinds_of_the_field(outcome: lw.Outcome) -> None:
    assert set(kinds()) >= {
        "hand-over-lead", "share-lead", "name-successor", "fix-cadence", "set-up-secretariat", "stand-up-command",
        "move-task-to-command", "sign-memorandum", "raise-legal-form", "lengthen-horizon", "fund-in-advance",
        "common-fund", "lock-by-law", "widen-membership", "nest", "duplicate", "agree-trigger",
    }  # fmt: skip
    for kind in kinds().values():
        assert kind["effort"][0] <= kind["effort"][1] and kind["lead_months"][0] <= kind["lead_months"][1]
        assert kind["needs"] and kind["why"]
        assert set(kind["precedents"]) <= set(outcome.lattice.snapshot.arrangements)


def test_the_essays_moves_turn_what_was_before_into_what_is_recorded(outcome: lw.Outcome) -> None:
    lattice = outcome.lattice.snapshot
    made = {move.id: move for move in moves(lattice)}
    assert len(made) == 7
    before = lw.Lattice(before_moves(lattice, made)).what_if(outcome.answer.scenario)
    assert before.functions["sustain-ukraine"].after.mean == 0
    advice = before.advise(7, own=list(made.values()), find=False)
    assert advice.recommended == ("command", "compact", "transfer")
    row = advice.of(advice.recommended)
    for id, carried in outcome.functions.items():
        assert row.functions[id].mean == pytest.approx(carried.after.mean, abs=1e-12)
    for move in made.values():
        coded = lattice.arrangements[move.arrangement].get("indicators")
        assert all(after == sum(coded[name][:2]) / 2 for name, (_, after) in move.profile.items())
        assert all(low < after for low, after in move.profile.values())


def test_a_step_ruled_out_names_its_constraint_and_source_and_lifting_it_says_the_worth(outcome: lw.Outcome) -> None:
    advice = outcome.advise(1)
    out = {one.step.id: one for one in advice.ruled_out}
    chains = out["move-task-to-command-joint-us-japan-command-jjoc"]
    assert chains.constraint == "separate-chains-of-command"
    assert "Diet" in chains.sentence and "Jiji" in chains.sources[0]
    assert out["duplicate-warn-of-missiles"].constraint == "lead-time"
    assert not {id for row in advice.table for id in row.steps} & set(out)
    free = outcome.advise(2, functions=["taiwan-contingency-command"], lift=["separate-chains-of-command"])
    assert free.recommended == ("move-task-to-command-joint-us-japan-command-jjoc",)
    assert free.lifted[0].steps == () and free.lifted[0].worth["taiwan-contingency-command"] > 0.05
    with pytest.raises(UnknownName):
        outcome.advise(1, lift=["no-such-rule"])


def test_doing_nothing_is_an_answer(outcome: lw.Outcome) -> None:
    idle = outcome.advise(2, functions=["north-korea"])
    assert idle.recommended == () and idle.explained.sentence.startswith("Do nothing")
    assert idle.table[0].verdict == "do nothing"
    nobody = outcome.lattice.what_if(actor="NZL").advise(1)
    assert nobody.recommended == () and len(nobody.table) >= 1


def test_the_reasons_hold(outcome: lw.Outcome) -> None:
    advice = outcome.advise(2)
    best = advice.of(advice.recommended)
    nothing = advice.table[0]
    before = outcome.functions["sustain-ukraine"].after
    assert nothing.functions["sustain-ukraine"].mean == pytest.approx(before.mean, abs=1e-12)
    assert nothing.functions["sustain-ukraine"].low == pytest.approx(before.low, abs=1e-12)
    for falls in best.marginal.values():
        assert max(abs(fall) for fall in falls.values()) >= 0.005
    assert best.against_nothing in ("in every draw", "first order", "second order")
    for one in advice.explained.thresholds:
        assert one.then != advice.recommended and 0 <= one.value <= 1
    assert len(advice.explained.alternatives) == 2
    assert all(0 < holds <= 1 for _, _, holds in advice.explained.removes)
    assert "fix-cadence-tscf" in advice.idle and advice.steps["fix-cadence-tscf"].effect is None


def test_weights_are_used_only_when_given(outcome: lw.Outcome) -> None:
    heavy = outcome.advise(1, weights={"sustain-ukraine": 3.0, "quad-maritime": 0.0})
    assert heavy.recommended == ("share-lead-nsatu",) and heavy.weights == {
        "sustain-ukraine": 3.0,
        "quad-maritime": 0.0,
    }


OWN = """[german-chair]
label = "Berlin takes the chair"
kind = "hand-over-lead"
arrangement = "udcg"
actors = ["DEU"]
lead_months = [1, 2]
"""


def test_steps_of_ones_own(outcome: lw.Outcome, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    own = load_steps(file, outcome.lattice.snapshot)
    advice = outcome.advise(1, own=own, find=False)
    assert advice.recommended == ("german-chair",)
    for wrong, problem in (
        (OWN.replace('"udcg"', '"udgc"'), UnknownName),
        (OWN.replace("hand-over-lead", "hand-over-lid"), UnknownName),
        (OWN.replace("[1, 2]", "[2, 1]"), BadVocabulary),
        (OWN.replace('actors = ["DEU"]', ""), BadVocabulary),
        (OWN + "colour = 1", BadVocabulary),
        (OWN + "[", BadVocabulary),
    ):
        file.write_text(wrong)
        with pytest.raises(problem):
            load_steps(file, outcome.lattice.snapshot)


def test_the_command_prints_the_same_bytes_and_no_traceback(tmp_path: Path) -> None:
    register = str(tmp_path / "r.duckdb")
    lw.Register.create(register).close()
    command = [sys.executable, "-m", "latticework.cli", "--register", register, "advise", "--actor", "USA"]
    runs = [
        subprocess.run([*command, "--json"], capture_output=True, text=True, check=True, env=environment).stdout
        for environment in ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))
    ]
    assert runs[0] == runs[1]
    assert json.loads(runs[0])["recommended"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "do nothing" in shown and "separate-chains-of-command" in shown and "Closest alternatives" in shown
    assert "Traceback" not in shown
    wrong = subprocess.run([*command, "--weight", "x"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr and "no weight" in wrong.stderr


def test_the_briefing_shows_the_advice_only_when_asked(outcome: lw.Outcome) -> None:
    page = outcome.brief_html(advice=outcome.advise(2))
    assert page == outcome.brief_html(advice=outcome.advise(2))
    assert 'id="advice"' in page and "separate-chains-of-command" in page
    assert 'id="advice"' not in outcome.brief_html()


def test_who_formally_leaves_and_stays_engaged_elsewhere_brings_up_a_lock(outcome: lw.Outcome) -> None:
    change = lw.Change(actor="USA", posture="engaged", on="2025-01-20", leaves=("us-ph-mdt",))
    leaving = outcome.lattice.what_if(lw.Scenario(changes=(change,), draws=200))
    late = {one.step.id: one.constraint for one in leaving.advise(1).ruled_out}
    assert late["lock-by-law-us-ph-mdt"] == "lead-time"
    assert leaving.advise(1, lift=["lead-time"]).recommended == ("lock-by-law-us-ph-mdt",)


def test_a_seed_holds_for_a_scenario_too_and_who_plays_no_role_is_said(outcome: lw.Outcome) -> None:
    scenario = lw.Scenario(changes=(lw.Change(actor="BRA", posture="withdrawn", on="2025-01-20"),), draws=20)
    other = outcome.lattice.what_if(scenario, seed=5)
    assert other.answer.scenario.seed == 5
    advice = other.advise(1)
    assert advice.recommended == () and "lowers the chance of no function" in advice.explained.sentence
    console = Console(width=200, record=True, file=io.StringIO())
    print_advice(console, outcome.lattice.snapshot, advice)
    shown = console.export_text()
    assert "Brazil performs no role" in shown and "is there anything to do?" in shown


def test_the_terminal_says_alternatives_as_differences_by_number(outcome: lw.Outcome) -> None:
    advice = outcome.advise(3)
    console = Console(width=200, record=True, file=io.StringIO())
    print_advice(console, outcome.lattice.snapshot, advice)
    shown = console.export_text()
    assert "1 + 2 + 3" in shown and "take 7 instead of 2" in shown
    assert "United States (before it changes course)" in shown
    inside = shown.partition("What would change")[2].partition("only at or beyond")[0]
    assert inside.count("judged") >= 5 and "above 68 in 100 (judged 50–85), take 4 instead of 2" in inside
