"""A drawing as SVG whose letters stay text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from latticework.show.paper.canvas import PAPER, POINTS_PER_MM, Circle, Line, Polygon, Sheet, Words

FONT = "Libertinus Serif, Times New Roman, Times, serif"


def as_svg(sheet: Sheet, about: str) -> str:
    """Give the sheet as a document as wide and high as it will be printed."""
    wide, high = (number(value / POINTS_PER_MM) for value in (sheet.width, sheet.height))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{wide}mm" height="{high}mm" '
        f'viewBox="0 0 {number(sheet.width)} {number(sheet.height)}" font-family="{FONT}">',
        f"<title>{escape(about, quote=False)}</title>",
        f'<rect width="{number(sheet.width)}" height="{number(sheet.height)}" fill="{PAPER}"/>',
        *map(_part, sheet.parts),
        "</svg>\n",
    ])  # fmt: skip


def number(value: float) -> str:
    """A coordinate with two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _dashed(dash: Sequence[float]) -> str:
    return f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""


def _part(part: Line | Circle | Polygon | Words) -> str:
    match part:
        case Line():
            return (
                f'<line x1="{number(part.x1)}" y1="{number(part.y1)}" x2="{number(part.x2)}" y2="{number(part.y2)}" '
                f'stroke="{part.colour}" stroke-width="{number(part.thick)}"{_dashed(part.dash)}/>'
            )
        case Circle():
            return (
                f'<circle cx="{number(part.x)}" cy="{number(part.y)}" r="{number(part.r)}" fill="{part.fill}" '
                f'stroke="{part.colour}" stroke-width="0.7"{_dashed(part.dash)}/>'
            )
        case Polygon():
            points = " ".join(f"{number(x)},{number(y)}" for x, y in part.points)
            return f'<polygon points="{points}" fill="{part.colour}"/>'
        case Words():
            at = f'x="{number(part.x)}" y="{number(part.y)}"'
            turn = f' transform="rotate({number(part.turn)} {number(part.x)} {number(part.y)})"' if part.turn else ""
            bold = ' font-weight="bold"' if part.bold else ""
            middle = ' text-anchor="middle"' if part.anchor == "middle" else ""
            words = escape(part.words, quote=False)
            return f'<text {at} font-size="{number(part.size)}" fill="{part.colour}"{bold}{middle}{turn}>{words}</text>'
