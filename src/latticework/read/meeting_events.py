"""Which verbs make the meeting noun beside them an event: holding it, attending it, its taking place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.grammar import Reading
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

SAME_DAY_AS = re.compile(r"\bsame (?:day|time|week) as\b[^,;]*$")
SUBJECT = ("nsubj", "nsubjpass")
STEPS = 4


def makes_event(reading: Reading, noun: Token, verb: Token | None) -> bool:
    """Tell whether the verb makes the meeting an event: holding, attending, hosting it, or its taking place."""
    if verb is None or SAME_DAY_AS.search(reading.text[: noun.idx]):
        return False
    lower = verb.lower_
    if noun.dep_ in SUBJECT or (noun.dep_ == "conj" and noun.head.dep_ in SUBJECT):
        return _takes_place(noun, verb) and not reading.negated(verb)
    if _founds_dialogue(noun, verb):
        return False
    preposition = noun.head.lower_ if noun.dep_ == "pobj" else ""
    if lower in words("meeting", "hold") and (
        _part_of(noun) is not None or noun.dep_ in ("dobj", "appos", "conj", "attr") or preposition in ("in", "for")
    ):
        return _is_direct(noun, verb)
    if lower in words("meeting", "in_a_row") and preposition == "by":
        return True
    if lower in words("meeting", "travel") and preposition in ("for", "to"):
        return True
    if _hosts(noun, verb, preposition):
        return True
    return lower in words("meeting", "meet") and preposition in ("for", "in", "at") and _is_direct(noun, verb)


def _takes_place(noun: Token, verb: Token) -> bool:
    """Tell whether a meeting is the subject of its taking place, or of being hosted."""
    hosted = noun.dep_ == "nsubjpass" and verb.lower_ in ("hosted", "convened", "chaired")
    return hosted or verb.lower_ in words("meeting", "occur")


def _founds_dialogue(noun: Token, verb: Token) -> bool:
    """Tell whether a dialogue is founded, which is no meeting: "launched a strategic dialogue"."""
    series = noun.lower_ in ("dialogue", "dialogues", "consultations", "forum")
    return series and verb.lower_.startswith(("launch", "open", "beg", "kick"))


def _hosts(noun: Token, verb: Token, preposition: str) -> bool:
    """Tell whether a verb hosts a meeting, or somebody for it; to welcome one or call for one is no hosting."""
    if verb.lower_ not in words("meeting", "host") or verb.lower_.startswith(("welcom", "call")):
        return False
    return noun.dep_ == "dobj" or preposition in ("for", "to", "at")


def _part_of(noun: Token) -> Token | None:
    """Give the part of a meeting that the verb takes: "hosted the first *day* of the conference"."""
    preposition = noun.head
    if noun.dep_ != "pobj" or preposition.lower_ != "of":
        return None
    return preposition.head if preposition.head.lower_ in words("meeting", "parts") else None


def _is_direct(noun: Token, verb: Token) -> bool:
    """Tell whether a noun hangs on a verb by few steps, not in a clause of its own."""
    token = _part_of(noun) or noun
    for _ in range(STEPS):
        if token == verb:
            return True
        token = token.head
    return token == verb
