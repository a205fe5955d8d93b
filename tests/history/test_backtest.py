"""Back-tests: scores by hand, nothing of the future in the fit, and the whole way by command and API."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import latticework as lw
from latticework.history import Collection
from latticework.history.backtest import backtest, calibrate, score
from latticework.history.cases import CASES, Cases
from latticework.history.panels import donor_months
from latticework.model import LatticeworkError


def test_scores_by_hand() -> None:
    found = score("x", np.array([0.9, 0.2]), np.array([1.0, 0.0]))
    assert found.brier == pytest.approx((0.01 + 0.04) / 2)
    assert found.log_score == pytest.approx(-(np.log(0.9) + np.log(0.8)) / 2)
    assert score("sure", np.array([0.0]), np.array([1.0])).log_score == np.inf


def test_calibration_bins_hold_every_unit_once() -> None:
    generator = np.random.default_rng(1)
    chance = generator.random(97)
    happened = (generator.random(97) < chance).astype(float)
    bins = calibrate(chance, happened)
    assert sum(b.units for b in bins) == 97
    assert sum(b.units * b.happened for b in bins) == pytest.approx(happened.sum())


def test_the_future_does_not_reach_the_fit(monkeypatch: pytest.MonkeyPatch, collection: Collection) -> None:
    generator = np.random.default_rng(2)
    year = np.repeat(np.arange(2000.0, 2010.0), 50)
    x = generator.normal(size=(500, 1))
    happened = (generator.random(500) < 0.3).astype(float)

    def scored(outcomes_after: np.ndarray) -> list[float]:
        cases = Cases(year=year, happened=outcomes_after, covariates=x, names=("x",), before=np.zeros(500))
        monkeypatch.setitem(CASES, "made", (lambda collection: cases, ("chisols",)))
        return sorted(round(b.said, 12) for b in backtest(collection, "made", 2004).calibration)

    flipped = np.where(year > 2004, 1 - happened, happened)
    assert scored(happened) == scored(flipped)


def test_contact_is_foretold_better_than_by_the_base_rate(collection: Collection) -> None:
    result = lw.History(collection.folder).backtest("no-contact", 2000)
    record, base, same = result.scores
    assert (result.fitted_units, result.scored_units) == (2441, 1069)
    assert record.brier < base.brier < same.brier
    assert "revised" in result.vintage


def test_abrogation_is_not_foretold_better_than_by_nothing_changes(collection: Collection) -> None:
    record, _, same = backtest(collection, "abrogation", 1990).scores
    assert same.brier < record.brier  # the honest result: ends are too rare
    assert same.log_score == np.inf  # and yet "never" is refuted by the nine that came


def test_aid_is_foretold_worse_than_by_the_base_rate(collection: Collection) -> None:
    result = backtest(collection, "aid-halved", 2024)
    record, base, _ = result.scores
    assert (result.fitted_units, result.fitted_events, result.scored_units, result.scored_events) == (80, 27, 36, 9)
    assert base.brier < record.brier  # two years are too few to learn from, and the page says so
    assert "revised: kiel-donor-month@R29" in result.vintage


def test_revised_data_are_fitted_on_the_vintage_that_was_known_and_scored_on_the_newest(
    collection: Collection, shared_dir: Path, tmp_path: Path
) -> None:
    both = Collection(tmp_path / "h")
    both.add("kiel-donor-month", shared_dir / "data/kiel/ust_r29_data_explorer.csv")
    older = shared_dir / "data/kiel/ust_r27_donor_month_type_panel.csv"
    assert both.add("kiel-donor-type-month", older).id == "kiel-donor-type-month@to 2025-01"
    found = backtest(both, "aid-halved", 2024)
    newest = backtest(collection, "aid-halved", 2024)
    assert found.vintage == (
        "fitted on kiel-donor-type-month@to 2025-01 (became public after 2024 or on an unknown day), scored on "
        "kiel-donor-month@R29"
    )
    assert (found.fitted_units, found.scored_units) == (newest.fitted_units, newest.scored_units) == (80, 36)
    assert found.fitted_events != newest.fitted_events  # what was revised
    assert found.scores[2] == newest.scores[2]  # what is scored is the same
    # the same file, with the day on which it became public
    both.add("kiel-donor-type-month", older, released=date(2024, 12, 31))
    assert "(as known in 2024)" in backtest(both, "aid-halved", 2024).vintage
    assert Collection(both.folder, as_known=date(2024, 12, 31)).find("kiel-donor-type-month").covers == (2022, 2025)


def test_two_vintages_differ_where_the_tracker_was_revised(shared_dir: Path, tmp_path: Path) -> None:
    both = Collection(tmp_path / "h")
    both.add("kiel-donor-month", shared_dir / "data/kiel/ust_r29_data_explorer.csv")
    both.add("kiel-donor-type-month", shared_dir / "data/kiel/ust_r27_donor_month_type_panel.csv")
    totals = []
    for vintage in ("kiel-donor-type-month", "kiel-donor-month"):
        panel = donor_months(both, vintage)
        query = f"SELECT iso, round(sum(total), 2) FROM {panel.table} WHERE month_start < '2025-02-01' GROUP BY 1"  # noqa: S608
        totals.append(dict(panel.connection.execute(query).fetchall()))
        assert [joined.lost for joined in panel.joins] in ([], [0])
    assert set(totals[0]) == set(totals[1]) - {"EU"}  # every donor's name has its code
    assert (totals[0]["AUT"], totals[1]["AUT"]) == (0.81, 0.2)
    assert (totals[0]["DEU"], totals[1]["DEU"]) == (15.83, 16.41)


def test_a_donor_whose_name_is_no_state_is_told_as_lost(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    rows = ["donor,year_month,aid_type_general,aid_eur_m", "Norway,2022-03,Military,5", "Atlantis,2022-03,Military,7"]
    path.write_text("\n".join(rows) + "\n")
    own = Collection(tmp_path / "h")
    own.add("kiel-donor-type-month", path)
    panel = donor_months(own, "kiel-donor-type-month")
    assert str(panel.joins[0]) == "iso codes on donor: 1 of 2 rows found nothing (donor Atlantis)"
    assert panel.rows == 3  # Norway from January to March 2022


def test_a_cut_off_outside_the_data_is_refused(collection: Collection) -> None:
    with pytest.raises(LatticeworkError, match="1919-2018"):
        backtest(collection, "abrogation", 2018)


def test_the_commands_print_scores_draw_the_plot_and_give_json(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "register.history").symlink_to(collection.folder)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "latticework.cli", "history", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )

    some = run("backtest", "--until", "2024")  # only the aid has years after it: the others say so and stop nothing
    assert some.returncode == 0 and "aid-halved, fitted to 2024" in some.stdout
    assert "abrogation with the cut-off 2024" in some.stderr and "no-contact" in some.stderr
    named = run("backtest", "abrogation", "--until", "2024")
    assert named.returncode == 1 and "Traceback" not in named.stderr and "1919-2018" in named.stderr
    scored = run("backtest", "no-contact", "--until", "2000", "--plot", "c.svg")
    assert scored.returncode == 0, scored.stderr
    assert "nothing changes" in scored.stdout and "record" in scored.stdout
    assert (tmp_path / "c.svg").read_text().count("<circle") == 10
    fresh = run("estimate", "aid", "--json")
    assert json.loads(fresh.stdout)[0]["estimates"][0]["id"] == "aid-after-change"
    listed = run("list")
    assert "chisols" in listed.stdout and "11,338" in listed.stdout


def test_shipped_estimates_need_no_datasets(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "latticework.cli", "history", "estimate", "--shipped"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "at most" in run.stdout and "Association, not effect" in run.stdout
