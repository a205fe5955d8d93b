"""The briefing as HTML, PDF and DOCX: the same words and numbers, the same bytes every time, readable by others."""

import ctypes
import hashlib
import html
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

import latticework as lw
from latticework.show.brief.content import Block, Brief, Bullets, Heading, Paragraph, Row, Span, Table, say
from latticework.show.brief.html import as_html
from latticework.show.brief.pdf import as_pdf
from latticework.show.brief.word import as_docx

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
STRANGE = """Leaders of Łódź, Çanakkale, Kyiv (Київ) and Tokyo (東京) met.
On July 28, 2024, Japan and the United States met in Tokyo (東京) with Mr. Ängström of Łódź and Київ #panic("no") \\ *x* $y$ ] and signed a memorandum.
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("briefings")
    (folder / "strange.txt").write_text(STRANGE, encoding="utf-8")
    with lw.Register.shipped() as register:
        register.read(Path(lw.__file__).parent / "shipped" / "documents")
        register.read(folder / "strange.txt")
        lattice = register.as_of("2024-07-31")
    assert any("#panic" in record["quote"] for record in lattice.records)
    outcome = lattice.what_if(actor="USA")
    advice = outcome.advise(2)
    return {ending: outcome.brief(folder / f"b.{ending}", advice) for ending in ("html", "pdf", "docx")}


@pytest.fixture(scope="module")
def page(written: dict[str, Path]) -> str:
    """What a reader of the HTML sees, without the drawing."""
    text = written["html"].read_text(encoding="utf-8")
    for part in ("style", "svg"):
        text = re.sub(rf"<{part}.*?</{part}>", "", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.fixture(scope="module")
def paper(written: dict[str, Path]) -> str:
    with pypdfium2.PdfDocument(written["pdf"]) as document:
        return "\n".join(document[n].get_textpage().get_text_range() for n in range(len(document)))


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def words(path: Path, name: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", part(path, name).replace("</w:p>", " ")))


def test_paper_and_word_have_every_number_of_the_page(written: dict[str, Path], page: str, paper: str) -> None:
    numbers = set(NUMBER.findall(page))
    assert len(numbers) > 150
    assert numbers - set(NUMBER.findall(paper)) == set()
    footnotes = {str(n) for n in range(1, page.count("↩") + 1)}  # Word numbers them itself
    said = words(written["docx"], "word/document.xml") + words(written["docx"], "word/footnotes.xml")
    assert numbers - set(NUMBER.findall(said)) - footnotes == set()


def test_headings_and_footnotes_are_the_same_in_all_three(written: dict[str, Path], page: str, paper: str) -> None:
    text = written["html"].read_text(encoding="utf-8")
    headings = [html.unescape(one) for one in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", text)][
        :-1
    ]  # but for “Footnotes”
    document = docx.Document(str(written["docx"]))
    styled = [p.text for p in document.paragraphs if p.style and p.style.name in ("Heading 2", "Heading 3")]
    assert styled == headings
    on_paper = " ".join(paper.split())
    assert all(" ".join(heading.split()) in on_paper for heading in headings)
    count = len(re.findall(r'<li id="note-', text))
    assert count == part(written["docx"], "word/footnotes.xml").count("w:footnoteRef/") > 40
    assert count == part(written["docx"], "word/document.xml").count("<w:footnoteReference ")
    notes = words(written["docx"], "word/footnotes.xml")
    for said in (html.unescape(re.sub(r"<[^>]+>", "", text)), on_paper, notes):
        assert "US Department of Defense, Japan-US-ROK Trilateral Ministerial Joint Press Statement, 2024-07-28" in said
        assert "Sentence: “The three ministers signed a memorandum of cooperation" in said


def test_names_of_every_script_are_kept_and_none_is_markup(written: dict[str, Path], page: str, paper: str) -> None:
    said = words(written["docx"], "word/document.xml")
    for text in (page, paper, said):
        flat = " ".join(text.split())
        assert all(name in flat for name in ("Ängström", "Łódź", "Київ", '#panic("no")', "*x* $y$ ]"))
    assert "東京" in page and "東京" in said
    assert "[U+6771][U+4EAC]" in "".join(paper.split())  # no font inside Typst has them: their code points stand there


def test_a_reader_who_listens_is_served(written: dict[str, Path]) -> None:
    document = docx.Document(str(written["docx"]))
    body = part(written["docx"], "word/document.xml")
    assert document.core_properties.title == "What holds if a party walks away?"
    assert 'w:lang w:val="en-GB"' in part(written["docx"], "word/styles.xml")
    assert body.count("<w:tblHeader/>") == len(document.tables) == body.count("<w:tblDescription ")
    marks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    wanted = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body + part(written["docx"], "word/footnotes.xml")))
    assert wanted and wanted <= marks
    assert "NUMPAGES" in part(written["docx"], "word/footer1.xml")
    paper = written["pdf"].read_bytes()
    with pypdfium2.PdfDocument(paper) as made:
        assert made.get_metadata_dict()["Title"] == "What holds if a party walks away?"
        assert pdfium.FPDFCatalog_IsTagged(made.raw)
        last = made[len(made) - 1].get_textpage().get_text_range()
        assert f"{len(made)} of {len(made)}" in last
    assert b"/Lang" in paper and b"pdfuaid" in paper


def test_the_pdf_has_only_the_fonts_that_come_with_typst(written: dict[str, Path]) -> None:
    names = set()
    with pypdfium2.PdfDocument(written["pdf"]) as document:
        for n in range(0, len(document), 4):
            for one in document[n].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                name = ctypes.create_string_buffer(200)
                pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(one.raw), name, 200)
                names.add(name.value.decode())
    assert names
    assert all("LibertinusSerif" in name or "DejaVuSansMono" in name for name in names), names


ALL_THREE = """
import hashlib, sys, latticework as lw
outcome = lw.Register.shipped().as_of("2024-07-31").what_if(actor="USA")
for ending in ("html", "pdf", "docx"):
    print(hashlib.sha256(outcome.brief(f"{sys.argv[1]}/b.{ending}").read_bytes()).hexdigest())
"""


def test_the_same_register_and_seed_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    made = []
    for n, zone in ((1, "Asia/Tokyo"), (2, "America/New_York")):
        (folder := tmp_path / str(n)).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": str(n), "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", ALL_THREE, str(folder)], capture_output=True, text=True, check=True, env=environment
        )
        made.append(run.stdout.split())
    assert made[0] == made[1] and len(set(made[0])) == 3
    assert made[0][0] == hashlib.sha256((tmp_path / "1" / "b.html").read_bytes()).hexdigest()


def test_a_missing_extra_and_an_unknown_ending_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = lw.Register.shipped().as_of("2024-07-31").what_if(lw.Scenario(changes=(CHANGE,), draws=20))
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(lw.LatticeworkError, match=r"latticework\[report\]"):
        outcome.brief(tmp_path / "b.pdf")
    with pytest.raises(lw.LatticeworkError, match=r"\.html, \.pdf or \.docx"):
        outcome.brief(tmp_path / "b.odt")
    assert list(tmp_path.iterdir()) == []


CHANGE = lw.Change(actor="USA", posture="withdrawn", on="2025-01-20")

ODD = 'a\x0bb \u00adsoft\u200b \ufeff \U0001f600 عربي Ελλάδα हिन्दी ไทย \\ " #let x = 1 // c /* d */ @ref <lbl> `raw` _e_ ½ ﬁ'


def test_any_text_can_be_set_and_stays_text() -> None:
    blocks: tuple[Block, ...] = (
        Heading(level=2, text=ODD, anchor="x y/ü"),
        Paragraph(text=say(ODD, Span(text="go", to="x y/ü", note=say(ODD)))),
        Paragraph(text=()),
        Bullets(items=()),
        Table(caption=ODD, header=(ODD, "b"), widths=(0.5, 0.5), rows=(Row(cells=(say(ODD), ()), anchor="é"),)),
    )
    brief = Brief(title=ODD, subtitle=ODD, as_of="2024-07-31", blocks=blocks)
    with pypdfium2.PdfDocument(as_pdf(brief)) as document:
        paper = document[0].get_textpage().get_text_range()
    assert "#let x = 1 // c /* d */ @ref <lbl> `raw` _e_" in " ".join(paper.split())
    assert "[U+1F600]" in paper and "Ελλάδα" in paper and "U+FEFF" not in paper
    said = docx.Document(io.BytesIO(as_docx(brief))).paragraphs[0].text
    assert "\U0001f600" in said and "हिन्दी" in said and "#let x = 1" in said
    assert "&lt;lbl&gt;" in as_html(brief) and "हिन्दी" in as_html(brief)
