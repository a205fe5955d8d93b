"""Commitments: an actor promises an action, restates the promise of one, orders it, or puts up money for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from latticework.read.commitment_drafts import Found
from latticework.read.drafts import Draft
from latticework.read.founded import aimed_at, committing, provided_for, to_be_founded
from latticework.read.funding import funded
from latticework.read.grammar import Reading
from latticework.read.measures import announced, given, ordered
from latticework.read.modality import PLANNED_MODALS
from latticework.read.promises import promised
from latticework.read.restated import restated
from latticework.read.trigger_words import expression, words
from latticework.read.will import under_way, will_do

if TYPE_CHECKING:
    from spacy.tokens import Token

Test = Callable[[Reading, "Token"], bool]
Finder = Callable[[Reading, "Token"], Iterator[Found]]
PROMISING = ("VERB", "AUX", "ADJ")
PROGRESSIVE = ("are", "is", "'re", "am")


def find_commitments(reading: Reading) -> Iterator[Draft]:
    """Find the commitments that one sentence makes or restates; an act that was told is not told again."""
    taken: set[int] = set()
    for token in reading.tokens:
        for draft, anchor in _at(reading, token):
            if anchor.i not in taken:
                yield draft
            taken |= {anchor.i, token.i}


def _at(reading: Reading, token: Token) -> Iterator[Found]:
    """Find what a token tells: by the first of the rules that it fits, then by each of those for gifts and money."""
    finder = next((find for fits, find in FIRST_OF if fits(reading, token)), None)
    if finder:
        yield from finder(reading, token)
    for fits, find in BESIDES:
        if fits(reading, token):
            yield from find(reading, token)


def _promises(reading: Reading, token: Token) -> bool:
    lower = token.lower_
    if lower in ("plan", "plans"):
        heads = token.pos_ == "NOUN" and token.dep_ == "ROOT" and reading.subject(token) is not None
        return heads or token.pos_ == "VERB"
    return token.pos_ in PROMISING and lower in words("commitment", "to_act")


def _names_commitment(reading: Reading, token: Token) -> bool:
    return token.pos_ == "NOUN" and token.lower_ in words("commitment", "nouns")


def _orders(reading: Reading, token: Token) -> bool:
    return token.pos_ == "VERB" and token.lower_ in words("commitment", "order")


def _is_will(reading: Reading, token: Token) -> bool:
    return token.tag_ == "MD" and token.lower_ in PLANNED_MODALS


def _will_do(reading: Reading, token: Token) -> Iterator[Found]:
    return will_do(reading, token.head)


def _announces(reading: Reading, token: Token) -> bool:
    return token.pos_ == "VERB" and token.lower_ in words("commitment", "announce")


def _commits_others(reading: Reading, token: Token) -> bool:
    return token.lower_ == "committing" and token.dep_ == "acl"


def _is_aimed(reading: Reading, token: Token) -> bool:
    return token.lower_ == "aimed" and token.pos_ == "VERB"


def _is_provision(reading: Reading, token: Token) -> bool:
    before = reading.text[: token.idx] if token.lower_ == "provision" else ""
    return expression("commitment", "instrument_for").search(before) is not None


def _founds(reading: Reading, token: Token) -> bool:
    return token.pos_ in ("NOUN", "VERB") and token.lower_ in words("commitment", "founding")


def _is_under_way(reading: Reading, token: Token) -> bool:
    return token.tag_ == "VBG" and any(c.dep_ == "aux" and c.lower_ in PROGRESSIVE for c in token.children)


def _is_given(reading: Reading, token: Token) -> bool:
    return token.tag_ == "VBN" and token.dep_ == "acl" and token.lower_ in words("commitment", "given")


def _funds(reading: Reading, token: Token) -> bool:
    return token.pos_ in ("VERB", "NOUN") and token.lower_ in words("commitment", "fund", "funding")


FIRST_OF: tuple[tuple[Test, Finder], ...] = (
    (_promises, promised),
    (_names_commitment, restated),
    (_orders, ordered),
    (_is_will, _will_do),
    (_announces, announced),
    (_commits_others, committing),
    (_is_aimed, aimed_at),
    (_is_provision, provided_for),
    (_founds, to_be_founded),
    (_is_under_way, under_way),
)
BESIDES: tuple[tuple[Test, Finder], ...] = ((_is_given, given), (_funds, funded))
