"""The same thing told twice in a document: one record with further evidence, not two records."""

from __future__ import annotations

from dataclasses import replace

from latticework.model import Record, bounds
from latticework.read.drafts import Draft, dates_agree, with_evidence
from latticework.read.trigger_words import expression, words


def add_record(records: list[Record], draft: Draft) -> None:
    """Add what was found, or add its sentence as further evidence when the same was told before.

    A meeting held on no known day, that no word makes one of its own, is only referred to and is left out; so is the
    accession to an instrument that no sentence named.
    """
    record = draft.record()
    of_journey = draft.reading.scene.journey and record.trigger in words("meeting", "meet")
    if record.type == "meeting" and (_merged_meeting(records, record) or (_only_refers(record) and not of_journey)):
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
    if known.type != "meeting" or set(known.parties) != set(record.parties):
        return False
    if known.factuality != record.factuality and not _is_closed(known.date, record.date):
        return False  # what was held is not what is still to come, unless both have their day
    if _is_first_of_its_kind(record) and known.date != record.date and known.trigger != record.trigger:
        return False  # "their first dialogue this year" is none of the meetings told before
    if known.date != record.date and _is_another(record) and not _is_another(known):
        return False
    if not (known.date and record.date) and (_are_of_two_kinds(known, record) or _are_in_two_places(known, record)):
        return False
    return dates_agree(known.date, record.date) and not _cross(known.date, record.date)


def _are_of_two_kinds(known: Record, record: Record) -> bool:
    """Tell whether two meetings to come without a day are called by two nouns of their own: a summit, a dialogue."""
    own = words("meeting", "own_kinds")
    one, other = (known.trigger or "").lower(), (record.trigger or "").lower()
    return record.factuality == "planned" and one in own and other in own and one != other


def _is_first_of_its_kind(record: Record) -> bool:
    numbered = expression("meeting", "numbered").search(record.name or "")
    return record.factuality == "planned" and numbered is not None


def _are_in_two_places(known: Record, record: Record) -> bool:
    """Tell whether two meetings held on no known day were held in two places: "in Baghdad, …", "in Erbil, …"."""
    undated = not known.date and not record.date and known.factuality == record.factuality == "held"
    return undated and known.place is not None and record.place is not None and known.place != record.place


def _is_another(record: Record) -> bool:
    """Tell whether a meeting to come is told as another one: "the next summit"."""
    another = expression("meeting", "another").search(record.name or "")
    return record.factuality == "planned" and another is not None


def _is_closed(*dates: str | None) -> bool:
    return all(date is not None and ".." not in date for date in dates)


def _cross(one: str | None, other: str | None) -> bool:
    """Tell whether two stretches of days only touch: July 25 to 28, and July 28 to 29."""
    if not one or not other:
        return False
    (a, b), (c, d) = bounds(one), bounds(other)
    if a is None or b is None or c is None or d is None:
        return False
    return not (a <= c and d <= b) and not (c <= a and b <= d)


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
    """Merge an arrangement with the known one of its name, or of its parties and day; tell whether there was one."""
    named = record.name is not None and record.name[0].isupper()
    for position, known in enumerate(records):
        if known.type != "arrangement" or known.kind != record.kind:
            continue
        if (named and known.name == record.name) or _is_of_same_day(known, record):
            records[position] = with_evidence(known, record)
            return True
    return False


def _is_of_same_day(known: Record, record: Record) -> bool:
    """Tell whether an instrument that its date tells is one of that day and those parties told before."""
    told_by_date = record.rule.startswith("arrangement: dated") and record.date is not None
    return told_by_date and known.date == record.date and set(known.parties) == set(record.parties)


def _is_same_position(known: Record, record: Record) -> bool:
    return (
        known.type == "position"
        and known.kind == record.kind
        and known.evidence.start == record.evidence.start
        and set(known.targets) == set(record.targets)
        and known.parties == record.parties
    )
