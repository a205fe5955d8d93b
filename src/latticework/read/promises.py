"""Promises by a verb: an actor agrees, commits, pledges, plans … to act, on an action, that something will be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.clauses import has_child
from latticework.read.commitment_drafts import Found, clause_of, commitment_draft, horizon_of, phrase_end
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned, is_unreal
from latticework.read.promisers import promisers_of
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

VOWS = ("pledg", "promis", "vow")
AGREES_ON = ("agree", "commit", "pledg")
PROMISES_THAT = ("agree", "commit", "decid", "determin", "resolv", *VOWS)
PROMISES_THING = ("pledg", "commit", "promis", "offer")
PROMISES_LIST = ("commit", "agree", "pledge", "resolve", "intend")
BE_COMMITTED = ("commit", "determin", "resolv", "prepar")
WISHES = ("plan", "intend", "expect", "aim")
ACTION_WITHIN = 4


def promised(reading: Reading, verb: Token) -> Iterator[Found]:
    """Find what a verb of promising promises: "agreed *to share data*", "pledged *that it will …*", "committed *$5 m*"."""
    if is_unreal(reading, verb) or verb.dep_ in ("amod", "compound") or _asked_of_others(verb):
        return
    if _binds_somebody(reading, verb):
        yield from _bound(reading, verb)
        return
    after_be = _is_after_be(verb)
    lower = verb.lower_
    if after_be and not lower.startswith(BE_COMMITTED):
        return
    act, noun, that = _act_of(verb), _noun_agreed_on(verb), _clause_after(verb)
    things = [c for c in verb.children if c.dep_ == "dobj"]
    if act is not None:
        firm = _is_firm(reading, verb, act)
    elif noun is not None and (not after_be or _is_joint_action(noun)) and lower.startswith(AGREES_ON):
        firm = _is_action(reading, verb, noun)
    elif that is not None and lower.startswith(PROMISES_THAT):
        yield from _promised_that(reading, verb, that)
        return
    elif things and not after_be and lower.startswith(PROMISES_THING):
        firm = _is_given(reading, verb, things[0])
    else:
        firm = reading.text.endswith("to:") and lower.startswith(PROMISES_LIST)
    promisers = promisers_of(reading, verb) if firm else ()
    if promisers:
        planned: Factuality = "planned" if is_planned(reading, verb) else "agreed"
        start, end = clause_of(verb)
        draft = commitment_draft(reading, verb, promisers, f"{lower} to", start, end, factuality=planned)
        yield draft, act if act is not None else verb


def _is_joint_action(noun: Token) -> bool:
    """Tell whether somebody is committed to acting, not to a thing: "are committed to continued cooperation"."""
    return noun.lower_ in words("commitment", "acting")


def _asked_of_others(verb: Token) -> bool:
    """Tell whether a verb is what somebody else is asked to do: "urged that both sides agree to"."""
    below = verb.tag_ in ("VB", "VBP") and verb.dep_ in ("ccomp", "xcomp")
    return below and verb.head.lower_ in words("commitment", "asking")


def _binds_somebody(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb commits somebody to something: "commits the parties to"."""
    bound = next((c for c in verb.children if c.dep_ == "dobj"), None)
    commits = bound is not None and verb.lower_.startswith("commit")
    return commits and bool(reading.codes(bound)) and bool(reading.after_prep(verb, "to"))


def _bound(reading: Reading, verb: Token) -> Iterator[Found]:
    bound = next(c for c in verb.children if c.dep_ == "dobj")
    rule = f"{verb.lower_} {bound.text} to"
    yield commitment_draft(reading, verb, reading.codes(bound), rule, *clause_of(verb)), verb


def _is_after_be(verb: Token) -> bool:
    """Tell whether a participle or adjective tells a state: "is committed", "remain determined"."""
    after_be = verb.dep_ in ("ROOT", "ccomp", "conj") and verb.head.lower_ in words("grammar", "be")
    return has_child(verb, "auxpass", "cop") or verb.dep_ == "acomp" or after_be


def has_to(verb: Token) -> bool:
    """Tell whether a verb is an infinitive with "to"."""
    return any(c.lower_ == "to" for c in verb.children)


def gerund_after_to(token: Token) -> Token | None:
    """Find the gerund in "committed to *helping*", "the commitment to *helping*"."""
    for preposition in token.children:
        if preposition.dep_ == "prep" and preposition.lower_ == "to":
            for child in preposition.children:
                if child.dep_ == "pcomp":
                    return child
    return None


def _act_of(verb: Token) -> Token | None:
    """Find the action that is promised: "agreed to *help*", "committed to *helping*"."""
    label = "acl" if verb.pos_ == "NOUN" else "xcomp"
    action = next((c for c in verb.children if c.dep_ == label and (has_to(c) or c.tag_ == "VBG")), None)
    if action is None:
        action = gerund_after_to(verb)
    if action is None:  # an infinitive right after the verb that was parsed as its purpose
        near = (c for c in verb.children if c.dep_ == "advcl" and verb.i < c.i <= verb.i + ACTION_WITHIN)
        action = next((c for c in near if c.tag_ == "VB" and has_to(c)), None)
    return action


def _noun_agreed_on(verb: Token) -> Token | None:
    for preposition in verb.children:
        if preposition.dep_ == "prep" and preposition.lower_ in ("to", "on", "upon"):
            for child in preposition.children:
                if child.dep_ == "pobj":
                    return child
    return None


def _clause_after(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)


def _is_firm(reading: Reading, verb: Token, act: Token) -> bool:
    """Tell whether an action is promised, not only wished for without a date, or a meeting that is planned."""
    lower = verb.lower_
    plans_meeting = lower.startswith(WISHES) and act.lower_ in words("commitment", "hosting")
    only_wished = lower in words("commitment", "weak_to_act") and not horizon_of(reading, *clause_of(verb))
    agrees_to_disagree = lower.startswith("agree") and act.lower_ == "disagree"
    return not plans_meeting and not only_wished and not agrees_to_disagree


def _is_action(reading: Reading, verb: Token, noun: Token) -> bool:
    """Tell whether a noun names an action that is agreed on, or a plan of actions; a shared view is none."""
    lower = verb.lower_
    agrees = lower.startswith("agree")
    phrase = reading.phrase(noun)
    if agrees and noun.head.lower_ in ("on", "upon") and expression("commitment", "importance").search(phrase):
        return False
    if agrees and expression("commitment", "plan_of_actions").search(phrase):
        return True
    to_do = any(c.dep_ in ("acl", "relcl") and has_to(c) for c in noun.children)
    action = (to_do and lower.startswith("commit")) or _names_action(noun)
    return action and noun.lower_ not in words("commitment", "no_action")


def _names_action(noun: Token) -> bool:
    return expression("commitment", "action_noun").search(noun.lower_) is not None


def _promised_that(reading: Reading, verb: Token, that: Token) -> Iterator[Found]:
    """Find "pledged that it will …", "agreed that they will …"."""
    if reading.modal(that) not in ("will", "shall", "would") and not verb.lower_.startswith(VOWS):
        return
    inner = reading.subject_codes(that)
    subject = reading.subject(that)
    to_be_done = has_child(that, "auxpass") and reading.by_agent(that) is None
    if subject is not None and not inner and not to_be_done and subject.lower_ not in ("they", "it", "we"):
        return  # what somebody else, or something, is to do
    promisers = promisers_of(reading, verb) or inner
    if promisers:
        yield commitment_draft(reading, verb, promisers, f"{verb.lower_} that", verb.idx, phrase_end(that)), that


def _is_given(reading: Reading, verb: Token, thing: Token) -> bool:
    """Tell whether a thing is promised that can be given: money, or by a pledge also an action or a thing."""
    lower = verb.lower_
    if thing.lower_ in words("commitment", "nothing"):
        return False
    if any(m.start >= verb.idx for m in reading.money) or lower.startswith("pledg"):
        return True
    if thing.lower_ in words("commitment", "given_things"):
        return True
    return _names_action(thing) and not lower.startswith(("commit", "offer"))
