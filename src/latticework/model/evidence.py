"""Documents, and the sentence in a document that says so."""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT_CHARS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of one document as it was extracted; offsets are Unicode code points into ``text``.

    ``sha256`` is of the original file's bytes; ``date`` is EDTF and ``date_rule`` says how it was found.
    """

    sha256: str
    name: str
    text: str
    media_type: str = "text/plain"
    title: str | None = None
    date: str | None = None
    date_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An exact quotation: ``document.text[start:end] == quote`` (W3C Web Annotation selectors)."""

    document_sha256: str
    document_name: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


def quote_span(document: Document, start: int, end: int) -> Evidence:
    """Quote characters ``start`` to ``end`` (end exclusive) of a document, with some context.

    Raises:
        ValueError: the span is empty or lies outside the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"no characters {start} to {end} in {document.name} ({len(document.text)} characters)")
    return Evidence(
        document_sha256=document.sha256,
        document_name=document.name,
        start=start,
        end=end,
        quote=document.text[start:end],
        prefix=document.text[max(0, start - CONTEXT_CHARS) : start],
        suffix=document.text[end : end + CONTEXT_CHARS],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public source by name, so that a reader can find it again."""

    id: str
    title: str
    publisher: str
    date: str | None = None
    address: str | None = None
