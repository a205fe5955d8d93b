"""What makes an arrangement: the verbs and verbal nouns that sign, found or launch what a noun names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import RELATIVE, VERBAL, first_child, has_child
from latticework.read.grammar import Reading
from latticework.read.trigger_words import words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

INTO_FORCE = re.compile(r"\w+ into (?:force|effect)\b")
Maker = tuple["Token", str]


def makers(reading: Reading, noun: Token) -> Iterator[Maker]:
    """Give what makes the arrangement that a noun names: each maker with ``verb`` or ``noun``, the likeliest first."""
    chain = noun
    while chain.dep_ in ("conj", "appos") and chain.head.pos_ in ("NOUN", "PROPN"):
        chain = chain.head
    if _is_made(noun, chain):
        yield chain.head, "verb"
    if chain.dep_ == "pobj" and chain.head.dep_ in ("prep", "prt", "agent"):
        if _enters_force(noun, chain.head.head):
            return
        yield from _above_preposition(reading, chain.head)
    if _comes_into_force(reading, noun):
        yield noun.head, "verb"
    if _is_torn_clause(noun):
        yield noun.head.head, "verb"  # "establish a new working group focused on", parsed as a clause
    after = _after_phrase(reading, noun)
    if after is not None and _is_torn_participle(reading, noun, after):
        yield after, "verb"  # "the Roadmap for a Partnership launched in", the participle parsed with an earlier noun
    for child in noun.children:
        if _is_making_participle(reading, child) or _is_making_clause(child) or _is_newly_made(child):
            yield child, "verb"


def _is_making_participle(reading: Reading, child: Token) -> bool:
    """Tell whether a participle makes the noun before it: "a memorandum signed by", "a declaration adopted in"."""
    participle = child.dep_ == "acl" and child.tag_ in ("VBN", "VBD") and child.lower_ in words("arrangement", "make")
    makes = child.lower_ not in words("arrangement", "no_participle") or _is_dated(reading, child)
    return participle and (makes or len(reading.codes(reading.by_agent(child))) > 1)


def _is_dated(reading: Reading, participle: Token) -> bool:
    """Tell whether a participle has its date: "the task force announced *on February 26*"."""
    end = participle.right_edge.idx
    return any(d.bound == "on" and participle.idx < d.start <= end for d in reading.dates)


def _after_phrase(reading: Reading, noun: Token) -> Token | None:
    """Give the token after a noun and what its prepositions add to it: "the Dialogue on Climate Ambition *launched*"."""
    last = noun
    while (link := next((c for c in last.rights if c.dep_ == "prep" and c.i == last.i + 1), None)) is not None:
        last = next((c for c in link.children if c.dep_ == "pobj"), link)
        if last == link:
            break
    return reading.tokens[last.i + 1] if last.i + 1 < len(reading.tokens) else None


def _is_making_clause(child: Token) -> bool:
    """Tell whether a relative clause makes the noun before it: "which were established in", "that A and B launched"."""
    if child.dep_ != "relcl" or child.lower_ not in words("arrangement", "new_by") or child.lower_ == "convened":
        return False
    subject = first_child(child, "nsubj")
    if has_child(child, "auxpass"):
        return subject is None
    return subject is not None and subject.tag_ not in RELATIVE and first_child(child, "dobj") is None


def _is_newly_made(child: Token) -> bool:
    """Tell whether a participle before a noun makes it: "the *recently signed* agreement between"."""
    made = child.dep_ == "amod" and child.tag_ == "VBN" and child.lower_ in words("arrangement", "make")
    return made and any(c.lower_ in words("arrangement", "newly") for c in child.children)


def _is_made(noun: Token, chain: Token) -> bool:
    """Tell whether a noun is the object of a verb that makes arrangements."""
    verb = chain.head
    is_object = noun.dep_ in ("dobj", "nsubjpass", "conj", "appos", "attr", "oprd") or chain.dep_ in (
        "dobj",
        "nsubjpass",
    )
    makes = verb.pos_ in VERBAL and verb.lower_ in words("arrangement", "make") and _preposition_of(verb) is None
    return is_object and makes and has_particle(verb)


def _preposition_of(verb: Token) -> list[str] | None:
    """Give the prepositions without which a verb makes nothing: "agreed *on* a framework"."""
    return vocabulary("triggers")["arrangement"]["preposition_needed"].get(verb.lower_)


def _enters_force(noun: Token, verb: Token) -> bool:
    """Tell whether a noun is the force or effect that something enters, and no arrangement."""
    return verb.pos_ == "VERB" and verb.lower_ in words("arrangement", "enter") and noun.lower_ in ("force", "effect")


def _above_preposition(reading: Reading, preposition: Token) -> Iterator[Maker]:
    above, link = preposition.head, preposition.lower_
    needed = _preposition_of(above)
    if above.pos_ in VERBAL and needed and link in needed:
        yield above, "verb"
    if above.pos_ == "VERB" and link == "into" and above.lower_ in words("arrangement", "enter"):
        yield above, "verb"  # "to enter into a new memorandum"
    if above.pos_ == "VERB" and above.lower_ in ("sign", "signed", "signing") and link in ("on", "onto", "to"):
        yield above, "verb"
    if above.lower_ == "up" and above.i and reading.doc[above.i - 1].lower_ == "standing":
        above = reading.doc[above.i - 1]  # "the standing up of", the particle torn off
    while above.dep_ in ("prep", "prt") and above.pos_ in ("ADP", "PART", "ADV"):
        above = above.head
    if above.lower_ in words("arrangement", "making") and link in ("of", "up") and has_particle(above):
        yield above, "noun"
    if link == "to" and above.lower_ in words("arrangement", "turning"):
        yield above, "noun"


def _comes_into_force(reading: Reading, noun: Token) -> bool:
    verb = noun.head
    comes = noun.dep_ == "nsubj" and verb.lower_ in ("entered", "enters", "came")
    return comes and INTO_FORCE.match(reading.text[verb.idx :]) is not None


def _is_torn_clause(noun: Token) -> bool:
    """Tell whether the object of a verb that makes was parsed as the subject of a clause under it."""
    verb = noun.head
    made = verb.head
    subject = noun.dep_ == "nsubj" and verb.dep_ == "ccomp" and verb.tag_ in ("VBD", "VBN")
    return subject and made.lower_ in words("arrangement", "make") and made.i < noun.i


def _is_torn_participle(reading: Reading, noun: Token, after: Token) -> bool:
    """Tell whether the participle right after a noun was parsed with another one, or as a clause of its own."""
    torn = after.dep_ == "acl" or (after.dep_ == "advcl" and not has_child(after, "nsubj", "dobj"))
    participle = after.tag_ in ("VBN", "VBD") and torn and after.head != noun
    makes = after.lower_ not in words("arrangement", "no_participle") or _is_dated(reading, after)
    return participle and makes and after.lower_ in words("arrangement", "made_after")


def has_particle(verb: Token) -> bool:
    """Tell whether a verb that makes arrangements only with a particle has it: "stood *up*", "brought *together*"."""
    needed = vocabulary("triggers")["arrangement"]["particle_needed"].get(verb.lower_)
    if needed is None or any(c.lower_ == needed for c in verb.children):
        return True
    return verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].lower_ == needed
