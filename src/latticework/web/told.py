"""What the register holds, as programs read it: rows with their cells, entities with their statements."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from latticework.model import Entity, Evidence, Lattice, Statement, UnknownName
from latticework.web.table import KINDS, Claim, Row, claims_of


class ClaimTold(BaseModel):
    """One value of a cell; several in a cell are sources that disagree, the preferred one first."""

    value: Any
    words: str = Field(description="The value as people read it.")
    statements: list[str] = Field(description="Ids of the statements that say so.")


class RowTold(BaseModel):
    """One entity of the register."""

    id: str
    label: str
    cells: dict[str, list[ClaimTold]]


class TableTold(BaseModel):
    """Entities of one kind, as of a date, as known on another."""

    kind: str
    as_of: str
    as_known: str | None
    total: int = Field(description="How many rows there are on all pages.")
    rows: list[RowTold]


class SourceTold(BaseModel):
    """A public source."""

    id: str
    title: str
    publisher: str
    date: str | None
    address: str | None


class SentenceTold(BaseModel):
    """An exact quotation: characters ``start`` to ``end`` (exclusive) of the document's text."""

    document: str
    document_sha256: str
    start: int
    end: int
    quote: str


class StatementTold(BaseModel):
    """One statement: a value, who says so, when it was true and when the register learned it."""

    id: str
    property: str
    value: Any
    words: str
    sources: list[SourceTold]
    sentence: SentenceTold | None
    layer: str | None
    confidence: float | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str
    recorded_by: str
    preferred: bool


class EntityTold(BaseModel):
    """One entity with every statement that counts, grouped as the page groups them."""

    id: str
    type: str
    label: str
    statements: list[StatementTold]


def row_told(row: Row) -> RowTold:
    cells = {name: [_claim_told(claim) for claim in claims] for name, claims in row.cells.items()}
    return RowTold(id=row.id, label=row.label, cells=cells)


def _claim_told(claim: Claim) -> ClaimTold:
    return ClaimTold(value=claim.value, words=claim.words, statements=[one.id for one in claim.statements])


def _sentence_told(sentence: Evidence) -> SentenceTold:
    return SentenceTold(
        document=sentence.document_name,
        document_sha256=sentence.document_sha256,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.quote,
    )


def statement_told(lattice: Lattice, statement: Statement, words: str) -> StatementTold:
    """Put a statement together with the sources that it names."""
    known = [lattice.sources[id] for id in statement.sources if id in lattice.sources]
    return StatementTold(
        id=statement.id,
        property=statement.property,
        value=statement.value,
        words=words,
        sources=[
            SourceTold(id=s.id, title=s.title, publisher=s.publisher, date=s.date, address=s.address) for s in known
        ],
        sentence=_sentence_told(statement.evidence) if statement.evidence else None,
        layer=statement.layer,
        confidence=statement.confidence,
        valid_from=statement.valid_from,
        valid_to=statement.valid_to,
        recorded_at=statement.recorded_at,
        recorded_by=statement.recorded_by,
        preferred=statement.preferred,
    )


def entity_of(lattice: Lattice, id: str) -> Entity:
    """Find an entity.

    Raises:
        UnknownName: there is none on the lattice's date.
    """
    found = lattice.entity(id)
    if found is None:
        known = (one for kind in (*KINDS, "actors", "constraints") for one in getattr(lattice, kind))
        raise UnknownName("entity true on that date", id, known, list_them="latticework show")
    return found


def entity_told(lattice: Lattice, id: str) -> EntityTold:
    found = entity_of(lattice, id)
    told = [
        statement_told(lattice, one, claim.words)
        for claims in claims_of(lattice, found).values()
        for claim in claims
        for one in claim.statements
    ]
    return EntityTold(id=id, type=found.type, label=found.label, statements=told)
