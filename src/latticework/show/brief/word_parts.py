"""Pieces of DOCX that python-docx has no call for: footnotes, bookmarks, links inside the document, fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from latticework.show.brief.content import Span, Text

if TYPE_CHECKING:
    from docx.document import Document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_NAME = 40  # of a bookmark, by the format


def xml_text(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)


def mark_name(anchor: str) -> str:
    """An anchor as a bookmark's name: letters, digits and lines, not too long, still one for each anchor."""
    import hashlib

    name = re.sub(r"\W", "_", anchor)
    if name == anchor and len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"


def bookmark(paragraph: Any, anchor: str, number: int) -> None:
    """Mark the start of a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), mark_name(anchor))
    paragraph._p.append(start)
    paragraph._p.append(end)


def rich_run(paragraph: Any, span: Span, size: float | None) -> Any:
    """Add a span's words."""
    from docx.shared import Pt

    run = paragraph.add_run(xml_text(span.text))
    run.bold = span.strong or None
    if size:
        run.font.size = Pt(size)
    return run


def link(paragraph: Any, span: Span, size: float | None) -> None:
    """Add a span's words as a link to a bookmark."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run = rich_run(paragraph, span, size)
    run.font.color.rgb = RGBColor.from_string("0B4F99")
    around = OxmlElement("w:hyperlink")
    around.set(qn("w:anchor"), mark_name(span.to))
    paragraph._p.append(around)
    around.append(run._r)


def field(paragraph: Any, code: str) -> None:
    """Add a field that Word fills in, such as PAGE."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    paragraph._p.append(simple)
    run = paragraph.add_run("1")
    simple.append(run._r)


class Footnotes:
    """The footnotes of one document, in order; a part of its own in the file."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def refer(self, paragraph: Any, note: Text) -> None:
        """Add a footnote, and its number after what the paragraph holds so far."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self.texts.append(note)
        run = paragraph.add_run(style="Footnote Reference")
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(len(self.texts)))
        run._r.append(mark)

    def attach(self, document: Document) -> None:
        """Put the part into the document."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, self._xml(), document.part.package)
        document.part.relate_to(part, RELATION)

    def _xml(self) -> bytes:
        from xml.sax.saxutils import escape, quoteattr

        def separator(id: int, kind: str, mark: str) -> str:
            return f'<w:footnote w:type="{kind}" w:id="{id}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'

        def run(span: Span) -> str:
            words = f'<w:r><w:t xml:space="preserve">{escape(xml_text(span.text))}</w:t></w:r>'
            return f"<w:hyperlink w:anchor={quoteattr(mark_name(span.to))}>{words}</w:hyperlink>" if span.to else words

        notes = [
            separator(-1, "separator", "separator"),
            separator(0, "continuationSeparator", "continuationSeparator"),
        ]
        for n, text in enumerate(self.texts, 1):
            notes.append(
                f'<w:footnote w:id="{n}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
                '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
                f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{"".join(map(run, text))}</w:p></w:footnote>'
            )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return (head + f'<w:footnotes xmlns:w="{WORD}">{"".join(notes)}</w:footnotes>').encode()
