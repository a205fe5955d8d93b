"""A drawing set by Typst with its own fonts: as PDF with fonts embedded, or as SVG with letters turned into outlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Literal

from latticework.model import LatticeworkError, earliest
from latticework.model.extras import import_extra
from latticework.show.brief.pdf import FONTS, STANDARD, typst_string, without_glyph
from latticework.show.paper.canvas import PAPER, Circle, Line, Polygon, Sheet, Words

START = """
#let words(x, y, size, colour, weight, middle, turn, said) = context {
  let set-text = text(size: size, fill: rgb(colour), weight: weight, top-edge: "baseline", bottom-edge: "baseline", said)
  let back = if middle { measure(set-text).width / 2 } else { 0pt }
  place(dx: x - back, dy: y, rotate(turn, origin: top + left, set-text))
}
"""


def typeset(sheet: Sheet, form: Literal["pdf", "svg"], about: str, as_of: str) -> bytes:
    """Set one drawing on a page of its own size; the same drawing gives the same bytes.

    Raises:
        LatticeworkError: Typst is not installed; says which extra brings it.
    """
    typst = import_extra("typst", "report", "A figure with its letters inside")
    day = earliest(as_of)
    at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0
    source = "\n".join([
        f"#set document(title: {typst_string(about)}, date: none)",
        f'#set page(width: {_pt(sheet.width)}, height: {_pt(sheet.height)}, margin: 0pt, fill: rgb("{PAPER}"))',
        f"#set text(font: {FONTS}, fallback: false)",
        START,
        *map(_part, sheet.parts),
    ])  # fmt: skip
    for character in without_glyph(typst, sheet.text, FONTS):
        source = source.replace(character, f"[U+{ord(character):04X}]")
    try:
        made = typst.compile(
            source.encode(), ignore_system_fonts=True, format=form, timestamp=at,
            **({"pdf_standards": STANDARD} if form == "pdf" else {}),
        )  # fmt: skip
    except typst.TypstError as problem:
        raise LatticeworkError(
            f"Typst does not set this figure: {problem}", remedy="Write it as .svg with its letters kept as text"
        ) from problem
    return bytes(made) if form == "pdf" else _named(bytes(made), about)


def _named(svg: bytes, about: str) -> bytes:
    """Say in an SVG what it shows, for those who listen: outlines say nothing."""
    start, end, rest = svg.partition(b">")
    return start + b' role="img"' + end + f"<title>{escape(about, quote=False)}</title>".encode() + rest


def _pt(value: float) -> str:
    return f"{value:.2f}pt"


def _at(x: float, y: float) -> str:
    return f"({_pt(x)}, {_pt(y)})"


def _stroke(colour: str, thick: float, dash: Sequence[float]) -> str:
    dashed = f", dash: ({', '.join(map(_pt, dash))},)" if dash else ""
    return f'(paint: rgb("{colour}"), thickness: {_pt(thick)}{dashed})'


def _part(part: Line | Circle | Polygon | Words) -> str:
    match part:
        case Line():
            stroke = _stroke(part.colour, part.thick, part.dash)
            return f"#place(line(start: {_at(part.x1, part.y1)}, end: {_at(part.x2, part.y2)}, stroke: {stroke}))"
        case Circle():
            stroke, fill = _stroke(part.colour, 0.7, part.dash), f'rgb("{part.fill}")'
            corner = f"dx: {_pt(part.x - part.r)}, dy: {_pt(part.y - part.r)}"
            return f"#place({corner}, circle(radius: {_pt(part.r)}, fill: {fill}, stroke: {stroke}))"
        case Polygon():
            points = ", ".join(_at(x, y) for x, y in part.points)
            return f'#place(polygon(fill: rgb("{part.colour}"), {points}))'
        case Words():
            given = (
                _pt(part.x), _pt(part.y), _pt(part.size), f'"{part.colour}"', '"bold"' if part.bold else '"regular"',
                "true" if part.anchor == "middle" else "false", f"{part.turn:g}deg", typst_string(part.words),
            )  # fmt: skip
            return f"#words({', '.join(given)})"
