"""Instruments by their nouns: the kind that a noun phrase names, and its proper name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.grammar import Reading
from latticework.read.trigger_words import expression, pattern
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

CAPITALIZED_END = re.compile(r"\"?[A-Z][\w-]+(?: (?:[A-Z][\w-]+|for|and|of|on|the))* ?\"?$")
QUOTED = re.compile(r"\"([^\"]{3,80})\"")
NAME_BEFORE = re.compile(r"(?:[A-Z][\w'-]*|for|and|of|on|the|to)[ -]$")
NAME_AFTER = re.compile(r" (?:(?:for|and|of|on|the|to) )*[A-Z][\w'-]*")
NAME_OPENS = re.compile(r"^(?:(?:the|and|of|for|on|to|The|A|In|On) )+")


def instrument_kind(reading: Reading, token: Token) -> str | None:
    """Give the kind of instrument a noun names, judged by its words up to the noun and its first "of"."""
    start, end = reading.span(token)
    head = reading.text[start : token.idx + len(token.text)]
    of = expression("arrangement", "of_what").match(reading.text[token.idx + len(token.text) : end])
    proper = CAPITALIZED_END.search(head)
    kind = _kind_of_phrase(head, of[0] if of else "", proper.start() if proper else None)
    if kind is None and token.text[0].isupper():
        kind = _kind_of_name(instrument_name(reading, token))
    if kind is None and _named_otherwise().search(head):
        kind = "other"
    if kind is None and proper:
        kind = next((kind for written, kind in _words()["named_kinds"] if re.search(written, proper[0])), None)
    return kind


def _words() -> dict[str, list[tuple[str, str]]]:
    return vocabulary("triggers")["arrangement"]


def _kind_of_phrase(head: str, of: str, proper: int | None) -> str | None:
    """Give the kind whose word ends the phrase, or stands in the capitalized name that ends it."""
    for written, kind in _words()["instruments"]:
        for match in pattern(written).finditer(head + of):
            if match.end() >= len(head) - 1 or (proper is not None and match.start() >= proper):
                return kind
    return None


def _kind_of_name(name: str | None) -> str | None:
    """Give the kind by the end of a name, such as "the Exchange of Naval Nuclear Propulsion Information Agreement"."""
    for written, kind in _words()["instruments"] if name else ():
        if any(match.end() == len(name or "") for match in pattern(written).finditer(name or "")):
            return kind
    return None


def _named_otherwise() -> re.Pattern[str]:
    ends = vocabulary("triggers")["arrangement"]["named"]
    return re.compile(rf"(?:^|\b(?:a|an|the|new|first|its|their|our) )(?:[A-Z][\w'-]+ (?:and )?){{1,6}}(?:{ends})$")


def instrument_name(reading: Reading, noun: Token) -> str | None:
    """Give the proper name of an instrument: the capitalized words around its noun, quoted names whole."""
    text, start, end = reading.text, noun.idx, noun.idx + len(noun.text)
    quoted = QUOTED.search(text[max(0, noun.left_edge.idx - 1) : min(len(text), end + 40)])
    if quoted and noun.text in quoted[1]:
        return quoted[1].rstrip(",.")
    while before := NAME_BEFORE.search(text[:start]):
        start = before.start()
    while after := NAME_AFTER.match(text[end:]):
        end += after.end()
    name = NAME_OPENS.sub("", text[start:end])
    return name if re.match(r"[A-Z]", name) and " " in name else None
