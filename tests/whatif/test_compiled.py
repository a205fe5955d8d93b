"""The compiled engine equals listing every state; importances, minimal sets and MEF files agree with it."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.whatif.coherence import is_coherent
from latticework.whatif.compile import TooLarge, compile_network, laid_out
from latticework.whatif.diagram import Compiler
from latticework.whatif.exact import chance, importances
from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, Parity, Threshold
from latticework.whatif.kernels.search import reduced
from latticework.whatif.mef_read import load_tree
from latticework.whatif.mef_write import mef
from latticework.whatif.minimal_sets import minimal_sets
from latticework.whatif.network import AND, AT_LEAST, EVENT, Network

NAMES = [f"e{i}" for i in range(6)]
CHANCES = st.lists(st.one_of(st.floats(0, 1), st.floats(1e-9, 1e-6)), min_size=6, max_size=6)


def coherent(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    weights = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5]), min_size=4, max_size=4)
    return st.one_of(
        parts.map(AllOf),
        parts.map(AnyOf),
        st.tuples(st.integers(0, 4), parts).map(lambda t: AtLeast(*t)),
        st.tuples(st.sampled_from([0.2, 0.5, 0.6, 1.0]), weights, parts).map(
            lambda t: Threshold(t[0], tuple(t[1][: len(t[2])]), t[2])
        ),
    )


def any_kind(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(coherent(inner), inner.map(Not), pairs.map(Parity))


events = st.sampled_from([Event(name) for name in NAMES])
COHERENT = st.recursive(events, coherent, max_leaves=14)
ANY = st.recursive(events, any_kind, max_leaves=14)


def holds(expression: Expression, state: dict[str, bool]) -> bool:
    if isinstance(expression, Event):
        return state[expression.name]
    if isinstance(expression, Not):
        return not holds(expression.part, state)
    parts = [holds(part, state) for part in expression.parts]
    if isinstance(expression, AllOf):
        return all(parts)
    if isinstance(expression, AnyOf):
        return any(parts)
    if isinstance(expression, Parity):
        return sum(parts) % 2 == 1
    if isinstance(expression, Threshold):
        reached = sum(w for w, part in zip(expression.weights, parts, strict=True) if part)
        return reached >= expression.need - 1e-12
    return sum(parts) >= expression.k


def listed(expression: Expression, chances: list[float], fixed: dict[str, bool] | None = None) -> float:
    total = 0.0
    for values in product((False, True), repeat=6):
        state = dict(zip(NAMES, values, strict=True))
        if all(state[name] == value for name, value in (fixed or {}).items()) and holds(expression, state):
            total += float(
                np.prod(
                    [
                        1.0 if name in (fixed or {}) else (p if state[name] else 1 - p)
                        for name, p in zip(NAMES, chances, strict=True)
                    ]
                )
            )
    return total


def compiled_from(expression: Expression):
    network = Network()
    return compile_network(network, network.add(expression))


def inputs(chances: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array([p]) for name, p in zip(NAMES, chances, strict=True)}


@settings(max_examples=1500, deadline=None)
@given(ANY, CHANCES)
def test_the_chance_equals_listing_every_state(expression: Expression, chances: list[float]) -> None:
    assert abs(chance(compiled_from(expression), inputs(chances))[0] - listed(expression, chances)) < 1e-12


def simplified(network: Network, root: int) -> tuple[Network, int]:
    """What the kernels make of a network before they compile it, as a network again."""
    kind, need, start, parts, literal = reduced(*laid_out(network, root), root)
    smaller, names, value = Network(), list(network.names), [0]
    for node in range(1, len(kind)):
        below = [value[part >> 1] ^ (part & 1) for part in parts[start[node] : start[node + 1]].tolist()]
        if kind[node] == EVENT:
            value.append(smaller.event(names[need[node]]))
        elif kind[node] == AND:
            value.append(smaller.all_of(below))
        else:
            value.append(smaller.at_least(int(need[node]), below) if kind[node] == AT_LEAST else smaller.parity(below))
    return smaller, value[literal >> 1] ^ (literal & 1)


SHARED = st.recursive(events, any_kind, max_leaves=30)


@settings(max_examples=600, deadline=None)
@given(SHARED, CHANCES)
def test_simplification_keeps_the_function(expression: Expression, chances: list[float]) -> None:
    network = Network()
    smaller, root = simplified(network, network.add(expression))
    got = chance(compile_network(smaller, root), inputs(chances))[0]
    assert abs(got - listed(expression, chances)) < 1e-12


@settings(max_examples=300, deadline=None)
@given(ANY, st.lists(st.floats(0.05, 0.95), min_size=6, max_size=6))
def test_importances_equal_their_definitions(expression: Expression, chances: list[float]) -> None:
    compiled = compiled_from(expression)
    top, found = importances(compiled, inputs(chances))
    for name, one in found.items():
        with_it, without = (listed(expression, chances, {name: value}) for value in (True, False))
        assert abs(one.birnbaum[0] - (with_it - without)) < 1e-12
        if top[0] > 0:
            assert abs(one.raw[0] - with_it / top[0]) < 1e-9
            assert abs(one.fussell_vesely[0] - (1 - without / top[0])) < 1e-9
            if without > 1e-9:
                assert abs(one.rrw[0] - top[0] / without) < 1e-6


@settings(max_examples=300, deadline=None)
@given(COHERENT)
def test_minimal_sets_are_all_and_only_the_minimal_ones(expression: Expression) -> None:
    compiled = compiled_from(expression)
    for of_failure in (False, True):
        makes = [
            frozenset(chosen)
            for size in range(7)
            for chosen in combinations(NAMES, size)
            if holds(expression, {name: (name in chosen) != of_failure for name in NAMES}) != of_failure
        ]
        minimal = {one for one in makes if not any(other < one for other in makes)}
        assert set(minimal_sets(compiled, of_failure=of_failure, most_events=6)) == minimal


@settings(max_examples=300, deadline=None)
@given(SHARED)
def test_minimal_sets_of_a_function_with_not_are_those_of_its_hull(expression: Expression) -> None:
    for of_failure in (False, True):
        makes = [
            frozenset(name for name, moved in zip(NAMES, chosen, strict=True) if moved)
            for chosen in product((False, True), repeat=6)
            if holds(expression, {name: moved != of_failure for name, moved in zip(NAMES, chosen, strict=True)})
            != of_failure
        ]
        minimal = {one for one in makes if not any(other < one for other in makes)}
        network = Network()
        root = network.add(expression)
        for structure in ((network, root), simplified(network, root)):
            compiled = compile_network(*structure)
            assert set(minimal_sets(compiled, of_failure=of_failure, most_events=6)) == minimal


@settings(max_examples=200, deadline=None)
@given(COHERENT, CHANCES, st.integers(0, 5), st.floats(0, 1))
def test_less_commitment_never_raises_a_function_without_not(
    expression: Expression, chances: list[float], which: int, factor: float
) -> None:
    compiled = compiled_from(expression)
    less = [p * factor if i == which else p for i, p in enumerate(chances)]
    assert chance(compiled, inputs(less))[0] <= chance(compiled, inputs(chances))[0] + 1e-15


@settings(max_examples=150, deadline=None)
@given(ANY, CHANCES)
def test_a_structure_survives_the_exchange_format(
    tmp_path_factory: pytest.TempPathFactory, expression: Expression, chances: list[float]
) -> None:
    network = Network()
    root = network.add(expression)
    path = tmp_path_factory.mktemp("mef") / "tree.xml"
    path.write_text(mef(network, root, dict(zip(NAMES, chances, strict=True)), "A & B <round>"))
    tree = load_tree(path, top="top")
    back = compile_network(tree.network, tree.root)
    got = chance(back, {name: np.array([p]) for name, p in tree.chances.items()})[0]
    assert got == pytest.approx(listed(expression, chances), abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(ANY, CHANCES)
def test_both_diagram_engines_give_the_same(expression: Expression, chances: list[float]) -> None:
    other = Compiler().compile(expression).chance(inputs(chances), 1)[0]
    assert abs(other - chance(compiled_from(expression), inputs(chances))[0]) < 1e-12


@settings(max_examples=100, deadline=None)
@given(ANY, CHANCES)
def test_what_outgrows_the_small_diagrams_gets_the_same_answer(expression: Expression, chances: list[float]) -> None:
    large = Compiler(most_rows=3).compile(expression)
    assert abs(large.chance(inputs(chances), 1)[0] - listed(expression, chances)) < 1e-12


def test_simplification_takes_repeats_and_common_factors_out() -> None:
    network = Network()
    a, b, c, d, e = (network.event(name) for name in "abcde")
    # (ab or ac) and (d or (a and e)): a is factored out, and is known in the second bracket
    both = network.any_of((network.all_of((a, b)), network.all_of((a, c))))
    smaller, root = simplified(network, network.all_of((both, network.any_of((d, network.all_of((a, e)))))))
    assert sum(len(smaller.parts[node]) for node in smaller.below(root)) == 7  # a and (b or c) and (d or e)
    # what the same gates use, and nothing else does, becomes one module: a and b here
    f, g = network.event("f"), network.event("g")
    one, other = network.any_of((a, b, c, network.all_of((d, e)))), network.any_of((a, b, d, network.all_of((c, f))))
    smaller, root = simplified(network, network.all_of((one, other, network.any_of((e, f, g)))))
    pair = {smaller.names["a"], smaller.names["b"]}
    assert any({part >> 1 for part in smaller.parts[node]} == pair for node in smaller.below(root))


def test_a_module_whose_sets_are_all_too_large_has_none() -> None:
    pair = AllOf((Event("e1"), Event("e2")))
    compiled = compiled_from(AnyOf((AllOf((Event("e0"), pair)), AllOf((Event("e3"), AnyOf((pair, Event("e4"))))))))
    assert minimal_sets(compiled, most_events=1) == []
    assert minimal_sets(compiled, most_events=2) == [frozenset({"e3", "e4"})]


def test_draws_are_evaluated_together_and_alike() -> None:
    compiled = compiled_from(AtLeast(3, tuple(Event(name) for name in NAMES)))
    draws = {name: np.random.default_rng(i).random(500) for i, name in enumerate(NAMES)}
    together = chance(compiled, draws)
    alone = [chance(compiled, {name: p[i : i + 1] for name, p in draws.items()})[0] for i in range(500)]
    assert together.tolist() == alone


def test_a_rare_chance_keeps_its_digits() -> None:
    compiled = compiled_from(AllOf(tuple(AnyOf((Event(a), Event(b))) for a, b in (("e0", "e1"), ("e2", "e3")))))
    got = chance(compiled, {name: np.array([1e-12]) for name in NAMES})[0]
    assert got == pytest.approx((2e-12 - 1e-24) ** 2, rel=1e-14)


def test_negations_are_seen() -> None:
    network = Network()
    a, b = network.event("a"), network.event("b")
    assert is_coherent(network, network.any_of((a, b)))
    assert not is_coherent(network, network.all_of((a, b ^ 1)))
    assert not is_coherent(network, network.parity((a, b)))


def test_too_large_is_noticed_within_the_budget() -> None:
    network = Network()
    generator = np.random.default_rng(1)
    clauses = [network.any_of([network.event(f"x{i}") for i in generator.choice(120, 6)]) for _ in range(150)]
    with pytest.raises(TooLarge):
        compile_network(network, network.at_least(60, clauses), most_rows=20_000)
