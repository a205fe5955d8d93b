"""Where the lattice's posts, rails and joints stand on the screen. Pure: the same lattice gives the same picture.

Posts are actors, grouped by theatre; rails are arrangements, one a row; a joint is where an actor has a part in one.
``static/lattice.js`` bends the rails by the same rule as ``rail_path`` (a test holds the two together).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import floor

from latticework.model import Lattice, Works
from latticework.whatif.levels import parties_of

ACROSS = "cross_regional"
MIDDLE = ("europe", ACROSS)  # these two first, so that who stands in several theatres stands in the middle
OVERHANG = 8.0
SAG = 9.0
DROOP, CRACK, GAPE = 1.5, 2.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The measures of a picture, in pixels of a screen: ``wide`` for a desk, ``narrow`` for a phone."""

    name: str
    width: float
    posts: tuple[float, float]
    axis: tuple[float, float]
    top: float
    row: float
    heading: float
    label_dy: float
    axis_dy: float
    said_x: float
    label_x: float
    label_letters: int
    whole_posts: bool
    pitch: float
    group_gap: float


WIDE = Shape(
    name="wide", width=1240, posts=(318, 892), axis=(930, 1090), top=142, row=26, heading=34, label_dy=4.5, axis_dy=0,
    said_x=1106, label_x=0, label_letters=42, whole_posts=True, pitch=21, group_gap=16,
)  # fmt: skip
NARROW = Shape(
    name="narrow", width=330, posts=(12, 322), axis=(6, 196), top=46, row=62, heading=32, label_dy=-20, axis_dy=19,
    said_x=208, label_x=0, label_letters=50, whole_posts=False, pitch=14, group_gap=4,
)  # fmt: skip
SHAPES = (WIDE, NARROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An actor: where it stands, in which group, and how far it reaches down."""

    actor: str
    label: str
    group: str
    x: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """An actor's part in an arrangement; ``carries`` when the arrangement works by it, not only for it."""

    actor: str
    part: str
    carries: bool
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """An arrangement: its row, its thickness (institutionalization), its joints from left to right."""

    id: str
    label: str
    theatre: str
    y: float
    thick: float
    joints: tuple[Joint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A lattice laid out in one shape; ``groups`` and ``bands`` are (theatre, from, to), across and down."""

    shape: Shape
    height: float
    posts: tuple[Post, ...]
    rails: tuple[Rail, ...]
    groups: tuple[tuple[str, float, float], ...]
    bands: tuple[tuple[str, float, float], ...]
    tilt: int = field(default=-58)

    def across(self, share: float) -> float:
        """Where a chance (0 to 1) stands on the axis."""
        left, right = self.shape.axis
        return _tenth(left + share * (right - left))


def layout(lattice: Lattice, index: Mapping[str, float], shape: Shape) -> Picture:
    """Lay out every arrangement and every actor with a part in one.

    Args:
        index: arrangement id → institutionalization, 0-100, drawn as thickness.
    """
    parts = {id: parts_in(lattice, id) for id in lattice.arrangements}
    theatres = _theatres(lattice)
    home = _homes(lattice, parts, theatres)
    standing = sorted(home, key=lambda a: (theatres.index(home[a]), -sum(a in p for p in parts.values()), a))
    x, groups = _columns(standing, home, shape)
    order = sorted(lattice.arrangements, key=lambda id: (theatres.index(_theatre(lattice, id)), -index.get(id, 0), id))
    y, bands, bottom = _rows(lattice, order, shape)
    rails = tuple(
        Rail(
            id=id,
            label=lattice.label(id),
            theatre=_theatre(lattice, id),
            y=y[id],
            thick=_tenth(1.6 + 5.4 * index.get(id, 0.0) / 100),
            joints=tuple(
                sorted(
                    (Joint(actor=a, part=part, carries=carries, x=x[a]) for a, (part, carries) in parts[id].items()),
                    key=lambda joint: joint.x,
                )
            ),
        )
        for id in order
    )
    posts = tuple(
        Post(actor=a, label=lattice.label(a), group=home[a], x=x[a], top=shape.top - 8, bottom=bottom) for a in standing
    )
    tight = len(standing) > 1 and min(b.x - a.x for a, b in zip(posts, posts[1:], strict=False)) < 15
    tilt = -90 if tight or not shape.whole_posts else -58
    return Picture(
        shape=shape, height=bottom + 10, posts=posts, rails=rails, groups=groups, bands=bands, tilt=tilt
    )  # fmt: skip


def parts_in(lattice: Lattice, id: str) -> dict[str, tuple[str, bool]]:
    """Who has a part in an arrangement: actor → (its part in words, whether the arrangement works by it)."""
    works = lattice.works.get(id, Works())
    found: dict[str, tuple[str, bool]] = {}
    quorum = works.quorum[1] if works.quorum else ()
    for said, actors, carries in (
        ("leads", (works.lead,), True),
        ("hosts", (works.host,), True),
        ("cannot work without", works.essential, True),
        ("one of those it needs", quorum, True),
        ("could take the lead over", works.successors, True),
        ("gives resources", works.shares, False),
        ("party", sorted(parties_of(lattice, id)), False),
    ):
        for actor in actors:
            if actor:
                found.setdefault(actor, (said, carries))
    return found


def fall(before: float, after: float) -> float:
    """How far a rail has lost its hold: the part of its chance (0 to 1) that is gone."""
    return max(0.0, 1 - after / before) if before > 0 else 0.0


def rail_path(rail: Rail, pulled: Collection[str], parted: Collection[str], lost: float) -> str:
    """The line of a rail: it sags at the joints of pulled actors that carry it, and is open at those that parted.

    Args:
        pulled: actors that the scenario changes.
        parted: those at whose joints the rail has come apart.
        lost: from ``fall``; the deeper, and the wider open.
    Returns:
        An SVG path; a rail is never drawn above its row.
    """
    at: list[tuple[float, float, bool]] = []
    for joint in rail.joints:
        loose = joint.carries and joint.actor in pulled
        at.append((joint.x, SAG * lost if loose else 0.0, loose and joint.actor in parted))
    if not at:
        return ""
    alone, (x0, y0, open0), (x1, y1, open1) = len(at) == 1, at[0], at[-1]
    at = [
        *([] if open0 and not alone else [(x0 - OVERHANG, y0, False)]),
        *at,
        *([] if open1 and not alone else [(x1 + OVERHANG, y1, False)]),
    ]
    said: list[str] = []
    px, py = 0.0, 0.0
    for i, (x, down, is_open) in enumerate(at):
        if i == 0:
            px, py = x, down
            if is_open:
                px, py = x + min(CRACK + GAPE * lost, 0.45 * (at[1][0] - x)), down + DROOP
            said.append(f"M{_said(px)} {_said(rail.y + py)}")
            continue
        right = x - min(CRACK + GAPE * lost, 0.45 * (x - at[i - 1][0])) if is_open else x
        end = down + DROOP if is_open else down
        half = (right - px) / 2
        said.append(
            f"C{_said(px + half)} {_said(rail.y + py)} {_said(right - half)} {_said(rail.y + end)} "
            f"{_said(right)} {_said(rail.y + end)}"
        )
        px, py = x, down
        if is_open and i + 1 < len(at):
            px, py = x + min(CRACK + GAPE * lost, 0.45 * (at[i + 1][0] - x)), down + DROOP
            said.append(f"M{_said(px)} {_said(rail.y + py)}")
    return "".join(said)


def joint_drop(joint: Joint, pulled: Collection[str], lost: float) -> float:
    """How far a joint hangs below its row."""
    return _tenth(SAG * lost) if joint.carries and joint.actor in pulled else 0.0


def _tenth(value: float) -> float:
    return floor(value * 10 + 0.5) / 10  # the same in Python and JavaScript, unlike round


def _said(value: float) -> str:
    return f"{_tenth(value):g}"


def _theatre(lattice: Lattice, id: str) -> str:
    return str(lattice.arrangements[id].get("theatre") or ACROSS)


def _theatres(lattice: Lattice) -> list[str]:
    found = {_theatre(lattice, id) for id in lattice.arrangements} | {ACROSS}
    return [t for t in MIDDLE if t in found] + sorted(found - set(MIDDLE))


def _homes(
    lattice: Lattice, parts: Mapping[str, Mapping[str, tuple[str, bool]]], theatres: list[str]
) -> dict[str, str]:
    """An actor stands where it has most parts; one with parts in three theatres or more stands across them."""
    where: dict[str, Counter[str]] = {}
    for id, actors in parts.items():
        for actor in actors:
            where.setdefault(actor, Counter())[_theatre(lattice, id)] += 1
    return {
        actor: ACROSS
        if len(set(count) - {ACROSS}) > 2
        else min(count, key=lambda theatre: (-count[theatre], theatres.index(theatre)))
        for actor, count in where.items()
    }


def _columns(
    standing: list[str], home: Mapping[str, str], shape: Shape
) -> tuple[dict[str, float], tuple[tuple[str, float, float], ...]]:
    left, right = shape.posts
    breaks = sum(home[a] != home[b] for a, b in zip(standing, standing[1:], strict=False))
    room = right - left - shape.group_gap * breaks
    pitch = min(shape.pitch, room / max(1, len(standing) - 1))
    x: dict[str, float] = {}
    at = left + (room - pitch * max(0, len(standing) - 1)) / 2
    groups: list[tuple[str, float, float]] = []
    for i, actor in enumerate(standing):
        if i:
            at += pitch + (shape.group_gap if home[standing[i - 1]] != home[actor] else 0)
        x[actor] = _tenth(at)
        if groups and groups[-1][0] == home[actor]:
            groups[-1] = (home[actor], groups[-1][1], x[actor])
        else:
            groups.append((home[actor], x[actor], x[actor]))
    return x, tuple(groups)


def _rows(
    lattice: Lattice, order: list[str], shape: Shape
) -> tuple[dict[str, float], tuple[tuple[str, float, float], ...], float]:
    y: dict[str, float] = {}
    bands: list[tuple[str, float, float]] = []
    at = shape.top
    for id in order:
        theatre = _theatre(lattice, id)
        if not bands or bands[-1][0] != theatre:
            bands.append((theatre, at, at + shape.heading))
            at += shape.heading
        y[id] = at + shape.row / 2
        at += shape.row
        bands[-1] = (theatre, bands[-1][1], at)
    return y, tuple(bands), at
