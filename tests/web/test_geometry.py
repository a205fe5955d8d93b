"""The lattice's picture as plain numbers: where posts, rails and joints stand, how rails sag and part."""

import re
from math import radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import latticework as lw
from latticework.model import BadScenario, UnknownName
from latticework.web.bending import fall, rail_path
from latticework.web.geometry import NARROW, SHAPES, WIDE, Joint, Rail, Shape
from latticework.web.layout import layout, parts_in
from latticework.web.pulls import LEVELS, read_pull, read_pulls, scenario_of
from latticework.web.standing import lattice_now
from latticework.whatif import load_judgements


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    return lw.Register.shipped().as_of("2024-07-31")


@pytest.fixture(scope="module")
def index(lattice: lw.Lattice) -> dict[str, float]:
    return {one.id: one.index for one in lattice.profiles()}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_part_has_a_joint_on_its_actors_post(lattice: lw.Lattice, index: dict[str, float], shape: Shape) -> None:
    picture = layout(lattice.snapshot, index, shape)
    assert picture == layout(lattice.snapshot, dict(reversed(index.items())), shape)
    at = {post.actor: post.x for post in picture.posts}
    assert [rail.id for rail in picture.rails if not rail.joints] == []
    for rail in picture.rails:
        parties = set(lattice.snapshot.arrangements[rail.id].get("parties"))
        assert parties <= {joint.actor for joint in rail.joints} == set(parts_in(lattice.snapshot, rail.id))
        assert all(joint.x == at[joint.actor] for joint in rail.joints)
        assert min(at.values()) - 8 >= 0 and max(at.values()) + 8 <= shape.width


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_nothing_that_is_written_lies_on_another_word(
    lattice: lw.Lattice, index: dict[str, float], shape: Shape
) -> None:
    picture = layout(lattice.snapshot, index, shape)
    ys = [rail.y for rail in picture.rails]
    assert min(b - a for a, b in zip(ys, ys[1:], strict=False)) >= 24  # a row is a target for a finger or a mouse
    apart = min(b.x - a.x for a, b in zip(picture.posts, picture.posts[1:], strict=False))
    assert apart * sin(radians(-picture.tilt)) >= (12 if shape.whole_posts else 9)  # the size of the posts' names


def test_who_stands_in_three_theatres_stands_across_them(lattice: lw.Lattice, index: dict[str, float]) -> None:
    group = {post.actor: post.group for post in layout(lattice.snapshot, index, WIDE).posts}
    assert (group["USA"], group["DEU"], group["KOR"], group["PHL"]) == (
        "cross_regional", "europe", "korea", "south_china_sea",
    )  # fmt: skip


def ys_of(path: str) -> list[float]:
    return [float(pair.split()[1]) for pair in re.findall(r"[-\d.]+ [-\d.]+", path)]


rails = st.lists(
    st.tuples(st.sampled_from("ABCDEFGH"), st.booleans()), min_size=1, max_size=8, unique_by=lambda pair: pair[0]
).map(
    lambda actors: Rail(
        id="r", label="R", theatre="europe", y=100.0, thick=2.0,
        joints=tuple(Joint(actor=a, part="party", carries=c, x=20.0 + 11 * i) for i, (a, c) in enumerate(actors)),
    )
)  # fmt: skip


@given(rails, st.sets(st.sampled_from("ABCDEFGH")), st.sets(st.sampled_from("ABCDEFGH")), st.floats(0, 1))
def test_a_rail_parts_only_at_joints_of_pulled_actors_that_carried_it(
    rail: Rail, pulled: set[str], parted: set[str], lost: float
) -> None:
    path = rail_path(rail, pulled, parted, lost)
    open_at = [j for j in rail.joints if j.carries and j.actor in pulled & parted]
    ends = {rail.joints[0].actor, rail.joints[-1].actor} if len(rail.joints) > 1 else set()
    assert path.count("M") == 1 + sum(j.actor not in ends for j in open_at)
    xs = [float(pair.split()[0]) for pair in re.findall(r"[-\d.]+ [-\d.]+", path)]
    assert all(joint.x not in xs for joint in open_at)  # the line does not touch the joint that it lost
    assert all(joint.x in xs for joint in rail.joints if joint not in open_at)
    if not pulled:
        assert set(ys_of(path)) == {100.0}


@given(rails, st.sets(st.sampled_from("ABCDEFGH")), st.floats(0, 1), st.floats(0, 1))
def test_a_rail_that_has_lost_more_nowhere_hangs_higher(rail: Rail, pulled: set[str], one: float, other: float) -> None:
    less, more = sorted((one, other))
    high, low = (ys_of(rail_path(rail, pulled, (), lost)) for lost in (less, more))
    assert all(a <= b for a, b in zip(high, low, strict=True)) and min(high) >= 100.0


@settings(max_examples=8, deadline=None)
@given(actor=st.sampled_from(["USA", "DEU", "JPN", "EU", "NATO", "KOR"]), data=st.data())
def test_less_commitment_never_raises_a_rail_of_the_shipped_lattice(
    lattice: lw.Lattice, actor: str, data: st.DataObject
) -> None:
    low, high = sorted(data.draw(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=2, unique=True)))
    less, more = (lattice.stand(scenario_of(read_pulls([f"{actor}:{level}"]), "2025-01-20")) for level in (low, high))
    for id, one in more.arrangements.items():
        assert fall(one.before.mean, one.after.mean) <= fall(one.before.mean, less.arrangements[id].after.mean) + 1e-12


def test_what_lapses_parts_and_only_that(lattice: lw.Lattice) -> None:
    for pulls in (["USA:withdrawn"], ["DEU:0", "FRA:0", "USA:0.3"], ["EU:withdrawn"], ["JPN:scaled_back"]):
        standing = lattice.stand(scenario_of(read_pulls(pulls), "2025-01-20"))
        now = lattice_now(lattice.snapshot, standing, load_judgements(None))
        for id, one in now.arrangements.items():
            carriers = {actor for actor, (_, carries) in parts_in(lattice.snapshot, id).items() if carries}
            assert set(one.parted) <= carriers & {pull.partition(":")[0] for pull in pulls}
            assert bool(one.parted) == (one.state in ("lapses", "ends")), id


@pytest.mark.parametrize(
    ("written", "level", "posture"), [("USA:0.4", 0.4, None), ("USA:0.41", 0.4, None), ("USA:withdrawn", None, "withdrawn")]
)  # fmt: skip
def test_pulls_are_read_and_written(written: str, level: float | None, posture: str | None) -> None:
    pull = read_pull(written)
    assert (pull.actor, pull.level, pull.posture) == ("USA", level, posture)
    assert read_pull(str(pull)) == pull


@pytest.mark.parametrize("written", ["USA", "USA:", "USA:2", "USA:nan", "USA:away", ":0.4"])
def test_a_pull_that_makes_no_sense_is_refused(written: str) -> None:
    with pytest.raises((BadScenario, UnknownName)):
        read_pull(written)


def test_one_actor_is_pulled_once() -> None:
    with pytest.raises(BadScenario, match="twice"):
        read_pulls(["USA:0.4"], ["USA"], ["0.2"])


def test_narrow_fits_a_phone() -> None:
    assert NARROW.width <= 360
