"""Statements and sources as rows of the file, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from latticework.model import ENTITY_TYPES, Evidence, RegisterError, Source, Statement, earliest, latest

WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode  # one encoder for all: making one costs more
READ = json.JSONDecoder().raw_decode  # of what we wrote: no space around it, as json.loads would look for
WRITE_SORTED = json.JSONEncoder(sort_keys=True).encode
EVIDENCE_FIELDS = tuple(field.name for field in fields(Evidence))


def as_json(value: Any) -> str:
    """Write a value as the JSON that the file keeps."""
    return WRITE(value)


@lru_cache(maxsize=16)
def evidence_json(evidence: Evidence) -> str:
    """Write evidence as the JSON that the file keeps; one sentence stands behind several statements in a row."""
    return WRITE({name: getattr(evidence, name) for name in EVIDENCE_FIELDS})


def statement_row(position: int, s: Statement) -> tuple[Any, ...]:
    """Turn a statement into a row, checking what could not be read back.

    Raises:
        RegisterError: an unknown type of entity, a date that is none, or a value that is no JSON.
    """
    where = f"{s.subject}, {s.property}"
    if s.subject_type not in ENTITY_TYPES:
        raise RegisterError(
            f"There is no type {s.subject_type!r}", where=where, remedy=f"Known are {', '.join(ENTITY_TYPES)}"
        )
    try:
        first, last = earliest(s.valid_from), latest(s.valid_to)
    except ValueError as problem:
        raise RegisterError(f"A date is none: {problem}", where=where) from problem
    if first and last and first > last:
        raise RegisterError(f"It ends ({s.valid_to}) before it begins ({s.valid_from})", where=where)
    try:
        value = WRITE(s.value)
        value.encode("utf-8")
    except (TypeError, ValueError) as problem:
        raise RegisterError(f"The value cannot be kept: {problem}", where=where) from problem
    return (
        position,
        s.id,
        s.subject,
        s.subject_type,
        s.property,
        value,
        WRITE(s.sources) if s.sources else "[]",
        evidence_json(s.evidence) if s.evidence else None,
        s.layer,
        s.status,
        s.confidence,
        s.valid_from,
        s.valid_to,
        first.isoformat() if first else None,
        last.isoformat() if last else None,
        s.preferred,
    )


def statement_from(row: Sequence[Any]) -> Statement:
    """Turn the columns of ``queries.STATEMENT`` into a statement."""
    return Statement(
        id=row[0],
        subject=row[1],
        subject_type=row[2],
        property=row[3],
        value=READ(row[4])[0],
        sources=_sources_from(row[5]),
        evidence=Evidence(**READ(row[6])[0]) if row[6] else None,
        layer=row[7],
        status=row[8],
        confidence=row[9],
        valid_from=row[10],
        valid_to=row[11],
        recorded_at=row[12],
        recorded_by=row[13],
        preferred=row[14],
    )


@lru_cache(maxsize=1024)
def _sources_from(text: str) -> tuple[str, ...]:
    """Read the sources of a statement; few sources stand behind many."""
    return tuple(READ(text)[0])


def source_row(source: Source) -> tuple[Any, ...]:
    """Turn a source into a row."""
    return (source.id, source.title, source.publisher, source.date, source.address)


def new_id(act: int, position: int, subject: str, name: str, value: Any) -> str:
    """Give a statement its id: no other act and position can have it."""
    content = WRITE_SORTED([act, position, subject, name, value])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:20]
