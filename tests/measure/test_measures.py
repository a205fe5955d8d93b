"""Measures against numbers worked by hand."""

import pytest

import latticework as lw
from latticework.measure import dependence, lattice_ness
from latticework.measure.profile import not_distinguishable
from latticework.model import Entity, Provider, Range, Task, Works
from latticework.model import Lattice as Snapshot


@pytest.fixture(scope="module")
def shipped() -> lw.Lattice:
    with lw.Register.shipped() as register:
        return register.as_of("2024-07-31")


def world(parties: dict[str, list[str]], tasks: list[Task] | None = None, **works: Works) -> Snapshot:
    arrangements = {
        id: Entity(id=id, type="arrangement", values={"label": id, "parties": codes}) for id, codes in parties.items()
    }
    return Snapshot(
        as_of="2024-07-31", as_known=None, actors={}, arrangements=arrangements, meetings={}, commitments={},
        positions={}, roles={}, constraints={}, functions={}, tasks={t.id: t for t in tasks or []},
        works={id: works.get(id, Works()) for id in parties}, sources={},
    )  # fmt: skip


def test_a_star_is_all_hub() -> None:
    star = lattice_ness(world({"a": ["H", "1"], "b": ["H", "2"], "c": ["H", "3"]}), "H")
    assert (star.centralization, star.spoke_density, star.linked_without_hub, star.efficiency_lost) == (1, 0, 0, 1)


def test_a_full_lattice_needs_no_hub() -> None:
    full = lattice_ness(world({"a": ["H", "1", "2", "3"]}), "H")
    assert (full.centralization, full.spoke_density, full.linked_without_hub, full.efficiency_lost) == (0, 1, 1, 0)


def test_a_ring_by_hand() -> None:
    # H-1-2-3-H. Without H: 1-2-3. Pairs 12, 23 linked, 13 at distance 2 either way: nothing is lost.
    ring = lattice_ness(world({"a": ["H", "1"], "b": ["1", "2"], "c": ["2", "3"], "d": ["3", "H"]}), "H")
    assert ring.spoke_density == pytest.approx(2 / 3)
    assert (ring.linked_without_hub, ring.efficiency_lost, ring.centralization) == (1, 0, 0)


def test_natos_index_by_hand(shipped: lw.Lattice) -> None:
    # Pillars at the middle of the coding: obligation (4 + 3.5) / 2, organization 4, integration 4, lock-in (3 + 3.5) / 2.
    g = ((3.75 + 0.25) / 4.25 * 1 * 1 * (3.25 + 0.25) / 4.25) ** 0.25
    nato = next(p for p in shipped.profiles() if p.id == "nato")
    assert nato.index == pytest.approx(100 * (g - 0.25 / 4.25) / (1 - 0.25 / 4.25), abs=1e-6)
    assert nato.weakest_pillar == "lock-in"
    assert (nato.rank_low, nato.rank_high) == (1, 1) or nato.rank_low == 1


def test_profiles_cover_every_arrangement_with_ordered_intervals(shipped: lw.Lattice) -> None:
    scored = shipped.profiles()
    assert {p.id for p in scored} == set(shipped.snapshot.arrangements)
    for p in scored:
        assert 0 <= p.low <= p.index <= p.high <= 100
        assert 1 <= p.rank_low <= p.rank_high <= len(scored)
        assert set(p.pillars) == {"obligation", "organization", "integration", "lock-in"}
    assert scored == shipped.profiles()  # the same seed, the same numbers


def test_the_ends_of_the_scale_are_distinguishable_and_neighbours_may_not_be(shipped: lw.Lattice) -> None:
    scored = {p.id: p for p in shipped.profiles()}
    assert not not_distinguishable(scored["nato"], scored["quad"])
    assert not_distinguishable(scored["us-japan-treaty"], scored["us-rok-mdt"])


def test_dependence_is_share_times_what_nobody_fills() -> None:
    money = Task(
        id="fund", label="Fund", function="f", theatre="europe", gate="share", need=0.8, fill="fill",
        providers=(Provider(by="H", share=0.4), Provider(by="X", share=0.6)),
    )  # fmt: skip
    fill = Range(id="fill", low=0.1, high=0.3, about="", why="", source="")
    (found,) = dependence(world({}, [money]), "H", {"fill": fill})
    # s = 0.4; fill = min(1, 0.1 / 0.4) to min(1, 0.3 / 0.4); D = 0.4 × (1 − 0.75) to 0.4 × (1 − 0.25)
    assert (found.share, found.low, found.high) == pytest.approx((0.4, 0.1, 0.3))


def test_a_sole_provider_is_full_dependence_and_the_worst_comes_first(shipped: lw.Lattice) -> None:
    rows = shipped.dependence("USA")
    assert rows[0].high == 1.0
    assert [r.high for r in rows] == sorted((r.high for r in rows), reverse=True)
    by_task = {r.task: r for r in rows}
    assert by_task["deter-north-korea"].share == 1.0
    assert by_task["political-path-eu-nato"].share == 0.0
