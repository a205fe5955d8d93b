"""Roles told by a phrase: "NATO-led", "led by A and B", "Japan's Presidency of the G7", "responsible for"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned, is_real
from latticework.read.role_drafts import LONGEST_NAME, held_or_to_be_held, role_draft
from latticework.read.scene import Codes, each_once
from latticework.read.trigger_words import expression, pattern
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

TO = re.compile(r"\bto\b")
OTHERS = re.compile(r"\b(?:its|his|her|their)\b")
LONGEST_TRIGGER = 40
BEFORE = 80
AFTER = 60


def led(reading: Reading) -> Iterator[Draft]:
    """Find "NATO-run center", "co-led by A and B", "led by A"."""
    for match in expression("role", "led").finditer(reading.text):
        holders, what = _leader_before(reading, match) if match["who"] else _leaders_after(reading, match)
        if holders:
            token = reading.token_at(match.start())
            rule = match[0][:LONGEST_TRIGGER]
            yield role_draft(reading, token, "lead", holders, rule, name=what[:LONGEST_NAME])


def _leader_before(reading: Reading, match: re.Match[str]) -> tuple[Codes, str]:
    """Give who leads what in "*NATO*-run *center*"."""
    if not expression("role", "led_what").search(match["what"]):
        return (), ""
    return reading.mentioned(match.start(), match.start() + len(match["who"])), match["what"].strip()


def _leaders_after(reading: Reading, match: re.Match[str]) -> tuple[Codes, str]:
    """Give who leads what in "*the coalition*, led by *A and B*"."""
    before = reading.text[max(0, match.start() - BEFORE) : match.start()]
    a_meeting = expression("role", "led_meeting").search(before.strip())
    in_list = expression("role", "in_brackets").search(before) and expression("role", "led").search(reading.text)
    body = expression("role", "led_what").search(before) or expression("role", "led_by_what").search(before)
    if a_meeting or not (in_list or body):
        return (), ""
    stop = expression("role", "after_leaders").search(match["whom"])
    end = match.start("whom") + (stop.start() if stop else len(match["whom"]))
    side = reading.mentioned(match.start("side"), match.end("side") + 1) if match["side"] else ()
    return each_once(side, reading.mentioned(match.start("whom"), end)), before.split(",")[-1].strip()


def mediated(reading: Reading) -> Iterator[Draft]:
    """Find "an agreement between A and B, mediated by C"."""
    match = expression("role", "mediated").search(reading.text)
    if match is None or not expression("role", "agreed").search(reading.text[: match.start()]):
        return
    stop = expression("role", "after_leaders").search(match["whom"])
    end = match.start("whom") + (stop.start() if stop else len(match["whom"]))
    holders = reading.opened_in(match.start("whom"), end)
    if holders:
        token = reading.token_at(match.start())
        yield role_draft(reading, token, "mediator", holders, match["how"] + " by")


def presides(reading: Reading) -> Iterator[Draft]:
    """Find "Japan's Presidency of the G7", "under the Swedish EU presidency"."""
    for mention in reading.mentions:
        match = expression("role", "presides").match(reading.text, mention.end)
        if match and mention.how in ("name", "adjective", "organization") and not OTHERS.search(match[0]):
            token = reading.token_at(match.end() - 1)
            name = reading.text[mention.start : match.end()]
            yield role_draft(reading, token, "lead", mention.codes, match["what"] or match["also"], name=name)

    for mention in reading.mentions:
        match = expression("role", "as_chair").match(reading.text, mention.end)
        if match and len(mention.codes) == 1:
            token = reading.token_at(match.end() - 1)
            yield role_draft(reading, token, "chair", mention.codes, match[0].strip(), name=match[0].strip())
    match = expression("role", "its_presidency").search(reading.text)
    before = [m for m in reading.mentions if match and m.end <= match.start() and m.how in ("name", "person")]
    if match and before:
        owner = next((m for m in before if "its" in match[0] and m.how == "name"), before[-1])
        token = reading.token_at(match.start("what"))
        yield role_draft(reading, token, "lead", owner.codes, match["what"], name=match[0])


def named_as(reading: Reading) -> Iterator[Draft]:
    """Find "Australia *as lead* of the Task Force", "Jordan's *role as custodian*", "Qatar's *leading role* in"."""
    for written, by in (("as_lead", ("name",)), ("own_role", ("name", "organization", "group", "institution"))):
        for mention in reading.mentions:
            match = expression("role", written).match(reading.text, mention.end)
            if match is None or mention.how not in by:
                continue  # also no "leadership of ASEAN as chair"
            token = reading.token_at(match.end() - 1)
            yield role_draft(reading, token, "office", mention.codes, match[0].strip(), name=match[0].strip(" '"))


def told_by_phrase(reading: Reading) -> Iterator[Draft]:
    """Find the roles that fixed phrases tell: "responsible for", "takes the lead", "transfer of tasks to"."""
    for written, kind in vocabulary("triggers")["role"]["phrases"]:
        match = pattern(written).search(reading.text)
        if not match:
            continue
        token = reading.token_at(match.start())
        verb = token if token.pos_ in ("VERB", "AUX") else reading.governor(token)
        if (verb is not None and not is_real(reading, verb)) or not _is_role(reading, match, kind, verb):
            continue
        holders = _holders(reading, match, kind, verb, token) or reading.mentioned(0, match.start())[-1:]
        if holders:
            name = reading.text[match.start() : match.end() + AFTER]
            planned = held_or_to_be_held(reading, verb)
            yield role_draft(reading, token, kind, holders, match[0], factuality=planned, name=name)


def _is_role(reading: Reading, match: re.Match[str], kind: str, verb: Token | None) -> bool:
    """Tell whether a phrase gives a role: "to hold those responsible for …" does not, nor "plays an important role"."""
    before, after = reading.text[: match.start()], reading.text[match.end() :]
    if kind == "responsibility":
        guilt = expression("position", "harm").match(reading.text, match.end() - len(" for"))
        return guilt is None and not expression("role", "culprits").search(before)
    if kind == "appointment":
        return expression("role", "selected_to").search(after) is not None
    if kind == "role":
        leads = expression("role", "role_of_lead").search(reading.text[match.start() : match.end()])
        return bool(leads) or is_planned(reading, verb) or expression("role", "role_in").search(after) is not None
    return True


def _holders(reading: Reading, match: re.Match[str], kind: str, verb: Token | None, token: Token) -> Codes:
    if kind == "transfer_of_tasks":  # to whom they pass
        return reading.mentioned(match.end()) if TO.search(reading.text[match.end() :]) else ()
    if kind == "appointment":
        return _selecting(reading, match, reading.governor(token))
    return reading.subject_codes(verb) if verb is not None else ()


def _selecting(reading: Reading, match: re.Match[str], verb: Token | None) -> Codes:
    """Give who selected: who announced it, else the actors named last before, else the first after."""
    announced = verb is not None and verb.lower_ in ("announced", "announce")
    by_subject = reading.subject_codes(verb) if verb is not None and announced else ()
    return by_subject or reading.mentioned(0, match.start())[-2:] or reading.mentioned(match.end())[:1]
