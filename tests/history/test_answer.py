"""The record beside a what-if: inside the support a number, outside it a reason, and never a later release."""

from datetime import date

import numpy as np
import pytest

import latticework as lw
from latticework.history.answer import draw, record_for
from latticework.history.results import shipped_results


def test_the_united_states_and_their_allies_lie_inside_the_visit_lists_and_others_outside() -> None:
    us = {line.outcome: line for line in record_for("USA", "2025-01-20", date(2024, 7, 31))}
    germany = {line.outcome: line for line in record_for("DEU", "2025-01-20", date(2024, 7, 31))}
    russia = {line.outcome: line for line in record_for("RUS", "2025-01-20", date(2026, 9, 1))}
    assert us["lapse"].estimate is not None and us["lapse"].estimate.id == "contact-washington"
    assert germany["lapse"].estimate is not None and germany["lapse"].estimate.id == "contact-abroad"  # an ally
    assert russia["lapse"].estimate is None and "RUS lies outside" in russia["lapse"].why
    assert russia["aid"].estimate is None and "state donors" in russia["aid"].why  # it gives nothing that is counted
    assert us["formal-ends"].estimate is not None and us["formal-ends"].estimate.events == 2
    assert "7 years before the scenario" in us["formal-ends"].why
    assert us["formal-ends"].cases


def test_a_july_2024_answer_leaves_out_the_2026_release_of_kiel() -> None:
    then = {line.outcome: line for line in record_for("USA", "2025-01-20", date(2024, 7, 31))}
    later = {line.outcome: line for line in record_for("USA", "2025-01-20", date(2026, 9, 1))}
    assert then["aid"].estimate is None and "became public after 2024-07-31" in then["aid"].why
    assert later["aid"].estimate is not None


def test_the_outcome_of_a_scenario_carries_its_record() -> None:
    outcome = lw.Register.shipped().as_of("2024-07-31").what_if(actor="USA", posture="withdrawn", on="2025-01-20")
    assert {line.outcome for line in outcome.record()} == {"aid", "cooperation", "formal-ends", "lapse"}


@pytest.mark.parametrize(
    ("outcome", "id"),
    [("formal-ends", "end-abrogated-all"), ("lapse", "lapse-washington-change"), ("cooperation", "cooperation-high")],
)
def test_draws_lie_where_the_interval_says_and_repeat(outcome: str, id: str) -> None:
    estimate = shipped_results()[outcome].find(id)
    drawn = draw(estimate, 20_000, 7)
    np.testing.assert_array_equal(drawn, draw(estimate, 20_000, 7))
    low, high = np.quantile(drawn, (0.025, 0.975))
    assert (low, high) == pytest.approx((estimate.low, estimate.high), rel=0.05)
