"""The compiled search against listing every set and evaluating its plain structure, draw by draw."""

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import DRAWS, JUDGED, cases, every_step, step

import latticework as lw
from latticework.advise.branch import branch_and_bound
from latticework.advise.chances import Chances, months_until
from latticework.advise.compare import advise
from latticework.advise.dominance import dominance, frontier
from latticework.advise.prepare import prepare, relaxed
from latticework.advise.search import search
from latticework.advise.sets import all_sets
from latticework.advise.stepped import Stepped
from latticework.model import Lattice, Scenario
from latticework.show.as_json import to_json
from latticework.whatif import answer, load_judgements
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn

FUNCTIONS = ("x", "y")
few = settings(max_examples=12, deadline=None)


def brute(lattice: Lattice, scenario: Scenario, steps: list, taken: set[str]) -> np.ndarray:
    """Chances (functions, draws) of the structure that these steps give, by another decision-diagram engine."""
    stepped = Stepped(lattice, steps)
    chances = Chances(lattice, Drawn(scenario, JUDGED), steps, months_until(lattice, scenario))
    found = []
    for id in FUNCTIONS:
        diagram = Compiler().compile(stepped.function(lattice.functions[id], taken))
        given_ = {event: chances.of(event, id) for event in diagram.events if event != "covered"}
        found.append(diagram.chance(given_, DRAWS))
    return np.array(found)


@given(cases())
@few
def test_every_set_in_every_draw_is_what_listing_them_gives(case: tuple) -> None:
    lattice, scenario, steps = case
    prepared = prepare(lattice, scenario, JUDGED, steps, FUNCTIONS)
    masks = all_sets(prepared.compiled.ids, prepared.steps, len(prepared.steps), {})
    values = prepared.compiled.values(masks, prepared.chances)
    expected = np.array([brute(lattice, scenario, steps, set(prepared.ids_of(mask))) for mask in masks])
    assert np.allclose(values, expected, atol=1e-12)
    searched = search(prepared.compiled, masks, prepared.chances)
    regret = (expected.max(axis=0) - expected).max(axis=1)
    assert np.allclose(searched.means, expected.mean(axis=2), atol=1e-12)
    assert np.allclose(searched.worst, regret.max(axis=1), atol=1e-12)
    assert np.allclose(searched.mean_regret, regret.mean(axis=1), atol=1e-12)
    first = [int(np.nonzero(regret[:, d] <= regret[:, d].min() + 1e-9)[0][0]) for d in range(DRAWS)]
    assert np.allclose(searched.best_in, np.bincount(first, minlength=len(masks)) / DRAWS)


@given(cases(), st.permutations(range(6)))
@few
def test_the_order_of_steps_changes_nothing(case: tuple, order: list[int]) -> None:
    lattice, scenario, steps = case
    shuffled = [steps[i] for i in order if i < len(steps)]
    one, other = (
        advise(lattice, scenario, JUDGED, 2, own=some, find=False, explain=False) for some in (steps, shuffled)
    )
    assert to_json(one) == to_json(other)


@given(cases())
@few
def test_a_further_provider_never_lowers_a_function(case: tuple) -> None:
    lattice, scenario, steps = case
    new = step("further", "provide", tasks=("one", "two"), actors=("BBB",), effect=(0.0, 1.0))
    for size in (0, 1, len(steps)):
        taken = {one.id for one in steps[:size]}
        before, after = (brute(lattice, scenario, [*steps, new], some) for some in (taken, taken | {"further"}))
        assert (after >= before - 1e-12).all()


@given(cases())
@few
def test_the_best_set_has_no_regret_in_the_draw_where_it_is_best(case: tuple) -> None:
    lattice, scenario, steps = case
    prepared = prepare(lattice, scenario, JUDGED, steps, FUNCTIONS)
    masks = all_sets(prepared.compiled.ids, prepared.steps, 2, {})
    for weights in ({"x": 1.0}, {"x": 2.0, "y": 1.0}):
        searched = search(prepared.compiled, masks, prepared.chances, weights)
        values = prepared.compiled.values(masks, prepared.chances)
        score = sum(values[:, FUNCTIONS.index(f)] * weight for f, weight in weights.items())
        assert np.allclose(searched.worst, (score.max(axis=0) - score).max(axis=1), atol=1e-12)
        assert searched.best_in.sum() == pytest.approx(1)
        for i in np.nonzero(searched.best_in)[0]:  # where it wins, nobody has more
            assert ((score.max(axis=0) - score[i]) < 1e-9).any()


@given(cases(), st.permutations(["AAA", "BBB", "CCC"]))
@few
def test_the_names_of_actors_change_nothing(case: tuple, names: list[str]) -> None:
    lattice, scenario, steps = case
    to = dict(zip(("AAA", "BBB", "CCC"), names, strict=True))

    def named(code: str | None) -> str | None:
        return to.get(code, code) if code else code

    def all_named(codes: tuple) -> tuple:
        return tuple(named(code) for code in codes)

    works = {
        id: replace(
            w, lead=named(w.lead), successors=all_named(w.successors), host=named(w.host),
            essential=all_named(w.essential), quorum=(w.quorum[0], all_named(w.quorum[1])) if w.quorum else None,
        )
        for id, w in lattice.works.items()
    }  # fmt: skip
    tasks = {
        id: replace(t, providers=tuple(replace(p, by=named(p.by)) for p in t.providers))
        for id, t in lattice.tasks.items()
    }
    renamed = replace(lattice, works=works, tasks=tasks)
    moved = [replace(one, actors=all_named(one.actors)) for one in steps]
    taken = {one.id for one in steps}
    assert np.allclose(brute(lattice, scenario, steps, taken), brute(renamed, scenario, moved, taken), atol=1e-12)


@given(cases())
@few
def test_branch_and_bound_finds_what_listing_finds(case: tuple) -> None:
    lattice, scenario, steps = case
    prepared = prepare(lattice, scenario, JUDGED, steps, FUNCTIONS)
    loose = relaxed(prepared)
    every = all_sets(prepared.compiled.ids, prepared.steps, 2, {})
    target = loose.values(every[-1:] * 0 + np.uint64(2 ** len(prepared.compiled.ids) - 1), prepared.chances).mean(
        axis=2
    )
    least = (target - prepared.compiled.values(every, prepared.chances).mean(axis=2)).max(axis=1).min()
    found = branch_and_bound(prepared.compiled, loose, prepared.chances, 2)
    assert found.best == pytest.approx(least, abs=1e-12)
    assert found.gap == pytest.approx(0, abs=1e-12)
    hurried = branch_and_bound(prepared.compiled, loose, prepared.chances, 2, budget=1)
    assert hurried.best - hurried.gap <= least + 1e-12


def test_dominance_orders() -> None:
    low, spread, steady = (np.array([row]) for row in ([0.1, 0.5], [0.2, 0.8], [0.5, 0.55]))
    assert dominance(spread, low) == "in every draw"
    assert dominance(spread[:, ::-1], low) == "first order"
    assert dominance(steady, spread) == "second order"  # less spread, higher mean; the best draw is worse
    assert dominance(spread, steady) == "none"
    assert dominance(low, low + 0.001) == "no detectable difference"


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=12))
def test_the_frontier_is_what_nobody_beats(rows: list[tuple[int, ...]]) -> None:
    table = np.array(rows, float)
    expected = [not any((b >= a).all() and (b > a).any() for b in table) for a in table]
    assert frontier(table).tolist() == expected


def test_sets_come_small_before_large_and_cheap_before_dear() -> None:
    masks = all_sets(("a", "b", "c"), ("a", "b", "c"), 2, {"a": 3.0, "b": 1.0, "c": 1.5})
    assert masks.tolist() == [0, 2, 4, 1, 6, 3, 5]
    for order in permutations("abc"):
        assert all_sets(("a", "b", "c"), order, 2, {"a": 3.0, "b": 1.0, "c": 1.5}).tolist() == masks.tolist()


def test_a_step_is_the_what_if_of_the_changed_lattice() -> None:
    lattice = lw.Register.shipped().as_of("2024-07-31").snapshot
    change = lw.Change(actor="USA", posture="withdrawn", on="2025-01-20")
    scenario, judged = Scenario(changes=(change,)), load_judgements(None)
    steps = [
        step("hand", "hand-over", arrangement="nsatu", actors=("DEU",)),
        step("new", "provide", tasks=("equip-and-coordinate-delivery",), arrangement="eumam"),
    ]
    prepared = prepare(lattice, scenario, judged, steps, ["sustain-ukraine"])
    works = replace(lattice.works["nsatu"], lead="DEU", successors=("USA", "GBR"))
    task = lattice.tasks["equip-and-coordinate-delivery"]
    more = replace(task, providers=(*task.providers, replace(task.providers[0], by="eumam")))
    for size in (0, 1, 2):
        for taken in combinations([one.id for one in steps], size):
            changed = replace(
                lattice,
                works={**lattice.works, **({"nsatu": works} if "hand" in taken else {})},
                tasks={**lattice.tasks, **({task.id: more} if "new" in taken else {})},
            )
            expected = answer(changed, scenario, judged).functions["sustain-ukraine"].after.mean
            got = prepared.compiled.values(np.array([prepared.mask_of(taken)], np.uint64), prepared.chances).mean()
            assert got == pytest.approx(expected, abs=1e-12)


def test_every_edit_is_tried() -> None:
    from latticework.advise.steps import EDITS

    assert {one.edit for one in every_step()} | {"lock"} == set(EDITS)
