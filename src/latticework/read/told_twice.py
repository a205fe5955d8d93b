"""The same thing told twice in a document: one record with further evidence, not two records."""

from __future__ import annotations

from dataclasses import replace

from latticework.model import Record
from latticework.read.drafts import Draft, dates_agree, with_evidence
from latticework.read.trigger_words import expression


def add_record(records: list[Record], draft: Draft) -> None:
    """Add what was found, or add its sentence as further evidence when the same was told before.

    A meeting held on no known day, that no word makes one of its own, is only referred to and is left out; so is the
    accession to an instrument that no sentence named.
    """
    record = draft.record()
    if record.type == "meeting" and (_merged_meeting(records, record) or _only_refers(record)):
        return
    if record.type == "arrangement" and record.kind == "accession":
        _join_signatories(records, record)
        return
    if record.type == "arrangement" and _merged_arrangement(records, record):
        return
    if record.type == "position" and any(_is_same_position(known, record) for known in records):
        return
    records.append(record)


def without_parts(meetings: list[Draft]) -> list[Draft]:
    """Leave out what a sentence tells twice: "met with A and B for a trilateral meeting", by verb and by noun."""
    return [
        one
        for one in meetings
        if not any(set(one.parties) < set(other.parties) and one.date and one.date == other.date for other in meetings)
    ]


def _merged_meeting(records: list[Record], record: Record) -> bool:
    """Merge a meeting with the first known one that can be the same; tell whether there was one."""
    for position, known in enumerate(records):
        if not _may_be_same_meeting(known, record):
            continue
        same_sentence = known.evidence.start == record.evidence.start
        if same_sentence and (_are_told_apart(known.name, record.name) or _are_on_two_days(known, record)):
            continue
        if not (same_sentence and len(known.date or "") >= len(record.date or "")):
            records[position] = with_evidence(known, record)
        return True
    return False


def _may_be_same_meeting(known: Record, record: Record) -> bool:
    return (
        known.type == "meeting"
        and set(known.parties) == set(record.parties)
        and bool(record.date or known.factuality == record.factuality)
        and dates_agree(known.date, record.date)
    )


def _are_told_apart(one: str | None, other: str | None) -> bool:
    """Tell whether two phrases of one sentence name two meetings: "the first commerce …, the first defense …"."""
    numbered = expression("meeting", "numbered")
    return bool(
        one and other and numbered.search(one) and numbered.search(other) and one not in other and other not in one
    )


def _are_on_two_days(known: Record, record: Record) -> bool:
    return bool(known.date and record.date) and known.date != record.date


def _only_refers(record: Record) -> bool:
    """Tell whether a meeting held has neither a date nor a word that makes it one of its own."""
    own = expression("meeting", "own_without_date").search(record.evidence.quote)
    return not record.date and record.factuality == "held" and not own


def _join_signatories(records: list[Record], record: Record) -> None:
    """Add those who signed on to the arrangement that was told last."""
    at = next((i for i in reversed(range(len(records))) if records[i].type == "arrangement"), None)
    if at is not None:
        known = records[at]
        parties = tuple(dict.fromkeys([*known.parties, *record.parties]))
        records[at] = replace(known, parties=parties, further=(*known.further, record.evidence))


def _merged_arrangement(records: list[Record], record: Record) -> bool:
    """Merge an arrangement with the known one of its proper name and kind; tell whether there was one."""
    if not record.name or not record.name[0].isupper():
        return False
    for position, known in enumerate(records):
        if known.type == "arrangement" and known.kind == record.kind and known.name == record.name:
            records[position] = with_evidence(known, record)
            return True
    return False


def _is_same_position(known: Record, record: Record) -> bool:
    return (
        known.type == "position"
        and known.kind == record.kind
        and known.evidence.start == record.evidence.start
        and set(known.targets) == set(record.targets)
        and known.parties == record.parties
    )
