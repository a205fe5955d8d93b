"""The chances drawn: each function and task, before the scenario and in it, with the interval of the draws."""

from __future__ import annotations

from collections.abc import Callable, Collection

from latticework.model import CarriedAnswer, Lattice, Outcome
from latticework.show.paper.canvas import (
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
    diamond,
    mark,
    width_of,
    wrapped,
)
from latticework.show.words import chance

LEADING = 8.4
INDENT = 7.0
NUMBERS = 62.0  # points at the right, for "over 99 (95–100)"
MARKS: dict[str, Mark] = {
    "holds": "full", "strained": "half", "uncertain": "dotted", "breaks": "cross", "absent": "dash"
}  # fmt: skip
COLOURS = {"holds": INK, "strained": INK, "uncertain": FAINT, "breaks": LOST, "absent": FAINT}


def draw_chances(lattice: Lattice, outcome: Outcome, width: float) -> Sheet:
    """Draw the chances on a sheet ``width`` points wide; the height follows from the number of functions and tasks."""
    left, right = (width - NUMBERS) * 0.5, width - NUMBERS

    def across(share: float) -> float:
        return left + 6 + share * (right - left - 12)

    y = top = 22.0
    rows: list[Part] = []
    for function in lattice.functions.values():
        y += 3.5
        for one, start in (
            (outcome.functions[function.id], 0.0),
            *((outcome.tasks[id], INDENT) for id in function.tasks),
        ):
            y, parts = _row(one, start, y, left, right, across)
            rows += parts
    bottom = y + 2
    axis: list[Part] = []
    for share in (0.0, 0.2, 0.5, 0.8, 1.0):
        told = share in (0.2, 0.8)
        axis.append(
            Line(across(share), top, across(share), bottom, FAINT if told else HAIR, 0.4, (2, 2) if told else ())
        )
        axis.append(Words(across(share), bottom + 8, f"{share * 100:.0f}", SMALL, anchor="middle"))
    for share, word in ((0.1, "breaks"), (0.9, "holds")):
        axis.append(Words(across(share), top - 5, word, SMALL, FAINT, anchor="middle"))
    axis.append(Words(across(0.5), top - 13, "Chance that it holds, in 100", anchor="middle"))
    axis.append(Words(right + 4, top - 5, "in the scenario", SMALL, FAINT))
    verdicts = {one.verdict for one in (*outcome.functions.values(), *outcome.tasks.values())}
    last, legend = _legend(width, bottom + 20, verdicts)
    return Sheet(width, last + 4, (*axis, *rows, *legend))


def _row(
    one: CarriedAnswer, start: float, y: float, left: float, right: float, across: Callable[[float], float]
) -> tuple[float, list[Part]]:
    bold = one.kind == "function"
    lines = wrapped(one.label, left - start - 12, TEXT, bold)
    middle, colour = y + LEADING / 2, COLOURS[one.verdict]
    parts: list[Part] = [*mark(start + 3, middle, MARKS[one.verdict], colour=colour)]
    parts += [Words(start + 9, y + LEADING * n + 6.4, line, bold=bold) for n, line in enumerate(lines)]
    parts.append(Line(across(one.after.low), middle, across(one.after.high), middle, colour, 1.3))
    parts.append(Circle(across(one.before.mean), middle, 2.2, FAINT))
    parts.append(diamond(across(one.after.mean), middle, 2.2, colour))
    parts.append(Words(right + 4, middle + 2.2, chance(one.after).replace(" in 100", ""), bold=bold))
    return y + LEADING * len(lines) + 1.6, parts


def _legend(width: float, y: float, verdicts: Collection[str]) -> tuple[float, list[Part]]:
    """The signs that occur, explained; as many to a line as fit."""
    x, parts = 0.0, list[Part]()
    signs = {"before": "before", "after": "in the scenario: mean, 5th–95th percentile"}
    for sign, word in {**signs, **{verdict: verdict for verdict in MARKS if verdict in verdicts}}.items():
        wide = 18 + width_of(word, SMALL)
        if x and x + wide > width:
            x, y = 0.0, y + LEADING
        if sign == "before":
            parts.append(Circle(x + 3, y - 2, 2.2, FAINT))
        elif sign == "after":
            parts += [Line(x, y - 2, x + 8, y - 2, thick=1.3), diamond(x + 4, y - 2, 2.2)]
        else:
            parts += mark(x + 3, y - 2, MARKS[sign], colour=COLOURS[sign])
        parts.append(Words(x + 10, y, word, SMALL))
        x += wide
    return y, parts
