"""Who promises: the subject of a verb, the owner of a commitment, and whom an agreement that promises binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.read.grammar import Reading
from latticework.read.scene import Codes
from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def promisers_of(reading: Reading, verb: Token) -> Codes:
    """Give who promises by a verb: its subject, whom the agreement binds that "commits", whose forces "plan"."""
    codes = reading.subject_codes(verb)
    subject = reading.subject(verb)
    if codes or subject is None:
        return codes
    if verb.lower_ != "committed" or subject.tag_ not in ("NN", "NNP"):
        pass
    elif (speakers := _of_main_clause(reading, verb)) and reading.scene.speakers:
        return speakers
    if subject.lower_ in words("commitment", "promising_texts") and reading.scene.agreed:
        return reading.scene.agreed
    if subject.pos_ in ("NOUN", "PROPN") and subject.lower_ in words("agents", "own_doers"):
        return _named_before(reading, subject, verb)
    return ()


def _of_main_clause(reading: Reading, verb: Token) -> Codes:
    """Give who "are committed" where the parser hung it on an inner clause: "We know that trade matters and are committed"."""
    if verb.dep_ != "acomp" or verb.head.lower_ != "are":
        return ()
    root = next((t for t in reading.tokens if t.dep_ == "ROOT"), None)
    return reading.subject_codes(root) if root is not None and root.i < verb.i else ()


def _named_before(reading: Reading, subject: Token, verb: Token) -> Codes:
    """Give the actor whose name begins a subject: "*Japanese* companies plan to"."""
    for mention in reading.mentions:
        within = subject.left_edge.idx <= mention.start <= subject.idx and mention.end <= verb.idx
        if within and mention.how in ("adjective", "name"):
            return mention.codes
    return ()


def owner_of(reading: Reading, noun: Token) -> Codes:
    """Give whose commitment it is: "the U.S. commitment", "their commitment", "the commitment of Japan"."""
    for child in noun.children:
        mention = reading.mention_at(child)
        if child.dep_ == "poss":
            if child.lower_ in ("their", "our", "his", "her", "its"):
                return _whose(reading, noun, child.lower_)
            return mention.codes if mention else reading.codes(child)
        if child.dep_ in ("amod", "compound", "nmod") and mention:
            return mention.codes
    return tuple(
        dict.fromkeys(
            code for one in reading.after_prep(noun, "of", "by") if one.i > noun.i for code in reading.codes(one)
        )
    )


def _whose(reading: Reading, noun: Token, pronoun: str) -> Codes:
    scene = reading.scene
    if pronoun == "our":
        return scene.speakers
    verb = reading.governor(noun)
    told_before = {"their": scene.they, "his": scene.he, "her": scene.he}.get(pronoun, ())
    return (reading.subject_codes(verb) if verb is not None else ()) or told_before
