"""A slider's levels are answered by the same engine as the whole answer."""

from dataclasses import replace

import pytest

import latticework as lw
from latticework.model import BadScenario, Change, Scenario


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    return lw.Register.shipped().as_of("2024-07-31")


@pytest.mark.parametrize(
    ("actor", "beside"),
    [("USA", ()), ("DEU", (Change(actor="USA", posture="scaled_back", on="2025-01-20"),)), ("EU", ())],
)
def test_each_level_is_the_whole_answer_at_it(lattice: lw.Lattice, actor: str, beside: tuple[Change, ...]) -> None:
    scenario = Scenario(changes=(Change(actor=actor, posture="withdrawn", on="2025-01-20"), *beside))
    for level, standing in zip(
        (1.0, 0.6, 0.0), lattice.over_levels(scenario, actor, (1.0, 0.6, 0.0)), strict=True
    ):  # fmt: skip
        whole = lattice.what_if(
            replace(
                scenario, changes=(replace(scenario.changes[0], posture="scaled_back", level=(level, level)), *beside)
            )
        )
        for said, asked in ((standing.functions, whole.functions), (standing.tasks, whole.tasks)):
            assert {i: (s.before, s.after, s.verdict) for i, s in said.items()} == {
                i: (a.before, a.after, a.verdict) for i, a in asked.items()
            }
        assert dict(standing.arrangements) == dict(whole.arrangements)


def test_a_posture_stands_as_in_the_whole_answer(lattice: lw.Lattice) -> None:
    scenario = Scenario(changes=(Change(actor="USA", posture="scaled_back", on="2025-01-20", theatres=("europe",)),))
    assert dict(lattice.stand(scenario).arrangements) == dict(lattice.what_if(scenario).arrangements)


def test_a_level_outside_and_an_actor_that_nobody_moved_are_refused(lattice: lw.Lattice) -> None:
    scenario = Scenario(changes=(Change(actor="USA", posture="withdrawn", on="2025-01-20"),))
    with pytest.raises(BadScenario, match="0 to 1"):
        lattice.over_levels(scenario, "USA", (1.5,))
    with pytest.raises(BadScenario, match="Germany"):
        lattice.over_levels(scenario, "DEU", (0.5,))


def test_most_hangs_on_the_first_actor_among_the_linchpins(lattice: lw.Lattice) -> None:
    pins = lattice.what_if(actor="DEU").linchpins()
    assert lattice.hub() == next(pin.id for pin in pins if pin.kind == "actor")
