"""Sentences with exact offsets; titles, headings, captions and list items told apart from prose.

A sentence keeps two texts: the span of the document, which evidence quotes exactly, and a plain copy
for the language model (one space between words, straight quotation marks, no markup), with the way back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "dateline", "heading", "prose", "item", "caption"]

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|St|Jr|Sr|No|Nos|vs|cf|etc|i\.e|e\.g|al|Art|Sec|Jan|Feb|Aug|Sept|Oct|Nov|Dec)"
    r"|\b(?:U\.S|U\.K|U\.N|E\.U|D\.C|a\.m|p\.m|Inc|Co|Ltd|Corp|Bros)|\b[A-Z])\.$"
)
MAY_END = re.compile(r"(?:\b(?:U\.S|U\.K|U\.N|E\.U|D\.C|a\.m|p\.m|etc|Inc|Co|Ltd|Corp))\.$")
STARTER = re.compile(
    r"[\"'(\[]*(?:The|This|These|That|Those|They|He|She|It|We|In|On|At|As|For|Since|After|Before|During|With|And|But|"
    r"However|Therefore|President|Both|All|Our|Their|His|Her|To|By|From|While|When|If|More|Building)\b"
)
BREAK = re.compile(r"[.!?][\"')\]]*(?:\[\d+\])?(?= +[\"'(\[]*[A-Z0-9$€£])")
MARKUP = re.compile(
    r"\]\([^)\s]*\)|<!--.*?-->|</?[a-zA-Z][^>\n]{0,200}>|<https?://[^>]*>|\*+|\\(?=[^\w\s])|(?<!\w)\[(?=[^\]]{1,300}\]\()|[\u2060\u200b\u200c\u200d\ufeff\u00ad]",
    re.DOTALL,
)
SAME_LENGTH = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‑": "-", "\u00a0": " ", "\u202f": " "})
BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")
ITEM = re.compile(r"[^\S\n]*(?:[-•·▪◦*–]|\d{1,2}[.)]|\(?[a-z]\))[^\S\n]+")
GAP = re.compile(r"(?<=[.:!?”\"])[^\S\n]{4,}(?=\S)|\n(?=[^\S\n]*(?:[-•·▪◦*–]|\d{1,2}[.)])[^\S\n]+\S)")
CAPTION = re.compile(
    r"\(?(?:banner |cover |file )?(?:photo|picture|image|caption|photograph)\b|\(originally published|©", re.IGNORECASE
)
CLOSED = re.compile(r"[.!?:;][\"')\]]*$")
DATELINE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+\.? \d{1,2}, \d{4})\.?",
    re.IGNORECASE,
)
HEADING_CHARS = 120
TITLE_CHARS = 400


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, title or list item of a document: characters ``start`` to ``end`` (end exclusive).

    ``text`` is the plain copy and ``origin[i]`` the place of its character ``i`` in the document;
    ``paragraph`` counts the blocks of the document from 0.
    """

    start: int
    end: int
    kind: Kind
    text: str
    origin: tuple[int, ...]
    paragraph: int


def _plain(text: str, start: int, end: int) -> tuple[str, list[int]]:
    chars: list[str] = []
    origin: list[int] = []
    raw = text[start:end]
    dropped = {i for match in MARKUP.finditer(raw) for i in range(*match.span())}
    for i, char in enumerate(raw.translate(SAME_LENGTH)):
        if i in dropped:
            continue
        if char.isspace():
            if not chars or chars[-1] == " ":
                continue
            char = " "
        chars.append(char)
        origin.append(start + i)
    while chars and chars[-1] == " ":
        chars.pop()
        origin.pop()
    return "".join(chars), origin


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Give the blocks of a text, cut where a list item starts or a gap stands for a lost paragraph break."""
    for block in BLOCK.finditer(text):
        start = block.start()
        for gap in GAP.finditer(text, block.start(), block.end()):
            yield start, gap.start()
            start = gap.end()
        yield start, block.end()


def _breaks(plain: str) -> Iterator[int]:
    for stop in BREAK.finditer(plain):
        head, tail = plain[: stop.start() + 1], plain[stop.end() :].lstrip()
        if ABBREVIATION.search(head) and not (MAY_END.search(head) and STARTER.match(tail)):
            continue
        yield stop.end()


def _kind(plain: str, first: bool, item: bool) -> Kind:
    if DATELINE.fullmatch(plain):
        return "dateline"
    if CAPTION.match(plain):
        return "caption"
    closed = CLOSED.search(plain)
    if first and not closed and len(plain) < TITLE_CHARS:
        return "title"
    if first and len(plain) < 200 and re.match(r"(?:Joint|Readout|Statement|Fact Sheet|FACT SHEET)\b", plain):
        return "title"
    if item:
        return "item"
    if not closed and len(plain) < HEADING_CHARS and len(plain.split()) < 16:
        return "heading"
    return "prose"


def split_sentences(text: str) -> Iterator[Sentence]:
    """Give every sentence, title, heading and list item of a text, in order.

    >>> [(s.kind, text[s.start:s.end]) for text in ["Readout\\n\\nThey met in the U.S. The talks ended."]
    ...  for s in split_sentences(text)]
    [('title', 'Readout'), ('prose', 'They met in the U.S.'), ('prose', 'The talks ended.')]
    """
    first = True
    for paragraph, (start, end) in enumerate(_pieces(text)):
        bullet = ITEM.match(text, start, end)
        plain, origin = _plain(text, bullet.end() if bullet and bullet.end() < end else start, end)
        if not any(char.isalpha() for char in plain) and not DATELINE.fullmatch(plain):
            continue
        kind = _kind(plain, first, bullet is not None)
        if kind in ("title", "prose", "item"):
            first = False
        stops = [len(plain)] if kind in ("title", "dateline", "heading") else [*_breaks(plain), len(plain)]
        begin = 0
        for stop in stops:
            while begin < stop and plain[begin] == " ":
                begin += 1
            if begin < stop:
                yield Sentence(
                    start=origin[begin],
                    end=origin[stop - 1] + 1,
                    kind=kind,
                    text=plain[begin:stop],
                    origin=tuple(origin[begin:stop]),
                    paragraph=paragraph,
                )
            begin = stop
