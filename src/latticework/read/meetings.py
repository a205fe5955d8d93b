"""Meetings: one dated occasion on which actors met, spoke, hosted one another, or are to do so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import VERBAL
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.meeting_drafts import meeting_draft
from latticework.read.meeting_nouns import found_by_noun
from latticework.read.meeting_verbs import hosted, joined, met, saw, spoke, stayed, visited
from latticework.read.names import codes_of
from latticework.read.scene import each_once
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

NOMINAL = ("NOUN", "PROPN", "NUM", "X", "ADJ")


def find_meetings(reading: Reading) -> Iterator[Draft]:
    """Find the meetings that one sentence tells of."""
    yield from _attended(reading)
    for token in reading.tokens:
        lower = _head_word(reading, token)
        if token.pos_ == "VERB" and lower in words("meeting", "consult"):
            yield from stayed(reading, token)
        if token.pos_ in VERBAL and lower in words("meeting", "meet"):
            yield from met(reading, token)
        elif token.pos_ == "VERB" and lower in words("meeting", "speak"):
            yield from spoke(reading, token)
        elif token.pos_ == "VERB" and lower in words("meeting", "host"):
            yield from hosted(reading, token)
        elif token.pos_ == "VERB" and lower in words("meeting", "join"):
            yield from joined(reading, token)
        elif token.pos_ == "VERB" and lower in words("meeting", "visit"):
            yield from visited(reading, token)
        elif token.pos_ == "VERB" and lower in words("meeting", "see"):
            yield from saw(reading, token)
        elif (lower in words("meeting", "nouns") and token.pos_ in NOMINAL) or _is_two_plus_two(token):
            yield from found_by_noun(reading, token)


def _head_word(reading: Reading, token: Token) -> str:
    """Give a token in lower case, or the meeting noun in a name that is one word to the model: "East Asia Summit"."""
    mention = reading.mention_at(token) if " " in token.text else None
    if mention is None or mention.how not in ("organization", "group"):
        return token.lower_
    return next((word for word in token.lower_.split() if word in words("meeting", "nouns")), token.lower_)


def _is_two_plus_two(token: Token) -> bool:
    """Tell whether a token is the end of a "2-plus-2", which the model may tear apart."""
    if token.lower_ not in ("plus-2", "2"):
        return False
    return token.doc[max(0, token.i - 3) : token.i + 1].text.lower().endswith(("2-plus-2", "2+2", "2-plus2"))


def _attended(reading: Reading) -> Iterator[Draft]:
    """Find who took part where a sentence lists them: "in addition to the Vice President, the meeting included …"."""
    match = expression("meeting", "attendance").search(reading.text)
    if match is None:
        return
    listed = codes_of([m for m in reading.mentions if m.start >= match.end() and m.how != "capital"])
    if len(listed) < 2:
        return
    before = codes_of(reading.parties_between(0, match.start())) or each_once(
        code
        for token in reading.tokens
        if token.idx < match.start() and token.dep_ == "pobj"
        for code in reading.codes(token)
    )
    noun = reading.token_at(match.start("noun"))
    parties = each_once(before, reading.scene.met, listed)
    yield meeting_draft(reading, noun, parties, "held", rule=f"{match['noun']} {match['verb']}")
