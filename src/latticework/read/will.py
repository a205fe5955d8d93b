"""Promises by "will" and by work under way: what an actor says it will do, or is doing until a date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.clauses import RELATIVE, has_child
from latticework.read.commitment_drafts import Found, clause_of, commitment_draft, horizon_of
from latticework.read.grammar import Reading
from latticework.read.modality import is_unreal
from latticework.read.promises import promised
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

CONTRACTED = ("n't", "n’t")


def will_do(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find what an actor says it will do: "the United States *will provide* …"."""
    if any(c.dep_ == "neg" and c.lower_ in CONTRACTED for c in verb.children):
        return  # "won't"; a written-out "will not" is a promise too
    if verb.tag_ == "MD":
        return  # "the partners will:", told by the list that follows
    subject = reading.subject(verb)
    if subject is None or _is_effect(reading, subject) or _told_above(verb) or _is_not_its_doers(reading, verb):
        return
    promisers = _doers(reading, verb, subject)
    if promisers and _says_or_waits(verb) and (deed := _deed_after(verb)) is not None:
        verb = deed  # "will review the services and provide assistance"
    if not promisers or _says_or_waits(verb) or _is_told_by_promise(reading, verb):
        return
    if expression("commitment", "takes_part").match(reading.text[verb.idx :]):
        return
    start, end = clause_of(verb)
    rule = f"will {verb.lower_}"
    if _is_no_promise(reading, verb):
        promisers = reading.scene.signatories if verb.lower_ == "receive" else ()
    if promisers:
        yield commitment_draft(reading, verb, promisers, rule, start, end, factuality="planned"), verb


def _is_effect(reading: Reading, subject: Token) -> bool:
    """Tell whether an act does something, not an actor: "Finland and Sweden joining will strengthen"."""
    gerund = any(c.tag_ == "VBG" and c.i == subject.i + 1 for c in subject.children)
    after = reading.text[subject.idx + len(subject.text) :]
    return subject.dep_ == "csubj" or gerund or after.startswith(" joining")


def _told_above(verb: Token) -> bool:
    """Tell whether the verb above tells the promise, or makes it a mere belief: "agreed that …", "hopes that …"."""
    above = verb.head
    if verb.dep_ != "ccomp":
        return False
    noted = above.lower_.startswith("note")  # "noted that the United States will provide": it says so
    promises = above.pos_ == "VERB" and above.lower_ in words("commitment", "to_act", "discussed")
    return (promises and not noted) or above.lower_ in words("commitment", "believing")


def _is_not_its_doers(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb has no doer of its own: a passive without "by", or a relative clause without a subject."""
    passive = has_child(verb, "auxpass")
    if passive and (reading.by_agent(verb) is None or verb.lower_ in words("commitment", "leading")):
        return True
    own = any(c.dep_ == "nsubj" and c.tag_ not in RELATIVE for c in verb.children)
    return verb.dep_ == "relcl" and not own


def _doers(reading: Reading, verb: Token, subject: Token) -> Codes:
    codes = reading.subject_codes(verb)
    if not codes and subject.lower_ in words("agents", "doers"):
        return reading.modifiers(subject)
    return codes


def _says_or_waits(verb: Token) -> bool:
    """Tell whether a verb only says something, or is a condition: "will reaffirm", "when it will join"."""
    lower = verb.lower_
    restates = lower in words("commitment", "restate") and lower not in words("commitment", "restating_deeds")
    says = restates or lower in words("commitment", "discussed", "acknowledging")
    condition = verb.dep_ == "advcl" and any(c.lower_ in words("commitment", "condition") for c in verb.children)
    return says or condition


def _deed_after(verb: Token) -> Token | None:
    """Find the deed that is coordinated to a verb that only says something."""
    after = (c for c in verb.children if c.dep_ == "conj" and c.tag_ == "VB" and not _says_or_waits(c))
    return next(after, None)


def _is_told_by_promise(reading: Reading, verb: Token) -> bool:
    """Tell whether the verb is one of promising that tells its own promise: "will agree to"."""
    promises = verb.lower_ in words("commitment", "to_act") and verb.lower_ not in words("commitment", "weak_to_act")
    return promises and next(promised(reading, verb), None) is not None


def _is_no_promise(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb tells of what only happens or is needed, or of a meeting that is hosted or attended."""
    if expression("commitment", "looking").match(reading.text[verb.idx :]):
        return False
    if expression("commitment", "holding_to_account").match(reading.text[verb.idx :]):
        return False
    on_journey = reading.scene.journey and verb.lower_ in words("meeting", "consult")
    meets = (on_journey or verb.lower_ in words("commitment", "hosting")) and not _founds_body(reading, verb)
    return verb.lower_ in words("commitment", "not_promised") or meets


def _founds_body(reading: Reading, verb: Token) -> bool:
    """Tell "will convene a working group", "will join the partnership" from hosting or attending a meeting."""
    objects = [reading.phrase(c) for c in verb.children if c.dep_ == "dobj"]
    if any(expression("meeting", "bodies").search(one) for one in objects):
        return True
    return verb.lower_ == "join" and any(not expression("commitment", "meeting").search(one) for one in objects)


def under_way(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find work in progress that has a horizon ("are building … from the early 2030s"), and what is announced to be."""
    if is_unreal(reading, verb):
        return
    above = verb.head
    if verb.dep_ == "ccomp" and above.lower_ in words("commitment", "announce") and _after_that(verb):
        promisers = reading.subject_codes(verb) or reading.subject_codes(above)
        if promisers:
            rule = f"{above.lower_} that is {verb.lower_}"
            yield commitment_draft(reading, above, promisers, rule, *clause_of(verb)), verb
        return
    if verb.lower_ in words("commitment", "fund") or verb.lower_ in words("commitment", "going"):
        return
    start, end = clause_of(verb)
    promisers = reading.subject_codes(verb)
    if promisers and horizon_of(reading, start, end):
        rule = f"is {verb.lower_}"
        yield commitment_draft(reading, verb, promisers, rule, start, end, factuality="planned"), verb


def _after_that(verb: Token) -> bool:
    return any(c.lower_ == "that" for c in verb.children)
