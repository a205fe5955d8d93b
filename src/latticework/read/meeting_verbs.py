"""Meetings told by a verb: actors met, spoke, or hosted somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.meeting_drafts import held_or_planned, meeting_draft
from latticework.read.meeting_parties import PARTNERS, listed_with, make_a_meeting, named_at, of_their_offices
from latticework.read.names import codes_of
from latticework.read.scene import Codes, each_once
from latticework.read.trigger_words import agent_nouns, expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

TO_A_PLACE = re.compile(r"\b(?:to|at|in) (?:the )?[A-Z]|\btoday\b|\byesterday\b")
JOINS_IN = re.compile(r"\bas \w|\bin \w+ing\b|\bto (?:announce|condemn|call|urge)\b")
TAIL = 80
FAR = 4  # tokens from a verb to its object; what the model attaches from further off is another verb's


def met(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "met (with)", "gathered", "convened" whom."""
    factuality = held_or_planned(reading, verb)
    if factuality is None or (verb.tag_ == "VBG" and verb.dep_ in ("amod", "compound")):
        return
    objects = [c for c in verb.children if c.dep_ == "dobj" and c.left_edge.i <= verb.i + FAR]
    if any(_is_no_guest(reading, one) for one in objects) or _is_series(reading, verb):
        return
    subject = reading.subject_codes(verb)
    guests = [code for one in objects for code in reading.codes(one)]
    partners = reading.codes_after(verb, *PARTNERS) or of_their_offices(reading, verb, *PARTNERS)
    parties = each_once(subject, partners, guests, listed_with(reading, verb.idx))
    subject_token = reading.subject(verb)
    if not subject and subject_token is not None and subject_token.pos_ != "PRON":
        parties = each_once(codes_of(reading.parties_between(0, verb.idx)), parties)
    hosts = expression("meeting", "hosts_of_stop").search(reading.text, verb.idx, verb.idx + TAIL)
    if len(parties) == 1 and hosts and (stop := _stop_of_journey(reading, verb)):
        parties = each_once(parties, stop)  # "in Baghdad, he met with President Salih", whose state nobody names
    if make_a_meeting(parties, verb):
        yield meeting_draft(reading, verb, parties, factuality, rule=f'{verb.text} with subject and "with"')


def _is_series(reading: Reading, verb: Token) -> bool:
    """Tell whether actors meet again and again: "will continue to meet regularly"."""
    return expression("meeting", "series").match(reading.text[verb.idx + len(verb.text) :]) is not None


def saw(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who is to "see one another again"."""
    factuality = held_or_planned(reading, verb)
    parties = reading.subject_codes(verb)
    each_other = expression("meeting", "one_another").match(reading.text, verb.idx)
    if factuality is not None and each_other is not None and len(parties) > 1:
        yield meeting_draft(reading, verb, parties, factuality, rule=each_other[0])


def joined(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who joins whom at an occasion: "today, the President is *joining* Prime Minister Kishida"."""
    factuality = held_or_planned(reading, verb)
    guests = [c for c in verb.children if c.dep_ == "dobj"]
    if factuality is None or not any(m.how == "person" for one in guests for m in named_at(reading, one)):
        return
    end = verb.right_edge.idx + len(verb.right_edge.text)
    if JOINS_IN.search(reading.text[guests[0].idx : end]):
        return
    parties = each_once(reading.subject_codes(verb), *(reading.codes(one) for one in guests))
    if make_a_meeting(parties, verb):
        yield meeting_draft(reading, verb, parties, factuality, rule=f"{verb.text} somebody")


def visited(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find an announced visit: "Secretary Blinken *will visit* China"; visits that were made are no meetings."""
    if held_or_planned(reading, verb) != "planned":
        return
    places = [c for c in verb.children if c.dep_ == "dobj"] or reading.after_prep(verb, "to")
    hosts = codes_of([m for one in places for m in named_at(reading, one) if m.how in ("name", "capital")])
    guests = reading.subject_codes(verb)
    for host in hosts if not set(hosts) & set(guests) and guests else ():  # each stop is a meeting of its own
        yield meeting_draft(reading, verb, each_once(guests, (host,)), "planned", rule=f"will {verb.text} a country")


def stayed(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find whom somebody will meet on a stop: "*in Jordan*, he will consult with senior leaders"."""
    if held_or_planned(reading, verb) != "planned":
        return
    guests, hosts = reading.subject_codes(verb), _stop_of_journey(reading, verb)
    if guests and hosts and not set(hosts) & set(guests):
        yield meeting_draft(reading, verb, each_once(guests, hosts), "planned", rule=f"will {verb.text} in")


def _stop_of_journey(reading: Reading, verb: Token) -> Codes:
    """Give in whose country a stop of a journey is that opens a sentence: "*in Baghdad*, he met"."""
    stop = next((m for m in reading.mentions if m.how in ("name", "capital") and m.end < verb.idx), None)
    opens = stop is not None and expression("meeting", "in_country").match(reading.text[: stop.start])
    return stop.codes if stop is not None and opens and reading.scene.journey else ()


def _is_no_guest(reading: Reading, guest: Token) -> bool:
    """Tell whether what was met or convened is nobody: "met the deadline", "convened a working group"."""
    if guest.lower_ in words("meeting", "needs") or expression("meeting", "bodies").search(reading.phrase(guest)):
        return True
    return guest.pos_ == "NOUN" and guest.lower_ not in agent_nouns() and not reading.codes(guest)


def spoke(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "spoke with", "talked to" whom."""
    factuality = held_or_planned(reading, verb)
    if factuality is None:
        return
    partners = reading.codes_after(verb, "with", "to") or of_their_offices(reading, verb, "with", "to")
    together = len(reading.subject_codes(verb)) > 1 and _is_of_today(reading)
    if not partners and together and not expression("meeting", "speech").match(reading.text[verb.idx :]):
        yield meeting_draft(reading, verb, reading.subject_codes(verb), factuality, rule=f"{verb.text} together")
        return
    if not partners and (verb.lower_ in words("meeting", "talk") or not _told_as_call(reading, verb)):
        return
    parties = each_once(reading.subject_codes(verb), partners, listed_with(reading, verb.idx))
    if make_a_meeting(parties, verb):
        yield meeting_draft(reading, verb, parties, factuality, rule=f"{verb.text} with")


def _is_of_today(reading: Reading) -> bool:
    made = reading.scene.document.date
    return made is not None and any(d.bound == "on" and d.edtf == made[:10] for d in reading.dates)


def _told_as_call(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb without partners tells of a call, not of a speech: "spoke by phone", not "spoke about how"."""
    tail = reading.text[verb.idx : verb.idx + TAIL]
    return bool(expression("meeting", "by_phone").search(tail)) and not expression("meeting", "speech").match(tail)


def hosted(reading: Reading, verb: Token) -> Iterator[Draft]:
    """Find who "hosted", "received", "welcomed", "called" whom."""
    factuality = held_or_planned(reading, verb)
    if factuality is None:
        return
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    guests = codes_of([m for one in objects for m in named_at(reading, one)])
    if not guests:
        guests = each_once(code for one in objects for code in reading.codes(one))
    if not guests or any(one.lower_ in words("meeting", "nouns") for one in objects):
        return  # the meeting noun is a trigger of its own
    guest = objects[0]
    if not (_is_person(reading, guest) or _is_named_before(verb, guest)) or _is_no_visit(reading, verb, guest):
        return
    host = reading.subject_codes(verb)
    parties = each_once(host, guests)
    if host and make_a_meeting(parties, verb):
        yield meeting_draft(reading, verb, parties, factuality, rule=f"{verb.text} a guest")


def _is_person(reading: Reading, guest: Token) -> bool:
    return guest.lower_ in agent_nouns() or any(m.how == "person" for m in named_at(reading, guest))


def _is_named_before(verb: Token, guest: Token) -> bool:
    """Tell whether a pronoun is the guest of a host: "when I *hosted them*"; to call or invite "him" may be anything."""
    return guest.lower_ in words("grammar", "they", "he") and verb.lower_.startswith(("host", "receiv"))


def _is_no_visit(reading: Reading, verb: Token, guest: Token) -> bool:
    """Tell whether a verb of hosting tells of something else: "called on", "welcomed Finland", "invited to comment"."""
    tail = reading.text[guest.idx :]
    if verb.lower_.startswith("call"):
        return _calls_on(reading, verb)
    if verb.lower_.startswith("welcome"):
        return not TO_A_PLACE.search(tail)
    to_act = any(c.dep_ in ("xcomp", "advcl") and c.lower_ not in ("discuss", "mark") for c in verb.children)
    return verb.lower_.startswith("invit") and to_act and not expression("meeting", "invited_to").search(tail)


def _calls_on(reading: Reading, verb: Token) -> bool:
    on = ("on", "upon", "for")
    below = ("xcomp", "oprd", "ccomp", "prep")
    return bool(reading.after_prep(verb, *on)) or any(c.dep_ in below and c.lower_ in on for c in verb.children)
