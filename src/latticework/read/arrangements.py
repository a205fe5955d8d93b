"""Arrangements: instruments, bodies and mechanisms that a sentence makes, signs, founds or proposes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.arrangement_facts import (
    date_from_context,
    factuality_of_noun,
    factuality_of_verb,
    own_date,
    parties_apart,
    parties_from_context,
    parties_of,
)
from latticework.read.arrangement_makers import makers
from latticework.read.drafts import Draft, nearest_date
from latticework.read.grammar import Reading
from latticework.read.instruments import instrument_kind, instrument_name
from latticework.read.meeting_parties import noun_parties
from latticework.read.scene import Codes, is_collective
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_NAME = 120


def find_arrangements(reading: Reading) -> Iterator[Draft]:
    """Find the arrangements that one sentence makes or proposes."""
    for token in reading.tokens:
        if token.dep_ == "nsubjpass":
            yield from _group_founded(reading, token)
        if token.pos_ in ("NOUN", "PROPN") and not _describes_noun(token):
            draft = _made(reading, token) or _dated(reading, token)
            if draft:
                yield draft


def _describes_noun(token: Token) -> bool:
    return token.dep_ in ("compound", "nmod") and token.head.pos_ in ("NOUN", "PROPN")


def _made(reading: Reading, noun: Token) -> Draft | None:
    """Draft the arrangement that a noun names, by the first of its makers that tells of one."""
    made_by = list(makers(reading, noun))
    kind = instrument_kind(reading, noun) if made_by else None
    if kind is None:
        return None
    drafts = (_accession(reading, noun, maker) or _draft(reading, noun, kind, maker, how) for maker, how in made_by)
    return next((draft for draft in drafts if draft), None)


def _dated(reading: Reading, noun: Token) -> Draft | None:
    """Draft an instrument of its parties that no verb makes but a date or "new" tells: "their joint statement of May 4"."""
    kind = instrument_kind(reading, noun) if own_date(reading, noun) or _is_new(noun) else None
    if kind not in words("arrangement", "dated_kinds") or _is_ordinary(reading, noun, kind):
        return None
    parties = noun_parties(reading, noun, None)
    day = own_date(reading, noun)
    if len(parties) < 2 or (day is None and instrument_name(reading, noun) is None):
        return None
    made = reading.scene.document.date
    return Draft(
        reading=reading,
        type="arrangement",
        rule=f"arrangement: {'dated' if day else 'new'} {noun.text}",
        parties=parties,
        factuality="planned" if day and made and day.first.isoformat() > made[:10] else "agreed",
        trigger=noun.text,
        at=noun.idx,
        kind=kind,
        name=instrument_name(reading, noun) or reading.phrase(noun)[:LONGEST_NAME],
        date=day.edtf if day else None,
        date_rule=day.rule if day else None,
    )


def _is_new(noun: Token) -> bool:
    return any(c.lower_ == "new" and c.dep_ == "amod" for c in noun.children)


def _group_founded(reading: Reading, token: Token) -> Iterator[Draft]:
    """Find a named group that "was announced on September 15, 2021"."""
    mention, verb = reading.mention_at(token), token.head
    if mention is None or mention.how not in ("group", "organization"):
        return
    if verb.lower_ not in words("arrangement", "founded") or reading.negated(verb):
        return
    day = nearest_date([d for d in reading.dates if d.bound == "on"], verb.idx, before=60, after=60)
    if day:
        yield Draft(
            reading=reading,
            type="arrangement",
            rule=f"arrangement: {mention.written} was {verb.text}",
            parties=mention.codes,
            factuality="agreed",
            trigger=verb.text,
            at=token.idx,
            kind="partnership",
            name=mention.written,
            date=day.edtf,
            date_rule=day.rule,
        )


def _draft(reading: Reading, noun: Token, kind: str, maker: Token, how: str) -> Draft | None:
    phrase = reading.phrase(noun)
    name = instrument_name(reading, noun)
    factuality = factuality_of_noun(reading, maker) if how == "noun" else factuality_of_verb(reading, maker)
    if maker.lower_ in words("arrangement", "resulting") and name is None:
        return None  # "cases that resulted in agreement"
    if factuality is None or _is_ordinary(reading, noun, kind) or (_refers_back(phrase) and not name):
        return None
    parties = parties_of(reading, noun, maker, how)
    if kind == "other" and _is_own_programme(reading, parties):
        return None
    if how == "noun":
        parties = parties_apart(reading, noun) or parties
    parties = parties or parties_from_context(reading, maker, how, phrase, named=name is not None)
    day = nearest_date([d for d in reading.dates if d.bound in ("on", "within")], maker.idx, after=160)
    several = len(parties) > 1 or any(is_collective(code) for code in parties)
    is_new = how == "verb" and maker.lower_ in words("arrangement", "new_by") and several
    distinct = is_new or _is_distinct(phrase, kind, parties, dated=day is not None)
    if kind in words("arrangement", "weak") and not distinct:
        return None
    parties = parties or reading.scene.met or reading.scene.speakers
    if not parties:
        return None
    start, end = reading.span(noun)
    count = next((c for c in reading.counts if start <= c.start < end), None)
    until = nearest_date([d for d in reading.dates if d.bound == "until"], noun.idx)
    date, rule = (day.edtf, day.rule) if day else date_from_context(reading)
    return Draft(
        reading=reading,
        type="arrangement",
        rule=f"arrangement: {maker.text} + {noun.text}",
        parties=parties,
        factuality=factuality,
        trigger=maker.text,
        at=noun.idx,
        kind=kind,
        name=name or phrase[:LONGEST_NAME],
        date=date,
        date_rule=rule,
        amount=count.value if count else None,
        unit=count.unit if count else None,
        horizon=until.edtf if until else None,
    )


def _is_ordinary(reading: Reading, noun: Token, kind: str) -> bool:
    """Tell whether a noun names no arrangement between actors: "a peace agreement", "channels" in general."""
    start, _ = reading.span(noun)
    ordinary = expression("arrangement", "ordinary").search(reading.text[start : noun.idx]) is not None
    return ordinary or (noun.lower_ in words("arrangement", "plural_only") and kind != "declaration")


def _refers_back(phrase: str) -> bool:
    return expression("arrangement", "anaphor").match(phrase) is not None


def _is_own_programme(reading: Reading, parties: Codes) -> bool:
    """Tell whether what is made is one state's own programme."""
    makers_ = parties or reading.scene.met or reading.scene.speakers
    return len(parties) < 2 and not any(is_collective(code) for code in makers_)


def _is_distinct(phrase: str, kind: str, parties: Codes, *, dated: bool) -> bool:
    """Tell whether a framework, partnership … is one of its own: named or dated, and of several parties; a command of one."""
    named = expression("arrangement", "own_name").search(phrase) is not None
    several = len(parties) > 1 or any(is_collective(code) for code in parties)
    return (named or dated) and (several or (named and (not parties or kind == "command")))


def _accession(reading: Reading, noun: Token, maker: Token) -> Draft | None:
    """Find who "signed on to the initiative", an instrument that an earlier sentence named."""
    phrase = reading.phrase(noun)
    if maker.lower_ not in words("arrangement", "accede") or not re.fullmatch(r"(?:the|this|that) [a-z]+", phrase):
        return None
    parties = reading.subject_codes(maker)
    if not parties:
        return None
    return Draft(
        reading=reading,
        type="arrangement",
        rule=f"arrangement: {maker.text} on to {phrase}",
        parties=parties,
        factuality="agreed",
        trigger=maker.text,
        at=noun.idx,
        kind="accession",
    )
