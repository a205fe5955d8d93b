"""A laid-out picture with an answer in it: every line, dot and word, ready for the template."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from latticework.show.words import PLACES, STATE_SYMBOLS
from latticework.web.bending import fall, joint_drop, rail_path
from latticework.web.geometry import Joint, Picture
from latticework.web.standing import LatticeNow

LETTER = 6.9  # of a group's name, in pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and its rows; ``headings`` are (name, from, to, tier) of the posts' groups, tiers where names collide."""

    picture: Picture
    rows: tuple[Row, ...]
    headings: tuple[tuple[str, float, float, int], ...]
    pulled: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rail as it is drawn: its line, its joints with their drop, its dots on the axis, its words."""

    id: str
    label: str
    short: str
    y: float
    thick: float
    line: str
    ghost: tuple[float, float] | None
    joints: tuple[tuple[Joint, float, bool], ...]
    state: str
    symbol: str
    said: str
    spoken: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def drawn(picture: Picture, now: LatticeNow, pulled: Collection[str]) -> Drawn:
    """Draw an answer into a picture.

    Args:
        pulled: actors that the scenario changes.
    """
    rows = []
    for rail in picture.rails:
        answer = now.arrangements[rail.id]
        lost = fall(answer.before.mean, answer.after.mean)
        xs = [joint.x for joint in rail.joints]
        short = f"{STATE_SYMBOLS[answer.state]} {rail.label}"
        most = picture.shape.label_letters
        rows.append(
            Row(
                id=rail.id,
                label=rail.label,
                short=short if len(short) <= most else short[: most - 1].rstrip() + "…",
                y=rail.y,
                thick=rail.thick,
                line=rail_path(rail, pulled, answer.parted, lost),
                ghost=(min(xs), max(xs)) if xs else None,
                joints=tuple((j, joint_drop(j, pulled, lost), j.actor in answer.parted) for j in rail.joints),
                state=answer.state,
                symbol=STATE_SYMBOLS[answer.state],
                said=answer.after.said,
                spoken=f"{rail.label}: {answer.state}, still works {answer.after.said}",
                before=tuple(
                    f"{picture.across(share):g}"
                    for share in (answer.before.low, answer.before.mean, answer.before.high)
                ),
                after=tuple(
                    f"{picture.across(share):g}" for share in (answer.after.low, answer.after.mean, answer.after.high)
                ),
            )
        )
    return Drawn(picture=picture, rows=tuple(rows), headings=_headings(picture), pulled=frozenset(pulled))


def _headings(picture: Picture) -> tuple[tuple[str, float, float, int], ...]:
    found: list[tuple[str, float, float, int]] = []
    ends: dict[int, float] = {}
    for theatre, left, right in picture.groups:
        name = PLACES.get(theatre, theatre.replace("_", " ").title())
        half, middle = len(name) * LETTER / 2, (left + right) / 2
        tier = next((t for t in (0, 1) if middle - half > ends.get(t, -1e9) + 6), 1)
        ends[tier] = middle + half
        found.append((name, left, right, tier))
    return tuple(found)
