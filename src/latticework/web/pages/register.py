"""The register as tables, every cell of which opens what says so; the same for programs, and as CSV."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from latticework.model import Entity, Evidence, Lattice, Statement, UnknownName
from latticework.web.pages.common import Asked as Snapshot
from latticework.web.pages.common import Kept
from latticework.web.rendering import page
from latticework.web.table import (
    FEW,
    KINDS,
    Asked,
    Claim,
    Kind,
    Row,
    as_csv,
    claims_of,
    columns_of,
    parties_of,
    rows_of,
)

router = APIRouter()
A_PAGE = 200


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


def asked_of(
    q: Annotated[str, Query(description="Words that must occur in a row, its id or its codes.", max_length=200)] = "",
    party: Annotated[str, Query(description="Only rows that name this actor (a code).", max_length=80)] = "",
    disagree: Annotated[bool, Query(description="Only rows where sources disagree.")] = False,
    sort: Annotated[str, Query(description="A property to sort by; with - in front, backwards.", max_length=60)] = "",
) -> Asked:
    """What of a table is to be seen."""
    return Asked(words=q, party=party, disagreeing=disagree, sort=sort)


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


Filters = Annotated[Asked, Depends(asked_of)]


@router.get("/api/register/{kind}")
def table(
    lattice: Snapshot,
    kind: Kind,
    asked: Filters,
    start: Annotated[int, Query(description="The first row, from 0.", ge=0, le=10_000_000)] = 0,
    most: Annotated[int, Query(description="How many rows.", ge=1, le=1000)] = A_PAGE,
) -> TableTold:
    """Give entities of one kind with every value that is stated of them."""
    rows = rows_of(lattice.snapshot, kind, asked)
    return TableTold(
        kind=kind,
        as_of=lattice.snapshot.as_of,
        as_known=lattice.snapshot.as_known,
        total=len(rows),
        rows=[row_told(row) for row in rows[start : start + most]],
    )


@router.get("/api/entity")
def entity(lattice: Snapshot, id: Annotated[str, Query(description="The entity's id.", max_length=300)]) -> EntityTold:
    """Give everything that counts of one entity, statement by statement, with sentence or sources."""
    return _entity_told(lattice.snapshot, id)


def _entity_told(lattice: Lattice, id: str) -> EntityTold:
    found = entity_of(lattice, id)
    told = [
        statement_told(lattice, one, claim.words)
        for claims in claims_of(lattice, found).values()
        for claim in claims
        for one in claim.statements
    ]
    return EntityTold(id=id, type=found.type, label=found.label, statements=told)


@router.get("/register.csv")
def exported(
    lattice: Snapshot,
    asked: Filters,
    kind: Kind = "arrangements",
) -> Response:
    """The table as it is seen, all pages of it, as CSV."""
    rows = rows_of(lattice.snapshot, kind, asked)
    return Response(
        as_csv(kind, rows),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{kind}-{lattice.snapshot.as_of[:10]}.csv"'},
    )


@router.get("/register", response_class=HTMLResponse)
def register(
    request: Request,
    lattice: Snapshot,
    asked: Filters,
    kind: Kind = "arrangements",
    start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """A table, with filters, two dates, and a dot in each cell that opens what says so."""
    snapshot = lattice.snapshot
    rows = rows_of(snapshot, kind, asked)
    state = {
        "as_of": request.query_params.get("as_of"), "as_known": request.query_params.get("as_known"), "kind": kind,
        "q": asked.words, "party": asked.party, "disagree": "true" if asked.disagreeing else "", "sort": asked.sort,
    }  # fmt: skip

    def link(path: str = "/register", **changed: str | int) -> str:
        """The address of this page with something else in it."""
        return path + "?" + urlencode({k: v for k, v in {**state, **changed}.items() if v not in (None, "", 0)})

    return page(
        request,
        "register.html",
        title="Register",
        kinds=[(one, one.capitalize(), len(getattr(snapshot, one))) for one in KINDS],
        kind=kind,
        columns=columns_of(kind, rows),
        rows=rows[start : start + A_PAGE],
        total=len(rows),
        start=start,
        a_page=A_PAGE,
        few=FEW,
        parties=parties_of(snapshot, kind),
        asked=asked,
        as_of=snapshot.as_of,
        as_known=snapshot.as_known or "",
        link=link,
    )


@router.get("/entity", response_class=HTMLResponse)
def entity_page(
    request: Request, lattice: Snapshot, keeper: Kept, id: Annotated[str, Query(max_length=300)]
) -> HTMLResponse:
    """One entity: every statement that counts with its sentence or sources, and what was stated before."""
    told = _entity_told(lattice.snapshot, id)
    groups: dict[str, dict[str, list[StatementTold]]] = {}
    for one in told.statements:
        groups.setdefault(one.property, {}).setdefault(one.words, []).append(one)
    with keeper.file() as file:
        past = file.history(id, lattice.snapshot.as_known)
    counting = {one.id for one in told.statements}
    return page(
        request,
        "entity.html",
        title=told.label,
        entity=told,
        groups=groups,
        past=[one for one in past if one.statement.id not in counting],
        as_of=lattice.snapshot.as_of,
        as_known=lattice.snapshot.as_known,
    )
