"""What every telling of a meeting shares: held or planned, its kind, its place, and its draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.clauses import VERBAL, has_child
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.meeting_dates import when
from latticework.read.modality import PLANNED_MODALS, UNREAL_MODALS
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, pattern, words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

FINITE = ("VBD", "VBZ", "VBP", "VBN")
PLACE = re.compile(r"\b(?:in|at|to) (?:the )?(?P<place>(?:[A-ZÀ-Þ][\w'.-]+)(?:,? (?:[A-ZÀ-Þ][\w'.-]+|D\.C\.|of|the))*)")
PLACE_ENDS = re.compile(r"(?:,| (?:of|the))+$")
AFTER_VERB = 120


def meeting_draft(reading: Reading, token: Token, parties: Codes, factuality: Factuality, *, rule: str) -> Draft:
    """Draft the meeting that a verb or noun tells of, with its date, kind and place."""
    date, date_rule, horizon = when(reading, token, factuality)
    return Draft(
        reading=reading,
        type="meeting",
        rule=f"meeting: {rule}",
        parties=parties,
        factuality=factuality,
        trigger=token.text,
        at=token.idx,
        kind=_kind(reading, token),
        name=reading.phrase(token) if token.pos_ in ("NOUN", "PROPN") else None,
        date=date,
        date_rule=date_rule,
        horizon=horizon,
        place=_place(reading, token),
    )


def _kind(reading: Reading, token: Token) -> str:
    around = reading.text[token.idx : token.idx + AFTER_VERB] if token.pos_ in VERBAL else reading.phrase(token)
    formats = vocabulary("triggers")["meeting"]["formats"]
    return next((kind for written, kind in formats if pattern(written).search(around)), "meeting")


def _place(reading: Reading, token: Token) -> str | None:
    """Give where a meeting is: the first capitalized words after "in", "at" or "to", unless they are no place."""
    match = PLACE.search(reading.text, token.idx)
    if match is None or expression("meeting", "not_places").match(match["place"]):
        match = expression("meeting", "fronted_place").match(reading.text)
    if match is None:
        return None
    place = PLACE_ENDS.sub("", match["place"])
    return None if expression("meeting", "not_places").match(place) else place


def held_or_planned(reading: Reading, verb: Token | None) -> Factuality | None:
    """Tell a meeting held from one planned; ``None`` when it is neither (hypothetical, negated, only wished for).

    Without a verb the meeting is told as a fact, and held.
    """
    if verb is None:
        return "held"
    if reading.negated(verb):
        return None
    modal = reading.modal(verb)
    if modal in PLANNED_MODALS:
        return "planned"
    if modal in UNREAL_MODALS:
        return None
    if verb.tag_ == "VB" and verb.dep_ in ("xcomp", "ccomp", "advcl", "acl", "conj"):
        return _by_verb_above(reading, verb)
    if _looked_forward_to(verb):
        return "planned"
    gerund = verb.tag_ == "VBG" and verb.dep_ not in ("ROOT", "conj", "advcl", "acl", "relcl")
    return None if gerund and not has_child(verb, "aux") else "held"


def _by_verb_above(reading: Reading, verb: Token) -> Factuality | None:
    """Tell what an infinitive's verb makes of it: "agreed to meet" is planned, "hoped to meet" is nothing.

    What somebody travels for takes place as the journey does; who is "honored to welcome" somebody does so.
    """
    head = verb.head
    if verb.dep_ == "advcl" and head.lower_ in words("meeting", "travel", "visit"):
        return held_or_planned(reading, head)
    if verb.dep_ == "xcomp" and head.lower_ in words("meeting", "glad"):
        above = head if head.tag_.startswith("VB") else head.head
        return "planned" if reading.modal(above) in PLANNED_MODALS else "held"
    while head.dep_ == "conj" and head.head != head:
        head = head.head
    if head.lower_ in words("meeting", "plans") or head.head.lower_ in ("agreed", "plans"):
        return "planned"
    return "held" if verb.dep_ == "conj" and head.tag_ in FINITE else None


def _looked_forward_to(verb: Token) -> bool:
    preposition = verb.head
    return (
        verb.tag_ == "VBG"
        and verb.dep_ == "pcomp"
        and preposition.lower_ == "to"
        and preposition.head.lower_ in words("meeting", "look_forward", "bound_to")
    )
