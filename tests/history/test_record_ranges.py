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
from latticework.show.record import number, with_state_names
from latticework.whatif import load_judgements
from latticework.whatif.draws import Drawn

SCC, PH = "us-japan-scc", "us-ph-2plus2"
TREATIES = ("us-japan-treaty", "us-ph-mdt", "us-rok-mdt")


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
    assert moved == {SCC, PH, *TREATIES}
    resting = {id for id, one in asked.functions.items() if "record" in one.basis}
    assert {id for id in asked.functions if asked.functions[id] != without.functions[id]} == resting
    assert resting == {"north-korea", "deter-south-china-sea", "taiwan-contingency-command"}  # they hang on a treaty
    assert asked.arrangements[SCC].basis == ("structure", "record")
    assert without.arrangements[SCC].basis == ("structure", "judgement")
    assert "record" not in without.answer.inputs and set(asked.answer.inputs["record"]) == {
        f"{name}{when}"
        for name in (*(f"contact-{id}" for id in (SCC, PH)), *(f"in-force-{id}" for id in TREATIES))
        for when in ("", ":usual")
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
        ({"level": (0.2, 0.4)}, "a level of its own"),
        ({"functions": ("north-korea",)}, "limited to some functions"),
    ],
)
def test_outside_the_data_the_record_says_why_it_is_silent(
    lattice: lw.Lattice, changed: dict[str, object], why: str
) -> None:
    line = given(lattice, **changed)[SCC]
    assert line.ranges == {} and line.why.startswith("silent: ") and why in line.why


def test_every_arrangement_that_the_scenario_touches_has_a_range_or_the_variable_it_lies_outside_of(
    lattice: lw.Lattice,
) -> None:
    lines = given(lattice)
    touched = {id for id, one in lattice.snapshot.arrangements.items() if "USA" in one.get("parties", ())}
    assert touched <= set(lines)
    for line in lines.values():
        assert bool(line.ranges) != bool(line.outside), line
        assert line.name in line.ranges if line.ranges else line.why.startswith("silent: ")
    outside = {id: line.outside for id, line in lines.items()}
    assert outside["quad"] == outside["us-rok-cfc"] == "kind"
    assert outside["nato"] == "parties" and outside["fund-long-term"] == "released"
    russia = given(lattice, actor="RUS")["dprk-russia"]
    assert russia.why.startswith("8 abrogated in 907 alliance-years") and "Russia" not in russia.label.lower()
    both = lw.Scenario(
        changes=tuple(lw.Change(actor=a, posture="new_government", on="2025-01-20") for a in ("USA", "JPN"))
    )
    lines = by_arrangement(record_ranges(lattice.snapshot, both))
    assert lines[SCC].outside == "changes" and lines["us-japan-treaty"].ranges


def test_a_change_of_government_in_an_ally_has_draws_of_its_own(lattice: lw.Lattice) -> None:
    line = given(lattice, actor="JPN")[SCC]
    assert line.why.startswith("contact in 5 of 7 years after a change in Japan")
    assert line.cases[0] == "Japan from 2012-12-26: first contact after 58 days"
    treaty = given(lattice, actor="JPN")["us-japan-treaty"]
    assert treaty.why.startswith("0 abrogated in 1,042 alliance-years, else 3 in 3,421")
    asked = lattice.what_if(actor="JPN", posture="new_government", record=True)
    assert asked.arrangements[SCC].basis == ("structure", "record")


def test_a_treaty_ends_as_often_as_treaties_like_it_did(lattice: lw.Lattice) -> None:
    line = given(lattice)["us-rok-mdt"]
    chances = np.array(line.ranges["in-force-us-rok-mdt"].draws)
    # none in 91 alliance-years with Jeffreys' prior: a rate of 0.5 / 91 a year
    assert 1 - chances.mean() == pytest.approx(0.5 / 91, rel=0.05)
    assert any("United States and Iran" in with_state_names(case) for case in line.cases[:2])
    task = lattice.what_if(actor="USA", posture="new_government", record=True).tasks["deter-north-korea"]
    without = lattice.what_if(actor="USA", posture="new_government").tasks["deter-north-korea"]
    assert task.basis == ("structure", "record", "judgement")
    assert task.after.mean == pytest.approx(without.after.mean * chances.mean(), abs=0.002)
    assert task.before.mean == pytest.approx(1 - 2.5 / 694, abs=0.001)  # as usual: two in 694
    assert ("in-force:in-force-us-rok-mdt",) in [b.losses for b in task.breaks]


def test_a_donors_share_is_what_other_donors_gave_after_their_changes(tmp_path: Path) -> None:
    with lw.Register.shipped() as register:
        later = register.as_of("2026-10-01")
    change = lw.Change(actor="DEU", posture="new_government", on="2026-11-01")
    lines = {line.name: line for line in record_ranges(later.snapshot, lw.Scenario(changes=(change,)))}
    line = lines["gives-fund-long-term-DEU"]
    donors = shipped_results()["aid"].donors
    assert line.ranges[line.name].draws == tuple(sorted(min(1.0, donor.ratio) for donor in donors))
    assert line.cases[0].startswith("Germany after 2025-05-06") and len(line.cases) == len(donors)
    asked = later.what_if(lw.Scenario(changes=(change,)), record=True)
    assert "gives-fund-long-term-DEU" in asked.tasks["fund-long-term"].judgements
    assert asked.tasks["fund-long-term"].basis == ("structure", "record", "judgement")
    hub = {
        line.label: line for line in record_ranges(later.snapshot, lw.Scenario(changes=(replace(change, actor="USA"),)))
    }
    assert hub["Fund long term: the share of United States"].outside == "actor"
    assert hub["Build the Philippines' maritime capability: the share of United States"].outside == "aid"


def test_a_share_of_the_users_own_decides_whether_the_need_is_met(lattice: lw.Lattice, tmp_path: Path) -> None:
    # the United States give 0.6 of what the Philippines get, the need is 0.6 of the whole, nobody else fills
    path = tmp_path / "own.toml"
    head = 'about = "Still given."\nwhy = "Asked."\nsource = "me"\n'
    none = f"[fill-philippine-capability]\nlow = 0.0\nhigh = 0.0\n{head}"
    for part, met in ((0.3, 0.0), (0.34, 1.0)):
        path.write_text(f"{none}[gives-ph-maritime-capability-USA]\nlow = {part}\nhigh = {part}\n{head}")
        own = lattice.what_if(actor="USA", judgements=load_judgements(path)).tasks["ph-maritime-capability"]
        assert own.after.mean == met, part
        assert own.basis == ("structure", "judgement") and "gives-ph-maritime-capability-USA" in own.judgements
    path.write_text(f"[gives-ph-maritime-capability-KOR]\nlow = 0.3\nhigh = 0.3\n{head}")
    with pytest.raises(UnknownName, match="gives-ph-maritime-capability-"):
        lattice.what_if(actor="USA", judgements=load_judgements(path))
    path.write_text(f"[in-force-us-rok-mdt]\nlow = 0.5\nhigh = 0.5\n{head}")
    own = lattice.what_if(actor="USA", posture="engaged", judgements=load_judgements(path))
    assert own.arrangements["us-rok-mdt"].after.mean == 0.5
    assert "a range of your own" in own.arrangements["us-rok-mdt"].because


def test_few_windows_a_later_release_or_no_alliance_keep_the_record_silent(lattice: lw.Lattice) -> None:
    lapse = shipped_results()["lapse"]
    few = replace(lapse, allies=tuple(replace(ally, windows=4) for ally in lapse.allies))
    assert "only 4 windows" in given(lattice, {"lapse": few})[SCC].why
    ends = shipped_results()["formal-ends"]
    assert "no alliance of the two" in given(lattice, {"formal-ends": replace(ends, pairs=())})["us-rok-mdt"].why
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


def test_what_is_usual_before_the_scenario_can_be_given_too(lattice: lw.Lattice, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    usual = f'["contact-{SCC}:usual"]\nlow = 0.7\nhigh = 0.7\nabout = "They meet."\nwhy = "Asked."\nsource = "me"\n'
    path.write_text(usual + usual.replace(":usual", "").replace("0.7", "0.2"))
    own = lattice.what_if(actor="USA", judgements=load_judgements(path)).arrangements[SCC]
    assert (own.before.mean, own.after.mean) == pytest.approx((0.7, 0.2))
    path.write_text(usual)
    with pytest.raises(UnknownName, match="range for the scenario"):
        lattice.what_if(actor="USA", judgements=load_judgements(path))


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
    assert groups["record"] == 0 and groups["judgement"] > 0  # nothing of the record carries this function
    groups = {group.input: group.total for group in asked.width("north-korea").groups}
    assert 0 < groups["record"] < groups["scenario"]  # whether the treaty ends is the smaller part


def test_on_the_command_line_the_record_prints_its_cases(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "latticework.cli", "--register", str(tmp_path / "r.duckdb")]
    environment = {**os.environ, "NO_COLOR": "1"}
    subprocess.run([*command, "init"], check=True, capture_output=True)
    ask = [*command, "what-if", "--actor", "USA", "--posture", "new_government", "--record"]
    shown = subprocess.run(ask, capture_output=True, text=True, env=environment, check=True).stdout
    assert "What the record gives to this answer" in shown and "Japan from 2017-01-20" in shown
    assert "over 99 in 100 (98–100)" in shown and "(variable: kind)" in " ".join(shown.split())
    answer = json.loads(subprocess.run([*ask, "--json"], capture_output=True, text=True, check=True).stdout)
    assert answer["arrangements"][SCC]["basis"] == ["structure", "record"]
    outside = {line["arrangement"]: line["outside"] for line in answer["record_ranges"]}
    assert (outside["us-rok-mdt"], outside["quad"]) == ("", "kind")
    assert {line["outcome"] for line in answer["record_beside"]} == {"aid", "cooperation", "formal-ends", "lapse"}
    withdrawn = [*command, "what-if", "--actor", "USA", "--record"]
    shown = subprocess.run(withdrawn, capture_output=True, text=True, env=environment, check=True).stdout
    assert "silent: the data hold changes of the" in shown


def test_the_briefing_that_asks_the_record_prints_its_numbers_with_what_they_may_be_used_for(
    lattice: lw.Lattice,
) -> None:
    asked = lattice.what_if(actor="USA", posture="new_government", record=True)
    page = asked.brief_html()
    assert "What the historical record says" in page and "~ the first 180 days" in page and "0 two years before" in page
    for line in asked.record():
        if line.estimate is not None:
            assert f"{line.estimate.n:,}" in page and number(line.estimate) in page and line.estimate.may_not in page
            assert {e.role for e in line.beside} == {"alternative", "negative control"}, line.outcome
    assert "over 99 in 100 (98–100)" in page and "0 abrogated in 91 alliance-years" in page
    assert "(variable: kind)" in page and "United States and Iran" in page
    assert 'id="judged-in-force-us-rok-mdt"' in page and 'href="#judged-in-force-us-rok-mdt"' in page
    without = lattice.what_if(actor="USA", posture="new_government").brief_html()
    assert "What the historical record says" not in without
