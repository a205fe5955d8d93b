"""Positions: an act of criticism by an actor: condemning, opposing, voicing grave concern, calling on somebody to cease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading, agent_nouns, forms
from latticework.read.meetings import UNREAL_MODALS
from latticework.read.scene import Codes
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["position"]
NOT_TARGETS = re.compile(r"\b(?:against|on|onto|in|into|to|near|towards?|with|of|from|around|over|around|for|across|at|upon|at the expense of|by the people of|inside)(?: the| all| its| neighboring)?(?: [A-Z]\w+,? and)? $")
SYMPATHY = re.compile(r"\b(?:about|over|regarding|for|on|at|concerning) (?:the )?(?:safety|humanitarian|health|well-being|welfare|situation|plight|climate|impact|effects?|state of|lack|rise|escalation of the|loss)\b")


@cache
def _stances() -> dict[str, str]:
    return {form: kind for line, kind in WORDS["stances"] for form in line.split()}


def find_positions(reading: Reading) -> Iterator[Draft]:
    """Find the acts of criticism that one sentence tells of."""
    for token in reading.doc:
        lower = token.lower_
        if token.pos_ in ("VERB", "AUX", "ADJ", "NOUN") and lower in _stances() and (token.pos_ == "VERB" or token.tag_.startswith("VB")):
            yield from _stance(reading, token, _stances()[lower])
        elif lower in WORDS["concern"] and token.pos_ == "NOUN":
            yield from _concern(reading, token)
        elif lower in forms(*WORDS["demand"]) and token.pos_ == "VERB":
            yield from _demand(reading, token)


def _real(reading: Reading, verb: Token) -> bool:
    return not reading.negated(verb) and reading.modal(verb) not in UNREAL_MODALS


def _holders(reading: Reading, verb: Token) -> Codes:
    codes = reading.subject_codes(verb)
    if codes:
        return codes
    subject = reading.subject(verb)
    if subject is not None and subject.lower_ in ("statement", "communique", "communiqué", "declaration", "document", "it", "that", "which"):
        return reading.scene.agreed or reading.scene.speakers or reading.scene.met
    if subject is not None and subject.lower_ in ("administration", "house"):
        return reading.codes(subject)
    return ()


def _draft(reading: Reading, token: Token, holders: Codes, targets: Codes, kind: str, rule: str) -> Draft:
    date, date_rule = None, None
    scene = reading.scene
    today = next((d for d in reading.dates if d.bound == "on" and d.first == d.last and abs(d.start - token.idx) < 60), None)
    if scene.met_on and not scene.readout:
        date, date_rule = scene.met_on, "that of the meeting before"
    elif today and today.rule and "today" in today.rule:
        date, date_rule = today.edtf, today.rule
    elif scene.document.date and (scene.readout or scene.speakers):
        date, date_rule = scene.document.date, "said in the document itself"
    return Draft(
        reading=reading, type="position", rule=f"position: {rule}", parties=tuple(h for h in holders if h not in targets) or holders,
        factuality="held", trigger=token.text, at=token.idx, kind=kind, targets=targets, date=date, date_rule=date_rule,
    )  # fmt: skip


def _targets(reading: Reading, start: int, end: int, holders: Codes) -> Codes:
    """Give whom a stretch of text criticizes: owners and doers of what is criticized, not its victims or places."""
    found: list[str] = []
    for mention in reading.mentions:
        if not start <= mention.start < end or mention.how == "capital" and reading.text[mention.end : mention.end + 2] != "'s":
            continue
        before = reading.text[max(start, mention.start - 40) : mention.start]
        between = re.search(r"\b(?:between|by|among)\b[^,;]*$", before)
        owner = reading.text[mention.end : mention.end + 2] in ("'s", "' ") or mention.how == "adjective"
        if NOT_TARGETS.search(before) and not between and not (owner and re.search(r"\b(?:of|over|on|with|in|for|at|to)(?: the)? $", before) and not found):
            continue
        if mention.how == "adjective" and re.match(r"[ -](?:people|civilians?|territor\w+|sovereignty|cities|independence|vessels?|soil|refugees|children|hostages|population|infrastructure|armed forces|coast guard)", reading.text[mention.end :], re.IGNORECASE) and not found:
            continue
        found += mention.codes
    return tuple(dict.fromkeys(code for code in found if code not in holders))


def _stance(reading: Reading, verb: Token, kind: str) -> Iterator[Draft]:
    if not _real(reading, verb) or (verb.dep_ == "amod" and verb.tag_ == "VBG"):
        return
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) and reading.by_agent(verb) is None:
        return
    if verb.tag_ == "VBN" and verb.dep_ in ("amod", "acl") and not any(c.dep_ in ("aux", "dobj") for c in verb.children):
        return
    holders = _holders(reading, verb)
    if not holders:
        return
    end = verb.right_edge.idx + len(verb.right_edge.text)
    objects = [c for c in verb.children if c.dep_ in ("dobj", "prep", "pobj", "nsubjpass", "oprd", "ccomp", "dative")]
    if verb.lower_.startswith("reject") and not objects:
        return
    stop = next((c.idx for c in verb.children if c.dep_ in ("conj", "advcl") and c.i > verb.i), end)
    start = verb.idx if reading.by_agent(verb) is None else 0
    targets = _targets(reading, start, min(stop, end), holders)
    if not targets:
        direct = next((c for c in verb.children if c.dep_ == "dobj"), None)
        targets = tuple(c for c in reading.codes(direct) if c not in holders) if direct is not None else ()
    if not targets and kind in ("rejects", "protests", "accuses", "deplores"):
        return
    if not targets and not (kind == "opposes" and re.search(r"status quo|coercion|by force|unilateral|use of|escalat|aggress|intimidat", reading.text[verb.idx : end])) and kind not in ("condemns", "denounces", "criticizes"):
        return
    yield _draft(reading, verb, holders, targets, kind, verb.text)


def _concern(reading: Reading, noun: Token) -> Iterator[Draft]:
    verb = reading.governor(noun)
    if verb is None or verb.lower_ not in forms(*WORDS["voice"]) or not _real(reading, verb):
        return
    if verb.lower_ in ("have", "has") and noun.lower_ in ("opposition",):
        return
    holders = _holders(reading, verb)
    start, end = noun.idx, verb.right_edge.idx + len(verb.right_edge.text)
    stop = next((c.idx for c in verb.children if c.dep_ == "conj" and c.i > noun.i), end)
    end = min(max(stop, start + 1), end) if stop > start else end
    targets = tuple(c for one in reading.after_prep(noun, "of", "to") for c in reading.codes(one) if c not in holders and noun.lower_ in ("condemnation", "opposition"))
    targets = targets or _targets(reading, start, end, holders)
    if not holders or not targets:
        return
    if SYMPATHY.search(reading.text[start : start + 60]) and not re.search(r"'s\b|\bby\b", reading.text[start:end]):
        return
    kind = {"condemnation": "condemns", "opposition": "opposes", "outrage": "condemns", "objection": "opposes", "objections": "opposes"}.get(noun.lower_, "expresses concern")
    yield _draft(reading, noun, holders, targets, kind, f"{verb.text} {noun.text}")


def _demand(reading: Reading, verb: Token) -> Iterator[Draft]:
    if not _real(reading, verb):
        return
    holders = _holders(reading, verb)
    if not holders:
        return
    asked = [one for one in reading.after_prep(verb, "on", "upon")] if verb.lower_.startswith("call") else [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and c.i > verb.i]
    acts = [t for t in verb.subtree if t.i > verb.i and t.pos_ in ("VERB", "AUX") and t.lower_ in WORDS["cease"]]
    for act in acts:
        asked += [c for c in act.children if c.dep_ == "nsubj"]
    targets = tuple(dict.fromkeys(code for one in asked for code in (reading.codes(one) or _object_actor(reading, one)) if code not in holders))
    if not acts or not targets:
        return
    if not any(act.lower_ in WORDS["strong_cease"] for act in acts):
        return
    yield _draft(reading, verb, holders, targets, "demands an end", f"{verb.text} … {acts[0].text}")


def _object_actor(reading: Reading, token: Token) -> Codes:
    mention = reading.mention_at(token)
    if mention:
        return mention.codes
    return reading._modifiers(token) if token.lower_ in agent_nouns() else ()
