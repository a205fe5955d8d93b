"""The briefing as DOCX by python-docx: styles, table headers, footnotes, page numbers, language; the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from latticework.model import earliest
from latticework.show.brief.content import Block, Brief, Bullets, Figure, Heading, Paragraph, Span, Table, Text
from latticework.show.brief.word_parts import Footnotes, bookmark, field, link, rich_run, xml_text
from latticework.show.office import EPOCH, same_bytes

if TYPE_CHECKING:
    from docx.document import Document

ACCENT, SOFT, BAND = "173F6B", "55606C", "F2F5F8"
LINE_MM = 170.0


def as_docx(brief: Brief) -> bytes:
    """Render the briefing; a drawing becomes the table that says the same."""
    import docx

    document = docx.Document()
    _dress(document, brief)
    writer = _Writer(document)
    document.add_heading(xml_text(brief.title), 0)
    document.add_paragraph(xml_text(brief.subtitle), style="Subtitle")
    for block in brief.blocks:
        writer.block(block)
    writer.notes.attach(document)
    made = io.BytesIO()
    document.save(made)
    return same_bytes(made.getvalue())


def _dress(document: Document, brief: Brief) -> None:
    """Page, styles, properties, page numbers."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(20)
    styles: Any = document.styles
    for name, size, colour in (
        ("Normal", 10, "1A1F26"), ("Title", 24, ACCENT), ("Subtitle", 10, SOFT), ("Heading 2", 14, ACCENT),
        ("Heading 3", 11, ACCENT), ("Caption", 8.5, SOFT), ("List Bullet", 10, "1A1F26"),
    ):  # fmt: skip
        font = styles[name].font
        font.name, font.size, font.italic = "Georgia", Pt(size), False
        font.color.rgb = RGBColor.from_string(colour)
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), "Georgia")
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(6)
    spaced = styles["Subtitle"].element.rPr.find(qn("w:spacing"))
    if spaced is not None:  # python-docx's own template sets it letter by letter
        styles["Subtitle"].element.rPr.remove(spaced)
    styles["List Bullet"].paragraph_format.space_after = Pt(2)
    styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    styles["Footnote Text"].font.size = Pt(8)
    styles["Footnote Reference"].font.superscript = True
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), "en-GB")
    day = earliest(brief.as_of)
    known = document.core_properties
    known.title, known.subject, known.author = xml_text(brief.title), xml_text(brief.subtitle)[:255], "Latticework"
    known.language, known.comments, known.last_modified_by, known.revision = "en-GB", "", "Latticework", 1
    known.created = known.modified = datetime(day.year, day.month, day.day) if day else datetime(*EPOCH[:3])
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for part in ("PAGE", " of ", "NUMPAGES"):
        field(footer, part) if part.isupper() else footer.add_run(part)


class _Writer:
    """Blocks into a document, one after another."""

    def __init__(self, document: Document) -> None:
        self.document, self.notes, self.marks = document, Footnotes(), 0

    def block(self, block: Block) -> None:
        match block:
            case Heading(level=level, text=text, anchor=anchor):
                self._marked(self.document.add_heading(xml_text(text), level), anchor)
            case Paragraph(text=text, lead=lead):
                paragraph = self.document.add_paragraph()
                self._spans(paragraph, text, 12 if lead else None)
                paragraph.paragraph_format.keep_with_next = (bool(text) and text[-1].text.endswith(":")) or None
                if lead:
                    _shade(paragraph._p.get_or_add_pPr(), BAND)
            case Bullets(items=items, folded=folded):
                if folded:
                    self.document.add_paragraph(xml_text(folded), style="Caption")
                for item in items:
                    self._spans(self.document.add_paragraph(style="List Bullet"), item, 9 if folded else None)
            case Table():
                self._table(block)
            case Figure(alt=alt, table=table):
                self._table(table, alt)

    def _marked(self, paragraph: Any, anchor: str) -> None:
        if anchor:
            self.marks += 1
            bookmark(paragraph, anchor, self.marks)

    def _spans(self, paragraph: Any, text: Iterable[Span], size: float | None = None) -> None:
        for span in text:
            if span.to:
                link(paragraph, span, size)
            else:
                rich_run(paragraph, span, size)
            if span.note:
                self.notes.refer(paragraph, span.note)

    def _table(self, table: Table, alt: str = "") -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        self.document.add_paragraph(xml_text(table.caption), style="Caption")
        made: Any = self.document.add_table(rows=0, cols=len(table.header))
        made.autofit = False
        properties = made._tbl.tblPr
        _rules(properties)
        for name, words in (("w:tblCaption", table.caption), ("w:tblDescription", alt or table.caption)):
            said = OxmlElement(name)
            said.set(qn("w:val"), xml_text(words))
            properties.append(said)
        widths = [Mm(LINE_MM * width / sum(table.widths)) for width in table.widths]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        header = tuple((Span(text=name, strong=True),) for name in table.header)
        lines: list[tuple[tuple[Text, ...], str, bool]] = [(header, "", False)]
        lines += [(row.cells, row.anchor, row.under) for row in table.rows]
        for n, (cells, anchor, under) in enumerate(lines):
            row = made.add_row()
            settings = row._tr.get_or_add_trPr()
            settings.append(OxmlElement("w:cantSplit"))
            if n == 0:
                settings.append(OxmlElement("w:tblHeader"))
            for k, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = widths[k]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                if k == 0:
                    self._marked(paragraph, anchor)
                    paragraph.paragraph_format.left_indent = Mm(4) if under else None
                self._spans(paragraph, text, 8.5)
                if n == 0:
                    _shade(cell._tc.get_or_add_tcPr(), BAND)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)


def _shade(properties: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _rules(properties: Any) -> None:
    """Thin lines between rows, none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9D0D8")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    later = [one for name in ("w:tblLayout", "w:tblLook") if (one := properties.find(qn(name))) is not None]
    later[0].addprevious(borders) if later else properties.append(borders)  # the format fixes the order of its parts
