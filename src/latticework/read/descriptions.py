"""Actors that are described, not named: "the three ministers", "both sides", "the President"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.clauses import SUBJECTS, Clauses
from latticework.read.scene import Codes, Scene, size_in
from latticework.read.trigger_words import agent_nouns, words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from latticework.read.grammar import Reading

DEFINITE = re.compile(r"(?i)(?:the|this|both|all|these|those|each|our|their|two|three|four|five)\b")
COUNTED = re.compile(r"(?i)\b(?:both|two|three|four|five|our)\b")
OF_COUNTRIES = re.compile(r"(?i)(?:the|both|our|all|these)\b")
ARTICLE = re.compile(r"^(?:the|a|an|our|their|his|her|both) ")


def described(reading: Reading, token: Token) -> Codes:
    """Resolve "the three ministers", "both sides", "the President" from what came before in the document.

    Empty when the noun is indefinite, or when nothing that was told before fits.
    """
    lower = token.lower_
    phrase = _phrase_before(reading, token)
    definite = DEFINITE.match(phrase) is not None
    if lower in words("descriptions", "single"):
        return _office_holder(reading.scene, lower, phrase) if definite else ()
    if lower in words("descriptions", "delegation") and definite:
        return reading.scene.he
    if phrase.lower().startswith("each ") and lower in words("descriptions", "each_of"):
        return reading.scene.group_of(None)
    if not definite and not (lower in words("descriptions", "bare") and _does(token)):
        return ()
    if lower in ("administration", "government") and definite:
        return reading.scene.speakers if len(reading.scene.speakers) == 1 else ()
    if lower in words("descriptions", "counted") and not COUNTED.search(phrase):
        return ()
    if lower in words("descriptions", "countries") and not OF_COUNTRIES.match(phrase):
        return ()
    if lower != "group" and not _is_plural(token, phrase):
        return ()
    return reading.scene.group_of(size_in(phrase))


def _does(token: Token) -> bool:
    """Tell whether a noun is who does something: a subject, or after "by"."""
    return token.dep_ in SUBJECTS or (token.dep_ == "pobj" and token.head.dep_ == "agent")


def _phrase_before(reading: Clauses, token: Token) -> str:
    phrase = " ".join(t.text for t in reading.doc[token.left_edge.i : token.i + 1])
    if token.dep_ == "conj" and token.head.dep_ in SUBJECTS:  # "the President and Prime Minister"
        return f"{reading.doc[token.head.left_edge.i].text} {phrase}"
    return phrase


def _office_holder(scene: Scene, noun: str, phrase: str) -> Codes:
    """Find whose President, Secretary … is meant: one of that office, else of an office with that noun, named before."""
    latest_first = list(reversed(scene.persons.known()))
    office = ARTICLE.sub("", phrase.lower())
    known = reversed(latest_first) if scene.readout else latest_first  # a readout's "the President": the first named
    for person in known:
        if person.office.lower() == office:
            return (person.code,)
    return next(((person.code,) for person in latest_first if noun in person.office.lower()), ())


def _is_plural(token: Token, phrase: str) -> bool:
    plural_noun = token.lower_.endswith("s") and token.lower_[:-1] in agent_nouns()
    return token.tag_ in ("NNS", "NNPS") or "both" in phrase.lower() or plural_noun
