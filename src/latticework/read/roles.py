"""Roles: who leads, chairs, commands, is appointed or made responsible, and to whom a task passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.drafts import Draft, nearest_date
from latticework.read.grammar import Reading, forms, pattern
from latticework.read.meetings import PLANNED_MODALS, UNREAL_MODALS
from latticework.read.persons import NAME
from latticework.read.scene import Codes
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["role"]
OFFICE_NOUNS = re.compile(
    r"\b(?:representative|envoy|commander|coordinator|ambassador|chair|chairman|secretary|director|head|minister|advisor|adviser|president|lead|chief|commissioner|rapporteur|team|contractor|inspector|administrator)\b",
    re.IGNORECASE,
)
PRESIDES = re.compile(
    r"(?:'s?)? (?:\w+ ){0,3}(?P<what>[Pp]residency|[Cc]hairmanship|[Cc]hairpersonship)\b(?= of (?:the )?[A-Z]| for the month)|(?:'s?)? (?:[\w-]+ )?[A-Z][\w.-]+ (?P<also>[Pp]residency|[Cc]hairmanship)\b"
)
MEETINGS = forms(*vocabulary("triggers")["meeting"]["nouns"])


def find_roles(reading: Reading) -> Iterator[Draft]:
    """Find the roles that one sentence gives to somebody."""
    found: list[Draft] = []
    for token in reading.tokens:
        lower = token.lower_
        if token.tag_.startswith("VB") and lower in forms(*WORDS["appoint"]):
            found += _appointed(reading, token)
        if lower in forms(*WORDS["lead"]) and token.pos_ in ("VERB", "AUX"):
            found += _leads(reading, token)
        if lower in forms(*WORDS["command"]) and token.pos_ == "VERB":
            found += _commands(reading, token)
    found += _led(reading)
    found += _presides(reading)
    found += _phrases(reading)
    if re.search(r"\bpropos(?:ed|es)\b", reading.text):
        found += _proposed(reading)
    seen: set[tuple[str | None, Codes]] = set()
    for draft in found:  # "led by A …, led by B" are two roles; else one of a kind in a sentence
        key = (draft.kind, draft.parties if draft.kind == "lead" else ())
        if key not in seen:
            seen.add(key)
            yield draft


def _draft(
    reading: Reading,
    token: Token,
    kind: str,
    parties: Codes,
    factuality: Factuality,
    rule: str,
    name: str | None = None,
    persons: tuple[str, ...] = (),
) -> Draft:
    day = nearest_date([d for d in reading.dates if d.bound in ("on", "within", "from")], token.idx)
    return Draft(
        reading=reading, type="role", rule=f"role: {rule}", parties=parties, factuality=factuality, trigger=token.text, at=token.idx,
        kind=kind, name=name, persons=persons, date=day.edtf if day else None, date_rule=day.rule if day else None,
    )  # fmt: skip


def _real(reading: Reading, verb: Token) -> bool:
    return not reading.negated(verb) and reading.modal(verb) not in UNREAL_MODALS


def _persons(reading: Reading, start: int) -> tuple[str, ...]:
    names = [m.written for m in reading.mentions if m.how == "person" and m.start >= start]
    owner = re.search(r"\b[A-Z]\w+'s ([A-Z]\w+ [A-Z]\w+)", reading.text[start:])
    if owner:
        return (owner[1],)
    if names:
        return tuple(names[:1])
    follows = NAME.search(reading.text, start + 1)
    return (follows["name"],) if follows and " " in follows["name"] else ()


def _appointed(reading: Reading, verb: Token) -> Iterator[Draft]:
    if (
        not _real(reading, verb)
        or (verb.dep_ == "amod")
        or (verb.dep_ == "acl" and verb.lower_ in ("named", "designated", "elected"))
    ):
        return
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    objects = [c for c in verb.children if c.dep_ in ("nsubjpass", "dobj", "oprd", "prep", "attr")]
    around = " ".join(reading.phrase(c) for c in objects)
    if not OFFICE_NOUNS.search(around) and not any(
        (mention := reading.mention_at(c)) is not None and mention.how == "person" for c in objects
    ):
        return
    subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    if passive and subject is not None:
        start, end = reading.span(subject)
        parties = tuple(dict.fromkeys(code for m in reading.mentions if start <= m.start < end for code in m.codes))
    else:
        parties = reading.subject_codes(verb)
    if not parties:
        parties = reading.mentioned()[:1]
    if parties:
        yield _draft(
            reading, verb, "appointment", parties, "announced", verb.text, around[:100], _persons(reading, verb.idx)
        )


def _leads(reading: Reading, verb: Token) -> Iterator[Draft]:
    if not _real(reading, verb):
        return
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if (
        not objects
        or objects[0].lower_ in MEETINGS
        or not pattern(WORDS["led_what"]).search(reading.phrase(objects[0]))
        and not re.search(r"\bcommand\b", reading.phrase(objects[0]))
    ):
        return
    if verb.lower_ in ("run", "runs", "coordinate", "coordinates", "leading") and not pattern(WORDS["led_what"]).search(
        reading.phrase(objects[0])
    ):
        return
    holders = reading.subject_codes(verb)
    if not holders:
        subject = reading.subject(verb)
        if subject is None:
            return
        start, end = subject.left_edge.idx, verb.idx
        holders = (
            tuple(dict.fromkeys(code for m in reading.mentions if start <= m.start < end for code in m.codes))
            or reading.mentioned()[:1]
        )
    if holders:
        kind = (
            "command"
            if "command" in reading.phrase(objects[0]).lower() or verb.lower_.startswith("command")
            else "chair"
            if "chair" in verb.lower_
            else "lead"
        )
        planned: Factuality = "planned" if reading.modal(verb) in PLANNED_MODALS else "held"
        yield _draft(
            reading, verb, kind, holders, planned, f"{verb.text} + {objects[0].text}", reading.phrase(objects[0])[:100]
        )


def _commands(reading: Reading, verb: Token) -> Iterator[Draft]:
    match = pattern(WORDS["command_nouns"]).search(reading.text, verb.idx)
    if match and match.start() - verb.idx < 60 and _real(reading, verb):
        holders = reading.subject_codes(verb) or reading.mentioned(0, verb.idx)[-1:]
        if holders:
            yield _draft(reading, verb, "command", holders, "held", f"{verb.text} {match[0]}", match[0])


def _led(reading: Reading) -> Iterator[Draft]:
    """Find "NATO-run center", "co-led by A and B", "led by A"."""
    expression = r"(?P<who>(?!co-)[\w.]+)-(?P<how>led|run|chaired|commanded)\b(?P<what>[^,.;]{0,60})|\b(?P<by>co-led|co-chaired|led|chaired|commanded|headed|run) (?:jointly )?by (?P<whom>[^.;]{2,120})"
    for match in re.finditer(expression, reading.text):
        if match["who"]:
            if not pattern(WORDS["led_what"]).search(match["what"]):
                continue
            holders = reading.mentioned(match.start(), match.start() + len(match["who"]))
            what = match["what"].strip()
        else:
            before = reading.text[max(0, match.start() - 80) : match.start()]
            what = before.split(",")[-1].strip()
            if not pattern(WORDS["led_what"]).search(before) or re.search(
                r"\b(?:meeting|delegation|discussion|call|dialogue)s?\W*$", before.strip(), re.IGNORECASE
            ):
                continue
            stop = re.search(r"\b(?:to|in|on|at|which|that|who|and will)\b|,(?! (?:and )?[A-Z])", match["whom"])
            end = match.start("whom") + (stop.start() if stop else len(match["whom"]))
            holders = reading.mentioned(match.start("whom"), end)
        token = reading.token_at(match.start())
        if holders and token is not None:
            yield _draft(reading, token, "lead", holders, "held", match[0][:40], what[:100])


def _presides(reading: Reading) -> Iterator[Draft]:
    """Find "Japan's Presidency of the G7", "under the Swedish EU presidency"."""
    for mention in reading.mentions:
        match = PRESIDES.match(reading.text, mention.end)
        if match and mention.how in ("name", "adjective", "organization"):
            yield _draft(
                reading,
                reading.token_at(match.end() - 1),
                "lead",
                mention.codes,
                "held",
                match["what"] or match["also"],
                reading.text[mention.start : match.end()],
            )


def _phrases(reading: Reading) -> Iterator[Draft]:
    for expression, kind in WORDS["phrases"]:
        match = pattern(expression).search(reading.text)
        if not match:
            continue
        token = reading.token_at(match.start())
        if token is None:
            continue
        if kind == "responsibility" and re.search(
            r"\b(?:those|persons?|individuals|entities|people|anyone|all|groups?|officials?|actors?|perpetrators)(?: \w+)? $",
            reading.text[: match.start()],
        ):
            continue  # "to hold those responsible for … to account"
        verb = token if token.pos_ in ("VERB", "AUX") else reading.governor(token)
        if verb is not None and not _real(reading, verb):
            continue
        if kind == "transfer_of_tasks":
            to = re.search(r"\bto\b", reading.text[match.end() :])
            holders = reading.mentioned(match.end()) if to else ()
        elif kind == "appointment":
            holders = reading.mentioned(0, match.start())[-2:] or reading.mentioned(match.end())[:1]
            verb_of = reading.governor(token)
            if not re.search(
                r"\bto (?:build|lead|serve|chair|host|sustain|command|provide|operate|head|manage|construct|produce|design)\b",
                reading.text[match.end() :],
            ):
                continue
            if verb_of is not None and verb_of.lower_ in ("announced", "announce"):
                holders = reading.subject_codes(verb_of) or holders
        else:
            subject = reading.subject(verb) if verb is not None else None
            holders = (reading.subject_codes(verb) if verb is not None else ()) or (
                reading.codes(subject) if subject is not None else ()
            )
        if kind == "role" and not (
            verb is not None
            and reading.modal(verb) in PLANNED_MODALS
            or re.search(
                r"\bin (?:facilitat|coordinat|implement|lead|manag)\w+|\bfacilitator\b", reading.text[match.end() :]
            )
        ):
            continue
        if not holders:
            holders = reading.mentioned(0, match.start())[-1:]
        if holders:
            planned: Factuality = "planned" if verb is not None and reading.modal(verb) in PLANNED_MODALS else "held"
            yield _draft(
                reading, token, kind, holders, planned, match[0], reading.text[match.start() : match.end() + 60]
            )


def _proposed(reading: Reading) -> Iterator[Draft]:
    for token in reading.tokens:
        if (
            token.lower_ in ("proposed", "proposes")
            and token.pos_ == "VERB"
            and not any(c.dep_ == "auxpass" for c in token.children)
            and _real(reading, token)
        ):
            objects = [c for c in token.children if c.dep_ == "dobj"]
            holders = reading.subject_codes(token)
            if holders and objects and re.search(r"\"|[A-Z]\w+ [A-Z]|\b[A-Z]\w+", reading.phrase(objects[0])[4:]):
                yield _draft(reading, token, "proposer", holders, "held", token.text, reading.phrase(objects[0])[:100])
