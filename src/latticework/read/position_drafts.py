"""What every act of criticism shares: whether it is one, who commits it, its draft and its date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from latticework.read.clauses import first_child
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.modality import UNREAL_MODALS
from latticework.read.scene import Codes
from latticework.read.trigger_words import agent_nouns, expression, pattern, words
from latticework.vocab import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR_FROM = re.compile(r"(?i)\b(?:far from|instead of|rather than|without|short of) $")
BESIDE = 60  # characters between "today" and the act that it dates


def is_act(reading: Reading, verb: Token) -> bool:
    """Tell whether a verb tells of an act, not of one denied, asked for or only possible."""
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return False
    if FAR_FROM.search(reading.text[: verb.idx]):
        return False
    return not reading.negated(verb) and reading.modal(verb) not in UNREAL_MODALS


def holders_of(reading: Reading, verb: Token) -> Codes:
    """Give who criticizes: the subject, or for "the statement", "it" those who speak in it."""
    codes = reading.subject_codes(verb)
    if codes:
        return codes
    subject = reading.subject(verb)
    if subject is None:
        return ()
    scene = reading.scene
    if subject.lower_ in words("position", "texts"):
        return scene.agreed or (() if subject.lower_ == "it" else scene.speakers) or scene.met
    if subject.lower_ in words("position", "houses"):
        return reading.codes(subject)
    return ()


def voice(reading: Reading) -> Codes:
    """Give who speaks, when a document is somebody's own statement and the sentence reports nobody else."""
    speakers = reading.scene.speakers
    if (
        not speakers
        or '"' in reading.text
        or pattern(vocabulary("triggers")["position"]["reported"]).search(reading.text)
    ):
        return ()
    return speakers


def object_actor(reading: Reading, token: Token) -> Codes:
    """Give whom an object names or means by its modifiers: "the *Burmese* regime", "the country's regime"."""
    mention = reading.mention_at(token)
    if mention:
        return mention.codes
    if token.lower_ not in agent_nouns():
        return ()
    return reading.modifiers(token) or _of_the_country(reading, token)


def _of_the_country(reading: Reading, token: Token) -> Codes:
    """Give whose "the country's regime" is: the state named last before it in the sentence."""
    owner = first_child(token, "poss")
    if owner is None or owner.lower_ not in ("country", "its"):
        return ()
    named = [m.codes for m in reading.mentions if m.end <= owner.idx and len(m.codes) == 1]
    return named[-1] if named else ()


def span_of(token: Token) -> tuple[int, int]:
    """Give the characters of everything that hangs on a token."""
    return token.left_edge.idx, token.right_edge.idx + len(token.right_edge.text)


def without(codes: Codes, holders: Codes) -> Codes:
    """Leave out those who criticize themselves, each actor once."""
    return tuple(dict.fromkeys(code for code in codes if code not in holders))


def against_force(reading: Reading, start: int, end: int) -> bool:
    """Tell whether a stretch of text names what one may oppose without naming anybody: the use of force, coercion."""
    return expression("position", "against_force").search(reading.text[start:end]) is not None


def position_draft(reading: Reading, token: Token, holders: Codes, targets: Codes, kind: str, rule: str) -> Draft:
    """Draft an act of criticism by ``holders`` of ``targets``."""
    date, date_rule = _date(reading, token)
    return Draft(
        reading=reading,
        type="position",
        rule=f"position: {rule}",
        parties=without(holders, targets) or holders,
        factuality="held",
        trigger=token.text,
        at=token.idx,
        kind=kind,
        targets=targets,
        date=date,
        date_rule=date_rule,
    )


def _date(reading: Reading, token: Token) -> tuple[str | None, str | None]:
    scene = reading.scene
    near = (d for d in reading.dates if d.bound == "on" and d.first == d.last and abs(d.start - token.idx) < BESIDE)
    today = next(near, None)
    if scene.met_on and not scene.readout:
        return scene.met_on, "that of the meeting before"
    if today and today.rule and "today" in today.rule:
        return today.edtf, today.rule
    if scene.document.date and (scene.readout or scene.speakers):
        return scene.document.date, "said in the document itself"
    return None, None
