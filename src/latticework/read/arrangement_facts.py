"""What is told of an arrangement: agreed, announced or planned, its parties, and its date by the context."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.clauses import first_child
from latticework.read.dates import FoundDate
from latticework.read.grammar import Reading
from latticework.read.meeting_parties import lateral_group
from latticework.read.modality import is_planned, is_unreal
from latticework.read.scene import Codes, each_once
from latticework.read.trigger_words import words
from latticework.read.units import HYPHEN

if TYPE_CHECKING:
    from spacy.tokens import Token

    from latticework.read.names import Mention

BETWEEN = re.compile(r"\bbetween (?:the )?$")
BETWEEN_WITHIN = 160
YEAR_BEFORE = re.compile(r"(?:(?:[Tt]he|[Tt]heir|[Oo]ur|[Ii]ts) )?(?P<year>1[89]\d\d|20\d\d) ")
OF_DAY = re.compile(r"(?: (?:of|from|on|in|today|earlier|signed|dated|adopted))* (?:the )?")


def factuality_of_noun(reading: Reading, maker: Token) -> Factuality | None:
    """Tell what a verbal noun ("the signing of") says of an arrangement; ``None`` when it is not real."""
    verb = reading.governor(maker)
    if verb is not None and is_unreal(reading, verb):
        return None
    made = reading.scene.document.date
    to_come = any(d.bound in ("on", "within") and made and d.last.isoformat() > made[:10] for d in reading.dates)
    return "planned" if to_come or is_planned(reading, verb) else "announced"


def factuality_of_verb(reading: Reading, maker: Token) -> Factuality | None:
    """Tell what a verb ("signed", "are launching") says of an arrangement; ``None`` when it is not real."""
    head = maker.head
    decided_that = maker.dep_ == "ccomp" and head.lower_ in words("arrangement", "decided_to")
    if decided_that and reading.modal(maker) == "would" and not reading.negated(maker):
        return "planned"  # "decided that their governments would establish"
    if is_unreal(reading, maker):
        return None
    if is_planned(reading, maker):
        return "planned"
    if maker.tag_ == "VB" and maker.dep_ in ("xcomp", "advcl", "acl", "ccomp"):
        decided = head.lower_ in words("arrangement", "decided_to")
        return "planned" if decided or _is_announced_intention(reading, head) else None
    if maker.tag_ == "VBG" and maker.dep_ in ("pcomp", "advcl", "acl", "xcomp"):
        if maker.dep_ == "pcomp" and head.lower_ == "to" and head.head.lower_ in words("arrangement", "committed_to"):
            return "planned"
        if maker.dep_ == "xcomp" and head.lower_ in words("arrangement", "proposed"):
            return "announced"
        if _is_congratulated(maker):
            return "agreed"
        if head.lower_ not in ("by", "after", "including"):
            founding = maker.dep_ in ("advcl", "acl") and maker.lower_ in words("arrangement", "founding")
            return "announced" if founding else None
    new = maker.lower_.startswith(("propos", "announc", "unveil", "launch", "establish", "creat"))
    return "announced" if new else "agreed"


def _is_congratulated(maker: Token) -> bool:
    """Tell whether somebody is congratulated on making it: "congratulate Finland and Sweden *on signing* it"."""
    link = maker.head
    on = maker.dep_ == "pcomp" and link.lower_ in ("on", "for")
    return on and link.head.lower_ in words("arrangement", "congratulating")


def _is_announced_intention(reading: Reading, noun: Token) -> bool:
    """Tell whether somebody tells of plans to make it: "announced the intention to enter into", "welcomed plans to launch"."""
    verb = reading.governor(noun) if noun.lower_ in words("arrangement", "intention") else None
    return verb is not None and not is_unreal(reading, verb)


def parties_of(reading: Reading, noun: Token, maker: Token, how: str) -> Codes:
    """Give the parties of an arrangement: those who make it, and those that its noun phrase names."""
    start, end = reading.span(noun)
    compound = [
        code
        for m in reading.mentions
        if start <= m.start < max(noun.idx, end) and len(m.codes) > 1 and (m.how == "group" or HYPHEN.search(m.written))
        for code in m.codes
    ]  # "the US-ROK-Japan agreement", "the Roadmap for a Renewed U.S.-Canada Partnership"
    inside = each_once(compound, reading.codes_after(noun, "between", "among", "with", "by"))
    if how == "verb":
        partners = reading.codes_after(maker, "with", "between", "among")
        return each_once(_subject_of_verb(reading, maker), inside, partners)
    return each_once(_subject_of_noun(reading, noun, maker, inside), inside)


def _subject_of_verb(reading: Reading, maker: Token) -> Codes:
    subject = reading.subject_codes(maker)
    if _is_congratulated(maker):
        subject = reading.codes(first_child(maker.head.head, "dobj"))
    if not subject and maker.dep_ == "ROOT" and maker.tag_ == "VB":
        subject = reading.scene.listing  # "The partners will: - Establish a task force"
    token = reading.subject(maker)
    if not subject and token is None:  # "the Government of A announced", torn from its subject
        subject = next((m.codes for m in reading.mentions if m.end == maker.idx - 1), ())
    if not subject and token is not None and token.pos_ != "PRON":
        subject = each_once(code for m in reading.parties_between(0, maker.idx) for code in m.codes)
    return subject


def _subject_of_noun(reading: Reading, noun: Token, maker: Token, inside: Codes) -> Codes:
    subject = reading.codes_after(maker, "by", "between", "with")
    verb = reading.governor(maker)
    if not subject and not inside and verb is not None and verb.lower_ not in words("commitment", "discussed"):
        subject = reading.subject_codes(verb)
    if not subject and not inside:
        subject = reading.opened_in(reading.span(noun)[0], noun.idx)
    return subject


def parties_apart(reading: Reading, noun: Token) -> Codes:
    """Give the parties in "the conclusion of an agreement … *between Israel and Lebanon*, mediated by …"."""
    return next((m.codes for m in reading.mentions if _stands_between(reading, noun, m)), ())


def _stands_between(reading: Reading, noun: Token, mention: Mention) -> bool:
    near = len(mention.codes) > 1 and noun.idx < mention.start < noun.idx + BETWEEN_WITHIN
    return near and BETWEEN.search(reading.text[noun.idx : mention.start]) is not None


def parties_from_context(reading: Reading, maker: Token, how: str, phrase: str, *, named: bool) -> Codes:
    """Give the parties where the phrase names none: who welcomes it together, or whom "trilateral" means."""
    verb = reading.governor(maker) if how == "noun" else None
    one_body = re.match(r"(?:a|an|the first|the new)\b", phrase) is not None
    welcomed = reading.subject_codes(verb) if verb is not None and (named or one_body) else ()
    if len(welcomed) > 1:  # "they welcomed the establishment of Task Force 59"
        return welcomed
    return lateral_group(reading, phrase)


def own_date(reading: Reading, noun: Token) -> FoundDate | None:
    """Give the date that stands with an instrument: "the *September 22* Joint Statement", "the agreement *of May 4*"."""
    start, end = reading.span(noun)
    after = [d for d in reading.dates if d.bound in ("on", "within") and d.start >= noun.idx]
    before = [d for d in reading.dates if d.bound in ("on", "within") and start <= d.start and d.end <= noun.idx]
    year = YEAR_BEFORE.match(reading.text, start, noun.idx)
    if year and not before:
        first, last = date(int(year["year"]), 1, 1), date(int(year["year"]), 12, 31)
        return FoundDate(year.start("year"), year.end("year"), year["year"], first, last, "on", None)
    near = (
        d for d in after if OF_DAY.fullmatch(reading.text, noun.idx + len(noun.text), d.start) and d.start <= end + 24
    )
    return next((d for d in before), None) or next(near, None)


def date_from_context(reading: Reading) -> tuple[str | None, str | None]:
    """Give the date and its rule where none is written: that of the meeting before, or of the readout."""
    scene = reading.scene
    if scene.met_on:
        return scene.met_on, "that of the meeting before"
    if scene.readout and scene.document.date:
        return scene.document.date, "announced in the document itself"
    return None, None
