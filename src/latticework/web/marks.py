"""A document's text cut where highlights begin and end; put together again it is the text, character by character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SHOWN = 400_000
"""Characters of a document that one page shows; of a longer one, those around what is looked at."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is highlighted: a record's id, its first character, the one after its last, what was decided."""

    id: str
    start: int
    end: int
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the same highlights from end to end; ``first`` are those that begin here."""

    text: str
    spans: tuple[Span, ...]
    first: tuple[str, ...]


def window(length: int, at: int) -> tuple[int, int]:
    """Give the first and last character that are shown of a text, around a place in it.

    >>> window(1_000, 10), window(1_000_000, 500_000), window(1_000_000, 999_999)
    ((0, 1000), (300000, 700000), (600000, 1000000))
    """
    begin = max(0, min(at - MOST_SHOWN // 2, length - MOST_SHOWN))
    return begin, min(length, begin + MOST_SHOWN)


def pieces(text: str, spans: Sequence[Span], begin: int = 0, end: int | None = None) -> list[Piece]:
    """Cut a text (characters ``begin`` to ``end`` of it) into pieces.

    >>> [(p.text, [s.id for s in p.spans]) for p in pieces("abcdef", [Span("x", 1, 4, None), Span("y", 3, 5, None)])]
    [('a', []), ('bc', ['x']), ('d', ['x', 'y']), ('e', ['y']), ('f', [])]
    """
    end = len(text) if end is None else end
    inside = [span for span in spans if span.start < end and span.end > begin]
    cuts = sorted({begin, end, *(min(max(at, begin), end) for span in inside for at in (span.start, span.end))})
    found = []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        over = tuple(span for span in inside if span.start <= start and span.end >= stop)
        first = tuple(span.id for span in over if max(span.start, begin) == start)
        found.append(Piece(text[start:stop], over, first))
    return found
