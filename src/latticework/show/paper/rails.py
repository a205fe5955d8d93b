"""The lattice drawn for print: posts are actors, rails are arrangements, thickness is institutionalization."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from latticework.model import Lattice, Outcome
from latticework.model.outcome import ArrangementState
from latticework.show.figure import members_of
from latticework.show.paper.canvas import (
    CHANGED,
    FAINT,
    HAIR,
    INK,
    LOST,
    SMALL,
    TEXT,
    Circle,
    Line,
    Mark,
    Part,
    Sheet,
    Words,
    mark,
    width_of,
    wrapped,
)
from latticework.show.words import PLACES

LEADING = 8.0
MOST_LABEL = 0.36  # of the width, for the names of arrangements


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a state is drawn: dash and mark tell all seven apart without colour."""

    colour: str
    dash: tuple[float, ...]
    mark: Mark


STROKES: Mapping[ArrangementState, Stroke] = {
    "holds": Stroke(INK, (), "full"),
    "lead passes": Stroke(CHANGED, (9, 2, 2, 2), "triangle"),
    "loses resources": Stroke(CHANGED, (6, 2), "half"),
    "in doubt": Stroke(CHANGED, (1.5, 1.5, 5, 1.5), "quarter"),
    "lapses": Stroke(LOST, (1.5, 2.5), "open"),
    "ends": Stroke(LOST, (0.8, 6), "cross"),
    "not yet standing": Stroke(FAINT, (3, 3), "dotted"),
}


def draw_rails(lattice: Lattice, outcome: Outcome, index: Mapping[str, float], width: float) -> Sheet:
    """Draw every arrangement as a rail over its members' posts, by theatre.

    Args:
        index: arrangement id → institutionalization, 0-100, drawn as thickness; what has none is thin.
        width: points.
    """
    members = {id: members_of(lattice, id) for id in lattice.arrangements}
    order = [code for code in lattice.actors if any(code in m for m in members.values())]
    hubs = {change.actor for change in outcome.scenario.changes}
    order.sort(key=lambda code: (-sum(code in m for m in members.values()), code))
    left = width * MOST_LABEL
    gap = (width - left - 10) / max(1, len(order) - 1)
    x = {code: left + 5 + gap * i for i, code in enumerate(order)}
    names = {code: code.replace("_", " ")[:16] for code in order}
    top = max((width_of(name, SMALL, True) for name in names.values()), default=0) + 8
    by_theatre: dict[str, list[str]] = {}
    for id, arrangement in lattice.arrangements.items():
        by_theatre.setdefault(str(arrangement.get("theatre") or ""), []).append(id)
    places = {theatre: n for n, theatre in enumerate(PLACES)}
    y, rails = top, list[Part]()
    for theatre in sorted(by_theatre, key=lambda one: (places.get(one, len(places)), one)):
        y += LEADING + 2
        name = PLACES.get(theatre, theatre.replace("_", " ").capitalize())
        rails.append(Words(0, y - 2.4, name, SMALL, FAINT))
        for id in sorted(by_theatre[theatre], key=lambda one: (-index.get(one, 0), one)):
            posts = sorted(x[code] for code in members[id] if code in x)
            y, parts = _rail(
                lattice.label(id), STROKES[outcome.arrangements[id].state], posts, index.get(id, 0), left, y
            )
            rails += parts
    posts_drawn: list[Part] = []
    for code in order:
        hub = code in hubs
        posts_drawn.append(Line(x[code], top, x[code], y + 3, LOST if hub else HAIR, 1.6 if hub else 0.5))
        posts_drawn.append(Words(x[code] + 2, top - 3, names[code], SMALL, LOST if hub else INK, hub, turn=-90))
    last, legend = _legend(width, y + 16, {answer.state for answer in outcome.arrangements.values()})
    return Sheet(width, last + 4, (*posts_drawn, *rails, *legend))


def _rail(
    label: str, stroke: Stroke, posts: list[float], index: float, left: float, y: float
) -> tuple[float, list[Part]]:
    lines = wrapped(label, left - 16, TEXT)
    parts: list[Part] = [Words(10, y + LEADING * n + 6, line) for n, line in enumerate(lines)]
    parts += mark(4, y + LEADING / 2, stroke.mark, colour=stroke.colour)
    middle = y + LEADING * len(lines) / 2
    if posts:
        last = max(posts[-1], posts[0] + 4)
        parts.append(Line(posts[0], middle, last, middle, stroke.colour, 0.7 + 2.3 * index / 100, stroke.dash))
        parts += [Circle(at, middle, 1.7, stroke.colour) for at in posts]
    return y + LEADING * len(lines) + 2.4, parts


def _legend(width: float, y: float, states: Collection[str]) -> tuple[float, list[Part]]:
    """The states that occur, explained; as many to a line as fit."""
    x, parts = 0.0, list[Part]()
    for state, stroke in STROKES.items():
        if state not in states:
            continue
        wide = 48 + width_of(state, SMALL)
        if x and x + wide > width:
            x, y = 0.0, y + LEADING + 1
        parts += mark(x + 4, y - 2, stroke.mark, colour=stroke.colour)
        parts.append(Line(x + 9, y - 2, x + 31, y - 2, stroke.colour, 1.6, stroke.dash))
        parts.append(Words(x + 34, y, state, SMALL))
        x += wide
    return y, parts
