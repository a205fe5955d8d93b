"""Files to text: txt, html, pdf, docx; what cannot be read is refused with the reason."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from latticework.model import Document, UnreadableDocument

MOST_BYTES = 200_000_000
MOST_CHARS = 50_000_000
COMMON_ENGLISH = frozenset(["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "with", "as", "by"])
COMMON_ENGLISH |= {"at", "from", "this", "be", "are", "was"}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how encrypted and old Word documents begin


def extract_document(path: Path) -> Document:
    """Extract the text of one file.

    Raises:
        UnreadableDocument: missing, empty, binary, truncated, protected, too large, or not in English.
    """
    if not path.exists():
        raise UnreadableDocument("There is no such file", where=str(path), remedy="Check the name")
    if not path.is_file():
        raise UnreadableDocument("This is not a file", where=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableDocument("The file is larger than 200 MB", where=str(path), remedy="Split it")
    return extract_content(path.read_bytes(), path)


def extract_content(content: bytes, path: Path) -> Document:
    """Extract the text of a file whose bytes are in hand; ``path`` names it and its ending tells its format.

    Raises:
        UnreadableDocument: empty, binary, truncated, protected, or not in English.
    """
    if not content.strip():
        raise UnreadableDocument("The file is empty", where=str(path))
    suffix = path.suffix.lower()
    if content.startswith(b"%PDF"):
        text, media = _pdf(content, path), "application/pdf"
    elif suffix == ".pdf":
        raise UnreadableDocument("The file is named .pdf but is no PDF", where=str(path))
    elif content.startswith(OLE):
        raise UnreadableDocument(
            "The file is protected by a password, or is of Word before 2007",
            where=str(path),
            remedy="Save a copy as .docx without a password",
        )
    elif suffix == ".docx" or content.startswith(b"PK\x03\x04"):
        text, media = _docx(content, path), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    else:
        text, media = _decode(content, path), "text/plain"
        if suffix in (".html", ".htm") or re.match(r"\s*(<!doctype html|<html)", text, re.IGNORECASE):
            text, media = _html(text), "text/html"
    return document_from_text(text, path.name, sha256=hashlib.sha256(content).hexdigest(), media_type=media)


def document_from_text(
    text: str, name: str, *, sha256: str | None = None, media_type: str = "text/plain", date: str | None = None
) -> Document:
    """Make a document of text in hand; its date is the first ISO or English date near the top, else the last in it.

    Raises:
        UnreadableDocument: no text, too much of it, or hardly any English words.
    """
    from latticework.read.dates import document_date

    if not text.strip():
        raise UnreadableDocument(
            "The file has no text", where=name, remedy="A scanned page needs text recognition first"
        )
    if len(text) > MOST_CHARS:
        raise UnreadableDocument("The text is longer than 50 million characters", where=name, remedy="Split it")
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    common = sum(word in COMMON_ENGLISH for word in words)
    if (len(words) > 30 and common < 0.08 * len(words)) or (len(words) > 12 and not common):
        raise UnreadableDocument(
            "The text does not seem to be English", where=name, remedy="The reader knows English only"
        )
    found, rule = (date, "given") if date else document_date(text)
    return Document(
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        name=name,
        text=text,
        media_type=media_type,
        title=next((line.strip() for line in text.splitlines() if line.strip()), None),
        date=found,
        date_rule=rule,
    )


def _decode(content: bytes, path: Path) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as problem:
                raise UnreadableDocument(
                    f"Not valid {encoding} text", where=f"{path}, byte {problem.start}"
                ) from problem
    for encoding, zeros in (("utf-16-le", content[1:8192:2]), ("utf-16-be", content[0:8192:2])):
        if len(zeros) > 8 and zeros.count(0) > 0.6 * len(zeros) and len(content) % 2 == 0:
            return content.decode(encoding, errors="replace")  # without the mark that says so
    if b"\x00" in content[:8192]:
        raise UnreadableDocument(
            "The file is binary, not text", where=str(path), remedy="Readable: txt, html, pdf, docx"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    control = sum(ord(c) < 32 and c not in "\t\n\r\f" for c in text[:8192])
    if control > 20 or text.count("\ufffd") > len(text) // 200:
        raise UnreadableDocument("The file is binary, or in an encoding that is not known", where=str(path))
    return text


def _html(text: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(text, main_content=True) or extract_plain_text(text))


def _pdf(content: bytes, path: Path) -> str:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
        return "\n\n".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "\n")
    except pypdfium2.PdfiumError as problem:
        protected = "password" in str(problem).lower()
        raise UnreadableDocument(
            "The PDF is protected by a password" if protected else "The PDF is damaged or cut off",
            where=str(path),
            remedy="Save a copy without a password" if protected else "Get the file again",
        ) from problem


def _docx(content: bytes, path: Path) -> str:
    import zipfile
    import zlib

    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if not any(name.startswith("word/") for name in package.namelist()):
                raise UnreadableDocument(
                    "The file is an archive, not a Word document",
                    where=str(path),
                    remedy="Unpack it and read its files",
                )
        document = docx.Document(io.BytesIO(content))
        blocks = [text for block in document.iter_inner_content() for text in _block_texts(block)]
    except (PackageNotFoundError, zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError) as problem:
        raise UnreadableDocument(
            "The file is no Word document, is damaged, or is protected",
            where=str(path),
            remedy="Save it again as .docx",
        ) from problem
    return "\n\n".join(text for text in blocks if text.strip())


def _block_texts(block: Any) -> Iterator[str]:
    """Give the text of a paragraph, or of every cell of a table once, row by row."""
    if not hasattr(block, "rows"):
        yield block.text
        return
    seen: set[Any] = set()
    for row in block.rows:
        for cell in row.cells:
            if cell._tc not in seen:  # a merged cell comes once for each column it spans
                seen.add(cell._tc)
                yield cell.text
