"""Shapley values, months, variance, comparison and scores: small cases by hand and invariants on the shipped lattice."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import latticework as lw
from latticework.model import LatticeworkError
from latticework.whatif import load_judgements
from latticework.whatif.compare import compare
from latticework.whatif.compile import compile_network
from latticework.whatif.exact import chance
from latticework.whatif.months import month_by_month
from latticework.whatif.network import Network
from latticework.whatif.score import score
from latticework.whatif.shapley import shapley
from latticework.whatif.variance import width_of

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    return lw.Register.shipped().as_of("2024-07-31")


def usa(**given) -> lw.Scenario:
    change = lw.Change(actor="USA", posture="withdrawn", on="2025-01-20", **given)
    return lw.Scenario(changes=(change,), draws=1000)


def voting_body() -> tuple[Network, int, list[str]]:
    """Weights 4, 3, 2, 1 and quota 6, with one outside event: a committee small enough to list all orders."""
    network = Network()
    parties = ["a", "b", "c", "d"]
    reached = network.threshold(6, [(w, network.event(p)) for w, p in zip((4, 3, 2, 1), parties, strict=True)])
    return network, network.all_of((reached, network.event("ready"))), parties


def test_shapley_equals_listing_all_orders_of_joining() -> None:
    network, root, parties = voting_body()
    compiled = compile_network(network, root)

    def value(there: set[str]) -> float:
        inputs = {p: np.array([float(p in there)]) for p in parties} | {"ready": np.array([0.8])}
        return float(chance(compiled, inputs)[0])

    expected = dict.fromkeys(parties, 0.0)
    for order in permutations(parties):
        for i, party in enumerate(order):
            expected[party] += (value(set(order[: i + 1])) - value(set(order[:i]))) / 24
    got = shapley(network, root, parties, {"ready": 0.8})
    assert {p: s.value for p, s in got.items()} == pytest.approx(expected, abs=1e-13)
    assert sum(s.value for s in got.values()) == pytest.approx(0.8, abs=1e-13)
    estimated = shapley(network, root, parties, {"ready": 0.8}, most_rows=1)
    for party, one in estimated.items():
        assert one.standard_error is not None
        assert abs(one.value - expected[party]) < 4 * one.standard_error


def test_shapley_of_25_parties_is_exact() -> None:
    network = Network()
    parties = [f"p{i}" for i in range(25)]
    root = network.at_least(13, [network.event(p) for p in parties])
    values = [one.value for one in shapley(network, root, parties, {}).values()]
    assert values == pytest.approx([1 / 25] * 25, abs=1e-13)


def test_months_end_at_the_answer_without_time_and_never_recover_what_broke(lattice: lw.Lattice) -> None:
    scenario = usa()
    answers = lattice.what_if(scenario).functions
    for one in month_by_month(lattice.snapshot, scenario, load_judgements(None), months=60):
        assert one.in_month[-1].mean == pytest.approx(answers[one.function].after.mean, abs=1e-12)
        until = [interval.mean for interval in one.until]
        assert (np.diff(until) <= 1e-12).all()
        assert all(u.mean <= m.mean + 1e-12 for u, m in zip(one.until, one.in_month, strict=True))
        in_month = [interval.mean for interval in one.in_month]
        assert (np.diff(in_month) >= -1e-12).all()  # nobody formally leaves: time only brings replacement
        assert until[-1] == pytest.approx(in_month[0], abs=1e-12)  # held throughout: held in the first, hardest month


def test_leaving_takes_effect_after_the_notice(lattice: lw.Lattice) -> None:
    notice = lattice.snapshot.works["us-ph-mdt"].notice_months
    scenario = lw.Scenario(
        changes=(lw.Change(actor="USA", posture="engaged", on="2025-01-20", leaves=("us-ph-mdt",)),), draws=50
    )
    months = {m.function: m for m in month_by_month(lattice.snapshot, scenario, load_judgements(None), months=24)}
    chances = [interval.mean for interval in months["deter-south-china-sea"].in_month]
    before = lattice.what_if(scenario).functions["deter-south-china-sea"].before.mean
    assert notice and chances == pytest.approx([before] * notice + [0.0] * (25 - notice))


def test_the_width_of_an_answer_is_that_of_its_judgements(lattice: lw.Lattice) -> None:
    scenario = usa(level=(0.0, 0.0))
    width = width_of(lattice.snapshot, scenario, load_judgements(None), "sustain-ukraine")
    groups = {one.input: one for one in width.groups}
    assert groups["judgement"].first == pytest.approx(1, abs=4 * groups["judgement"].error)
    assert groups["judgement"].total == pytest.approx(1, abs=4 * groups["judgement"].error)
    assert groups["scenario"].first == groups["scenario"].total == groups["coding"].total == 0
    used = set(lattice.what_if(scenario).functions["sustain-ukraine"].judgements)
    assert width.inputs and {one.input for one in width.inputs} <= used


def test_a_linear_answer_splits_by_the_variances_of_its_inputs(lattice: lw.Lattice) -> None:
    # Its chance is the level in Korea itself: all its width is the scenario's.
    width = width_of(lattice.snapshot, usa(level=(0.2, 0.8)), load_judgements(None), "north-korea")
    groups = {one.input: one for one in width.groups}
    assert groups["scenario"].total == pytest.approx(1, abs=0.1)
    assert groups["judgement"].total == 0


def test_comparison_names_what_changed_and_why(lattice: lw.Lattice) -> None:
    a, b = lattice.what_if(usa(theatres=("europe",))).answer, lattice.what_if(usa()).answer
    compared = compare(lattice.snapshot, a, b)
    assert compared.same_draws
    assert compared.only_in_a == ("USA withdrawn from 2025-01-20 (europe)",)
    assert compared.only_in_b == ("USA withdrawn from 2025-01-20",)
    by_id = {one.function: one for one in compared.functions}
    assert by_id["sustain-ukraine"].difference == 0 and by_id["sustain-ukraine"].why == ()
    korea = by_id["north-korea"]
    assert (korea.a, korea.b) == (a.functions["north-korea"].after.mean, b.functions["north-korea"].after.mean)
    assert korea.difference < 0 and any("lapses" in reason for reason in korea.why)
    assert all(one.why for one in compared.functions if one.difference)


def test_a_grid_falls_with_the_level(lattice: lw.Lattice) -> None:
    points = lattice.what_if(usa()).grid((1.0, 0.5, 0.0))
    chances = [outcome.functions["sustain-ukraine"].after.mean for _, outcome in points]
    assert [point for point, _ in points] == [(1.0,), (0.5,), (0.0,)]
    assert chances == sorted(chances, reverse=True) and chances[0] > chances[-1]


def test_the_invented_example_is_scored_and_says_that_it_is_invented(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(usa()).answer
    scored = score(outcome, REPOSITORY / "docs" / "examples" / "outcomes-invented.csv")
    assert scored.invented and len(scored.answers) == 6
    north = next(one for one in scored.answers if one.id == "north-korea")
    assert (north.chance, north.brier) == (0.0, 1.0)
    assert scored.brier == pytest.approx(sum(one.brier for one in scored.answers) / 6)
    assert scored.brier_of_share == pytest.approx(4 / 6 * 2 / 6)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("id,held\n", "columns"),
        ("id,held,on,source\n", "no outcome"),
        ("id,held,on,source\nnsatu,perhaps,2025-07-31,x\n", "line 2"),
        ("id,held,on,source\nnsatoo,yes,2025-07-31,x\n", "nsatu"),
    ],
)
def test_bad_outcomes_are_refused(lattice: lw.Lattice, tmp_path: Path, rows: str, says: str) -> None:
    (tmp_path / "o.csv").write_text(rows)
    with pytest.raises(LatticeworkError, match=says):
        score(lattice.what_if(usa()).answer, tmp_path / "o.csv")


def test_what_is_kept_for_a_slider_changes_no_answer(lattice: lw.Lattice) -> None:
    for seed, level in ((1, 0.3), (1, 0.6), (2, 0.3)):
        change = lw.Change(actor="USA", posture="scaled_back", on="2025-01-20", level=(level, level))
        scenario = lw.Scenario(changes=(change,), seed=seed, draws=300)
        fresh = lw.Register.shipped().as_of("2024-07-31").what_if(scenario).answer
        assert lattice.what_if(scenario).answer == fresh


def test_given_that_an_arrangement_holds(lattice: lw.Lattice) -> None:
    outcome = lattice.what_if(usa())
    given = outcome.given("train-ukrainian-forces", "nsatu")
    assert (given.mean, given.low, given.high) == (1.0, 1.0, 1.0)  # NSATU alone carries the task
    same = outcome.given("sustain-ukraine", "dprk-russia")  # shares no cause with it
    assert same.mean == pytest.approx(outcome.functions["sustain-ukraine"].after.mean, abs=1e-12)
    assert outcome.given("sustain-ukraine", "nsatu").mean >= outcome.functions["sustain-ukraine"].after.mean
    with pytest.raises(LatticeworkError, match="cannot hold"):
        outcome.given("north-korea", "us-rok-cfc")
    with pytest.raises(LatticeworkError, match="nsatu"):
        outcome.given("sustain-ukraine", "nsatoo")
