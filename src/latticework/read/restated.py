"""Commitments that are restated: "reaffirmed their commitment to help"; core when an action follows, not only a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.commitment_drafts import Found, commitment_draft, horizon_of, phrase_end
from latticework.read.grammar import Reading
from latticework.read.modality import PLANNED_MODALS, is_unreal
from latticework.read.promisers import owner_of
from latticework.read.promises import gerund_after_to, has_to
from latticework.read.scene import Codes
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

GERUND_FURTHER_ON = re.compile(r"(?:\w+ ){0,5}?(?:to|towards?) (?:[A-Z][\w.'-]* ){0,3}(\w+ing)\b")
GERUND_WITHIN = 30


def restated(reading: Reading, noun: Token) -> Iterator[Found]:
    """Find the commitment that a noun names: "their *commitment* to help", "its *pledge* that it will join"."""
    act = _act_of(reading, noun)
    if act is None:
        return
    verb = reading.governor(noun)
    if _is_purpose(verb) or _is_aim_without_date(reading, noun) or _is_only_discussed(reading, noun, verb):
        return
    if not _is_firm(noun, verb) or not _is_restating(noun, verb):
        return
    promisers = owner_of(reading, noun) or (reading.subject_codes(verb) if verb is not None else ())
    promisers = promisers or _bound_by_text(reading, verb)
    if promisers:
        rule = f"{verb.lower_ if verb is not None else 'the'} {noun.lower_} to"
        yield commitment_draft(reading, noun, promisers, rule, noun.idx, phrase_end(act)), act


def _act_of(reading: Reading, noun: Token) -> Token | None:
    """Find the action that is promised, wherever the parser has put it."""
    return (
        _infinitive(noun)
        or gerund_after_to(noun)
        or _infinitive_after_phrase(reading, noun)
        or _gerund_further_on(reading, noun)
        or _that_will(reading, noun)
        or _joint_work(noun)
    )


def _infinitive(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children):
            return child
    return None


def _infinitive_after_phrase(reading: Reading, noun: Token) -> Token | None:
    """Find the infinitive in "the commitment of A, B, and C to *help*"."""
    follows = noun.right_edge.i + 1
    if follows + 1 >= len(reading.doc) or reading.doc[follows].lower_ != "to":
        return None
    return reading.doc[follows + 1] if reading.doc[follows + 1].tag_ == "VB" else None


def _gerund_further_on(reading: Reading, noun: Token) -> Token | None:
    after = GERUND_FURTHER_ON.match(reading.text[noun.idx + len(noun.text) + 1 :])
    if not after or after.start(1) >= GERUND_WITHIN:
        return None
    return next((t for t in reading.tokens if t.i > noun.i and t.text == after[1]), None)


def _that_will(reading: Reading, noun: Token) -> Token | None:
    """Find the clause in "the pledge that it *will join*"."""
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp") and child.i > noun.i and reading.modal(child) in PLANNED_MODALS:
            return child
    return None


def _joint_work(noun: Token) -> Token | None:
    """Find the action in "the commitment to work together to *help*"."""
    for preposition in noun.children:
        if preposition.dep_ == "prep" and preposition.lower_ == "to":
            for work in preposition.children:
                if work.lower_ in words("commitment", "joint_work"):
                    return next((c for c in work.children if c.tag_ == "VB"), None)
    return None


def _is_purpose(verb: Token | None) -> bool:
    """Tell whether to restate is only the purpose of another act: "so as to demonstrate the commitment"."""
    if verb is None or verb.tag_ != "VB" or verb.dep_ not in ("advcl", "xcomp", "acl"):
        return False
    if verb.lower_ in words("commitment", "announce") and verb.head.pos_ == "ADJ":
        return False  # "are pleased to announce the intention to open"
    above = verb.head.lower_  # those who meet to restate it do restate it
    return has_to(verb) and above not in words("commitment", "announce") and above not in words("meeting", "meet")


def _is_aim_without_date(reading: Reading, noun: Token) -> bool:
    aim = noun.lower_ in words("commitment", "aims")
    return aim and not horizon_of(reading, noun.idx, len(reading.text))


def _is_only_discussed(reading: Reading, noun: Token, verb: Token | None) -> bool:
    """Tell whether a commitment is only talked of, or denied; a pledge of money that is welcomed was made."""
    if verb is None:
        return False
    discussed = verb.lower_ in words("commitment", "discussed")
    if not discussed and not is_unreal(reading, verb):
        return False
    return noun.lower_ not in ("pledge", "commitment") or (
        discussed and not any(noun.idx < m.start for m in reading.money)
    )


def _is_firm(noun: Token, verb: Token | None) -> bool:
    """Tell whether plans and readiness are restated or announced, not only had."""
    lower = verb.lower_ if verb is not None else ""
    if noun.lower_ in words("commitment", "plan_nouns"):
        return lower in words("commitment", "restate", "fund")
    if noun.lower_ in words("commitment", "readiness"):
        return lower in words("commitment", "restate", "announce")
    return True


def _is_restating(noun: Token, verb: Token | None) -> bool:
    """Tell whether the verb that governs a commitment makes, has or restates it."""
    if verb is None:
        return True
    makes = verb.lower_ in words("commitment", "restate", "fund", "making", "to_act")
    if noun.dep_ in ("dobj", "conj", "nsubjpass"):
        return makes or verb.lower_ in words("commitment", "having")
    if noun.dep_ == "pobj":
        in_it = verb.pos_ == "AUX" and noun.head.lower_ == "in"
        return makes or in_it or verb.lower_ in words("commitment", "stand")
    return True


def _bound_by_text(reading: Reading, verb: Token | None) -> Codes:
    """Give whom a text binds that restates a commitment: "the declaration codifies the commitment to"."""
    if verb is None or verb.lower_ not in words("commitment", "making", "restate"):
        return ()
    subject = reading.subject(verb)
    if subject is None or subject.lower_ not in words("commitment", "binding_texts"):
        return ()
    return reading.scene.signatories or reading.scene.agreed or reading.scene.speakers
