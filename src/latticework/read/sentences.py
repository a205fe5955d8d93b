"""Paragraphs and sentences with exact offsets; headings, bylines and captions are told apart from prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATION = re.compile(r"(?:\b(?:U\.S|U\.K|U\.N|Mr|Mrs|Ms|Dr|Gen|Sen|St|No|Jr|D\.C|vs|etc|i\.e|e\.g)|\b[A-Z])\.$")
BREAK = re.compile(r"[.!?][”\"’')\]]*(?=\s+[“\"‘'(\[]?[A-Z0-9])|\n\s*\n")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give (start, end) of every sentence of prose; lines without a full stop at the end are headings."""
    for block in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        start = block.start()
        content = block[0].rstrip()
        if not re.search(r"[.!?][”\"’')\]]*$", content) and len(content) < 300:
            continue
        if re.match(r"\(?(Banner |Cover )?(photo|picture|caption)\b|\(Originally published|©", content, re.IGNORECASE):
            continue
        for stop in BREAK.finditer(content):
            if ABBREVIATION.search(content[: stop.start() + 1]):
                continue
            yield from _stripped(text, start, block.start() + stop.end())
            start = block.start() + stop.end()
        yield from _stripped(text, start, block.start() + len(content))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
