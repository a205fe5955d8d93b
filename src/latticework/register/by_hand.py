"""What analysts write themselves: add, edit, retract, note, prefer. Every statement names its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from latticework.model import RegisterError, Source, Statement
from latticework.register import queries
from latticework.register.acts import Writing
from latticework.register.rows import as_json, new_id, source_row, statement_from, statement_row

if TYPE_CHECKING:
    import duckdb

    from latticework.register.store import RegisterFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement as an analyst gives it, before the register numbers and dates it."""

    subject: str
    subject_type: str
    property: str
    value: Any
    sources: tuple[str, ...]
    layer: str | None = None
    confidence: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None


def add(
    file: RegisterFile,
    claims: Sequence[Claim],
    *,
    new_sources: Iterable[Source] = (),
    why: str = "",
    who: str | None = None,
    kind: str = "add",
) -> list[str]:
    """Add statements in one act, all or none; give the ids of those that were not there yet.

    Raises:
        RegisterError: a claim has no source or an unknown one, a type or date that is none, or an empty value.
    """
    with file.writing(kind, why=why, who=who) as act:
        known = act.act - 1
        _add_sources(act, new_sources)
        rows: list[Statement] = []
        for claim in claims:
            check_claim(claim)
            _sources_known(act, claim)
            if _is_there(act.connection, known, claim) or any(_same(claim, row) for row in rows):
                continue
            there = act.connection.execute(queries.SUBJECT_TYPE, {"known": known, "id": claim.subject}).fetchone()
            if there and there[0] != claim.subject_type:
                raise RegisterError(
                    f"{claim.subject!r} is of the type {there[0]}, not {claim.subject_type}", remedy="Choose another id"
                )
            rows.append(_stated(act, len(rows), claim))
        act.add("statements", [statement_row(position, row) for position, row in enumerate(rows)])
        if not rows and not act.rows.get("sources"):
            act.cancel()
    return [row.id for row in rows]


def check_claim(claim: Claim) -> None:
    """Refuse a claim that nobody could follow up.

    Raises:
        RegisterError: it has no subject, value or source, a wrong type, layer or confidence, or a date that is none.
    """
    where = f"{claim.subject or '(no subject)'}, {claim.property or '(no property)'}"
    if not claim.subject.strip() or not claim.property.strip():
        raise RegisterError("A statement needs a subject and a property", where=where)
    if claim.value in (None, "", []):
        raise RegisterError("A statement needs a value", where=where)
    if not claim.sources:
        raise RegisterError("A statement needs a source", where=where, remedy="Name at least one source")
    if claim.layer not in (None, "de_jure", "de_facto"):
        raise RegisterError(f"There is no layer {claim.layer!r}", where=where, remedy="Say de_jure or de_facto")
    if claim.confidence is not None and not 0 <= claim.confidence <= 1:
        raise RegisterError(f"A confidence is from 0 to 1, not {claim.confidence}", where=where)
    statement_row(0, _plain(claim))


def _plain(claim: Claim) -> Statement:
    return Statement(
        id="",
        subject=claim.subject,
        subject_type=claim.subject_type,  # type: ignore[arg-type]  # statement_row refuses what is none
        property=claim.property,
        value=claim.value,
        sources=claim.sources,
        layer=claim.layer,  # type: ignore[arg-type]  # checked above
        confidence=claim.confidence,
        valid_from=claim.valid_from,
        valid_to=claim.valid_to,
    )


def _stated(act: Writing, position: int, claim: Claim) -> Statement:
    return replace(_plain(claim), id=new_id(act.act, position, claim.subject, claim.property, claim.value))


def _same(claim: Claim, row: Statement) -> bool:
    return replace(row, id="") == _plain(claim)


def _is_there(connection: duckdb.DuckDBPyConnection, known: int, claim: Claim) -> bool:
    values = {
        "known": known,
        "subject": claim.subject,
        "property": claim.property,
        "value": as_json(claim.value),
        "sources": as_json(claim.sources),
        "valid_from": claim.valid_from,
        "valid_to": claim.valid_to,
    }
    return connection.execute(queries.SAME_STATED, values).fetchone() is not None


def _add_sources(act: Writing, new: Iterable[Source]) -> None:
    for source in new:
        if not source.id or not source.title or not source.publisher:
            raise RegisterError("A source needs an id, a title and a publisher", where=source.id or "(no id)")
        if ";" in source.id or source.id != source.id.strip():
            raise RegisterError("The id of a source has no ; and no space around it", where=source.id)
        if not act.connection.execute(queries.SOURCE_THERE, [source.id]).fetchone():
            act.add("sources", [source_row(source)])


def _sources_known(act: Writing, claim: Claim) -> None:
    added = {row[0] for row in act.rows.get("sources", ())}
    for id in claim.sources:
        if id not in added and not act.connection.execute(queries.SOURCE_THERE, [id]).fetchone():
            raise RegisterError(
                f"No source is called {id!r}",
                where=f"{claim.subject}, {claim.property}",
                remedy="Describe it with --source-title and --publisher, or use one that is there",
            )


def find_statement(connection: duckdb.DuckDBPyConnection, known: int, id: str) -> Statement:
    """Find a statement that counts by its id.

    Raises:
        RegisterError: there is none, or it was taken back.
    """
    row = connection.execute(queries.ONE_STATEMENT, {"known": known, "id": id}).fetchone()
    if row is None:
        raise RegisterError(f"No statement that counts has the id {id!r}", remedy="`latticework past` shows the ids")
    return statement_from(row)


def edit(
    file: RegisterFile,
    statement: str,
    value: Any,
    *,
    sources: tuple[str, ...],
    new_sources: Iterable[Source] = (),
    why: str,
    who: str | None = None,
) -> str:
    """Put another value in the place of a statement, as a new row; the old one stays in the history. Give its id.

    Raises:
        RegisterError: no such statement counts, or the source or the reason is missing.
    """
    if not why:
        raise RegisterError("An edit needs a reason", remedy="Say --why")
    with file.writing("edit", why=why, who=who) as act:
        old = find_statement(act.connection, act.act - 1, statement)
        _add_sources(act, new_sources)
        claim = Claim(
            subject=old.subject,
            subject_type=old.subject_type,
            property=old.property,
            value=value,
            sources=sources,
            layer=old.layer,
            confidence=old.confidence,
            valid_from=old.valid_from,
            valid_to=old.valid_to,
        )
        check_claim(claim)
        _sources_known(act, claim)
        new = _stated(act, 0, claim)
        act.add("statements", [statement_row(0, new)])
        act.add("retractions", [(old.id,)])
    return new.id


def retract(file: RegisterFile, statement: str, *, why: str, who: str | None = None) -> None:
    """Take a statement back: it was never true, or should not have been recorded."""
    if not why:
        raise RegisterError("A retraction needs a reason", remedy="Say --why")
    with file.writing("retract", why=why, who=who) as act:
        act.add("retractions", [(find_statement(act.connection, act.act - 1, statement).id,)])


def note(
    file: RegisterFile,
    subject: str,
    text: str,
    *,
    sources: tuple[str, ...],
    new_sources: Iterable[Source] = (),
    who: str | None = None,
) -> str:
    """Write a note about something that the register has; give the id of the statement."""
    with file.reading() as connection:
        row = connection.execute(
            queries.SUBJECT_TYPE, {"known": file.known(connection, None), "id": subject}
        ).fetchone()
    if row is None:
        raise RegisterError(
            f"The register has nothing called {subject!r}", remedy="`latticework show` lists what there is"
        )
    claim = Claim(subject=subject, subject_type=row[0], property="note", value=text, sources=sources)
    added = add(file, [claim], new_sources=new_sources, who=who, kind="note")
    if not added:
        raise RegisterError("The same note from the same source is there already", where=subject)
    return added[0]


def prefer(file: RegisterFile, statement: str, *, why: str, who: str | None = None) -> None:
    """Record the judgement that this value is shown first where sources disagree; the others stay beside it.

    Raises:
        RegisterError: no such statement counts, or no reason is given.
    """
    if not why:
        raise RegisterError("A preference needs a reason", remedy="Say --why")
    with file.writing("prefer", why=why, who=who) as act:
        act.add("preferences", [(find_statement(act.connection, act.act - 1, statement).id,)])


def claims_of(
    subject: str, subject_type: str, values: Mapping[str, Any], sources: tuple[str, ...], **more: Any
) -> list[Claim]:
    """Make a claim of each property and value of one subject."""
    return [
        Claim(subject=subject, subject_type=subject_type, property=name, value=value, sources=sources, **more)
        for name, value in values.items()
    ]
