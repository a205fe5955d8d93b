"""Criticism told by a judgement: what is unacceptable or a violation, what is not recognized, who is held responsible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import VERBAL, first_child, has_child
from latticework.read.culprits import culprits_in, who_did
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.names import codes_of
from latticework.read.position_drafts import holders_of, is_act, position_draft, span_of, voice, without
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from latticework.read.clauses import Clauses

HOLD = ("hold", "holds", "held")


def unacceptable(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "Russia's actions are unacceptable" in somebody's own statement."""
    holders, verb = voice(reading), word.head
    if not holders or verb.lower_ not in words("grammar", "be") or reading.negated(verb):
        return
    start, end = span_of(verb)
    if expression("position", "only_possible").search(reading.text[start : word.idx]):
        return  # not what was done but what might be
    targets = culprits_in(reading, start, end, holders)
    if targets:
        yield position_draft(reading, word, holders, targets, "condemns", word.text)


def wrong(reading: Reading, noun: Token) -> Iterator[Draft]:
    """Find "Russia's referenda are a *sham*", "this launch is a brazen *violation*": said, or agreed by others."""
    verb = noun.head
    if noun.dep_ != "attr" or verb.lower_ not in words("grammar", "be") or not is_act(reading, verb):
        return
    subject = first_child(verb, "nsubj")
    holders = _who_judges(reading, verb)
    if subject is None or not holders:
        return
    targets = culprits_in(reading, *span_of(subject), holders)
    if targets:
        yield position_draft(reading, noun, holders, targets, "condemns", noun.text)


def _who_judges(reading: Reading, verb: Token) -> Codes:
    """Give who says that something is wrong: who "agreed that" it is, else who speaks."""
    said_that = verb.dep_ == "ccomp" and verb.head.lower_ in words("position", "agreeing")
    return holders_of(reading, verb.head) if said_that else voice(reading)


def refusal(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "we do not recognize Russia's annexation"."""
    thing = first_child(verb, "dobj", "ccomp")
    unsure = reading.modal(verb) in words("position", "unsure")
    if thing is None or unsure or not reading.negated(verb):
        return
    holders = holders_of(reading, verb)
    if not holders:
        return
    targets = culprits_in(reading, *span_of(thing), holders) or who_did(reading, verb, holders, any_deed=True)
    if targets:
        yield position_draft(reading, verb, holders, targets, "rejects", f"not {verb.text}")


def answerable(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "we *hold* Iran responsible for the attack", and "Russia is responsible for the destruction"."""
    verb = word.head if word.head.pos_ in VERBAL else word.head.head
    if verb.lower_ in words("grammar", "be"):
        yield from _guilty(reading, word, verb)
        return
    if verb.lower_ not in HOLD:  # the adjective torn from its verb by a list of those held responsible
        verb = next((t for t in reversed(reading.tokens[: word.i]) if t.lower_ in HOLD), verb)
    if verb.lower_ not in HOLD or not is_act(reading, verb) or reading.modal(verb):
        return
    if has_child(verb, "auxpass") or verb.tag_ not in ("VBP", "VBZ", "VBD"):
        return
    holders = holders_of(reading, verb)
    targets = without(codes_of(reading.parties_between(verb.idx, word.idx)), holders)
    if holders and targets:
        yield position_draft(reading, verb, holders, targets, "accuses", f"{verb.text} … {word.text}")


def _guilty(reading: Reading, word: Token, verb: Token) -> Iterator[Draft]:
    if not blames(reading, word) or not is_act(reading, verb):
        return
    holders = _who_judges(reading, verb)
    targets = without(reading.subject_codes(verb), holders)
    if holders and targets:
        yield position_draft(reading, word, holders, targets, "accuses", f"{verb.text} {word.text}")


def blames(reading: Clauses, word: Token) -> bool:
    """Tell whether "responsible for" tells of guilt, not of a task: "for the death and destruction"."""
    return expression("position", "harm").match(reading.text, word.idx + len(word.text)) is not None
