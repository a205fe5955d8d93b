"""What a briefing is made of, as frozen data: the three formats say the same because they render this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some words: where they lead inside the briefing (an anchor), and the footnote that follows them."""

    text: str
    to: str = ""
    strong: bool = False
    note: Text = ()


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 2 or 3; the title alone has level 1."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; the leading one says the whole answer."""

    text: Text
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; on a screen it may be folded under the words of ``folded``, on paper they introduce it."""

    items: tuple[Text, ...]
    folded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``under`` belongs to the row above it."""

    cells: tuple[Text, ...]
    anchor: str = ""
    under: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of headers; ``widths`` are shares of the line."""

    caption: str
    header: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing, what it shows for who does not see it, and the same as a table where a format takes no drawing."""

    svg: str
    alt: str
    caption: str
    table: Table


Block = Heading | Paragraph | Bullets | Table | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The whole briefing; ``as_of`` is the only date that its files carry."""

    title: str
    subtitle: str
    as_of: str
    blocks: tuple[Block, ...]


def say(*parts: str | Span | Text) -> Text:
    """Put words, spans and texts together."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, tuple):
            spans += part
        else:
            spans.append(Span(text=part) if isinstance(part, str) else part)
    return tuple(span for span in spans if span.text or span.note)


def joined(parts: list[Text], between: str = ", ") -> Text:
    """Texts with something between them."""
    return say(*[piece for n, part in enumerate(parts) for piece in ((between, part) if n else (part,))])
