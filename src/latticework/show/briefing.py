"""The briefing in three formats from one content: HTML, PDF, DOCX."""

from __future__ import annotations

from pathlib import Path

from latticework.model import LatticeworkError
from latticework.show.brief.material import Material
from latticework.show.brief.writing import write

FORMATS = (".html", ".htm", ".pdf", ".docx")


def briefing_html(given: Material) -> str:
    """Write the briefing as one self-contained HTML document; the same material gives the same text."""
    from latticework.show.brief.html import as_html

    return as_html(write(given))


def briefing_bytes(given: Material, suffix: str) -> bytes:
    """Write the briefing in the format of a file's ending; the same material gives the same bytes.

    Raises:
        LatticeworkError: the ending is none of ``FORMATS``, or what the format needs is not installed.
    """
    check_format(Path(f"briefing{suffix}"))
    if suffix.lower() == ".pdf":
        from latticework.show.brief.pdf import as_pdf

        return as_pdf(write(given))
    if suffix.lower() == ".docx":
        from latticework.show.brief.word import as_docx

        return as_docx(write(given))
    return briefing_html(given).encode()


def check_format(path: Path) -> None:
    """Refuse an ending that no briefing has."""
    if path.suffix.lower() not in FORMATS:
        raise LatticeworkError(
            f"No briefing in the format {path.suffix or 'without an ending'}",
            where=str(path),
            remedy="Give a name that ends in .html, .pdf or .docx",
        )
