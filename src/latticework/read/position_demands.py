"""Criticism told by a demand: calling on somebody to cease, for a withdrawal, or saying what somebody must end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import first_child, has_child
from latticework.read.culprits import culprits_in
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.position_drafts import holders_of, is_act, object_actor, position_draft, span_of, voice, without
from latticework.read.scene import Codes, each_once, is_collective
from latticework.read.trigger_words import words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

ASKED_BY = {"call": ("on", "upon"), "appeal": ("to",)}  # whom "we call on", "we appeal to"
KIND = "demands an end"


def demand(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "we call on Russia to *cease* its attacks", "call on China to *honor* its commitments"."""
    if not is_act(reading, verb):
        return
    holders = holders_of(reading, verb) or _of_the_world(reading, verb)
    acts = [
        t for t in verb.subtree if t.i > verb.i and t.pos_ in ("VERB", "AUX") and t.lower_ in words("position", "cease")
    ]
    if not holders or not acts or _is_anothers_text(reading, verb):
        return
    targets = without(each_once(*(_named(reading, one) for one in _asked(reading, verb, acts))), holders)
    one_state = len(targets) == 1 and not is_collective(targets[0])
    stern = one_state and acts[0].lower_ in words("position", "stern")
    if targets and (stern or any(act.lower_ in words("position", "strong_cease") for act in acts)):
        yield position_draft(reading, verb, holders, targets, KIND, f"{verb.text} … {acts[0].text}")


def _asked(reading: Reading, verb: Token, acts: list[Token]) -> Iterator[Token]:
    """Give those who are asked: the object, and who is to act; both sides are nobody's culprit."""
    prepositions = next((after for stem, after in ASKED_BY.items() if verb.lower_.startswith(stem)), ())
    asked = (
        reading.after_prep(verb, *prepositions)
        if prepositions
        else [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and c.i > verb.i]
    )
    for act in acts:
        asked += [c for c in act.children if c.dep_ == "nsubj"]
    return (one for one in asked if one.lower_ not in words("position", "both_sides"))


def _named(reading: Reading, one: Token) -> Codes:
    return reading.codes(one) or object_actor(reading, one)


def _of_the_world(reading: Reading, verb: Token) -> Codes:
    """Give who speaks where "the world should join in calling on" somebody, which is the speaker's own call."""
    subject = reading.subject(verb)
    return voice(reading) if subject is not None and subject.lower_ == "world" else ()


def _is_anothers_text(reading: Reading, verb: Token) -> bool:
    """Tell whether it is somebody else's statement that is "calling on"."""
    return verb.dep_ == "acl" and verb.tag_ == "VBG" and reading.subject(verb) != verb.head


def repeated_call(reading: Reading, noun: Token) -> Iterator[Draft]:
    """Find "we renew our call on North Korea to cease its tests"."""
    verb = reading.governor(noun)
    if verb is None or noun.dep_ != "dobj" or not is_act(reading, verb):
        return
    if verb.lower_ not in words("position", "voice", "repeat"):
        return
    holders = holders_of(reading, verb)
    acts = [
        t for t in verb.subtree if t.i > noun.i and t.pos_ == "VERB" and t.lower_ in words("position", "strong_cease")
    ]
    targets = without(reading.codes_after(noun, "on", "upon", "for", "to"), holders)
    if holders and targets and acts:
        yield position_draft(reading, noun, holders, targets, KIND, f"{verb.text} {noun.text} … {acts[0].text}")


def demand_for(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "call for the withdrawal of Russian troops", "demand an end to Russia's occupation"."""
    if not is_act(reading, verb):
        return
    asked = [*reading.after_prep(verb, "for"), *(c for c in verb.children if c.dep_ == "dobj")]
    cessation = vocabulary("triggers")["position"]["cessation"]
    noun = next((one for one in asked if re.fullmatch(cessation, one.lower_)), None)
    holders = holders_of(reading, verb) if noun is not None else ()
    if noun is None or not holders:
        return
    targets = culprits_in(reading, noun.idx, span_of(noun)[1], holders)
    if targets:
        yield position_draft(reading, verb, holders, targets, KIND, f"{verb.text} … {noun.text}")


def must(reading: Reading, modal: Token) -> Iterator[Draft]:
    """Find "Russia must withdraw its forces" in somebody's own statement, or where others agree that it must."""
    verb = modal.head
    ends = re.fullmatch(vocabulary("triggers")["position"]["must_do"], verb.lower_)
    if ends is None or reading.negated(verb):
        return
    agreed = verb.dep_ == "ccomp" and verb.head.lower_ in words("position", "agreeing") and is_act(reading, verb.head)
    if has_child(verb, "mark") and not agreed:
        return
    holders = holders_of(reading, verb.head) if agreed else voice(reading)
    subject = first_child(verb, "nsubj")
    targets = without(_named(reading, subject) if subject is not None else (), holders)
    if holders and targets and (subject is None or subject.pos_ != "PRON"):
        yield position_draft(reading, verb, holders, targets, KIND, f"{modal.text} {verb.text}")
