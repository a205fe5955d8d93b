"""Meetings told by a noun: a "summit", "call" or "dialogue" that a verb makes an event, or that has a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latticework.read.dates import FoundDate
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.meeting_drafts import held_or_planned, meeting_draft
from latticework.read.meeting_events import makes_event
from latticework.read.meeting_parties import lateral_group, make_a_meeting, noun_parties, parties_inside, who_was_at
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

DATE_AFTER = re.compile(r",? ?(?:held |convened )?(?:(?:earlier|later|back) )?(?:(?:in|on|of|from|between) )?(?:the )?")
ONE_DAY = re.compile(r"\b[A-Z][a-z]+ \d{1,2}, \d{4}\b")
SINCE = re.compile(r"\bsince\b[^,;]*$")
WITH_WHOM = re.compile(r"\b(?:with|between|among)\b")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting noun with what decides whether it tells of an occasion.

    ``verb`` governs it, ``eventful`` says that the verb makes it an event; ``dated`` are the dates beside it.
    """

    noun: Token
    phrase: str
    end: int
    verb: Token | None
    eventful: bool
    dated: tuple[FoundDate, ...]
    ordinal: bool
    plural: bool


def found_by_noun(reading: Reading, noun: Token) -> Iterator[Draft]:
    """Find the meetings that a meeting noun tells of: "held *talks*", "the *summit* of May 4", "the second *dialogue*"."""
    if _is_no_occasion(reading, noun):
        return
    one = _occasion(reading, noun)
    to_be = _to_be_held(noun)
    if to_be is not None and not one.eventful:
        parties = noun_parties(reading, noun, None) or lateral_group(reading, one.phrase)
        if make_a_meeting(parties, noun):
            yield meeting_draft(reading, noun, parties, "planned", rule=f"{noun.text} to be {to_be.text}")
        return
    by_event = one.eventful and not _is_only_a_gerund(reading, one)
    parties = noun_parties(reading, noun, one.verb if by_event else None)
    if _says_too_little(one):
        return
    if _refers_back(reading, one, parties):
        if _follows_their_meeting(reading, one):
            yield from _their_meeting(reading, one)
            return
        if not _tells_who_met(reading, one, parties):
            return
    yield from _by_event(reading, one, parties) if by_event else _by_date(reading, one, parties)


def _is_no_occasion(reading: Reading, noun: Token) -> bool:
    """Tell whether a meeting noun only describes another noun, or is what is founded, stood beside or called for."""
    start, end = reading.span(noun)
    meeting_above = noun.head.lower_ in words("meeting", "nouns")
    if noun.dep_ in ("compound", "nmod", "amod") and meeting_above:
        return True  # "summit meeting": the head is the trigger
    if noun.dep_ == "compound" and noun.head.pos_ in ("NOUN", "PROPN"):
        return True  # "Summit attendees", "call center"
    if expression("meeting", "founding_of").search(reading.text[:start]):
        return True  # the founding of a dialogue is no meeting
    if expression("meeting", "margins_of").search(reading.text[: noun.idx]):
        return True  # where the meeting took place
    return noun.lower_ in ("calls", "call") and _calls_for(reading.text[start:end])


def _calls_for(phrase: str) -> bool:
    at = phrase.lower().find("call")
    return re.search(r"\bfor\b", phrase[at : at + 12]) is not None


def _occasion(reading: Reading, noun: Token) -> Occasion:
    start, end = reading.span(noun)
    verb = reading.governor(noun)
    plural = noun.tag_ in ("NNS", "NNPS") or noun.lower_.endswith("s")
    taking_place = [  # "the meeting … that took place on March 9"
        (c.idx, c.right_edge.idx)
        for c in noun.children
        if c.dep_ in ("relcl", "acl") and c.lower_ in words("meeting", "takes_place")
    ]
    return Occasion(
        noun=noun,
        phrase=reading.text[start:end],
        end=end,
        verb=verb,
        eventful=makes_event(reading, noun, verb),
        dated=tuple(
            d
            for d in reading.dates
            if d.bound in ("on", "within")
            and (
                start <= d.start <= end + 2
                or DATE_AFTER.fullmatch(reading.text, end, d.start)
                or any(first <= d.start < last for first, last in taking_place)
            )
        ),
        ordinal=bool(expression("meeting", "ordinal").search(reading.text[start : noun.idx + len(noun.text)])),
        plural=plural and noun.lower_ not in words("meeting", "plural_of_one"),
    )


def _to_be_held(noun: Token) -> Token | None:
    """Find the participle in "the trilateral summit to be *hosted* by President Biden"."""
    for child in noun.children:
        held = child.dep_ in ("acl", "relcl") and child.lower_ in words("meeting", "to_be_held")
        if held and any(c.lower_ == "be" for c in child.children):
            return child
    return None


def _says_too_little(one: Occasion) -> bool:
    """Tell whether a general noun ("discussions") stands without what would make it a meeting."""
    told_apart = one.dated and (one.ordinal or any(c.dep_ == "poss" for c in one.noun.children))
    general = one.noun.lower_ in words("meeting", "general") and not one.eventful and not told_apart
    with_nobody = one.noun.lower_ in words("meeting", "only_with") and not WITH_WHOM.search(one.phrase)
    return general or with_nobody


def _refers_back(reading: Reading, one: Occasion, parties: Codes) -> bool:
    """Tell whether "the meeting", "their call" only refers to one told before; a date, number or name makes it new."""
    if not expression("meeting", "anaphor").match(one.phrase) or one.dated or one.ordinal:
        return False
    named = reading.mention_at(one.noun) is not None or bool(parties_inside(reading, one.noun))
    return not (one.noun.text[0].isupper() and bool(parties) and named)  # "the NATO Summit"


def _tells_who_met(reading: Reading, one: Occasion, parties: Codes) -> bool:
    definite = re.match(r"(?i)the\b", one.phrase) is not None
    return one.eventful and bool(parties) and definite and len(parties_inside(reading, one.noun)) > 1


def _follows_their_meeting(reading: Reading, one: Occasion) -> bool:
    after = one.noun.dep_ == "pobj" and one.noun.head.lower_ in ("following", "after")
    return after and not reading.scene.met and re.match(r"(?:their|our) ", one.phrase) is not None


def _their_meeting(reading: Reading, one: Occasion) -> Iterator[Draft]:
    """Find the meeting in "released a statement following their call"."""
    parties = reading.subject_codes(one.verb) if one.verb is not None else ()
    if len(parties) > 1:
        yield meeting_draft(reading, one.noun, parties, "held", rule=f"following their {one.noun.text}")


def _by_event(reading: Reading, one: Occasion, parties: Codes) -> Iterator[Draft]:
    """Find the meeting that a verb makes an event: "held a summit", "the dialogue took place"."""
    factuality = held_or_planned(reading, one.verb)
    if factuality is None:
        return
    if factuality == "held" and one.plural and not one.dated and not reading.scene.readout:
        return
    if one.plural and factuality == "held" and len(_days_after(reading, one)) > 1 and make_a_meeting(parties, one.noun):
        yield from _of_several_dates(reading, one, parties)
    elif make_a_meeting(parties, one.noun) or (factuality == "planned" and _has_named_host(reading, one, parties)):
        verb = one.verb.text if one.verb is not None else "dated"
        yield meeting_draft(reading, one.noun, parties, factuality, rule=f"{verb} {one.noun.text}")


def _is_only_a_gerund(reading: Reading, one: Occasion) -> bool:
    """Tell whether "by convening their first dialogue this year" tells of a meeting by its date alone."""
    verb = one.verb
    return verb is not None and verb.tag_ == "VBG" and held_or_planned(reading, verb) is None


def _has_named_host(reading: Reading, one: Occasion, parties: Codes) -> bool:
    """Tell whether one actor is named who is to host: "Korea will host the third summit"."""
    hosts = one.verb is not None and one.verb.lower_ in words("meeting", "host")
    return hosts and len(parties) == 1 and one.noun.lower_ in words("meeting", "hosted_alone")


def _by_date(reading: Reading, one: Occasion, parties: Codes) -> Iterator[Draft]:
    """Find the meeting that its date or its number makes an occasion: "the second dialogue", "the summit of May 4"."""
    dates = len(one.dated) + len(ONE_DAY.findall(reading.text[one.end :]))
    upcoming = expression("meeting", "upcoming").search(one.phrase) is not None
    own = upcoming and one.noun.lower_ in words("meeting", "own_kinds") and len(parties_inside(reading, one.noun)) > 1
    if not (one.dated or one.ordinal or own) or (one.plural and dates < 2):
        return
    parties = parties or lateral_group(reading, one.phrase)
    if len(parties) < 2:
        parties = who_was_at(reading, one.noun, parties) or parties
    made = reading.scene.document.date
    to_come = _is_only_a_gerund(reading, one) and any(made and d.last.isoformat() > made[:10] for d in one.dated)
    planned = (
        upcoming or to_come or any(made and (d.edtf[:10] > made[:10] or _begins_now(d, made[:10])) for d in one.dated)
    )
    if not make_a_meeting(parties, one.noun) or (planned and SINCE.search(reading.text[: one.noun.idx])):
        return
    if one.plural and not planned and len(_days_after(reading, one)) > 1:
        yield from _of_several_dates(reading, one, parties)
        return
    draft = meeting_draft(reading, one.noun, parties, "planned" if planned else "held", rule=f"dated {one.noun.text}")
    if draft.date or one.ordinal or own:
        yield draft


def _begins_now(date: FoundDate, made: str) -> bool:
    return date.first.isoformat() == made < date.last.isoformat()


def _days_after(reading: Reading, one: Occasion) -> list[FoundDate]:
    return [d for d in reading.dates if d.bound == "on" and d.first == d.last and d.start > one.noun.idx]


def _of_several_dates(reading: Reading, one: Occasion, parties: Codes) -> Iterator[Draft]:
    """Find each meeting of "the Summits held on May 14, 2015 … and May 21, 2017"."""
    for day in _days_after(reading, one):
        draft = meeting_draft(reading, one.noun, parties, "held", rule=f"{one.noun.text} of several dates")
        draft.date, draft.date_rule = day.edtf, day.rule
        yield draft
