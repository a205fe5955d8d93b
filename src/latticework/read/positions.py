"""Positions: an act of criticism by an actor: condemning, opposing, voicing grave concern, calling on somebody to cease."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.position_demands import demand, demand_for, must, repeated_call
from latticework.read.position_judgements import answerable, refusal, unacceptable, wrong
from latticework.read.position_stances import concern, stance, stances, troubled
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def find_positions(reading: Reading) -> Iterator[Draft]:
    """Find the acts of criticism that one sentence tells of."""
    for token in reading.tokens:
        yield from _at(reading, token)


def _at(reading: Reading, token: Token) -> Iterator[Draft]:
    lower, kind = token.lower_, token.pos_
    if lower in stances() and (kind == "VERB" or (token.tag_.startswith("VB") and kind == "AUX")):
        yield from stance(reading, token)
    elif kind == "NOUN" and lower in words("position", "concern"):
        yield from concern(reading, token)
    elif kind == "NOUN" and lower in words("position", "calls"):
        yield from repeated_call(reading, token)
    elif kind == "NOUN" and lower in words("position", "wrong"):
        yield from wrong(reading, token)
    elif kind == "VERB" and lower in words("position", "demand"):
        yield from demand(reading, token)
        yield from demand_for(reading, token)
    elif token.tag_ == "MD" and lower in words("position", "must"):
        yield from must(reading, token)
    elif kind == "ADJ" and lower in words("position", "unacceptable"):
        yield from unacceptable(reading, token)
    elif kind in ("ADJ", "VERB") and lower in words("position", "troubled"):
        yield from troubled(reading, token)
    elif kind == "VERB" and lower in words("position", "accept"):
        yield from refusal(reading, token)
    elif kind == "ADJ" and lower in words("position", "answerable"):
        yield from answerable(reading, token)
