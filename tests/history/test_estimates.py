"""Estimates: the figures of the record, the care they are shown with, and the files they ship in."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from latticework.history import Collection, MissingDataset, aid, formal_ends
from latticework.history.logit import fit_logit
from latticework.history.outcomes import OUTCOMES, make_results
from latticework.history.results import Results, as_toml, read_results, shipped_results
from latticework.model import BadVocabulary


@pytest.fixture(scope="module", params=["formal-ends", "lapse", "cooperation", "aid"])
def fresh(request: pytest.FixtureRequest, collection: Collection) -> Results:
    return make_results(collection, request.param)


def test_what_is_shipped_is_what_the_data_give(fresh: Results) -> None:
    shipped = shipped_results()[fresh.outcome]
    numbers = ("point", "low", "high")  # the last digit may differ between processors
    assert replace(fresh, estimates=(), allies=()) == replace(shipped, estimates=(), allies=())
    for here, there in zip(fresh.allies, shipped.allies, strict=True):  # chains may part where a last digit differs
        assert replace(here, after=(), usual=()) == replace(there, after=(), usual=())
        assert here.after == pytest.approx(there.after, abs=0.02) and here.usual == pytest.approx(there.usual, abs=0.02)
    for now, then in zip(fresh.estimates, shipped.estimates, strict=True):
        assert replace(now, point=None, low=0.0, high=0.0) == replace(then, point=None, low=0.0, high=0.0)
        assert (now.point is None) == (then.point is None)
        assert [getattr(now, n) or 0.0 for n in numbers] == pytest.approx(
            [getattr(then, n) or 0.0 for n in numbers], rel=0.03 if then.method.startswith("Bayesian") else 1e-4
        )


def test_every_outcome_ships_with_control_alternative_and_checksums() -> None:
    assert set(shipped_results()) == {name for name, outcome in OUTCOMES.items() if outcome.shipped}
    for results in shipped_results().values():
        roles = {estimate.role for estimate in results.estimates}
        assert roles == {"main", "alternative", "negative control"}, results.outcome
        assert all(len(checksum) == 64 for checksum in results.datasets.values())
        for estimate in results.estimates:
            assert estimate.may and estimate.may_not.startswith("Not an effect"), estimate.id
            assert (estimate.point is None) == (estimate.events < 5), estimate.id
            assert estimate.low <= (estimate.point or estimate.low) <= estimate.high, estimate.id


def test_negative_controls_show_nothing() -> None:
    for results in shipped_results().values():
        for estimate in results.estimates:
            if estimate.role != "negative control":
                continue
            if "ratio" in estimate.measure:
                assert estimate.low < 1 < estimate.high, estimate.id
            elif estimate.id.endswith("-placebo"):  # a rate or share two years before a change: like the one after it
                main = results.find(estimate.of)
                assert estimate.low <= main.high and main.low <= estimate.high, estimate.id


def test_every_main_number_is_printed_with_an_alternative_and_a_negative_control() -> None:
    for results in shipped_results().values():
        beside = [(e.role, main) for e in results.estimates for main in e.of.split()]
        mains = [e.id for e in results.estimates if e.role == "main"]
        assert {main for _, main in beside} == set(mains), results.outcome
        for role in ("alternative", "negative control"):
            assert [main for main in mains if (role, main) not in beside] == [], role


def test_a_change_in_the_year_of_an_end_counts_only_when_it_came_first(collection: Collection) -> None:
    # between other pairs, ends in the year of a change are twice as many when the day is not asked for
    found = shipped_results()["formal-ends"].find("end-abrogated-other-pairs-change")
    panel = formal_ends.panel(collection)
    others = "both_democratic = 0 AND covered AND year >= 1946"
    undated = formal_ends.count(panel, "abrogated", f"{others} AND greatest(changed_m1, changed_m2) = 1")
    assert ((found.events, found.exposure), undated) == ((8, 907), (18, 922))


def test_the_pairs_and_donors_that_what_ifs_lean_on() -> None:
    pairs = {(pair.one, pair.other): pair for pair in shipped_results()["formal-ends"].pairs}
    assert pairs["KOR", "USA"].atopid == 3240 and pairs["KOR", "USA"].democratic
    assert not pairs["PRK", "RUS"].democratic and ("UKR", "USA") not in pairs
    assert all(len(code) == 3 and code not in ("SUN", "YUG") for pair in pairs for code in pair)
    donors = {donor.iso: donor for donor in shipped_results()["aid"].donors}
    assert len(donors) == 19 and "USA" not in donors
    assert donors["SVK"].ratio < 0.05 and donors["SWE"].ratio > 2  # who stopped, and who gave more
    allies = {(ally.iso, ally.of) for ally in shipped_results()["lapse"].allies}
    assert {("ITA", "hub"), ("ITA", "ally"), ("KOR", "ally")} <= allies  # 325 is Italy, not the kingdom before it


def test_formal_ends_between_democracies_are_too_rare_for_a_point() -> None:
    results = shipped_results()["formal-ends"]
    pairs = results.find("end-abrogated-democracies")
    assert (pairs.events, pairs.exposure, pairs.point) == (3, 3421, None)
    before = results.find("end-abrogated-democracies-year-before")
    assert (before.events, before.exposure) == (2, 3380)
    polyarchies = results.find("end-abrogated-democracies-vdem")
    assert (polyarchies.events, polyarchies.exposure, polyarchies.point) == (1, 2595, None)
    us = results.find("end-abrogated-us-change")
    assert (us.events, us.exposure) == (0, 91)
    assert any("850 and 900" in case and "1999" in case for case in results.cases)  # Indonesia and Australia


def test_a_scenario_of_july_2024_may_not_see_a_later_release() -> None:
    assert "aid" not in shipped_results(date(2024, 7, 31))
    assert "formal-ends" in shipped_results(date(2024, 7, 31))


def test_a_file_changed_by_hand_is_refused() -> None:
    text = as_toml(shipped_results()["lapse"])
    assert as_toml(read_results(text, "here")) == text
    with pytest.raises(BadVocabulary, match="changed after"):
        read_results(text.replace("1946", "1945", 1), "here")


def test_a_missing_dataset_says_where_to_get_it_and_what_to_type(tmp_path) -> None:
    with pytest.raises(MissingDataset, match="latticework history add atop-alliance FILE"):
        make_results(Collection(tmp_path), "formal-ends")


def test_same_results_same_bytes() -> None:
    results = shipped_results()["aid"]
    assert as_toml(results) == as_toml(replace(results))


def test_the_figures_that_the_history_page_checks(collection: Collection) -> None:
    panel = formal_ends.panel(collection)
    us = "2 IN (m1, m2) AND year >= 1946"
    changed = "(SELECT year FROM turnover WHERE ccode = 2 AND changed = 1)"
    found = []
    for last in (0, 1, 2):
        years = " OR ".join(f"year - {lag} IN {changed}" for lag in range(last + 1))
        found.append(formal_ends.count(panel, "abrogated", f"{us} AND ({years})"))
    assert found == [(0, 91), (0, 185), (1, 268)]
    interaction = shipped_results()["formal-ends"].find("end-abrogated-turnover-x-step")
    assert interaction.point is not None
    spread = (np.log(interaction.high) - np.log(interaction.low)) / (2 * 1.959964)
    assert round(float(2 * norm.sf(np.log(interaction.point) / spread)), 2) == 0.29


def test_where_the_designs_hazard_ratio_comes_from(collection: Collection) -> None:
    rows = formal_ends.panel(collection).only("coordination IS NOT NULL AND covered AND year >= 1946").arrays(
        "atopid", "abrogated", *formal_ends.COVARIATES
    )  # fmt: skip
    x = np.column_stack([rows[name] for name in formal_ends.COVARIATES]).astype(float)
    fit = fit_logit(rows["abrogated"].astype(float), x, formal_ends.COVARIATES)
    assert [round(value, 2) for value in fit.ratio("coordination")] == [2.10, 1.56, 2.84]


def test_every_change_of_government_names_where_it_was_checked() -> None:
    found = aid.changes()
    assert len(found) == 27 and sum(change.hand_over for change in found) == 5
    for change in found:
        assert change.checked and ", http" in change.source and len(change.iso) == 3, change
        assert date(2022, 2, 24) <= change.day <= date(2025, 12, 31), change
    assert len({(change.iso, change.day) for change in found}) == len(found)
    firsts = aid.first_changes()
    assert firsts["CYP"] == date(2023, 2, 28) and "IRL" not in firsts and firsts["ISL"] == date(2024, 12, 21)
    assert aid.first_changes(hand_overs=True)["ISL"] == date(2024, 4, 9)
