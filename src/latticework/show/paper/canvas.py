"""A sheet measured in points on which lines, marks and words are put, for print."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

POINTS_PER_MM = 72 / 25.4
TEXT = 7.0  # points; journals ask for 5 to 8 at the final size
SMALL = 6.0

# Three inks of Okabe & Ito (2008), darkened until each stands 4.5:1 on white: apart for every kind of colour vision.
# What happens is also told by dash and mark, so that grey print loses nothing.
INK, CHANGED, LOST, FAINT = "#1a1a1a", "#005f99", "#b04500", "#6b6b6b"
HAIR, PAPER = "#c8c8c8", "#ffffff"

Mark = Literal["full", "half", "open", "quarter", "triangle", "cross", "dotted", "dash"]
Anchor = Literal["start", "middle"]
SECTORS = {"half": 0.5, "quarter": 0.25}  # the part of a disc that is full, clockwise from its top


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``dash`` gives the lengths of strokes and gaps in turn."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = INK
    thick: float = 0.6
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle with an outline."""

    x: float
    y: float
    r: float
    colour: str = INK
    fill: str = PAPER
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Polygon:
    """A full polygon."""

    points: tuple[tuple[float, float], ...]
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Words:
    """Words on a baseline that begins (or has its middle) at a point; ``turn`` in degrees, clockwise around it."""

    x: float
    y: float
    words: str
    size: float = TEXT
    colour: str = INK
    bold: bool = False
    anchor: Anchor = "start"
    turn: float = 0


Part = Line | Circle | Polygon | Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished drawing: ``width`` and ``height`` in points, its parts from the back to the front."""

    width: float
    height: float
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All words on it."""
        return "\n".join(part.words for part in self.parts if isinstance(part, Words))


def mark(x: float, y: float, sign: Mark, *, colour: str = INK, r: float = 2.1) -> list[Line | Circle | Polygon]:
    """A sign that is drawn, not written: it needs no font."""
    if sign == "triangle":
        return [Polygon(((x - r, y - r), (x + r, y), (x - r, y + r)), colour)]
    if sign == "cross":
        return [
            Line(x - r, y - r, x + r, y + r, colour, 0.9),
            Line(x - r, y + r, x + r, y - r, colour, 0.9),
        ]
    if sign == "dash":
        return [Line(x - r, y, x + r, y, colour, 0.9)]
    if sign == "dotted":
        return [Circle(x, y, r, colour, dash=(1.0, 1.2))]
    disc = Circle(x, y, r, colour, colour if sign == "full" else PAPER)
    if sign not in SECTORS:
        return [disc]
    turns = [SECTORS[sign] * 2 * pi * step / 24 for step in range(25)]
    return [disc, Polygon(((x, y), *((x + r * sin(turn), y - r * cos(turn)) for turn in turns)), colour)]


def diamond(x: float, y: float, r: float, colour: str = INK) -> Polygon:
    """A full diamond."""
    return Polygon(((x - r, y), (x, y - r), (x + r, y), (x, y + r)), colour)


def width_of(words: str, size: float, bold: bool = False) -> float:
    """How wide words are at most, in points: measured on Libertinus Serif by kinds of letters, rounded up."""
    each = sum(
        0.3
        if c in "iljtfI.,;:'|()[]!- "
        else 0.9
        if c in "mwMW—…%" or ord(c) > 0x2E00
        else 0.74
        if c.isupper()
        else 0.53
        for c in words
    )
    return each * size * (1.06 if bold else 1.0)


def wrapped(words: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Words in lines that fit; a word that alone is too long stays whole."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]
