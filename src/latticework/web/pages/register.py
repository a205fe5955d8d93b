"""The register as tables, every cell of which opens what says so; the same for programs, and as CSV."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from latticework.web.pages.common import Asked as Snapshot
from latticework.web.rendering import page
from latticework.web.table import (
    FEW,
    KINDS,
    Asked,
    Kind,
    as_csv,
    columns_of,
    parties_of,
    rows_of,
)
from latticework.web.told import TableTold, row_told

router = APIRouter()
A_PAGE = 200


def asked_of(
    q: Annotated[str, Query(description="Words that must occur in a row, its id or its codes.", max_length=200)] = "",
    party: Annotated[str, Query(description="Only rows that name this actor (a code).", max_length=80)] = "",
    disagree: Annotated[bool, Query(description="Only rows where sources disagree.")] = False,
    sort: Annotated[str, Query(description="A property to sort by; with - in front, backwards.", max_length=60)] = "",
) -> Asked:
    """What of a table is to be seen."""
    return Asked(words=q, party=party, disagreeing=disagree, sort=sort)


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
