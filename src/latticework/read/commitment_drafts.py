"""What every telling of a commitment shares: its clause, its amount, when it was made and by when it is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.clauses import VERBAL
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.scene import Codes
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token

FINITE = ("VBD", "VBP", "VBZ")
LONGEST_NAME = 120
DATE_BEFORE = 60  # characters before a clause in which its horizon may stand: "By 2030, …"
INCLUDED_AFTER = 30

Found = tuple[Draft, "Token"]  # a draft, and the token whose act it tells, so that no act is told twice


def commitment_draft(
    reading: Reading,
    token: Token,
    promisers: Codes,
    rule: str,
    start: int,
    end: int,
    *,
    factuality: Factuality = "agreed",
) -> Draft:
    """Draft the commitment that a trigger tells of; ``start`` and ``end`` are the characters that say what it is."""
    limit = _own_amounts_end(reading, token, start, end)
    money = next((m for m in reading.money if start <= m.start < limit), None)
    count = None if money else next((c for c in reading.counts if start <= c.start < end), None)
    made_on, made_rule = _made_on(reading, token)
    return Draft(
        reading=reading,
        type="commitment",
        rule=f"commitment: {rule}",
        parties=promisers,
        factuality="hypothetical" if _is_conditional(token) else factuality,
        trigger=token.text,
        at=token.idx,
        kind=rule.split(" ")[0],
        name=reading.text[start:end][:LONGEST_NAME].strip(),
        date=made_on,
        date_rule=made_rule,
        amount=money.value if money else count.value if count else None,
        currency=money.currency if money else None,
        unit=count.unit if count else None,
        horizon=horizon_of(reading, start, end),
        targets=tuple(c for c in reading.mentioned(start, end) if c not in promisers),
    )


def _own_amounts_end(reading: Reading, token: Token, start: int, end: int) -> int:
    """Give where a trigger's own amounts end: what is "included" in new money is a commitment of its own."""
    included = expression("commitment", "included").search(reading.text, start, end)
    if included and included.start() > token.idx + INCLUDED_AFTER and token.lower_ in words("commitment", "fund"):
        return included.start()
    return end


def _made_on(reading: Reading, token: Token) -> tuple[str | None, str | None]:
    """Give when something is promised: a past day told beside the trigger, else that of the meeting or the document."""
    scene = reading.scene
    now = (scene.document.date or "9999")[:10]
    told = [
        d
        for d in reading.dates
        if (d.bound == "on" or d.written.startswith("last "))
        and d.last.isoformat() <= now
        and _is_of_clause(reading, token, d.start)
    ]
    if told:
        day = max(told, key=lambda d: d.start)
        return day.edtf, day.rule
    if scene.document.date and (scene.readout or scene.speakers):
        return scene.document.date, "said in the document itself"
    return scene.met_on, "that of the meeting before" if scene.met_on else None


def _is_of_clause(reading: Reading, token: Token, at: int) -> bool:
    """Tell whether a date is told of a trigger's clause or one above it, not of a noun or clause beside: "as agreed in May"."""
    day = reading.token_at(at)
    through = [day]
    while day.pos_ not in VERBAL and day.head != day:
        day = day.head
        through.append(day)
    above = {token.i, *(t.i for t in token.ancestors)}
    held = any(t.lower_ in words("meeting", "nouns") for t in through)  # "at the summit of May 4, they agreed"
    if any(t.dep_ == "nsubj" or t.lower_ in words("commitment", "binding_texts") for t in through if not held):
        return False
    if day.dep_ == "advcl" and any(c.lower_ == "when" for c in day.children):
        return day.head.i in above  # "when it was announced in May, they agreed"
    return day.i in above or (
        held and day.dep_ == "acl" and bool(above & {t.i for t in day.ancestors if t.pos_ in VERBAL})
    )


def horizon_of(reading: Reading, start: int, end: int) -> str | None:
    """Give by or until when something is promised: the latest day of a future date in its clause."""
    made = reading.scene.document.date
    ahead = [
        d
        for d in reading.dates
        if start - DATE_BEFORE <= d.start < end
        and (not made or d.last.isoformat()[: len(made)] > made or d.bound == "until")
    ]
    if not ahead:
        return None
    found = next((d for d in ahead if d.bound == "until"), ahead[0])
    return f"../{found.last}"


def clause_of(token: Token) -> tuple[int, int]:
    """Give the characters from a trigger to the end of its clause, leaving out what is coordinated to it."""
    right = token.right_edge
    coordinated = (*FINITE, "VB") if token.tag_ == "VB" else FINITE
    for child in token.children:
        if child.dep_ == "conj" and child.i > token.i and child.tag_ in coordinated:
            right = token.doc[child.left_edge.i - 1]
            break
    return token.idx, right.idx + len(right.text)


def phrase_end(token: Token) -> int:
    """Give the character after the last word that hangs on a token."""
    return int(token.right_edge.idx + len(token.right_edge.text))


def sums_up(reading: Reading, token: Token) -> bool:
    """Tell whether a sentence sums up what was done since a date: past spending is no promise."""
    return any(
        d.bound == "from" and d.start < token.idx and d.written.lower().startswith("since") for d in reading.dates
    )


def _is_conditional(token: Token) -> bool:
    """Tell whether a clause, or one it stands in, has a condition: "if", "unless"; "should", "once" below the main one."""
    clause = token
    while clause.head != clause:
        if _has_condition(clause, "if", "unless", "should", "once"):
            return True
        clause = clause.head
    return _has_condition(clause, "if", "unless") or any(
        c.dep_ == "advcl" and c.left_edge.lower_ in ("should", "once") for c in clause.children
    )  # "should they ask, we will send"


def _has_condition(clause: Token, *openers: str) -> bool:
    return any(c.dep_ == "advcl" and any(k.lower_ in openers for k in c.children) for c in clause.children)
