"""The briefing as PDF by Typst, with its own fonts, tagged for readers who listen (PDF/UA-1); the same bytes every time."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from importlib.resources import files
from types import ModuleType

from latticework.model import LatticeworkError, earliest
from latticework.model.extras import import_extra
from latticework.show.brief.content import Block, Brief, Bullets, Figure, Heading, Paragraph, Row, Table, Text

STANDARD = "ua-1"
SERIF, OTHER = "Libertinus Serif", "DejaVu Sans Mono"  # both come inside Typst; nothing of the machine is used
FONTS = f'("{SERIF}", "{OTHER}")'
SHORT = 90  # letters of an item that may stand in a narrow column
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
NO_GLYPH = re.compile(r'the text `"(.)')


def as_pdf(brief: Brief) -> bytes:
    """Render the briefing.

    Raises:
        LatticeworkError: Typst is not installed; says which extra brings it.
    """
    typst = import_extra("typst", "report", "A briefing as PDF")
    svgs = [block.svg for block in brief.blocks if isinstance(block, Figure)]
    elsewhere = without_glyph(typst, "".join(svgs), f'("{SERIF}",)')  # a drawing has no second font to fall back on
    source = _source(brief, elsewhere)
    for character in without_glyph(typst, source, FONTS):
        unseen = unicodedata.category(character) == "Cf"  # soft hyphens, joiners, marks of direction
        source = source.replace(character, "" if unseen else f"[U+{ord(character):04X}]")
    return _compile(typst, source, brief.as_of)


def _compile(typst: ModuleType, source: str, as_of: str) -> bytes:
    day = earliest(as_of)
    at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0
    try:
        made: bytes = typst.compile(
            source.encode(), ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD, timestamp=at
        )
    except typst.TypstError as problem:
        raise LatticeworkError(
            f"Typst does not set this briefing: {problem}", remedy="Write it as .html or .docx, which say the same"
        ) from problem
    return made


def without_glyph(typst: ModuleType, source: str, fonts: str) -> set[str]:
    """Characters that these fonts do not have: Chinese, Korean … ; on paper they are written by their code points."""
    beyond = {c for c in source if ord(c) > 127}
    missing = {c for c in beyond if unicodedata.category(c).startswith("C")}
    left = sorted(beyond - missing)
    while left and (lacking := _lacking(typst, "".join(left), fonts)):
        wide = unicodedata.east_asian_width(lacking) == "W"
        gone = {c for c in left if c == lacking or (wide and unicodedata.east_asian_width(c) == "W")}
        if not gone:  # it is part of a cluster: ask for each alone
            return missing | {c for c in left if _lacking(typst, c, fonts)}
        missing |= gone
        left = [c for c in left if c not in gone]
    return missing


def _lacking(typst: ModuleType, characters: str, fonts: str) -> str:
    """The first character for which Typst finds no glyph; none if it has all."""
    lines = "".join(f"#{typst_string(c)} " for c in characters)
    try:
        typst.compile(
            f'#set document(title: "x")\n#set text(font: {fonts}, fallback: false)\n{lines}'.encode(),
            ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD,
        )  # fmt: skip
    except typst.TypstError as problem:
        found = NO_GLYPH.search(str(problem))
        return found[1] if found else characters[0]
    return ""


def _source(brief: Brief, elsewhere: set[str]) -> str:
    style = (files("latticework.show") / "templates" / "briefing.typ").read_text(encoding="utf-8")
    day = earliest(brief.as_of)
    date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
    start = f"#show: briefing.with(title: {typst_string(brief.title)}, subtitle: {typst_string(brief.subtitle)}, date: {date}, fonts: {FONTS})"
    return "\n".join([style, start, *(_block(block, elsewhere) for block in brief.blocks)]) + "\n"


def typst_string(text: str) -> str:
    """A Typst string: whatever it holds is text, never markup."""
    text = CONTROLS.sub("", text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _text(text: Text) -> str:
    """Content in markup mode."""
    parts = []
    for span in text:
        said = f"#{typst_string(span.text)}"
        if span.strong:
            said = f"#strong[{said}]"
        if span.to:
            said = f"#link(label({typst_string(span.to)}))[{said}]"
        if span.note:
            said += f"#footnote[{_text(span.note)}]"
        parts.append(said)
    return "".join(parts)


def _anchor(name: str) -> str:
    return f"#metadata(none)#label({typst_string(name)})" if name else ""


def _block(block: Block, elsewhere: set[str]) -> str:
    match block:
        case Heading(level=level, text=text, anchor=anchor):
            return f"#heading(level: {level})[#{typst_string(text)}{_anchor(anchor)}]"
        case Paragraph(text=text, lead=lead):
            kind = "lead" if lead else "leading-in" if text and text[-1].text.endswith(":") else "par"
            return f"#{kind}[{_text(text)}]"
        case Bullets(items=items, folded=folded):
            each = [f"[{_text(item)}]" for item in items]
            short = folded and len(items) > 5 and max(sum(len(span.text) for span in item) for item in items) < SHORT
            listed = f"#two-lists(({', '.join(each)},))" if short else f"#list({', '.join(each)})"
            return f"#aside({typst_string(folded)})[{listed}]" if folded else listed
        case Table():
            return _table(block)
        case Figure(svg=svg, alt=alt, caption=caption):
            drawn = svg.replace('font-family="sans-serif"', f'font-family="{SERIF}"')
            for character in sorted(elsewhere):
                drawn = drawn.replace(character, f'<tspan font-family="{OTHER}">{character}</tspan>')
            return f"#picture({typst_string(drawn)}, {typst_string(alt)}, {typst_string(caption)})"


def _table(table: Table) -> str:
    whole = sum(table.widths)
    widths = ", ".join(f"{100 * width / whole:.2f}fr" for width in table.widths)
    header = ", ".join(f"[#{typst_string(name)}]" for name in table.header)
    rows = ",\n".join(_row(row) for row in table.rows)
    return f"#grid-of({typst_string(table.caption)}, ({widths}), ({header},), (\n{rows},\n))"


def _row(row: Row) -> str:
    first, *rest = map(_text, row.cells)
    named = f"{_anchor(row.anchor)}#pad(left: 1em)[{first}]" if row.under else f"{_anchor(row.anchor)}{first}"
    return ", ".join(f"[{cell}]" for cell in (named, *rest))
