"""Criticism told by a stance or a feeling: condemning, opposing, voicing concern, being alarmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from latticework.read.clauses import first_child, has_child
from latticework.read.culprits import culprits_in, home_of_wrong, targets_in, who_did
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.position_drafts import against_force, holders_of, is_act, position_draft, span_of, without
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, forms, words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

DOER = re.compile(r"'s\b|\bby\b")
OBJECTS = ("dobj", "prep", "pobj", "nsubjpass", "oprd", "ccomp", "dative")
SYMPATHY_WITHIN = 60


@cache
def stances() -> dict[str, str]:
    """Give every form of the verbs of criticism with the kind of position that it tells."""
    return {form: kind for line, kind in vocabulary("triggers")["position"]["stances"] for form in forms(line)}


def stance(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "condemns", "opposes", "rejects" whom or what somebody did."""
    kind = stances()[verb.lower_]
    if not is_act(reading, verb) or _is_somebody_elses(reading, verb):
        return
    holders = holders_of(reading, verb)
    if not holders or (verb.lower_.startswith("reject") and not has_child(verb, *OBJECTS)):
        return
    start, end, stop = _reach(reading, verb)
    targets = targets_in(reading, start, min(stop, end), holders)
    if not targets:
        targets = without(reading.codes(first_child(verb, "dobj")), holders)
    if kind == "regrets":  # regret is criticism only when somebody did it
        targets = culprits_in(reading, verb.idx, end, holders) or who_did(reading, verb, holders)
    alone = kind in words("position", "without_target")
    if targets or alone or (kind == "opposes" and against_force(reading, verb.idx, end)):
        yield position_draft(reading, verb, holders, targets, kind, verb.text)


def _is_somebody_elses(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb of criticism tells of no act of the sentence's own: described, passive, asked for, welcomed."""
    if verb.dep_ == "amod" and verb.tag_ == "VBG":
        return True
    if has_child(verb, "nsubjpass", "auxpass") and reading.by_agent(verb) is None:
        return True
    to_act = verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children)
    if to_act and any(above.lower_ in words("position", "demand") for above in verb.ancestors):
        return True  # somebody is asked to condemn
    if verb.tag_ == "VBN" and verb.dep_ in ("amod", "acl") and not has_child(verb, "aux", "dobj"):
        return True
    teller = reading.governor(verb.head) if verb.dep_ == "acl" else None
    return teller is not None and teller.lower_ in words(
        "commitment", "discussed"
    )  # welcomed a resolution "condemning"


def _reach(reading: Reading, verb: Token) -> tuple[int, int, int]:
    """Give where what is criticized begins and ends, and where another clause or a mere claim begins."""
    end = span_of(verb)[1]
    stop = next((c.idx for c in verb.children if c.dep_ in ("conj", "advcl") and c.i > verb.i), end)
    claims = vocabulary("triggers")["position"]["claims"]
    for claim in (c for c in verb.children if c.dep_ == "dobj" and re.fullmatch(claims, c.lower_)):
        stop = min([stop, *(c.left_edge.idx for c in claim.rights if c.dep_ in ("acl", "ccomp", "relcl"))])
    return (verb.idx if reading.by_agent(verb) is None else 0), end, stop


def concern(reading: Reading, noun: Token) -> Iterator[Draft]:
    """Find who "expressed grave concern about" what somebody does, or "their opposition to" it."""
    verb = reading.governor(noun)
    grave = any(c.lower_ in words("position", "grave") for c in noun.children)
    beside = noun.dep_ == "pobj" and noun.head.lower_ == "with" and grave
    if verb is None or not (beside or verb.lower_ in words("position", "voice")) or not is_act(reading, verb):
        return  # voiced, or told in passing: "reviewed with grave concern advances in …"
    if verb.lower_ in ("have", "has") and noun.lower_ == "opposition":
        return
    holders = holders_of(reading, verb)
    start, end = noun.idx, _end_of_concern(noun, verb)
    kind = vocabulary("triggers")["position"]["concern_kinds"].get(noun.lower_, "expresses concern")
    rule = f"{verb.text} {noun.text}"
    targets = _concerning(reading, noun, holders, start, end)
    if holders and not targets and noun.lower_ == "opposition" and against_force(reading, start, end):
        yield position_draft(reading, noun, holders, (), "opposes", rule)
    if holders and targets and not _is_sympathy(reading, start, end):
        yield position_draft(reading, noun, holders, targets, kind, rule)


def _end_of_concern(noun: Token, verb: Token) -> int:
    end = span_of(verb)[1]
    stop = next((c.idx for c in verb.children if c.dep_ == "conj" and c.i > noun.i), end)
    return min(stop, end) if stop > noun.idx else end


def _concerning(reading: Reading, noun: Token, holders: Codes, start: int, end: int) -> Codes:
    """Give whom a concern is about: after "condemnation of", "opposition to", else whom the rest makes the doer."""
    named: Codes = ()
    if noun.lower_ in ("condemnation", "opposition"):
        named = without(reading.codes_after(noun, "of", "to"), holders)
    return named or targets_in(reading, start, end, holders) or home_of_wrong(reading, start, end, holders)


def _is_sympathy(reading: Reading, start: int, end: int) -> bool:
    """Tell whether a concern is for somebody's plight, and nobody is named who causes it."""
    plight = expression("position", "sympathy").search(reading.text[start : start + SYMPATHY_WITHIN])
    return plight is not None and DOER.search(reading.text[start:end]) is None


def troubled(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "we are deeply concerned by Russia's build-up"."""
    verb = word if word.pos_ == "VERB" else word.head
    about = [c for c in word.children if c.dep_ in ("prep", "agent", "ccomp") and c.i > word.i]
    if not about or not is_act(reading, verb):
        return
    subject = next((c for one in (word, verb) for c in one.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    holders = reading.codes(subject)
    start, end = about[0].idx, span_of(about[-1])[1]
    targets = (
        culprits_in(reading, start, end, holders) or home_of_wrong(reading, start, end, holders) if holders else ()
    )
    if targets:
        yield position_draft(reading, word, holders, targets, "expresses concern", word.text)
