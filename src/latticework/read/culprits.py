"""Whom an act of criticism criticizes: the owners and doers of what is criticized, not its victims or places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.grammar import Reading
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

WORDS = vocabulary("triggers")["position"]
NOT_TARGETS = re.compile(
    r"\b(?:against|on|onto|in|into|to|near|towards?|with|of|from|around|over|around|for|across|at|upon|at the expense of|by the people of|inside)(?: an?)?(?: the| all| its| their| neighboring)?(?: northern| southern| eastern| western| central)?(?: [A-Z]\w+,? and)? $"
)
DOER = re.compile(
    r"\b(?:between|among)\b[^,;]*$|\bby (?:(?:the|all|both|[A-Z]\w+,?|and|governments?|authorities|leaders?|regime|forces|troops|armed|of) )*$"
)


def targets_in(reading: Reading, start: int, end: int, holders: Codes) -> Codes:
    """Give whom a stretch of text criticizes: owners and doers of what is criticized, not its victims or places."""
    found: list[str] = []
    for mention in reading.mentions:
        if (
            not start <= mention.start < end
            or mention.how == "capital"
            and reading.text[mention.end : mention.end + 2] != "'s"
        ):
            continue
        before = reading.text[max(start, mention.start - 40) : mention.start]
        if before.endswith("(") or re.match(
            r"'s (?:[\w-]+ )?(?:largest|biggest|capital|city|port)\b", reading.text[mention.end :]
        ):
            continue  # an abbreviation of what was just named; "Kharkiv, Ukraine's second-largest city"
        if found and re.search(r"\bto [a-z]+ (?:the )?$", before):  # "attempts by Russia to destabilize Ukraine"
            continue
        between = DOER.search(before) or re.search(WORDS["deeds_of"], before)
        owner = reading.text[mention.end : mention.end + 2] in ("'s", "' ") or mention.how == "adjective"
        if (
            NOT_TARGETS.search(before)
            and not between
            and not (owner and re.search(r"\b(?:of|over|on|with|in|for|at|to)(?: the)? $", before) and not found)
        ):
            continue
        if (
            mention.how == "adjective"
            and re.match(
                r"[ -](?:people|civilians?|citizens?|nationals?|territor\w+|sovereignty|cities|independence|vessels?|soil|refugees|children|hostages|population|infrastructure|armed forces|coast guard|staff|escorts?|monitors?|observers?|inspectors?|crew|pilot|airspace|statehood|interests)",
                reading.text[mention.end :],
                re.IGNORECASE,
            )
            and not found
        ):
            continue
        found += mention.codes
    return tuple(dict.fromkeys(code for code in found if code not in holders))


def culprits_in(reading: Reading, start: int, end: int, holders: Codes) -> Codes:
    """Give whom a stretch of text makes the doer: "Russia's …", "Russian troops", "by Russia"."""
    found: list[str] = []
    for mention in reading.mentions:
        if not start <= mention.start < end:
            continue
        after = reading.text[mention.end : mention.end + 30]
        doer = (
            re.match(WORDS["forces"], after, re.IGNORECASE)
            if mention.how == "adjective"
            else re.match(
                r"'s? (?!(?:[A-Z]\w+ )?(?:region|province|coast|people|sovereignty|territor|independence|borders|east|neighbou?rs|right|citizens|civilians|political|security|stability|unity))",
                after,
            )
        )
        if doer and found and re.search(r"\bof (?:the )?$", reading.text[start : mention.start]):
            continue  # "Russia's blockade of Ukraine's ports"
        if doer or re.search(r"\bby (?:the )?$", reading.text[: mention.start]):
            found += mention.codes
    return tuple(dict.fromkeys(code for code in found if code not in holders))


def who_did(reading: Reading, verb: Token, holders: Codes, *, any_deed: bool = False) -> Codes:
    """Give who did what a clause under a verb tells: "regret that Russia has vetoed …"."""
    for clause in (c for c in verb.children if c.dep_ == "ccomp" and c.pos_ == "VERB"):
        subject = next((c for c in clause.children if c.dep_ == "nsubj"), None)
        if subject is not None and (
            re.fullmatch(WORDS["misdeeds"], clause.lower_)
            or any_deed
            and any(c.dep_ == "dobj" for c in clause.children)
        ):
            return tuple(code for code in reading.codes(subject) if code not in holders)
    return ()


def home_of_wrong(reading: Reading, start: int, end: int, holders: Codes) -> Codes:
    """Give in whose country a wrong of its own rulers is done: "the *coup* and violence *in Burma*"."""
    wrong = expression("position", "wrong_at_home").search(reading.text, start, end)
    if wrong is None:
        return ()
    named = [m for m in reading.mentions if wrong.end() <= m.start < end and m.how == "name"]
    inside = re.search(r"\b(?:in|of|across|throughout) (?:the )?$", reading.text[: named[0].start]) if named else None
    return tuple(code for code in named[0].codes if code not in holders) if inside else ()
