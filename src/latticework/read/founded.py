"""Commitments in what founds and binds: an agreement aimed at, a text committing its parties, a command to stand up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import VERBAL
from latticework.read.commitment_drafts import Found, clause_of, commitment_draft, horizon_of, phrase_end
from latticework.read.grammar import Reading
from latticework.read.trigger_words import expression

if TYPE_CHECKING:
    from spacy.tokens import Token

TO = re.compile(r"\bto\b")


def aimed_at(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find what an instrument is for: "a memorandum *aimed at sharing* data"."""
    act = [t for t in reading.after_prep(verb, "at") if t.tag_ == "VBG"]
    if not act or not expression("commitment", "instrument_before").search(reading.text[: verb.idx]):
        return
    top = verb.head if verb.head.pos_ in VERBAL else reading.governor(verb.head)
    parties = (reading.subject_codes(top) if top is not None else ()) or reading.scene.met
    if parties:
        yield commitment_draft(reading, verb, parties, "aimed at", *clause_of(verb)), act[0]


def provided_for(reading: Reading, noun: Token) -> Iterator[Found]:
    """Find what an agreement provides for: "the framework for the *provision* of"."""
    parties = reading.scene.signatories or reading.scene.agreed
    if parties:
        rule = "framework for the provision"
        yield commitment_draft(reading, noun, parties, rule, noun.idx, phrase_end(noun)), noun


def committing(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find "a joint statement *committing* the three countries to …"."""
    bound = next((c for c in verb.children if c.dep_ == "dobj"), None)
    promisers = reading.codes(bound)
    if bound is not None and promisers and TO.search(reading.text[bound.idx :]):
        yield commitment_draft(reading, verb, promisers, "committing to", *clause_of(verb)), verb


def to_be_founded(reading: Reading, noun: Token) -> Iterator[Found]:
    """Find what is to be founded by a date that is told: "the *standing up* of a command later this year"."""
    match = expression("commitment", "founding_of").match(reading.text[noun.idx :])
    if not match:
        return
    end = noun.idx + match.end()
    founders = reading.opened_in(noun.idx, end)[:1]
    if founders and horizon_of(reading, noun.idx, end):
        rule = f"{noun.lower_} of"
        yield commitment_draft(reading, noun, founders, rule, noun.idx, end, factuality="planned"), noun
