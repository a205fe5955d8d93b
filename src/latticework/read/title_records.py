"""Records that a document's title states: the meeting of a readout, a joint statement, a treaty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from latticework.model import Record, bounds, quote_span
from latticework.model.evidence import Evidence
from latticework.read.drafts import dates_agree
from latticework.read.scene import Codes, Scene, is_collective
from latticework.read.sentences import Sentence
from latticework.read.titles import is_joint_statement, title_meeting
from latticework.read.treaty_titles import read_treaty_title
from latticework.read.trigger_words import expression

EARLIER = timedelta(days=14)
SAME_PARTIES = 0.5  # the share of all parties that a title and a meeting must have in common to tell of the same


def with_title(records: list[Record], title: Sentence, scene: Scene) -> list[Record]:
    """Let the title add what it states: the meeting of a readout, or the joint statement that the document is."""
    evidence = quote_span(scene.document, title.start, title.end)
    if is_joint_statement(title.text) and (len(scene.speakers) > 1 or any(map(is_collective, scene.speakers))):
        records = _with_joint_statement(records, title.text, evidence, scene)
    elif (treaty := read_treaty_title(scene.document, title.start, title.end)) and treaty.parties:
        records = [treaty, *records]
    parties = title_meeting(title.text, scene)
    if not parties:
        return records
    told = next((i for i in range(len(records)) if _tells_of_it(records, i, parties, scene)), None)
    if told is not None:
        return _replaced(records, told, replace(records[told], further=(evidence, *records[told].further)))
    if len(parties) < 2 or not _is_readout(title.text):
        return records
    return [_readout_meeting(title.text, parties, evidence, scene), *records]


def _with_joint_statement(records: list[Record], title: str, evidence: Evidence, scene: Scene) -> list[Record]:
    for at, known in enumerate(records):
        same = known.type == "arrangement" and known.kind == "joint_statement"
        dated = known.rule.startswith("arrangement: dated") or _is_long_before(known.date, scene.document.date)
        other_day = dated and not dates_agree(known.date, scene.document.date)
        if (
            same and set(known.parties) == set(scene.speakers) and not other_day
        ):  # "released the following joint statement": the same one
            return _replaced(records, at, replace(known, name=title, further=(evidence, *known.further)))
    date = scene.document.date
    statement = Record(
        type="arrangement",
        parties=scene.speakers,
        factuality="agreed",
        evidence=evidence,
        rule="arrangement: title of a joint statement",
        name=title,
        kind="joint_statement",
        date=date,
        inferred=("date: the document's date",) if date else (),
        trigger="title",
    )
    return [statement, *records]


def _is_long_before(date: str | None, made: str | None) -> bool:
    """Tell whether a date is weeks before the document's: an earlier statement, not the one that the document is."""
    last, first = bounds(date)[1] if date else None, bounds(made)[0] if made else None
    return last is not None and first is not None and first - last > EARLIER


def _replaced(records: list[Record], at: int, record: Record) -> list[Record]:
    return [*records[:at], record, *records[at + 1 :]]


def _tells_of_it(records: list[Record], at: int, parties: Codes, scene: Scene) -> bool:
    """Tell whether a record is the meeting that the title tells of, by parties and date; the first may differ in date."""
    record = records[at]
    if record.type != "meeting":
        return False
    if len(set(record.parties) & set(parties)) < SAME_PARTIES * len({*record.parties, *parties}):
        return False
    if not record.date or dates_agree(record.date, scene.document.date):
        return True
    return not any(earlier.type == "meeting" for earlier in records[:at])


def _is_readout(title: str) -> bool:
    """Tell whether a title is a readout's of one meeting, not of a journey with several."""
    return bool(expression("scene", "title_readout").search(title)) and not expression("scene", "journey").search(title)


def _readout_meeting(title: str, parties: Codes, evidence: Evidence, scene: Scene) -> Record:
    date = scene.document.date
    return Record(
        type="meeting",
        parties=parties,
        factuality="held",
        evidence=evidence,
        rule="meeting: title of a readout",
        name=title,
        kind="call" if expression("scene", "call").search(title) else "meeting",
        date=date,
        inferred=("date: a readout tells of its own day",) if date else (),
        trigger="title",
    )
