"""The shipped lattice under scenarios whose answers can be worked out by hand."""

from pathlib import Path

import pytest

import latticework as lw
from latticework.model import BadScenario, UnknownName
from latticework.whatif import load_scenario


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    with lw.Register.shipped() as register:
        return register.as_of("2024-07-31")


def scenario(*changes: lw.Change) -> lw.Scenario:
    return lw.Scenario(changes=changes, draws=500)


def test_when_everybody_stays_engaged_nothing_changes(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(actor="USA", posture="engaged")
    for carried in (*outcome.functions.values(), *outcome.tasks.values()):
        assert carried.after == carried.before
    for arrangement in outcome.arrangements.values():
        assert arrangement.state in ("holds", "not yet standing")


def test_states_without_the_united_states(lattice: lw.Lattice) -> None:
    states = {id: a.state for id, a in lattice.what_if(actor="USA").arrangements.items()}
    assert states["tscf"] == states["us-rok-cfc"] == states["sag-u"] == "lapses"
    assert states["nsatu"] == states["udcg"] == states["nato"] == "lead passes"
    assert states["ukraine-compact"] == "loses resources"
    assert states["quad"] == "in doubt"
    assert states["dprk-russia"] == states["ip4"] == "holds"


def test_the_other_side_can_be_the_hub(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(actor="RUS")
    assert outcome.arrangements["dprk-russia"].state == "lapses"
    assert all(c.after == c.before for c in outcome.functions.values())


def test_a_chance_by_hand(lattice: lw.Lattice) -> None:
    # NSATU: ready, hosted by Germany, led by the United States or handed over. Without it: ready × handover.
    ready = lw.Range(id="ready-nsatu", low=0.5, high=0.5, about="", why="", source="test")
    over = lw.Range(id="handover-nsatu-command", low=0.8, high=0.8, about="", why="", source="test")
    judged = {**lattice.what_if(actor="USA").judgements(), ready.id: ready, over.id: over}
    answer = lattice.what_if(actor="USA", judgements=judged).arrangements["nsatu"].after
    assert (answer.mean, answer.low, answer.high) == pytest.approx((0.4, 0.4, 0.4))


def test_quad_without_one_member_is_what_the_others_choose(lattice: lw.Lattice) -> None:
    judged = lattice.what_if(actor="USA").judgements()
    for actor in ("AUS", "IND", "JPN", "USA"):
        after = lattice.what_if(actor=actor).arrangements["quad"].after
        assert judged["carry-on-quad"].low <= after.low <= after.high <= judged["carry-on-quad"].high
    two = scenario(*(lw.Change(actor=a, posture="withdrawn", on="2025-01-20") for a in ("USA", "IND")))
    assert lattice.what_if(two).arrangements["quad"].after.mean == 0


def test_a_change_may_be_limited_to_a_theatre_or_a_function(lattice: lw.Lattice) -> None:
    change = lw.Change(actor="USA", posture="withdrawn", on="2025-01-20", theatres=("europe",))
    outcome = lattice.what_if(scenario(change))
    assert outcome.functions["north-korea"].after == outcome.functions["north-korea"].before
    assert outcome.functions["sustain-ukraine"].after.mean < outcome.functions["sustain-ukraine"].before.mean
    change = lw.Change(actor="USA", posture="withdrawn", on="2025-01-20", functions=("north-korea",))
    outcome = lattice.what_if(scenario(change))
    assert outcome.functions["north-korea"].after.mean == 0
    assert outcome.functions["sustain-ukraine"].after == outcome.functions["sustain-ukraine"].before


def test_leaving_an_arrangement_ends_it_while_the_others_stand(lattice: lw.Lattice) -> None:
    change = lw.Change(actor="USA", posture="engaged", on="2025-01-20", leaves=("us-ph-mdt",))
    outcome = lattice.what_if(scenario(change))
    assert outcome.arrangements["us-ph-mdt"].state == "ends"
    assert outcome.arrangements["us-ph-2plus2"].state == "holds"
    assert outcome.functions["deter-south-china-sea"].after.mean == 0


def test_breaks_are_possible_ones_first_and_say_what_is_lost(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(actor="USA")
    first = outcome.breaks("sustain-ukraine")[0]
    assert "engaged:USA:europe" in first.losses and first.chance.mean > 0
    assert first.words[0] == "United States walks away (Europe)"
    chances = [b.chance.mean for b in outcome.breaks("sustain-ukraine")]
    assert chances == sorted(chances, reverse=True)
    assert outcome.breaks("political-path-eu-nato") == ()
    anyway = {b.losses for b in outcome.carried("deter-north-korea").would_break}
    assert anyway == {("engaged:USA:korea",), ("engaged:KOR:korea",)}


def test_no_break_is_likelier_than_the_failure_it_explains(lattice: lw.Lattice) -> None:
    for posture in ("withdrawn", "scaled_back"):
        outcome = lattice.what_if(actor="USA", posture=posture)
        for carried in outcome.tasks.values():
            for one in carried.breaks:
                assert one.chance.mean <= 1 - carried.after.mean + 1e-9, (carried.id, one.words)


def test_linchpins_name_actors_and_arrangements(lattice: lw.Lattice) -> None:
    pins = lattice.what_if(actor="JPN").linchpins()
    assert pins[0].id == "USA"
    assert {"quad", "us-rok-mdt", "us-ph-mdt"} <= {pin.id for pin in pins if pin.kind == "arrangement"}


def test_the_same_seed_gives_the_same_answer_and_another_seed_nearly(lattice: lw.Lattice) -> None:
    one, same = (lattice.what_if(actor="USA", seed=1).answer for _ in range(2))
    assert one == same
    other = lattice.what_if(actor="USA", seed=2).answer
    for id in one.functions:
        assert abs(one.functions[id].after.mean - other.functions[id].after.mean) < 0.03


@pytest.mark.parametrize(
    ("text", "problem", "says"),
    [
        ('[[change]]\nactor = "UKX"\nposture = "withdrawn"\non = "2025-01-20"\n', UnknownName, "UK"),
        ('[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\nfunctions = ["north-corea"]\n', UnknownName, "north-korea"),
        ('[[change]]\nactor = "USA"\nposture = "withdrawn"\n', BadScenario, "on"),
        ('[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\nlevel = [0.9, 0.1]\n', BadScenario, "level"),
        ('[[chnge]]\nactor = "USA"\n', UnknownName, "change"),
        ("not toml at all", BadScenario, "cannot be read"),
        ("", BadScenario, "nothing"),
        ('draws = "many"\n[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\n', BadScenario, "draws"),
        ('[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\ntheatres = "europe"\n', BadScenario, "theatres"),
        ('change = "USA"\n', BadScenario, "change"),
    ],
)  # fmt: skip
def test_a_bad_scenario_is_refused_with_the_nearest_names(
    tmp_path: Path, lattice: lw.Lattice, text: str, problem: type[Exception], says: str
) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(problem, match=says):
        lattice.what_if(load_scenario(tmp_path / "s.toml"))


def test_what_does_not_exist_yet_provides_nothing() -> None:
    with lw.Register.shipped() as register:
        early = register.as_of("2023-01-01").what_if(actor="USA")  # before the framework of July 2024
    assert "tscf" not in early.arrangements
    assert early.carried("warn-of-missiles").after.mean == 0
    assert not any("tscf" in loss for b in early.carried("warn-of-missiles").would_break for loss in b.losses)
    with lw.Register.shipped() as register:
        none = register.as_of("1940-01-01").what_if(actor="USA").functions["north-korea"]
    assert (none.before.mean, none.verdict) == (0, "absent")


def test_states_of_a_scaled_back_actor_do_not_hang_on_the_seed(lattice: lw.Lattice) -> None:
    answers = [lattice.what_if(actor="USA", posture="scaled_back", seed=seed).arrangements for seed in range(1, 7)]
    states = [{id: (a.state, a.share_lost) for id, a in answer.items()} for answer in answers]
    assert all(one == states[0] for one in states)
    assert states[0]["us-rok-mdt"][0] == "holds"


def test_an_organization_can_be_the_hub(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(actor="NATO")
    assert {
        outcome.arrangements[id].state for id in ("nato", "nsatu", "nato-ltsa-pledge", "nato-rep-ukraine", "ip4")
    } == {"lapses"}
    assert outcome.arrangements["us-rok-mdt"].state == "holds"


def test_actors_go_by_code_or_name_in_any_case_and_groups_by_their_members(lattice: lw.Lattice) -> None:
    whole = lattice.what_if(actor="DEU").answer
    for name in ("deu", "Germany", "germany"):
        assert lattice.what_if(actor=name).answer == whole
    with pytest.raises(BadScenario, match="USA, JPN, AUS, IND"):
        lattice.what_if(actor="QUAD")
    with pytest.raises(UnknownName, match="latticework show actors"):
        lattice.what_if(actor="zzzqq")


def test_a_negative_seed_is_refused(lattice: lw.Lattice) -> None:
    with pytest.raises(BadScenario, match="seed"):
        lattice.what_if(actor="USA", seed=-5)


def test_an_actor_without_a_role_and_another_date_are_said(lattice: lw.Lattice) -> None:
    from latticework.show.words import cautions

    def said(**question: str) -> str:
        return " ".join(cautions(lattice.what_if(**question).answer, lattice.snapshot))

    assert said(actor="USA") == ""
    assert "China performs no role" in said(actor="CHN")
    assert "2025-01-20" in said(actor="USA", on="2026-01-01")


def test_own_ranges_stand_in_for_shipped_ones(tmp_path: Path, lattice: lw.Lattice) -> None:
    from latticework.whatif import load_judgements

    own = tmp_path / "mine.toml"
    own.write_text('[carry-on-quad]\nlow = 1.0\nhigh = 1.0\nabout = "a"\nwhy = "w"\nsource = "me"\n')
    judged = load_judgements(own)
    assert lattice.what_if(actor="USA", judgements=judged).functions["quad-maritime"].after.mean == 1
    own.write_text('[carry-on-quat]\nlow = 1.0\nhigh = 1.0\nabout = "a"\nwhy = "w"\nsource = "me"\n')
    with pytest.raises(UnknownName, match="carry-on-quad"):
        load_judgements(own)
    for text in (
        "low = 3",
        "[carry-on-quad]\nlow = 0.1\n",
        '[carry-on-quad]\nlow = "a"\nhigh = 1\nabout = "a"\nwhy = "w"\nsource = "m"',
    ):
        own.write_text(text)
        with pytest.raises(lw.LatticeworkError):
            load_judgements(own)


def test_a_level_given_as_a_range_is_judgement_and_one_given_as_a_number_is_not(lattice: lw.Lattice) -> None:
    half = lattice.what_if(actor="USA", posture="scaled_back")
    assert half.functions["north-korea"].basis == ("structure", "judgement")
    assert half.functions["north-korea"].judgements == ("posture:scaled_back",)
    assert half.arrangements["us-rok-mdt"].basis == ("structure", "judgement")
    assert half.functions["link-europe-indo-pacific"].basis == ("structure",)
    assert not any("posture" in id for option in half.advise(steps=1) for id in option.steps)
    change = lw.Change(actor="USA", posture="scaled_back", on="2025-01-20", level=(0.2, 0.4))
    given = lattice.what_if(scenario(change))
    assert given.why("deter-north-korea")["judged"][0]["high"] == 0.4
    assert 'href="#judged-level:USA"' in (page := given.brief_html()) and 'id="judged-level:USA"' in page
    change = lw.Change(actor="USA", posture="scaled_back", on="2025-01-20", level=(0.5, 0.5))
    fixed = lattice.what_if(scenario(change)).functions["north-korea"]
    assert (fixed.after.mean, fixed.basis) == (0.5, ("structure",))
