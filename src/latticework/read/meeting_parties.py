"""Who takes part in a meeting: the parties in its own phrase, the subject that held it, and those it was held with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.clauses import first_child
from latticework.read.grammar import Reading
from latticework.read.names import Mention, codes_of
from latticework.read.scene import Codes, each_once, is_collective
from latticework.read.trigger_words import expression, words
from latticework.read.units import HYPHEN

if TYPE_CHECKING:
    from spacy.tokens import Token

LATERAL = re.compile(r"\b(b|t|q)(?:i|ri|uadri)lateral\b", re.IGNORECASE)
SIZES = {"b": 2, "t": 3, "q": 4}
WITH = re.compile(r"\b(?:with|between)\b")
WITH_FARTHEST = 60
PARTNERS = ("with", "between", "alongside")


def make_a_meeting(parties: Codes, token: Token) -> bool:
    """Tell whether the parties make a meeting: two actors, or an organization or group that itself meets."""
    if len(parties) > 1:
        return True
    return len(parties) == 1 and is_collective(parties[0]) and token.lower_ in words("meeting", "of_one_body")


def named_at(reading: Reading, token: Token) -> list[Mention]:
    """Give the actor at the head of a noun phrase, with those coordinated to it."""
    found = [(one, reading.mention_at(one)) for one in (token, *token.conjuncts)]
    return [mention for one, mention in found if mention and not reading.is_owner(one)]


def of_their_offices(reading: Reading, verb: Token, *prepositions: str) -> Codes:
    """Give whose partners are that are named by office: "spoke with *Akiba Takeo, Secretary General of Japan's …*"."""
    found = [_of_office(reading, one) for partner in reading.after_prep(verb, *prepositions) for one in _each(partner)]
    return each_once(*found)


def _each(partner: Token) -> list[Token]:
    return [partner, *partner.conjuncts] if partner.pos_ == "PROPN" else []


def _of_office(reading: Reading, one: Token) -> Codes:
    """Give the first actor in a person's own phrase, which is that of the office; a clause is no part of it."""
    last = one
    for child in one.rights:
        if child.dep_ in ("prep", "appos", "nmod", "compound"):
            last = child.right_edge
    clauses = [t.left_edge.idx for t in one.subtree if t.dep_ in ("relcl", "acl")]
    end = min([last.idx + len(last.text), *clauses])
    named = [m for m in reading.mentions if one.left_edge.idx <= m.start < end and not reading.is_place(m)]
    first = next((m for m in named if m.how != "capital"), None) or next(iter(named), None)
    return first.codes if first is not None else ()


def listed_with(reading: Reading, at: int) -> Codes:
    """Give the parties named after "with", up to where the sentence tells what for."""
    match = WITH.search(reading.text[at:])
    if not match or match.start() > WITH_FARTHEST:
        return ()
    start = at + match.end()
    stop = expression("meeting", "after_parties").search(reading.text[start:])
    end = start + stop.start() if stop else len(reading.text)
    return codes_of(reading.parties_between(start, end))


def lateral_group(reading: Reading, phrase: str) -> Codes:
    """Give whom a "bilateral", "trilateral" or "quadrilateral" something joins, from what came before."""
    found = LATERAL.search(phrase)
    return reading.scene.group_of(SIZES[found[1].lower()]) if found else ()


def parties_inside(reading: Reading, noun: Token) -> Codes:
    """Give the parties named in the meeting's own phrase: "US-Japan", "between A and B", "with C"."""
    while noun.dep_ == "appos" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head  # "the US-Japan Security Consultative Committee (2-plus-2) meeting"
    start, end = reading.span(noun)
    before = [m for m in reading.mentions if start <= m.start < noun.idx and _names_party(reading, m, start)]
    after = [
        m
        for m in reading.mentions
        if noun.idx <= m.start
        and m.end <= end
        and (reading.is_party(m) or _is_compound(m))  # "the inaugural meeting of the *India-U.S.* Action Platform"
        and not expression("meeting", "about").search(reading.text[noun.idx : m.start])
    ]
    joined = reading.codes_after(noun, "with", "between", "of", "among", "by")
    return each_once(codes_of(before), joined, codes_of(after), _hosts(reading, noun))


def _is_compound(mention: Mention) -> bool:
    return len(mention.codes) > 1 and HYPHEN.search(mention.written) is not None


def _hosts(reading: Reading, noun: Token) -> Codes:
    """Give the hosts in "the summit *hosted by* the Governments of A and B"."""
    return each_once(
        code
        for child in noun.children
        if child.dep_ in ("acl", "relcl") and child.lower_ in words("meeting", "hosted_by")
        for code in reading.codes(reading.by_agent(child))
    )


def who_was_at(reading: Reading, noun: Token, named: Codes) -> Codes:
    """Give the parties of "*at* the meeting of March 9, *both delegations* committed": the subject of the clause it opens.

    ``named`` are those that the meeting's own phrase names; they must be among them.
    """
    preposition = noun.head
    if noun.dep_ != "pobj" or preposition.lower_ not in ("at", "during", "in"):
        return ()
    verb = reading.governor(noun)
    if verb is not None and (agent := reading.by_agent(verb)) is not None:
        codes = reading.codes(agent)  # "launched by our governments at the 2021 dialogue"
        return codes if len(codes) > 1 and set(named) <= set(codes) else ()
    while verb is not None and (subject := reading.subject(verb)) is not None:
        if subject.i > noun.i:
            codes = reading.subject_codes(verb)
            return codes if len(codes) > 1 and set(named) <= set(codes) else ()
        verb = reading.governor(verb)
    return ()


def _names_party(reading: Reading, mention: Mention, start: int) -> bool:
    """Tell whether a name before a meeting noun is a party's, no place and no owner of something else."""
    place = expression("grammar", "place_before").search(reading.text[start : mention.start])
    owner = reading.text[mention.end : mention.end + 2] == "'s" and mention.how != "person"
    return mention.how != "capital" and not place and not owner


def _named_together(reading: Reading, pronoun: Token) -> Codes:
    """Give whom "their" means in its own sentence: the last two or more actors named together before it."""
    for token in reversed(reading.tokens[: pronoun.i]):
        if token.dep_ != "conj" and token.pos_ in ("NOUN", "PROPN") and len(codes := reading.codes(token)) > 1:
            return codes
    return ()


def _held_by_clause(reading: Reading, verb: Token) -> Codes:
    """Give who meets by a clause on the meeting: "the meeting *where they discussed*", "*that he will hold with* Japan"."""
    if any(c.lower_ == "where" for c in verb.children):
        codes = reading.subject_codes(verb)
        return codes if len(codes) > 1 else ()
    subject = reading.subject(verb)
    held = verb.lower_ in words("meeting", "hold") and subject is not None and subject.i > verb.head.i
    return each_once(reading.subject_codes(verb), reading.codes_after(verb, "with")) if held else ()


def noun_parties(reading: Reading, noun: Token, verb: Token | None) -> Codes:
    """Give the parties of a meeting told by a noun; ``verb`` is the one that makes it an event, if any does."""
    own = reading.mention_at(noun)
    inside = each_once(parties_inside(reading, noun), own.codes if own else ())
    for one in noun.children:
        if one.dep_ == "relcl" and (by_clause := _held_by_clause(reading, one)):
            inside = each_once(inside, by_clause)
        if one.dep_ == "poss":
            told = _named_together(reading, one) or reading.scene.they
            whose = {"our": reading.scene.speakers, "their": told}.get(one.lower_, ())
            inside = each_once(reading.codes(one) or whose, inside)
    end = reading.span(noun)[1]
    held = any(c.dep_ == "acl" and c.lower_ in words("meeting", "to_be_held") for c in noun.children)
    if expression("meeting", "with_after_date").match(reading.text[end:]) or (held and not inside):
        inside = each_once(inside, listed_with(reading, end))
    if verb is None:
        return inside
    outside: Codes = ()
    if noun.dep_ not in ("nsubj", "nsubjpass") and verb.lower_ not in words("meeting", "in_a_row"):
        outside = reading.subject_codes(verb)
    guests = [code for c in verb.children if c.dep_ == "dobj" and c != noun for code in reading.codes(c)]
    for purpose in (c for one in (verb, noun) for c in one.children if c.lower_ in words("meeting", "gathering")):
        brought = first_child(purpose, "dobj")
        last = max((t.i for t in (brought, *brought.conjuncts)), default=0) if brought is not None else 0
        guests += reading.opened_in(purpose.idx, reading.tokens[last].idx)
    return each_once(outside, guests, reading.codes_after(verb, *PARTNERS), inside)
