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


def add_reading(
    file: RegisterFile, document: Document, records: Sequence[Record], reader_version: str, who: str | None = None
) -> bool:
    """Store a document and what a reader found in it in one act; ``False`` if this reader's reading is there.

    The newest reading counts: what it no longer finds leaves the queue, what was accepted stays.
    """
    key = [document.sha256, reader_version]
    with file.reading() as connection:
        if connection.execute(queries.READING_THERE, key).fetchone():
            return False
    with file.writing("read", why=f"{document.name}, read by {reader_version}", who=who) as act:
        connection = act.connection
        if connection.execute(queries.READING_THERE, key).fetchone():  # somebody was faster
            act.cancel()
            return False
        lines: dict[str, dict[str, Any]] = {}
        for record in records:
            line = record.as_line()
            lines.setdefault(record_id(line, reader_version.partition(",")[2]), line)
        if not connection.execute(queries.DOCUMENT_THERE, [document.sha256]).fetchone():
            d = document
            act.add("documents", [(d.sha256, d.name, d.title, d.date, d.date_rule, d.media_type, d.text)])
        act.add("readings", [key])
        there = {row[0] for row in connection.execute(queries.RECORD_IDS, [document.sha256]).fetchall()}
        act.add("records", [(id, document.sha256, as_json(line)) for id, line in lines.items() if id not in there])
        act.add("found", [(id, position) for position, id in enumerate(lines)])
        matches = best_matches(connection, act.act - 1, file.roots(), lines)
        act.add("matches", [(m.one, m.entity, m.score, m.reason) for m in matches])
    return True


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


def records(file: RegisterFile, as_known: str | None = None) -> list[dict[str, Any]]:
    """Give every record of the newest readings that nobody rejected, and every accepted one, document by document.

    ``record`` is its id; ``proposed`` the entity that it may be (or, once accepted, is) with score and reason.
    """
    with file.reading() as connection:
        known = file.known(connection, as_known)
        rows = connection.execute(queries.RECORDS, {"known": known}).fetchall()
        roots = file.roots(as_known)
    found = []
    for id, line, entity, points, reason, verdict, subject in rows:
        if verdict == "reject":
            continue
        if verdict == "accept":
            entity, points, reason = roots.get(subject, subject), 1.0, "accepted"
        found.append(
            {
                **json.loads(line),
                "record": id,
                "decision": verdict,
                "proposed": entity,
                "proposed_score": points,
                "proposed_because": reason,
            }
        )
    return found
