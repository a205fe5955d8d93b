"""Commitments by measures: what an actor orders to be done, or announces without a sum of money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import first_child, has_child
from latticework.read.commitment_drafts import Found, clause_of, commitment_draft, phrase_end, sums_up
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned, is_unreal
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def ordered(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find what is ordered or approved: "directed the *drawdown* of …", "authorized the transfer"."""
    if is_unreal(reading, verb) or has_child(verb, "auxpass") or _is_subordinate(verb) or sums_up(reading, verb):
        return
    promisers = reading.subject_codes(verb)
    act = first_child(verb, "xcomp", "ccomp") or next(
        (t for t in reading.after_prep(verb, "with") if t.tag_ == "VBG"), None
    )
    if promisers and _orders_deed(reading, verb, act):
        draft = commitment_draft(reading, verb, promisers, verb.lower_, *clause_of(verb))
        yield draft, act if act is not None else verb


def _is_subordinate(verb: Token) -> bool:
    gerund = verb.tag_ == "VBG" and verb.dep_ in ("advcl", "pcomp", "xcomp")
    return gerund or verb.dep_ in ("acl", "amod")


def _orders_deed(reading: Reading, verb: Token, act: Token | None) -> bool:
    """Tell whether what is ordered is a deed: an action, a sum of money, a delivery; an "order" only of the latter."""
    thing = first_child(verb, "dobj")
    noun = thing.lower_ if thing is not None else ""
    if verb.lower_.startswith("order") and noun not in words("commitment", "orders"):
        return False
    funded = any(m.start > verb.idx for m in reading.money)
    return act is not None or funded or noun in words("commitment", "approvals")


def announced(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find "are announcing new sanctions", "announced a package": a measure, told without money."""
    measure = next((c for c in verb.children if c.dep_ == "dobj" and c.lower_ in words("commitment", "measures")), None)
    if measure is None or is_planned(reading, verb) or is_unreal(reading, verb):
        return  # what is to be announced is told by "will"
    promisers = reading.subject_codes(verb)
    if promisers and not any(m.start > verb.idx for m in reading.money):
        rule = f"{verb.lower_} {measure.lower_}"
        draft = commitment_draft(reading, verb, promisers, rule, *clause_of(verb), factuality="announced")
        yield draft, measure


def given(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find who gives what in an announcement: "we are announcing … batteries *donated by Germany*"."""
    giver = reading.by_agent(verb)
    announcement = next((t for t in reading.tokens if t.lower_ in words("commitment", "announce")), None)
    promisers = reading.codes(giver)
    if announcement is not None and announcement.i < verb.i and promisers:
        start, end = verb.head.left_edge.idx, phrase_end(verb)
        yield commitment_draft(reading, verb, promisers, f"{verb.lower_} by", start, end), verb
