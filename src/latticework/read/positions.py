"""Positions: an act of criticism by an actor: condemning, opposing, voicing grave concern, calling on somebody to cease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from latticework.read.culprits import culprits_in, targets_in, who_did
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.modality import UNREAL_MODALS
from latticework.read.scene import Codes, is_collective
from latticework.read.trigger_words import agent_nouns, forms, words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["position"]
SYMPATHY = re.compile(
    r"\b(?:about|over|regarding|for|on|at|concerning) (?:the )?(?:safety|humanitarian|health|well-being|welfare|situation|plight|climate|impact|effects?|state of|lack|rise|escalation of the|loss)\b"
)

AGAINST_FORCE = re.compile(r"status quo|coercion|by force|unilateral|use of|escalat|aggress|intimidat")
ASKED_BY = {"call": ("on", "upon"), "appeal": ("to",)}  # whom "we call on", "we appeal to"


@cache
def _stances() -> dict[str, str]:
    return {form: kind for line, kind in WORDS["stances"] for form in line.split()}


def find_positions(reading: Reading) -> Iterator[Draft]:
    """Find the acts of criticism that one sentence tells of."""
    for token in reading.doc:
        lower = token.lower_
        if (
            token.pos_ in ("VERB", "AUX", "ADJ", "NOUN")
            and lower in _stances()
            and (token.pos_ == "VERB" or token.tag_.startswith("VB"))
        ):
            yield from _stance(reading, token, _stances()[lower])
        elif lower in WORDS["concern"] and token.pos_ == "NOUN":
            yield from _concern(reading, token)
        elif lower in ("call", "calls", "demand", "appeal") and token.pos_ == "NOUN":
            yield from _repeated_call(reading, token)
        elif lower in forms(*WORDS["demand"]) and token.pos_ == "VERB":
            yield from _demand(reading, token)
            yield from _demand_for(reading, token)
        elif lower in WORDS["must"] and token.tag_ == "MD":
            yield from _must(reading, token)
        elif lower in WORDS["unacceptable"] and token.pos_ == "ADJ":
            yield from _unacceptable(reading, token)
        elif lower in WORDS["troubled"] and token.pos_ in ("ADJ", "VERB"):
            yield from _troubled(reading, token)
        elif lower in forms(*WORDS["accept"]) and token.pos_ == "VERB":
            yield from _refusal(reading, token)
        elif lower in WORDS["answerable"] and token.pos_ == "ADJ":
            yield from _answerable(reading, token)


def _real(reading: Reading, verb: Token) -> bool:
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return False
    if re.search(r"(?i)\b(?:far from|instead of|rather than|without|short of) $", reading.text[: verb.idx]):
        return False
    return not reading.negated(verb) and reading.modal(verb) not in UNREAL_MODALS


def _holders(reading: Reading, verb: Token) -> Codes:
    codes = reading.subject_codes(verb)
    if codes:
        return codes
    subject = reading.subject(verb)
    if subject is not None and subject.lower_ in (
        "statement",
        "communique",
        "communiqué",
        "declaration",
        "document",
        "it",
        "that",
        "which",
    ):
        return reading.scene.agreed or (() if subject.lower_ == "it" else reading.scene.speakers) or reading.scene.met
    if subject is not None and subject.lower_ in ("administration", "house"):
        return reading.codes(subject)
    return ()


def _draft(reading: Reading, token: Token, holders: Codes, targets: Codes, kind: str, rule: str) -> Draft:
    date, date_rule = None, None
    scene = reading.scene
    today = next(
        (d for d in reading.dates if d.bound == "on" and d.first == d.last and abs(d.start - token.idx) < 60), None
    )
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


def _stance(reading: Reading, verb: Token, kind: str) -> Iterator[Draft]:
    if not _real(reading, verb) or (verb.dep_ == "amod" and verb.tag_ == "VBG"):
        return
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) and reading.by_agent(verb) is None:
        return
    if (
        verb.tag_ == "VB"
        and any(c.lower_ == "to" for c in verb.children)
        and any(above.lower_ in forms(*WORDS["demand"]) for above in verb.ancestors)
    ):
        return  # somebody is asked to condemn
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in ("amod", "acl")
        and not any(c.dep_ in ("aux", "dobj") for c in verb.children)
    ):
        return
    teller = reading.governor(verb.head) if verb.dep_ == "acl" else None
    if teller is not None and teller.lower_ in words("commitment", "discussed"):
        return  # they welcomed somebody else's resolution "condemning …"
    holders = _holders(reading, verb)
    if not holders:
        return
    end = verb.right_edge.idx + len(verb.right_edge.text)
    objects = [c for c in verb.children if c.dep_ in ("dobj", "prep", "pobj", "nsubjpass", "oprd", "ccomp", "dative")]
    if verb.lower_.startswith("reject") and not objects:
        return
    stop = next((c.idx for c in verb.children if c.dep_ in ("conj", "advcl") and c.i > verb.i), end)
    for claim in (c for c in verb.children if c.dep_ == "dobj" and re.fullmatch(WORDS["claims"], c.lower_)):
        stop = min([stop, *(c.left_edge.idx for c in claim.rights if c.dep_ in ("acl", "ccomp", "relcl"))])
    start = verb.idx if reading.by_agent(verb) is None else 0
    targets = targets_in(reading, start, min(stop, end), holders)
    if not targets:
        direct = next((c for c in verb.children if c.dep_ == "dobj"), None)
        targets = tuple(c for c in reading.codes(direct) if c not in holders) if direct is not None else ()
    if kind == "regrets":  # regret is criticism only when somebody did it
        targets = culprits_in(reading, verb.idx, end, holders) or who_did(reading, verb, holders)
    if not targets and kind in ("rejects", "protests", "accuses", "deplores", "regrets"):
        return
    if (
        not targets
        and not (kind == "opposes" and AGAINST_FORCE.search(reading.text[verb.idx : end]))
        and kind not in ("condemns", "denounces", "criticizes")
    ):
        return
    yield _draft(reading, verb, holders, targets, kind, verb.text)


def _concern(reading: Reading, noun: Token) -> Iterator[Draft]:
    verb = reading.governor(noun)
    beside = (
        noun.dep_ == "pobj" and noun.head.lower_ == "with" and any(c.lower_ in WORDS["grave"] for c in noun.children)
    )
    if verb is None or not (beside or verb.lower_ in forms(*WORDS["voice"])) or not _real(reading, verb):
        return  # voiced, or told in passing: "reviewed with grave concern advances in …"
    if verb.lower_ in ("have", "has") and noun.lower_ in ("opposition",):
        return
    holders = _holders(reading, verb)
    start, end = noun.idx, verb.right_edge.idx + len(verb.right_edge.text)
    stop = next((c.idx for c in verb.children if c.dep_ == "conj" and c.i > noun.i), end)
    end = min(max(stop, start + 1), end) if stop > start else end
    targets = tuple(
        c
        for one in reading.after_prep(noun, "of", "to")
        for c in reading.codes(one)
        if c not in holders and noun.lower_ in ("condemnation", "opposition")
    )
    targets = targets or targets_in(reading, start, end, holders)
    if holders and not targets and noun.lower_ == "opposition" and AGAINST_FORCE.search(reading.text[start:end]):
        yield _draft(reading, noun, holders, (), "opposes", f"{verb.text} {noun.text}")
        return
    if not holders or not targets:
        return
    if SYMPATHY.search(reading.text[start : start + 60]) and not re.search(r"'s\b|\bby\b", reading.text[start:end]):
        return
    kind = {
        "condemnation": "condemns",
        "opposition": "opposes",
        "outrage": "condemns",
        "objection": "opposes",
        "objections": "opposes",
    }.get(noun.lower_, "expresses concern")
    yield _draft(reading, noun, holders, targets, kind, f"{verb.text} {noun.text}")


def _demand(reading: Reading, verb: Token) -> Iterator[Draft]:
    if not _real(reading, verb):
        return
    holders = _holders(reading, verb)
    if not holders:
        return
    prepositions = next((words for stem, words in ASKED_BY.items() if verb.lower_.startswith(stem)), ())
    asked = (
        reading.after_prep(verb, *prepositions)
        if prepositions
        else [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and c.i > verb.i]
    )
    acts = [t for t in verb.subtree if t.i > verb.i and t.pos_ in ("VERB", "AUX") and t.lower_ in WORDS["cease"]]
    for act in acts:
        asked += [c for c in act.children if c.dep_ == "nsubj"]
    asked = [
        one for one in asked if one.lower_ not in ("parties", "sides", "actors", "those", "everyone")
    ]  # both sides are nobody's culprit
    targets = tuple(
        dict.fromkeys(
            code for one in asked for code in (reading.codes(one) or _object_actor(reading, one)) if code not in holders
        )
    )
    if not acts or not targets:
        return
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and reading.subject(verb) != verb.head:
        return  # somebody else's statement "calling on"
    one_state = (
        acts[0].lower_ in WORDS["stern"] and len(targets) == 1 and not is_collective(targets[0])
    )  # "we call on China to honor its commitments"
    if not one_state and not any(act.lower_ in WORDS["strong_cease"] for act in acts):
        return
    yield _draft(reading, verb, holders, targets, "demands an end", f"{verb.text} … {acts[0].text}")


def _repeated_call(reading: Reading, noun: Token) -> Iterator[Draft]:
    """Find "we renew our call on North Korea to cease its tests"."""
    verb = reading.governor(noun)
    if verb is None or noun.dep_ != "dobj" or not _real(reading, verb):
        return
    if verb.lower_ not in forms(*WORDS["voice"]) and not verb.lower_.startswith(("renew", "repeat", "echo", "join")):
        return
    holders = _holders(reading, verb)
    asked = reading.after_prep(noun, "on", "upon", "for", "to")
    acts = [t for t in verb.subtree if t.i > noun.i and t.pos_ == "VERB" and t.lower_ in WORDS["strong_cease"]]
    targets = tuple(dict.fromkeys(code for one in asked for code in reading.codes(one) if code not in holders))
    if holders and targets and acts:
        yield _draft(reading, noun, holders, targets, "demands an end", f"{verb.text} {noun.text} … {acts[0].text}")


def _demand_for(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "call for the withdrawal of Russian troops", "demand an end to Russia's occupation"."""
    if not _real(reading, verb):
        return
    asked = [*reading.after_prep(verb, "for"), *(c for c in verb.children if c.dep_ == "dobj")]
    noun = next((one for one in asked if re.fullmatch(WORDS["cessation"], one.lower_)), None)
    holders = _holders(reading, verb) if noun is not None else ()
    if noun is None or not holders:
        return
    end = noun.right_edge.idx + len(noun.right_edge.text)
    targets = culprits_in(reading, noun.idx, end, holders)
    if targets:
        yield _draft(reading, verb, holders, targets, "demands an end", f"{verb.text} … {noun.text}")


def _voice(reading: Reading) -> Codes:
    """Give who speaks, when a document is somebody's own statement and the sentence reports nobody else."""
    scene = reading.scene
    if not scene.speakers or '"' in reading.text or re.search(WORDS["reported"], reading.text, re.IGNORECASE):
        return ()
    return scene.speakers


def _must(reading: Reading, modal: Token) -> Iterator[Draft]:
    """Find "Russia must withdraw its forces" in somebody's own statement."""
    verb = modal.head
    holders = _voice(reading)
    if (
        not holders
        or reading.negated(verb)
        or re.fullmatch(WORDS["must_do"], verb.lower_) is None
        or any(c.dep_ == "mark" for c in verb.children)
    ):
        return
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    targets = tuple(
        c
        for c in (reading.codes(subject) or (_object_actor(reading, subject) if subject is not None else ()))
        if c not in holders
    )
    if targets and (subject is None or subject.pos_ != "PRON"):
        yield _draft(reading, verb, holders, targets, "demands an end", f"{modal.text} {verb.text}")


def _unacceptable(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "Russia's actions are unacceptable" in somebody's own statement."""
    holders, verb = _voice(reading), word.head
    if not holders or verb.lower_ not in ("is", "are", "was", "were", "remains", "remain") or reading.negated(verb):
        return
    if re.search(
        r"(?i)\b(?:any|would|could|further) ", reading.text[verb.left_edge.idx : word.idx]
    ):  # not what was done but what might be
        return
    targets = culprits_in(reading, verb.left_edge.idx, verb.right_edge.idx + len(verb.right_edge.text), holders)
    if targets:
        yield _draft(reading, word, holders, targets, "condemns", word.text)


def _troubled(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "we are deeply concerned by Russia's build-up"."""
    verb = word if word.pos_ == "VERB" else word.head
    about = [c for c in word.children if c.dep_ in ("prep", "agent", "ccomp") and c.i > word.i]
    if not about or not _real(reading, verb):
        return
    subject = next((c for one in (word, verb) for c in one.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    holders = reading.codes(subject)
    start, end = about[0].idx, about[-1].right_edge.idx + len(about[-1].right_edge.text)
    targets = culprits_in(reading, start, end, holders) if holders else ()
    if targets:
        yield _draft(reading, word, holders, targets, "expresses concern", word.text)


def _refusal(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find "we do not recognize Russia's annexation"."""
    thing = next((c for c in verb.children if c.dep_ in ("dobj", "ccomp")), None)
    if (
        thing is None
        or not reading.negated(verb)
        or reading.modal(verb) in ("would", "could", "should", "may", "might")
    ):
        return
    holders = _holders(reading, verb)
    targets = (
        (
            culprits_in(reading, thing.left_edge.idx, thing.right_edge.idx + len(thing.right_edge.text), holders)
            or who_did(reading, verb, holders, any_deed=True)
        )
        if holders
        else ()
    )
    if targets:
        yield _draft(reading, verb, holders, targets, "rejects", f"not {verb.text}")


def _answerable(reading: Reading, word: Token) -> Iterator[Draft]:
    """Find "we hold Iran responsible for the attack"."""
    verb = word.head if word.head.pos_ == "VERB" else word.head.head
    if (
        verb.lower_ not in ("hold", "holds", "held")
        or not _real(reading, verb)
        or reading.modal(verb)
        or any(c.dep_ == "auxpass" for c in verb.children)
    ):
        return
    holders = _holders(reading, verb)
    between = reading.parties_between(verb.idx, word.idx)
    targets = tuple(code for m in between for code in m.codes if code not in holders)
    if holders and targets and verb.tag_ in ("VBP", "VBZ", "VBD"):
        yield _draft(reading, verb, holders, targets, "accuses", f"{verb.text} … {word.text}")


def _object_actor(reading: Reading, token: Token) -> Codes:
    mention = reading.mention_at(token)
    if mention:
        return mention.codes
    return reading.modifiers(token) if token.lower_ in agent_nouns() else ()
