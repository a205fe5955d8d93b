"""Review: the queue of what readers propose, and the decisions on it, each an act that can be undone.

A record is a mention put in order. Accepting it makes a subject of its own from exactly the fields that were shown, and,
where it is something that the register has, links that subject to the entity. So five documents about one meeting are
one entity with five subjects, each with its sentence, and any of them can be split off again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from latticework.model import Candidate, Evidence, Proposed, RegisterError, Statement
from latticework.register import queries
from latticework.register.acts import Writing
from latticework.register.rows import new_id, statement_row

if TYPE_CHECKING:
    import duckdb

    from latticework.register.store import RegisterFile

# The register's property for each field of a record, by type (DESIGN section 2); what is not named keeps its name.
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "meeting": {"name": "label"},
    "arrangement": {"name": "label", "date": "founded", "targets": "beneficiaries"},
    "commitment": {"name": "label", "parties": "promisers", "targets": "beneficiaries", "factuality": "stage"},
    "position": {"name": "label", "parties": "holders", "kind": "stance"},
    "role": {"name": "label", "date": "since", "parties": "holder", "persons": "person"},
}
FIELDS = (
    "name", "kind", "parties", "targets", "date", "place", "amount", "currency", "unit", "horizon", "persons",
    "factuality",
)  # fmt: skip
SHORTEST_ID = 6


def queue(file: RegisterFile, most: int = 20, as_known: str | None = None) -> list[Proposed]:
    """Give the first records that wait for a decision: document by document, those skipped last."""
    with file.reading() as connection:
        values = {"known": file.known(connection, as_known), "most": most}
        rows = connection.execute(queries.QUEUE, values).fetchall()
    return [_proposed(row) for row in rows]


def queue_length(file: RegisterFile, as_known: str | None = None) -> int:
    """Count the records that wait for a decision."""
    with file.reading() as connection:
        row = connection.execute(queries.QUEUE_LENGTH, {"known": file.known(connection, as_known)}).fetchone()
    return int(row[0]) if row else 0


def _proposed(row: Sequence[Any]) -> Proposed:
    id, line, entity, points, reason = row[:5]
    match = Candidate(one=id, entity=entity, score=points, reason=reason) if entity else None
    return Proposed(id=id, line=json.loads(line), match=match)


def find_record(file: RegisterFile, id: str) -> tuple[Proposed, str | None]:
    """Find a record by its id or the beginning of it, with the decision that counts.

    Raises:
        RegisterError: no record has that id, or several begin so.
    """
    with file.reading() as connection:
        return _find(connection, file.known(connection, None), id)


def _find(connection: duckdb.DuckDBPyConnection, known: int, id: str) -> tuple[Proposed, str | None]:
    rows = (
        connection.execute(queries.ONE_RECORD, {"known": known, "id": id}).fetchall() if len(id) >= SHORTEST_ID else []
    )
    if len(rows) != 1:
        how = "Several records begin" if rows else "No record begins"
        raise RegisterError(f"{how} with {id!r}", remedy="`latticework review --list` shows the ids")
    return _proposed(rows[0]), rows[0][5]


def accept(
    file: RegisterFile,
    record: str,
    *,
    entity: str | None = None,
    changes: Mapping[str, Any] | None = None,
    why: str = "",
    who: str | None = None,
) -> str:
    """Accept a record as a new entity, or as more evidence for ``entity``; give the id of the entity.

    ``changes`` are fields that the analyst corrects: what was read is recorded and taken back in the same act, so that
    both stay in the history.

    Raises:
        RegisterError: it was decided before, there is no such entity or field, or a change has no reason.
    """
    if changes and not why:
        raise RegisterError("A changed record needs a reason", remedy="Say --why")
    with file.writing("accept", why=why, who=who) as act:
        known = act.act - 1
        proposed, verdict = _find(act.connection, known, record)
        if verdict not in (None, "skip"):
            raise RegisterError(
                f"The record {proposed.id} was decided before ({verdict})", remedy="Undo that decision first"
            )
        line = proposed.line
        unknown = set(changes or ()) - set(FIELDS)
        if unknown:
            raise RegisterError(
                f"A record has no field {sorted(unknown)[0]!r}", remedy=f"Known are {', '.join(FIELDS)}"
            )
        subject = f"{line['type']}-{proposed.id[:12]}"
        target = None
        if entity is not None:
            target = file.roots().get(entity, entity)
            require_entity(act.connection, known, target, line["type"])
        _state(act, subject, line, changes or {})
        act.add("decisions", [(proposed.id, "accept", subject)])
        if target is not None:
            act.add("identities", [(subject, target)])
    return target or subject


def require_entity(connection: duckdb.DuckDBPyConnection, known: int, id: str, type: str | None = None) -> str:
    """Make sure that something counts that is stated of an entity (of a type); give its type.

    Raises:
        RegisterError: nothing is stated of it, or it is of another type.
    """
    row = connection.execute(queries.SUBJECT_TYPE, {"known": known, "id": id}).fetchone()
    if row is None:
        raise RegisterError(f"The register has no {type or 'entity'} {id!r}", remedy="`latticework show` lists them")
    if type is not None and row[0] != type:
        raise RegisterError(f"{id!r} is of the type {row[0]}, not {type}", remedy="Choose one of the same type")
    return str(row[0])


def _state(act: Writing, subject: str, line: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Write what was shown, field by field, with the sentence; a changed field as read, taken back, and as changed."""
    first = Evidence(
        document_sha256=line["document_sha256"],
        document_name=line["doc"],
        start=line["start"],
        end=line["end"],
        quote=line["quote"],
    )
    rows: list[Statement] = []
    for field, value in shown_fields(line).items():
        for changed in (False, True) if field in changes else (False,):
            stated = changes[field] if changed else value
            if stated is None or stated == []:
                continue
            name = PROPERTIES[line["type"]].get(field, field)
            if name in ("holder", "person") and isinstance(stated, list):
                stated = stated[0]
            rows.append(
                Statement(
                    id=new_id(act.act, len(rows), subject, name, stated),
                    subject=subject,
                    subject_type=line["type"],
                    property=name,
                    value=stated,
                    evidence=first,
                    layer="de_facto",
                )
            )
            if field in changes and not changed:
                act.add("retractions", [(rows[-1].id,)])
    act.add("statements", [statement_row(position, row) for position, row in enumerate(rows)])


def shown_fields(line: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a record that are shown for review and written when it is accepted; without a name, a label."""
    fields = {field: line.get(field) for field in FIELDS}
    if not fields["name"]:
        parties = ", ".join(line.get("parties") or ()) or "nobody named"
        fields["name"] = f"{line.get('kind') or line['type']}: {parties}" + (
            f", {line['date']}" if line.get("date") else ""
        )
    return fields


def reject(file: RegisterFile, record: str, *, why: str, who: str | None = None) -> None:
    """Reject a record: it is not what the sentence says.

    Raises:
        RegisterError: it was decided before, or no reason is given.
    """
    if not why:
        raise RegisterError("A rejection needs a reason", remedy="Say --why")
    _decide(file, record, "reject", why, who)


def skip(file: RegisterFile, record: str, *, why: str = "", who: str | None = None) -> None:
    """Put a record at the end of the queue."""
    _decide(file, record, "skip", why, who)


def _decide(file: RegisterFile, record: str, verdict: str, why: str, who: str | None) -> None:
    with file.writing(verdict, why=why, who=who) as act:
        proposed, before = _find(act.connection, act.act - 1, record)
        if before not in (None, "skip"):
            raise RegisterError(
                f"The record {proposed.id} was decided before ({before})", remedy="Undo that decision first"
            )
        act.add("decisions", [(proposed.id, verdict, None)])
