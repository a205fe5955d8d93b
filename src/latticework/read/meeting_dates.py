"""When a meeting is: the date written with it, else that of the summit, the meeting before or the readout itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.clauses import VERBAL
from latticework.read.dates import FoundDate
from latticework.read.drafts import nearest_date
from latticework.read.grammar import Reading
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

When = tuple[str | None, str | None, str | None]
IN_RELATIVE_CLAUSE = re.compile(r"\b(?:which|who|where|that)\b")
OPENING_PARAGRAPHS = 3
GOING_ON = ("am", "are", "'m", "'re")


def when(reading: Reading, token: Token, factuality: Factuality) -> When:
    """Give a meeting's date (EDTF), the rule when it is inferred, and for a planned one the day by which it is to be."""
    start, end = reading.span(token) if token.pos_ not in VERBAL else (token.idx, token.idx + len(token.text))
    points = [d for d in reading.dates if d.bound in ("on", "within")]
    inside = [d for d in points if _in_phrase(reading, token, d, start, end)]
    found = nearest_date(inside, token.idx) or nearest_date(_of_clause(reading, token, points), token.idx)
    if found:
        return found.edtf, found.rule, None
    until = nearest_date([d for d in reading.dates if d.bound == "until"], token.idx)
    if until and factuality == "planned":
        return until.edtf, until.rule, until.edtf
    made = reading.scene.document.date
    if made and factuality == "held" and _tells_of_now(token):
        return made[:10], "told as it happens", None
    return _from_scene(reading, factuality, reading.text[max(0, start - 60) : end + 60])


def _tells_of_now(token: Token) -> bool:
    """Tell whether a meeting is told of as it happens or has just happened: "I just spoke with", "as we begin this summit"."""
    verb = token if token.pos_ in VERBAL else token.head
    if any(c.lower_ == "just" and c.dep_ == "advmod" for c in verb.children):
        return True
    ours = any(c.dep_ == "nsubj" and c.lower_ in ("i", "we") for c in verb.children)
    goes_on = token == verb and verb.tag_ == "VBG" and any(c.lower_ in GOING_ON for c in verb.children)
    return ours and (goes_on or verb.lower_ in words("meeting", "begin"))


def _in_phrase(reading: Reading, token: Token, date: FoundDate, start: int, end: int) -> bool:
    inside = start <= date.start and date.end <= end
    return inside and not IN_RELATIVE_CLAUSE.search(reading.text[token.idx : date.start])


def _from_scene(reading: Reading, factuality: Factuality, around: str) -> When:
    scene = reading.scene
    if scene.summit_on and expression("meeting", "at_summit").search(around):
        return scene.summit_on, "that of the summit", None
    if scene.met_on and expression("meeting", "same_time").search(around):
        return scene.met_on, "that of the meeting before", None
    opening = reading.sentence.paragraph <= OPENING_PARAGRAPHS
    if scene.readout and factuality == "held" and scene.document.date and opening:
        return scene.document.date, "a readout tells of its own day", None
    return None, None, None


def _of_clause(reading: Reading, token: Token, dates: list[FoundDate]) -> list[FoundDate]:
    """Keep the dates that stand with a token, not those in another clause or behind another meeting."""
    verb = token if token.pos_ in VERBAL else reading.governor(token)
    return [
        date
        for date in dates
        if not _behind_other(reading, token, date)
        and (_leads_in(reading, token, date) or _held_together(reading, token, verb, date))
    ]


def _behind_other(reading: Reading, token: Token, date: FoundDate) -> bool:
    return date.start > token.idx and bool(
        expression("meeting", "other_clause").search(reading.text[token.idx : date.start])
    )


def _leads_in(reading: Reading, token: Token, date: FoundDate) -> bool:
    """Tell whether a date opens the clause: "On May 4, the ministers met"."""
    return date.start < token.idx and "," in reading.text[date.end : date.end + 2]


def _held_together(reading: Reading, token: Token, verb: Token | None, date: FoundDate) -> bool:
    first = reading.token_at(date.start)
    holder = reading.governor(first) if first.pos_ not in VERBAL else first
    if verb is None or holder is None:
        return True
    return holder in (verb, token) or holder.head == token or _near(holder, verb)


def _near(one: Token, other: Token) -> bool:
    if _own_clause(one, other) or _own_clause(other, one):
        return False  # "in April, they met, and in June they spoke"
    return one in (other, other.head) or other == one.head or one.head == other.head


def _own_clause(one: Token, other: Token) -> bool:
    return one.dep_ == "conj" and one.head == other and any(c.dep_ == "nsubj" for c in one.children)
