"""The example worked by hand in docs/what-if.md, section 10."""

import numpy as np
import pytest

from latticework.whatif.compile import compile_network
from latticework.whatif.exact import conditional, importances
from latticework.whatif.minimal_sets import minimal_sets
from latticework.whatif.network import Network
from latticework.whatif.shapley import shapley

CHANCES = {"a": 0.9, "b": 0.8, "c": 0.5, "h": 0.5}


def structure() -> tuple[Network, int]:
    network = Network()
    states = [network.event(name) for name in "abc"]
    return network, network.all_of((network.event("h"), network.at_least(2, states)))


def test_the_numbers_of_the_example() -> None:
    compiled = compile_network(*structure())
    top, found = importances(compiled, {name: np.array([p]) for name, p in CHANCES.items()})
    assert top[0] == pytest.approx(0.425, abs=1e-15)
    assert found["a"].birnbaum[0] == pytest.approx(0.25, abs=1e-15)
    assert found["h"].birnbaum[0] == pytest.approx(0.85, abs=1e-15)
    assert found["h"].raw[0] == pytest.approx(2, abs=1e-14)
    assert (found["h"].fussell_vesely[0], found["h"].rrw[0]) == (1.0, np.inf)
    assert {"".join(sorted(one)) for one in minimal_sets(compiled, of_failure=True)} == {"h", "ab", "ac", "bc"}
    assert {"".join(sorted(one)) for one in minimal_sets(compiled)} == {"abh", "ach", "bch"}


def test_the_shares_of_the_example() -> None:
    shares = shapley(*structure(), ["a", "b", "c", "h"], {})
    assert {p: s.value for p, s in shares.items()} == pytest.approx({"a": 1 / 6, "b": 1 / 6, "c": 1 / 6, "h": 1 / 2})


def test_given_that_one_holds_another_is_likelier() -> None:
    network, root = structure()
    other = network.all_of((network.event("a"), network.event("b")))
    both = compile_network(network, network.all_of((root, other)))
    chances = {name: np.array([p]) for name, p in CHANCES.items()}
    # given a and b, two of three hold: only the headquarters is open
    assert conditional(both, compile_network(network, other), chances)[0] == pytest.approx(0.5, abs=1e-15)
