"""Each format is read, and what cannot be read is refused with a reason."""

import zipfile
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from latticework.model import UnreadableDocument
from latticework.read import extract_document

SENTENCE = "The United States pledged $500 million to the Philippines on July 30, 2024."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_any_common_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(f"{SENTENCE} “Quoted” é.".encode(encoding))
    assert f"{SENTENCE} “Quoted” é." in extract_document(path).text


def test_html_without_its_markup(tmp_path: Path) -> None:
    path = tmp_path / "note.html"
    path.write_text(f"<html><body><script>x()</script><p>{SENTENCE}</p></body></html>")
    text = extract_document(path).text
    assert SENTENCE in text
    assert "x()" not in text


def test_pdf_and_docx(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "note.pdf"))
    canvas.drawString(72, 700, SENTENCE)
    canvas.save()
    assert SENTENCE in extract_document(tmp_path / "note.pdf").text
    word = docx.Document()
    word.add_paragraph("Outcomes")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Assistance", SENTENCE
    word.add_paragraph("End of the list")
    word.save(str(tmp_path / "note.docx"))
    assert extract_document(tmp_path / "note.docx").text == f"Outcomes\n\nAssistance\n\n{SENTENCE}\n\nEnd of the list"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b" \n", "empty"),
        ("binary.txt", b"\x00\x01\x02" * 100, "binary"),
        ("cut.pdf", b"%PDF-1.7 cut", "damaged"),
        ("false.pdf", b"no pdf", "no PDF"),
        ("false.docx", b"PK\x03\x04 cut", "no Word document"),
        ("locked.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "password"),
        (
            "short.txt",
            "Die Minister trafen sich gestern Abend zu einem vertraulichen Treffen über gemeinsame Verteidigungspläne".encode(),
            "English",
        ),
        (
            "french.txt",
            "Les ministres se sont rencontrés hier soir à Paris pour parler de défense. ".encode() * 20,
            "English",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableDocument, match=says):
        extract_document(tmp_path / name)


def test_an_archive_is_no_word_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.writestr("note.txt", SENTENCE)
    with pytest.raises(UnreadableDocument, match="archive"):
        extract_document(tmp_path / "papers.zip")


def test_a_protected_pdf_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "secret.pdf"), encrypt="secret")
    canvas.drawString(72, 700, SENTENCE)
    canvas.save()
    with pytest.raises(UnreadableDocument, match="password"):
        extract_document(tmp_path / "secret.pdf")
