"""Our fits beside the field's libraries on the same rows, and beside results known in closed form."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.history.counts import fit_counts, fit_few_counts
from latticework.history.cox import fit_cox
from latticework.history.fit import NoFit
from latticework.history.logit import chances, fit_firth, fit_logit
from latticework.history.rates import poisson_rate, share
from latticework.model import LatticeworkError


def made_rows(n: int = 600, seed: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    x = np.column_stack([generator.normal(size=n), generator.integers(0, 3, n)])
    y = (generator.random(n) < 1 / (1 + np.exp(1.0 - 0.7 * x[:, 0] + 0.5 * x[:, 1]))).astype(float)
    return y, x, generator.integers(0, 40, n)


def test_logit_agrees_with_statsmodels_plain_and_clustered() -> None:
    sm = pytest.importorskip("statsmodels.api")
    y, x, clusters = made_rows()
    reference = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
    ours = fit_logit(y, x, ["a", "b"])
    np.testing.assert_allclose(ours.coefficients, reference.params, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(np.diag(ours.covariance)), reference.bse, rtol=1e-6)
    assert ours.log_likelihood == pytest.approx(reference.llf, rel=1e-10)
    np.testing.assert_allclose(chances(ours, x), reference.predict(), rtol=1e-7)
    robust = sm.Logit(y, sm.add_constant(x)).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    groups = len(np.unique(clusters))
    expected = robust.bse * np.sqrt(groups / (groups - 1))
    np.testing.assert_allclose(
        np.sqrt(np.diag(fit_logit(y, x, ["a", "b"], clusters=clusters).covariance)), expected, rtol=1e-6
    )


@given(st.tuples(*[st.integers(0, 12)] * 4).filter(lambda c: c[0] + c[1] > 0 and c[2] + c[3] > 0))
@settings(max_examples=40, deadline=None)
def test_firth_on_a_two_by_two_table_adds_half_to_every_cell(cells: tuple[int, int, int, int]) -> None:
    hits1, misses1, hits0, misses0 = cells
    y = np.repeat([1.0, 0.0, 1.0, 0.0], cells)
    x = np.repeat([1.0, 1.0, 0.0, 0.0], cells)[:, None]
    expected = np.log((hits1 + 0.5) * (misses0 + 0.5) / ((misses1 + 0.5) * (hits0 + 0.5)))
    assert fit_firth(y, x, ["x"]).coefficient("x") == pytest.approx(expected, abs=1e-5)


def test_perfect_separation_is_refused_by_logit_and_carried_by_firth() -> None:
    x = np.arange(20.0)[:, None] - 9.5
    y = (x[:, 0] > 0).astype(float)
    with pytest.raises(NoFit, match="Firth"):
        fit_logit(y, x, ["x"])
    assert 0 < fit_firth(y, x, ["x"]).coefficient("x") < 5


def test_cox_agrees_with_lifelines_on_spells_with_ties() -> None:
    lifelines = pytest.importorskip("lifelines")
    pd = pytest.importorskip("pandas")
    generator = np.random.default_rng(3)
    rows = []
    for unit in range(300):
        fixed = generator.normal()
        for age in range(int(generator.integers(1, 12))):
            changing = float(generator.random() < 0.3)
            died = float(generator.random() < 0.05 * np.exp(0.6 * fixed + 0.4 * changing))
            rows.append((unit, age, age + 1, died, fixed, changing))
            if died:
                break
    table = pd.DataFrame(rows, columns=["unit", "start", "stop", "event", "fixed", "changing"])
    reference = lifelines.CoxTimeVaryingFitter().fit(
        table, id_col="unit", start_col="start", stop_col="stop", event_col="event"
    )
    ours = fit_cox(
        table.start.to_numpy(), table.event.to_numpy(), table[["fixed", "changing"]].to_numpy(), ["fixed", "changing"]
    )
    np.testing.assert_allclose(ours.coefficients, reference.params_.to_numpy(), atol=1e-5)
    np.testing.assert_allclose(np.sqrt(np.diag(ours.covariance)), reference.standard_errors_.to_numpy(), rtol=1e-4)
    assert ours.log_likelihood == pytest.approx(reference.log_likelihood_, abs=1e-6)


def test_counts_within_units_agree_with_a_dummy_for_every_unit() -> None:
    sm = pytest.importorskip("statsmodels.api")
    generator = np.random.default_rng(11)
    units = np.repeat(np.arange(25), 8)
    x = generator.normal(size=(200, 2))
    y = generator.poisson(np.exp(generator.normal(size=25)[units] + x @ [0.5, -0.3])).astype(float)
    shuffled = generator.permutation(200)
    ours = fit_counts(y[shuffled], x[shuffled], ["a", "b"], units[shuffled])
    kept = np.isin(units, np.unique(units[y > 0]))
    dummies = (units[kept, None] == np.unique(units[kept])).astype(float)
    reference = sm.GLM(y[kept], np.column_stack([x[kept], dummies]), family=sm.families.Poisson()).fit()
    np.testing.assert_allclose(ours.coefficients, reference.params[:2], rtol=1e-5)


def test_few_units_get_the_errors_of_leaving_one_out() -> None:
    generator = np.random.default_rng(4)
    units = np.repeat(np.arange(9), 12)
    after = (np.tile(np.arange(12), 9) >= 5 + units % 4).astype(float)
    x = np.column_stack([after, np.tile(np.arange(12) % 3 == 0, 9)]).astype(float)
    y = generator.poisson(np.exp(0.5 + 0.2 * units[::-1] / 9 + 0.4 * after)).astype(float)
    y[units == 3] = 0  # says nothing, and does not count
    found = fit_few_counts(y, x, ["after", "third"], units)
    whole = fit_counts(y, x, ["after", "third"], units)
    left_out = [
        fit_counts(y[units != u], x[units != u], ["after", "third"], units[units != u]).coefficient("after")
        for u in range(9)
        if u != 3
    ]
    assert found.coefficient("after") == pytest.approx(whole.coefficient("after"))
    squares = sum((b - whole.coefficient("after")) ** 2 for b in left_out)
    assert found.standard_error("after") == pytest.approx((7 / 8 * squares) ** 0.5, rel=1e-6)
    low, high = (np.log(end) for end in found.ratio("after")[1:])
    assert (high - low) / 2 / found.standard_error("after") == pytest.approx(2.3646, abs=1e-3)  # Student's t, 7 degrees


def test_without_scipy_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(LatticeworkError, match=r"latticework\[history\]"):
        poisson_rate(3, 10.0)


def test_intervals_match_the_published_ones() -> None:
    # Garwood 1936 limits for 10 events (4.795, 18.39); the rule of three for none; Clopper-Pearson for 8 of 10
    ten = poisson_rate(10, 1.0)
    assert (round(ten.low, 3), round(ten.high, 2)) == (4.795, 18.39)
    none = poisson_rate(0, 1000.0)
    assert none.point is None and none.high == pytest.approx(0.002996, abs=1e-6)
    assert (round(share(8, 10).low, 4), round(share(8, 10).high, 4)) == (0.4439, 0.9748)


@given(st.integers(0, 4), st.floats(1, 1e5))
@settings(max_examples=30, deadline=None)
def test_under_five_events_there_is_no_point(events: int, exposure: float) -> None:
    rate = poisson_rate(events, exposure)
    assert rate.point is None and rate.low == 0 and rate.high > events / exposure
