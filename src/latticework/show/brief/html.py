"""The briefing as one self-contained HTML document that loads nothing."""

from __future__ import annotations

from html import escape

from latticework.show.brief.content import Block, Brief, Bullets, Figure, Heading, Paragraph, Row, Table, Text


def as_html(brief: Brief) -> str:
    """Render the briefing; links and footnotes stay inside it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    notes = _Notes()
    body = "\n".join(_block(block, notes) for block in brief.blocks)
    environment = Environment(
        loader=PackageLoader("latticework.show"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("briefing.html")
    return page.render(brief=brief, body=Markup(body), notes=[Markup(_text(note, notes)) for note in notes.all])


class _Notes:
    """Footnotes in the order in which they are met."""

    def __init__(self) -> None:
        self.all: list[Text] = []

    def number(self, note: Text) -> int:
        self.all.append(note)
        return len(self.all)


def _text(text: Text, notes: _Notes) -> str:
    parts = []
    for span in text:
        said = escape(span.text)
        if span.strong:
            said = f"<strong>{said}</strong>"
        if span.to:
            said = f'<a href="#{escape(span.to)}">{said}</a>'
        if span.note:
            n = notes.number(span.note)
            said += f'<sup id="ref-{n}"><a href="#note-{n}" aria-label="Footnote {n}">{n}</a></sup>'
        parts.append(said)
    return "".join(parts)


def _block(block: Block, notes: _Notes) -> str:
    match block:
        case Heading(level=level, text=text, anchor=anchor):
            at = f' id="{escape(anchor)}"' if anchor else ""
            return f"<h{level}{at}>{escape(text)}</h{level}>"
        case Paragraph(text=text, lead=lead):
            kind = ' class="lead"' if lead else ""
            return f"<p{kind}>{_text(text, notes)}</p>"
        case Bullets(items=items, folded=folded):
            listed = "<ul>" + "".join(f"<li>{_text(item, notes)}</li>" for item in items) + "</ul>"
            return f"<details><summary>{escape(folded)}</summary>{listed}</details>" if folded else listed
        case Table():
            return _table(block, notes)
        case Figure(svg=svg, caption=caption):
            return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"


def _table(table: Table, notes: _Notes) -> str:
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "\n".join(_row(row, notes) for row in table.rows)
    return (
        f'<div class="wide"><table><caption>{escape(table.caption)}</caption><thead><tr>{columns}</tr></thead>\n'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(row: Row, notes: _Notes) -> str:
    at = f' id="{escape(row.anchor)}"' if row.anchor else ""
    under = ' class="under"' if row.under else ""
    first, *rest = row.cells
    cells = "".join(f"<td>{_text(cell, notes)}</td>" for cell in rest)
    return f'<tr{at}{under}><th scope="row">{_text(first, notes)}</th>{cells}</tr>'
