"""Roles told by a verb: somebody is appointed, leads, commands, or proposed what others do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import RELATIVE, first_child, has_child
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.modality import is_real
from latticework.read.person_names import NAME
from latticework.read.role_drafts import LONGEST_NAME, held_or_to_be_held, role_draft
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

OWNED_NAME = re.compile(r"\b[A-Z]\w+'s ([A-Z]\w+ [A-Z]\w+)")
OWN_NAME = re.compile(r"\"|[A-Z]\w+ [A-Z]|\b[A-Z]\w+")
COMMAND = re.compile(r"\bcommand\b")
COMMAND_WITHIN = 60
ANNOUNCED_WITHIN = 60


def appointed(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who is appointed to an office, or who appoints: "was named *special envoy*"."""
    if not is_real(reading, verb) or _only_describes(verb):
        return
    around = [c for c in verb.children if c.dep_ in ("nsubjpass", "dobj", "oprd", "prep", "attr")]
    around += [c for serve in verb.children if serve.lower_ == "serve" for c in serve.children if c.dep_ == "prep"]
    name = " ".join(reading.phrase(c) for c in around)
    if not expression("role", "offices").search(name) and not any(_is_person(reading, c) for c in around):
        return
    holders = _appointing(reading, verb) or reading.mentioned()[:1]
    if holders:
        persons = _persons(reading, verb.idx)
        yield role_draft(
            reading,
            verb,
            "appointment",
            holders,
            verb.text,
            factuality="announced",
            name=name[:LONGEST_NAME],
            persons=persons,
        )


def announced_as(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "announced Jane Doe *as the new Coordinator*"."""
    match = expression("role", "as_office").search(reading.text, verb.idx)
    if match is None or not is_real(reading, verb) or match.start() - verb.idx > ANNOUNCED_WITHIN:
        return
    holders = reading.subject_codes(verb)
    if holders and NAME.search(reading.text[verb.idx : match.start()]):
        persons = _persons(reading, verb.idx)
        yield role_draft(
            reading,
            verb,
            "appointment",
            holders,
            f"{verb.text} as",
            factuality="announced",
            name=match[0],
            persons=persons,
        )


def _only_describes(verb: Token) -> bool:
    """Tell whether a participle only describes a noun: "the designated point of contact"."""
    return verb.dep_ == "amod" or (verb.dep_ == "acl" and verb.lower_ in ("named", "designated", "elected"))


def _is_person(reading: Reading, token: Token) -> bool:
    mention = reading.mention_at(token)
    return mention is not None and mention.how == "person"


def _appointing(reading: Reading, verb: Token) -> Codes:
    """Give whose appointment it is: of the one appointed where the verb is passive, else of who appoints."""
    subject = first_child(verb, "nsubjpass")
    return reading.subject_codes(verb) if subject is None else reading.opened_in(*reading.span(subject))


def _persons(reading: Reading, start: int) -> tuple[str, ...]:
    """Give the person appointed: the name after an owner ("Japan's Taro Yamada"), a known person, or any name."""
    owned = OWNED_NAME.search(reading.text[start:])
    if owned:
        return (owned[1],)
    names = [m.written for m in reading.mentions if m.how == "person" and m.start >= start]
    if names:
        return (names[0],)
    follows = NAME.search(reading.text, start + 1)
    return (follows["name"],) if follows and " " in follows["name"] else ()


def leads(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who leads, chairs or commands a body: "the United Kingdom *leads* the coalition"."""
    led = first_child(verb, "dobj")
    if (led is None or led.tag_ in RELATIVE) and verb.dep_ == "relcl" and verb.head.pos_ in ("NOUN", "PROPN"):
        led = verb.head  # "the committee, which President Ali leads"
    if led is None or not is_real(reading, verb) or not _can_be_led(reading, verb, led):
        return
    holders = _leaders(reading, verb)
    if holders:
        phrase = reading.phrase(led)
        yield role_draft(
            reading,
            verb,
            _kind_of_lead(verb, phrase),
            holders,
            f"{verb.text} + {led.text}",
            factuality=held_or_to_be_held(reading, verb),
            name=phrase[:LONGEST_NAME],
        )


def _can_be_led(reading: Reading, verb: Token, led: Token) -> bool:
    """Tell whether what is led is a body or a command, no meeting; for general verbs a body only."""
    phrase = reading.phrase(led)
    body = expression("role", "led_what").search(phrase) is not None
    command = verb.lower_ not in words("role", "general_lead") and COMMAND.search(phrase) is not None
    return led.lower_ not in words("meeting", "nouns") and (body or command)


def _leaders(reading: Reading, verb: Token) -> Codes:
    holders = reading.subject_codes(verb)
    subject = reading.subject(verb)
    if holders or subject is None:
        return holders
    return reading.opened_in(subject.left_edge.idx, verb.idx) or reading.mentioned()[:1]


def _kind_of_lead(verb: Token, phrase: str) -> str:
    if "command" in phrase.lower() or verb.lower_.startswith("command"):
        return "command"
    return "chair" if "chair" in verb.lower_ else "lead"


def commands(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "retains operational control"."""
    match = expression("role", "command_nouns").search(reading.text, verb.idx)
    if match and match.start() - verb.idx < COMMAND_WITHIN and is_real(reading, verb):
        holders = reading.subject_codes(verb) or reading.mentioned(0, verb.idx)[-1:]
        if holders:
            yield role_draft(reading, verb, "command", holders, f"{verb.text} {match[0]}", name=match[0])


def proposed(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "proposed" something that has a name: "proposed the *Partners in the Blue Pacific*"."""
    if verb.lower_ not in ("proposed", "proposes") or verb.pos_ != "VERB":
        return
    thing = first_child(verb, "dobj")
    if thing is None or has_child(verb, "auxpass") or not is_real(reading, verb):
        return
    holders, phrase = reading.subject_codes(verb), reading.phrase(thing)
    if holders and OWN_NAME.search(phrase[4:]):  # a capital after "the "
        yield role_draft(reading, verb, "proposer", holders, verb.text, name=phrase[:LONGEST_NAME])
