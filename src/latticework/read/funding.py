"""New money: announced, pledged, allocated; each amount with its own use is a commitment of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.commitment_drafts import Found, clause_of, commitment_draft, phrase_end, sums_up
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned, is_unreal
from latticework.read.money import FoundAmount
from latticework.read.promisers import owner_of
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

AND_MORE = re.compile(r"\band (?:nearly |over |about |up to |more than |an additional )*$")
SUM = re.compile(r"\b(?:total|bringing|worth|including)\b")
SPENT = ("provid", "invest", "contribut", "donat")
SPENDS = ("provid", "make", "made", "contribut", "invest", "dedicat")


def funded(reading: Reading, token: Token) -> Iterator[Found]:
    """Find the new money that a verb ("pledged €2 million") or noun ("an allocation of £4 billion") promises."""
    start, end = _stretch(token)
    money = [m for m in reading.money if start <= m.start < end]
    if not money or sums_up(reading, token):
        return
    by_verb = token.pos_ == "VERB"
    promisers = _by_verb(reading, token) if by_verb else _by_noun(reading, token, start, money[0])
    if not promisers:
        return
    first, rule = money[0], f"{token.lower_} money"
    own = expression("commitment", "included").search(reading.text, token.idx, first.start)
    anchor = reading.token_at(first.start) if own else token
    yield commitment_draft(reading, token, promisers, rule, own.end() if own else start, end), anchor
    for other in money[1:]:
        if _is_further_use(reading.text[first.end : other.start]):
            anchor = reading.token_at(other.start)
            yield commitment_draft(reading, token, promisers, rule, other.start, end), anchor


def _stretch(token: Token) -> tuple[int, int]:
    """Give the characters in which a trigger's money stands."""
    if token.pos_ == "VERB":
        return clause_of(token)
    if token.dep_ == "dobj" and token.head.lower_ in words("commitment", "fund", "making"):
        return token.idx, phrase_end(token.head)  # "made an allocation of £4 billion …, and £3 billion"
    return token.idx, phrase_end(token)


def _is_further_use(between: str) -> bool:
    """Tell whether an amount after another is one more, not the sum or a part of it."""
    return AND_MORE.search(between) is not None and not SUM.search(between)


def _by_verb(reading: Reading, verb: Token) -> Codes:
    """Give who promises money by a verb; nobody where it is spent already, or told by another verb."""
    lower = verb.lower_
    spent = verb.tag_ in ("VBD", "VBN") and lower.startswith(SPENT)
    under_way = verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.lower_ in ("is", "are", "am") for c in verb.children)
    spends = lower.startswith(SPENDS) and not under_way and not (lower == "providing" and verb.tag_ == "VBG")
    participle = verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "relcl")
    told_above = verb.tag_ == "VB" and verb.dep_ == "xcomp"  # "decided to provide"
    if spent or spends or participle or told_above or is_unreal(reading, verb) or is_planned(reading, verb):
        return ()
    return reading.subject_codes(verb)


def _by_noun(reading: Reading, noun: Token, start: int, first: FoundAmount) -> Codes:
    """Give whose money a noun promises: its owner's, the subject's, or whose name stands before the amount."""
    if any(c.lower_ in words("commitment", "not_new") for c in noun.children):
        return ()
    verb = reading.governor(noun)
    if verb is not None and _told_by_verb(reading, noun, verb):
        return ()
    promisers = owner_of(reading, noun)
    if not promisers and verb is not None and verb.lower_ not in words("commitment", "discussed"):
        promisers = reading.subject_codes(verb)
    if promisers:
        return promisers
    near = (m for m in reading.mentions if start <= m.start < first.start and m.how in ("name", "adjective"))
    return next((m.codes for m in near), ())


def _told_by_verb(reading: Reading, noun: Token, verb: Token) -> bool:
    funds = verb.lower_ in words("commitment", "fund") and verb.i < noun.i
    return funds and any(clause_of(verb)[0] <= m.start for m in reading.money)
