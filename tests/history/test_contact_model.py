"""The contact model finds the numbers that made the data, and says so when it cannot."""

import numpy as np
import pytest

from latticework.history.contact_model import ContactPosterior, fit_contact
from latticework.history.fit import NoFit
from latticework.history.logit import fit_logit

ALLIES, DECADES, YEARS = 40, 4, 10
TRUE_CHANGE = -0.8


@pytest.fixture(scope="module")
def made() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(11)
    ally = np.repeat(np.arange(ALLIES) * 10 + 5, DECADES * YEARS)
    decade = np.tile(np.repeat(np.arange(DECADES) + 190, YEARS), ALLIES)
    change = np.tile(np.arange(YEARS) % 4 == 0, ALLIES * DECADES)
    level = generator.normal(0.3, 1.0, ALLIES)
    rise = np.array([-0.9, -0.5, -0.2, 0.0])
    eta = level[(ally - 5) // 10] + rise[decade - 190] + TRUE_CHANGE * change
    contact = generator.random(len(eta)) < 1 / (1 + np.exp(-eta))
    return contact, ally, decade, change, level


@pytest.fixture(scope="module")
def posterior(made: tuple[np.ndarray, ...]) -> ContactPosterior:
    return fit_contact(*made[:4], seed=3)


def test_it_finds_the_change_and_the_levels_that_made_the_data(
    made: tuple[np.ndarray, ...], posterior: ContactPosterior
) -> None:
    low, high = np.quantile(np.log(posterior.ratio), (0.005, 0.995))
    assert low < TRUE_CHANGE < high < 0
    for drawn, true in ((posterior.usual, made[4]), (posterior.after, made[4] + TRUE_CHANGE)):
        inside = [
            low <= 1 / (1 + np.exp(-t)) <= high
            for (low, high), t in zip(np.quantile(drawn, (0.05, 0.95), axis=0).T, true, strict=True)
        ]
        assert np.mean(inside) >= 0.75  # 90 in 100 are expected of 40


def test_it_agrees_with_a_logit_with_a_constant_for_every_ally(
    made: tuple[np.ndarray, ...], posterior: ContactPosterior
) -> None:
    contact, ally, decade, change, _ = made
    mixed = [a for a in np.unique(ally) if 0 < contact[ally == a].mean() < 1]
    kept = np.isin(ally, mixed)
    x = np.column_stack([change, *(ally == a for a in mixed[1:]), *(decade == d for d in (190, 191, 192))])[kept]
    names = ["change", *map(str, range(x.shape[1] - 1))]
    fit = fit_logit(contact[kept].astype(float), x.astype(float), names)
    assert np.median(np.log(posterior.ratio)) == pytest.approx(fit.coefficient("change"), abs=0.1)


def test_the_same_seed_gives_the_same_draws_and_the_chains_agree(
    made: tuple[np.ndarray, ...], posterior: ContactPosterior
) -> None:
    again = fit_contact(*made[:4], seed=3)
    np.testing.assert_array_equal(again.after, posterior.after)
    assert posterior.rhat < 1.02
    assert posterior.windows.tolist() == [12] * ALLIES


def test_an_ally_with_little_data_lies_between_its_own_share_and_that_of_all() -> None:
    generator = np.random.default_rng(5)
    ally = np.r_[np.repeat(np.arange(1, 31), 40), np.full(4, 99)]
    change = np.r_[np.tile(np.arange(40) % 5 == 0, 30), [True, False, False, False]]
    contact = np.r_[generator.random(1200) < np.where(ally[:1200] % 2 == 0, 0.2, 0.8), np.ones(4, dtype=bool)]
    found = fit_contact(contact, ally, np.full(len(ally), 200), change, seed=1)
    of_ally = found.after[:, found.allies == 99].mean()
    assert contact[ally != 99].mean() < of_ally < 1
    assert found.seen[found.allies == 99] == 1


def test_without_a_window_after_a_change_there_is_no_fit() -> None:
    with pytest.raises(NoFit, match="every window or none"):
        fit_contact(np.array([True, False]), np.array([1, 1]), np.array([200, 200]), np.array([False, False]), seed=1)
