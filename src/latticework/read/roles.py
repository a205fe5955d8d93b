"""Roles: who leads, chairs, commands, is appointed or made responsible, and to whom a task passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.role_phrases import led, mediated, named_as, presides, told_by_phrase
from latticework.read.role_verbs import announced_as, appointed, commands, leads, proposed
from latticework.read.scene import Codes
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

PROPOSED = re.compile(r"\bpropos(?:ed|es)\b")


def find_roles(reading: Reading) -> Iterator[Draft]:
    """Find the roles that one sentence gives, one of each kind; leads and offices of several actors are several."""
    seen: set[tuple[str | None, Codes]] = set()
    for draft in _all_roles(reading):
        key = (draft.kind, draft.parties if draft.kind in ("lead", "office") else ())
        if key not in seen:
            seen.add(key)
            yield draft


def _all_roles(reading: Reading) -> Iterator[Draft]:
    for token in reading.tokens:
        yield from _at(reading, token)
    yield from led(reading)
    yield from presides(reading)
    yield from mediated(reading)
    yield from named_as(reading)
    yield from told_by_phrase(reading)
    if PROPOSED.search(reading.text):
        for token in reading.tokens:
            yield from proposed(reading, token)


def _at(reading: Reading, token: Token) -> Iterator[Draft]:
    lower = token.lower_
    if token.tag_.startswith("VB") and lower in words("role", "appoint"):
        yield from appointed(reading, token)
    if lower in words("commitment", "announce") and token.pos_ == "VERB":
        yield from announced_as(reading, token)
    if token.pos_ in ("VERB", "AUX") and lower in words("role", "lead"):
        yield from leads(reading, token)
    if token.pos_ == "VERB" and lower in words("role", "command"):
        yield from commands(reading, token)
