"""Similarity of all pairs against the definitions written out pair by pair, and against a reference library."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework import History
from latticework.history import Collection
from latticework.history.similarity import alliance_portfolios, compare_portfolios, vote_portfolios
from latticework.model import LatticeworkError


def pair_by_definition(a: np.ndarray, b: np.ndarray, w: np.ndarray, power: int, span: float) -> tuple[float, ...]:
    """S, kappa and pi of one pair, as the definitions read: observed over expected distance."""
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b, w = a[both], b[both], w[both] / w[both].sum()
    observed = float(sum(wi * abs(x - y) ** power for x, y, wi in zip(a, b, w, strict=True)))
    values = np.unique(np.concatenate([a, b]))
    p = {v: (float(w[a == v].sum()), float(w[b == v].sum())) for v in values}
    by_kappa = sum(p[x][0] * p[y][1] * abs(x - y) ** power for x, y in itertools.product(values, values))
    pooled = {v: sum(p[v]) / 2 for v in values}
    by_pi = sum(pooled[x] * pooled[y] * abs(x - y) ** power for x, y in itertools.product(values, values))
    return (
        1 - 2 * observed / span**power,
        1 - observed / by_kappa if by_kappa > 1e-9 else np.nan,
        1 - observed / by_pi if by_pi > 1e-9 else np.nan,
    )


@given(st.integers(0, 10_000), st.sampled_from(["absolute", "squared"]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_all_pairs_equal_the_definitions(seed: int, distance: str, missing: bool) -> None:
    generator = np.random.default_rng(seed)
    portfolios = generator.integers(0, 4, (5, 12)).astype(float)
    if missing:
        portfolios[generator.random(portfolios.shape) < 0.2] = np.nan
    weights = generator.random(12) + 0.1
    found = compare_portfolios(portfolios, weights, distance=distance, span=3)  # type: ignore[arg-type]
    power = 2 if distance == "squared" else 1
    for i, j in itertools.product(range(5), range(5)):
        expected = pair_by_definition(portfolios[i], portfolios[j], weights, power, 3)
        np.testing.assert_allclose((found.s[i, j], found.kappa[i, j], found.pi[i, j]), expected, atol=1e-9)


@pytest.mark.parametrize(("distance", "weights"), [("absolute", "linear"), ("squared", "quadratic")])
def test_kappa_agrees_with_statsmodels(distance: str, weights: str) -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    generator = np.random.default_rng(5)
    portfolios = generator.integers(0, 4, (2, 60)).astype(float)
    table = np.zeros((4, 4))
    for a, b in portfolios.T.astype(int):
        table[a, b] += 1
    expected = inter_rater.cohens_kappa(table, wt=weights).kappa
    assert compare_portfolios(portfolios, distance=distance).kappa[0, 1] == pytest.approx(expected)  # type: ignore[arg-type]


# Signorino & Ritter 1999, Table 6: Germany's and Russia's alliances with the twenty European states of 1914, and those
# states' shares of capabilities as printed
GERMANY_1914 = [3, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]
RUSSIA_1914 = [0, 3, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
CAPABILITIES_1914 = [
    0.25,
    0.21,
    0.20,
    0.08,
    0.08,
    0.05,
    0.03,
    0.03,
    0.02,
    0.01,
    0.01,
    0.01,
    0.01,
    0.01,
    0,
    0,
    0,
    0,
    0,
    0,
]


def test_germany_and_russia_in_1914_as_signorino_and_ritter_print_them() -> None:
    portfolios = np.array([GERMANY_1914, RUSSIA_1914], dtype=float)
    assert compare_portfolios(portfolios, span=3).s[0, 1] == pytest.approx(0.40)
    # printed: -0.45, from unrounded shares; the rounded ones of the table give -0.46
    weighted = compare_portfolios(portfolios, np.array(CAPABILITIES_1914), span=3)
    assert weighted.s[0, 1] == pytest.approx(-0.46)
    # kappa with squared distances, as Haege 2011 advises: the value that the reference manual of fpsim 0.2 prints
    squared = compare_portfolios(portfolios, distance="squared", span=3)
    assert squared.kappa[0, 1] == pytest.approx(-0.07758621, abs=5e-9)


TEN = range(10)


@pytest.mark.parametrize(
    ("a", "b", "s"),
    [
        ([0, 1, 2, 3], [3, 2, 1, 0], -1 / 3),
        ([1, 2, 2, 3], [3, 2, 2, 1], 1 / 3),
        ([2, 2, 3, 3], [3, 3, 2, 2], 1 / 3),
        ([3, 3, 3, 3], [3, 3, 3, 3], 1),
        ([*(0 for _ in TEN), 0, 3], [*(0 for _ in TEN), 3, 0], 2 / 3),
        ([0, *(1 for _ in TEN), 3], [3, *(1 for _ in TEN), 0], 2 / 3),
        ([0, *(2 for _ in TEN), 3], [3, *(2 for _ in TEN), 0], 2 / 3),
        ([0, 3, *(3 for _ in TEN)], [3, 0, *(3 for _ in TEN)], 2 / 3),
    ],
)
def test_the_eight_examples_of_signorino_and_ritter_1999_table_5(a: list[int], b: list[int], s: float) -> None:
    assert compare_portfolios(np.array([a, b], dtype=float), span=3).s[0, 1] == pytest.approx(s)


def test_the_weighted_example_of_signorinos_own_program() -> None:
    portfolios, weights = np.array([[3.0, 3, 2, 2], [2, 2, 3, 3]]), np.array([0.5, 0.3, 0.1, 0.1])
    assert compare_portfolios(portfolios, weights, span=3).s[0, 1] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("year", "states", "s"), [(1913, 19, 0.40), (1914, 20, 0.33)])
def test_germany_and_russia_from_todays_data_on_the_states_of_europe(
    collection: Collection, year: int, states: int, s: float
) -> None:
    # printed for 1914: 0.40; a year of COW 4.1 also holds the alliances of its war (Bulgaria, Romania, Turkey)
    codes, portfolios = alliance_portfolios(collection.connect("cow-states", "cow-alliance-dyad"), year)
    europe = [i for i, code in enumerate(codes) if 200 <= code < 400 or code == 640]
    germany, russia = (codes.tolist().index(code) for code in (255, 365))
    assert len(europe) == states
    assert round(float(compare_portfolios(portfolios[:, europe], span=3).s[germany, russia]), 2) == s


def test_the_same_portfolio_is_one_and_the_opposite_minus_one() -> None:
    found = compare_portfolios(np.array([[0.0, 3.0, 0.0], [0.0, 3.0, 0.0], [3.0, 0.0, 3.0]]))
    assert (found.s[0, 1], found.s[0, 2]) == (1.0, -1.0)
    assert found.kappa[0, 1] == 1.0


def test_nothing_in_common_is_missing_not_zero() -> None:
    found = compare_portfolios(np.array([[1.0, np.nan], [np.nan, 1.0]]))
    assert np.isnan(found.s[0, 1])


def test_values_between_whole_numbers_are_refused() -> None:
    with pytest.raises(LatticeworkError, match="whole numbers"):
        compare_portfolios(np.array([[0.5, 1.0]]))


def test_alliance_portfolios_of_1914(collection: Collection) -> None:
    connection = collection.connect("cow-states", "cow-alliance-dyad")
    codes, portfolios = alliance_portfolios(connection, 1914)
    where = {int(code): i for i, code in enumerate(codes)}
    assert portfolios[where[255], where[300]] == 3  # Germany and Austria-Hungary, Triple Alliance
    assert portfolios[where[220], where[365]] == 3  # France and Russia
    assert portfolios[where[200], where[220]] == 1  # Entente cordiale
    s = compare_portfolios(portfolios, span=3).s
    assert s[where[255], where[300]] > s[where[255], where[220]]


def test_weighting_by_capability_lets_great_powers_count_for_more(collection: Collection) -> None:
    history = History(collection.folder)
    codes, plain = history.similarity(1914)
    _, weighted = history.similarity(1914, by_capability=True)
    where = {int(code): i for i, code in enumerate(codes)}
    germany, france = where[255], where[220]
    assert weighted.s[germany, france] < plain.s[germany, france]  # they differ about the great powers
    np.testing.assert_allclose(np.diag(weighted.s), 1.0)


def test_un_votes_leave_absences_out(tmp_path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("rcid,ccode,session,vote\n1,2,74,1\n1,20,74,3\n2,2,74,2\n2,20,74,8\n")
    collection = Collection(tmp_path / "h")
    collection.add("un-votes", path)
    codes, portfolios = vote_portfolios(collection.connect("un-votes"), 74)
    assert codes.tolist() == [2, 20]
    np.testing.assert_array_equal(portfolios, [[2.0, 1.0], [0.0, np.nan]])
    assert compare_portfolios(portfolios, span=2).s[0, 1] == -1.0
