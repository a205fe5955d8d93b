"""Roles told by a phrase: "NATO-led", "led by A and B", "Japan's Presidency of the G7", "responsible for"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned, is_real
from latticework.read.role_drafts import LONGEST_NAME, held_or_to_be_held, role_draft
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, pattern
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

TO = re.compile(r"\bto\b")
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
    if a_meeting or not expression("role", "led_what").search(before):
        return (), ""
    stop = expression("role", "after_leaders").search(match["whom"])
    end = match.start("whom") + (stop.start() if stop else len(match["whom"]))
    return reading.mentioned(match.start("whom"), end), before.split(",")[-1].strip()


def presides(reading: Reading) -> Iterator[Draft]:
    """Find "Japan's Presidency of the G7", "under the Swedish EU presidency"."""
    for mention in reading.mentions:
        match = expression("role", "presides").match(reading.text, mention.end)
        if match and mention.how in ("name", "adjective", "organization"):
            token = reading.token_at(match.end() - 1)
            name = reading.text[mention.start : match.end()]
            yield role_draft(reading, token, "lead", mention.codes, match["what"] or match["also"], name=name)


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
        return not expression("role", "culprits").search(before)
    if kind == "appointment":
        return expression("role", "selected_to").search(after) is not None
    if kind == "role":
        return is_planned(reading, verb) or expression("role", "role_in").search(after) is not None
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
