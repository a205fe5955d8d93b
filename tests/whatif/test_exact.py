"""The clever path equals brute force; breaks are minimal; chances never rise when commitment falls."""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import latticework as lw
from latticework.whatif.diagram import Compiler
from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression

EVENTS = [Event(f"e{i}") for i in range(5)]
expressions = st.recursive(
    st.sampled_from(EVENTS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AllOf(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p))),
        st.lists(inner, min_size=2, max_size=4).map(lambda p: AtLeast(2, tuple(p))),
    ),
    max_leaves=12,
)


def holds(expression: Expression, state: dict[str, bool]) -> bool:
    if isinstance(expression, Event):
        return state[expression.name]
    parts = [holds(part, state) for part in expression.parts]
    if isinstance(expression, AllOf):
        return all(parts)
    return any(parts) if isinstance(expression, AnyOf) else sum(parts) >= expression.k


@settings(max_examples=60, deadline=None)
@given(expressions, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_the_diagram_equals_listing_every_state(expression: Expression, chances: list[float]) -> None:
    names = [event.name for event in EVENTS]
    exact = 0.0
    for values in product((False, True), repeat=5):
        weight = float(np.prod([p if v else 1 - p for p, v in zip(chances, values, strict=True)]))
        exact += weight * holds(expression, dict(zip(names, values, strict=True)))
    given_chances = {name: np.array([p]) for name, p in zip(names, chances, strict=True)}
    assert abs(Compiler().compile(expression).chance(given_chances, 1)[0] - exact) < 1e-12


@settings(max_examples=60, deadline=None)
@given(expressions)
def test_breaks_are_all_the_minimal_ones(expression: Expression) -> None:
    names = [event.name for event in EVENTS]
    breaking = [
        frozenset(lost)
        for size in range(6)
        for lost in combinations(names, size)
        if not holds(expression, {name: name not in lost for name in names})
    ]
    minimal = {one for one in breaking if not any(other < one for other in breaking)}
    assert set(Compiler().compile(expression).minimal_breaks()) == minimal


def test_common_causes_are_not_multiplied() -> None:
    twice = AllOf((Event("engaged:USA:europe"), AnyOf((Event("engaged:USA:europe"), Event("x")))))
    chances = {"engaged:USA:europe": np.array([0.5]), "x": np.array([0.5])}
    assert Compiler().compile(twice).chance(chances, 1)[0] == 0.5


def test_less_commitment_never_raises_a_chance() -> None:
    lattice = lw.Register.shipped().as_of("2024-07-31")
    for actor in ("USA", "DEU", "JPN"):
        answers = []
        for level in (1.0, 0.6, 0.2, 0.0):
            change = lw.Change(actor=actor, posture="scaled_back", on="2025-01-20", level=(level, level))
            answers.append(lattice.what_if(lw.Scenario(changes=(change,), draws=200)).answer)
        for more, less in zip(answers, answers[1:], strict=False):
            for id in more.functions:
                assert less.functions[id].after.mean <= more.functions[id].after.mean + 1e-12


def test_without_uncertain_input_the_answer_is_yes_or_no() -> None:
    outcome = lw.Register.shipped().as_of("2024-07-31").what_if(actor="USA")
    deter = outcome.functions["north-korea"].after
    assert (deter.mean, deter.low, deter.high) == (0.0, 0.0, 0.0)
    assert outcome.breaks("deter-north-korea")[0].losses in {("engaged:USA:korea",), ("engaged:KOR:korea",)}


def test_doing_nothing_is_always_in_the_advice() -> None:
    options = lw.Register.shipped().as_of("2024-07-31").what_if(actor="USA").advise(steps=1)
    assert options[0].steps == ()
    assert all(option.gain >= -1e-12 for option in options)
