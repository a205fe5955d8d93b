"""Where posts, rails and joints stand. Pure: the same lattice gives the same picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from latticework.model import Lattice, Works
from latticework.web.geometry import Joint, Picture, Post, Rail, Shape, tenth
from latticework.whatif.levels import parties_of

ACROSS = "cross_regional"
MIDDLE = ("europe", ACROSS)  # these two first, so that who stands in several theatres stands in the middle


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
            thick=tenth(1.6 + 5.4 * index.get(id, 0.0) / 100),
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
        x[actor] = tenth(at)
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
