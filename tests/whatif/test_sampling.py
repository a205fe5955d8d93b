"""The sampler agrees with the exact engine within its own error, is reproducible, and takes over where it must."""

import numpy as np
import pytest

from latticework.whatif.compile import compile_network
from latticework.whatif.engines import best_chance, restricted
from latticework.whatif.exact import chance
from latticework.whatif.network import FALSE, Network
from latticework.whatif.rare import rare_chance
from latticework.whatif.sampling import sampled


def random_structure(seed: int, events: int = 12) -> tuple[Network, int, dict[str, float]]:
    generator = np.random.default_rng(seed)
    network = Network()
    literals = [network.event(f"x{i}") for i in range(events)]
    for _ in range(14):
        parts = [int(literals[i]) ^ int(generator.integers(2)) for i in generator.choice(len(literals), 4, False)]
        kind = generator.integers(4)
        made = (
            network.all_of(parts[:2]),
            network.any_of(parts[:3]),
            network.at_least(2, parts),
            network.parity(parts[:3]),
        )[kind]
        if made > FALSE:
            literals.append(made)
    return network, literals[-1], {f"x{i}": float(p) for i, p in enumerate(generator.random(events))}


def exact(network: Network, root: int, chances: dict[str, float]) -> float:
    return float(chance(compile_network(network, root), {name: np.array([p]) for name, p in chances.items()})[0])


def test_the_99_percent_interval_covers_the_exact_chance_99_times_in_100() -> None:
    covered = 0
    for seed in range(300):
        network, root, chances = random_structure(seed)
        estimate = sampled(network, [root], chances, draws=8192, seed=seed)[0]
        covered += abs(estimate.chance - exact(network, root, chances)) <= 2.5758 * estimate.standard_error
    assert 290 <= covered <= 300  # binomial(300, 0.99): fewer than 290 has a chance below 1 in 1,000


def test_the_same_seed_gives_the_same_estimate() -> None:
    network, root, chances = random_structure(5)
    one, same, other = (sampled(network, [root], chances, draws=8192, seed=s)[0] for s in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize("p", [0.0, 1.0, 0.5, 0.3, 1e-3, 0.999])
def test_events_come_with_their_chance(p: float) -> None:
    network = Network()
    estimate = sampled(network, [network.event("a")], {"a": p}, draws=1 << 20)[0]
    assert abs(estimate.chance - p) <= 4 * estimate.standard_error
    if p in (0.0, 1.0):
        assert estimate.chance == p


def test_fixing_events_is_conditioning() -> None:
    network, root, chances = random_structure(11)
    given = {"x0": True, "x3": False}
    fixed = {**chances, "x0": 1.0, "x3": 0.0}
    assert exact(*restricted(network, root, given), chances) == pytest.approx(exact(network, root, fixed), abs=1e-14)


def test_the_engine_is_named_and_changes_with_the_budget() -> None:
    generator = np.random.default_rng(1)
    network = Network()
    clauses = [network.any_of([network.event(f"x{i}") for i in generator.choice(60, 5, False)]) for _ in range(60)]
    root = network.at_least(57, clauses)
    chances = {f"x{i}": np.array([0.4]) for i in range(60)}
    sampled_answer = best_chance(network, root, chances, most_rows=2000, draws=1 << 16)
    assert sampled_answer.engine.startswith("sampled")
    assert sampled_answer.standard_error is not None and sampled_answer.standard_error > 0
    small = best_chance(network, network.at_least(2, clauses[:4]), chances)
    assert small.engine.startswith("exact") and small.standard_error is None


def test_cases_of_a_few_hubs_keep_the_answer_exact() -> None:
    network = Network()
    hubs = [network.event(f"hub{i}") for i in range(5)]
    generator = np.random.default_rng(2)
    arrangements = []
    for i in range(24):
        own = network.event(f"own{i}")
        arrangements.append(network.all_of((own, *(hubs[int(j)] for j in generator.choice(5, 2, False)))))
    root = network.at_least(7, arrangements)
    chances = {name: np.array([0.3, 0.6, 0.9]) for name in network.names}
    whole = best_chance(network, root, chances)
    assert whole.engine == "exact (binary decision diagram)"
    by_cases = best_chance(network, root, chances, most_rows=2000)
    assert "by cases of 5 hubs" in by_cases.engine and by_cases.standard_error is None
    assert by_cases.chance == pytest.approx(whole.chance, abs=1e-13)


def test_rare_events_are_found_with_a_small_relative_error() -> None:
    network = Network()
    literals = [network.event(f"x{i}") for i in range(40)]
    ways = [network.all_of(literals[i : i + 4]) for i in range(0, 36, 4)]
    root = network.any_of((*ways, network.at_least(3, literals[36:])))
    chances = {f"x{i}": 0.003 for i in range(36)} | {f"x{i}": 0.0004 for i in range(36, 40)}
    truth = exact(network, root, chances)
    assert truth < 1e-9
    covered = 0
    for seed in range(1, 21):
        found = rare_chance(network, root, chances, seed=seed)
        assert found is not None and (found.sets, found.left_out_below) == (9 + 4, 0.0)
        assert found.standard_error < 0.01 * truth
        covered += abs(found.chance - truth) <= 2.5758 * found.standard_error + 1e-3 * truth
    assert covered == 20


def test_likely_unions_are_estimated_right_too() -> None:
    network, chances = Network(), {f"x{i}": 0.4 for i in range(6)}
    literals = [network.event(f"x{i}") for i in range(6)]
    root = network.any_of((network.at_least(3, literals[:4]), network.all_of(literals[3:])))
    found = rare_chance(network, root, chances, seed=4)
    assert found is not None
    assert abs(found.chance - exact(network, root, chances)) < 4 * found.standard_error


def test_rare_events_need_a_structure_without_not() -> None:
    network = Network()
    a, b = network.event("a"), network.event("b")
    assert rare_chance(network, network.all_of((a, b ^ 1)), {"a": 1e-6, "b": 0.1}) is None
