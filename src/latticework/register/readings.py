"""Documents as readers read them: stored once, read again without doubling, and what another reader would change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from latticework.model import Document, Record
from latticework.register import queries
from latticework.register.merge import best_matches
from latticework.register.rows import as_json

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile

NOT_TOLD_APART_BY = ("rule", "trigger", "doc")  # how a reader found it, and what the file was called


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a reading would change against the reading that counts now.

    ``changed`` pairs a record that goes with the one of the same type at the same place that comes. ``kept_accepted``
    are records that the new reading no longer finds but that somebody accepted: they stay.
    """

    document: str
    added: tuple[dict[str, Any], ...]
    changed: tuple[tuple[dict[str, Any], dict[str, Any]], ...]
    withdrawn: tuple[dict[str, Any], ...]
    kept_accepted: tuple[dict[str, Any], ...]
    same: int


def record_id(line: Mapping[str, Any], second_reader: str = "") -> str:
    """Give a record its id: two records are one when they say the same of the same words of the same document.

    What a second reader proposes stays apart from what the first one found.
    """
    content = {key: value for key, value in line.items() if key not in NOT_TOLD_APART_BY}
    if second_reader:
        content["second_reader"] = second_reader
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """One document with what a reader found in it, to be stored; ``sketch`` is by what copies of its text are found."""

    document: Document
    records: Sequence[Record]
    sketch: str = ""


def add_reading(
    file: RegisterFile, document: Document, records: Sequence[Record], reader_version: str, who: str | None = None
) -> bool:
    """Store a document and what a reader found in it in one act; ``False`` if this reader's reading is there.

    The newest reading counts: what it no longer finds leaves the queue, what was accepted stays.
    """
    return bool(add_readings(file, [ReadDocument(document=document, records=records)], reader_version, who))


def add_readings(
    file: RegisterFile, read: Sequence[ReadDocument], reader_version: str, who: str | None = None
) -> dict[str, int]:
    """Store several documents in one act, since an act costs more than a document.

    Returns:
        For each document that is new to this reader, by its SHA-256: for how many of its records an entity is proposed.
    """
    shas = [one.document.sha256 for one in read]
    if len(already_read(file, shas, reader_version)) == len(set(shas)):
        return {}  # without waiting to write
    with file.writing("read", who=who) as act:
        connection = act.connection
        values = {"version": reader_version, "documents": shas}
        there = {row[0] for row in connection.execute(queries.ALREADY_READ, values).fetchall()}
        new = {one.document.sha256: one for one in read if one.document.sha256 not in there}
        if not new:  # somebody was faster
            act.cancel()
            return {}
        act.why = _why(list(new.values()), reader_version)
        kept = {row[0] for row in connection.execute(queries.DOCUMENTS_THERE, [list(new)]).fetchall()}
        lines: dict[str, dict[str, Any]] = {}
        for sha256, one in new.items():
            d = one.document
            if sha256 not in kept:
                act.add("documents", [(sha256, d.name, d.title, d.date, d.date_rule, d.media_type, d.text)])
                if one.sketch:
                    act.add("sketches", [(sha256, one.sketch)])
            act.add("readings", [(sha256, reader_version)])
            own: dict[str, dict[str, Any]] = {}
            for record in one.records:
                line = record.as_line()
                own.setdefault(record_id(line, reader_version.partition(",")[2]), line)
            known = (
                {row[0] for row in connection.execute(queries.RECORD_IDS, [sha256]).fetchall()}
                if sha256 in kept
                else set()
            )
            act.add("records", [(id, sha256, as_json(line)) for id, line in own.items() if id not in known])
            act.add("found", [(id, position) for position, id in enumerate(own)])
            lines.update(own)
        matches = best_matches(connection, act.act - 1, file.roots(), lines)
        act.add("matches", [(m.one, m.entity, m.score, m.reason) for m in matches])
    proposed = dict.fromkeys(new, 0)
    for match in matches:
        proposed[lines[match.one]["document_sha256"]] += 1
    return proposed


def _why(read: Sequence[ReadDocument], reader_version: str) -> str:
    first, last = read[0].document.name, read[-1].document.name
    if len(read) == 1:
        return f"{first}, read by {reader_version}"
    return f"{len(read)} documents, {first} to {last}, read by {reader_version}"


def already_read(
    file: RegisterFile, documents: Sequence[str], reader_version: str
) -> dict[str, tuple[str | None, dict[str, int]]]:
    """Give, of the documents with these SHA-256, those this reader has read: title, and records by type."""
    found: dict[str, tuple[str | None, dict[str, int]]] = {}
    with file.reading() as connection:
        values = {"version": reader_version, "documents": list(documents)}
        for sha256, title, kind, records in connection.execute(queries.ALREADY_READ, values).fetchall():
            counts = found.setdefault(sha256, (title, {}))[1]
            if kind:
                counts[kind] = records
    return found


def compare(file: RegisterFile, document: Document, records: Sequence[Record]) -> Comparison:
    """Say what a new reading of a document would add, change and withdraw; nothing is stored."""
    new = {record_id(line): line for line in (record.as_line() for record in records)}
    with file.reading() as connection:
        values = {"known": file.known(connection, None), "sha256": document.sha256}
        old = {id: json.loads(line) for id, line in connection.execute(queries.LATEST_RECORDS, values).fetchall()}
        decided = dict(connection.execute(queries.DECIDED_OF, values).fetchall())
    came = {id: line for id, line in new.items() if id not in old}
    went = {id: line for id, line in old.items() if id not in new}
    changed = []
    for id, line in list(went.items()):
        successor = next((other for other, there in came.items() if _same_place(line, there)), None)
        if successor is not None:
            changed.append((went.pop(id), came.pop(successor)))
    accepted = {id for id, verdict in decided.items() if verdict == "accept"}
    return Comparison(
        document=document.name,
        added=tuple(came.values()),
        changed=tuple(changed),
        withdrawn=tuple(line for id, line in went.items() if id not in accepted),
        kept_accepted=tuple(line for id, line in went.items() if id in accepted),
        same=len(set(old) & set(new)),
    )


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one["type"] == other["type"] and one["start"] < other["end"] and other["start"] < one["end"]


def records(file: RegisterFile, as_known: str | None = None, most: int | None = None) -> list[dict[str, Any]]:
    """Give every record of the newest readings that nobody rejected, and every accepted one, document by document.

    In a register that holds more than ``most``, give those that are matched with an entity, up to that number.

    ``record`` is its id; ``proposed`` the entity that it may be (or, once accepted, is) with score and reason;
    ``copy_of`` the SHA-256 of the document of which its own is a copy (one source in several places), else ``None``.
    """
    from latticework.register.copies import originals

    with file.reading() as connection:
        known = file.known(connection, as_known)
        if most is not None and connection.execute(queries.RECORDS_IN_ALL, {"known": known}).fetchall()[0][0] > most:
            cursor = connection.execute(queries.RECORDS_OF_ENTITIES, {"known": known, "most": most})
        else:
            cursor = connection.execute(queries.RECORDS, {"known": known})
        rows = cursor.fetchall()
        roots, copied = file.roots(as_known), originals(file, as_known)
    found = []
    for id, line, entity, points, reason, verdict, subject in rows:
        if verdict == "reject":
            continue
        if verdict == "accept":
            entity, points, reason = roots.get(subject, subject), 1.0, "accepted"
        fields = json.loads(line)
        found.append(
            {
                **fields,
                "copy_of": copied.get(fields["document_sha256"]),
                "record": id,
                "decision": verdict,
                "proposed": entity,
                "proposed_score": points,
                "proposed_because": reason,
            }
        )
    return found
