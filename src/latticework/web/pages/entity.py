"""One entity of the register: every statement that counts, with its sentence or sources, and what was stated before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from latticework.web.pages.common import Asked as Snapshot
from latticework.web.pages.common import Kept
from latticework.web.rendering import page
from latticework.web.told import EntityTold, StatementTold, entity_told

router = APIRouter()


@router.get("/api/entity")
def entity(lattice: Snapshot, id: Annotated[str, Query(description="The entity's id.", max_length=300)]) -> EntityTold:
    """Give everything that counts of one entity, statement by statement, with sentence or sources."""
    return entity_told(lattice.snapshot, id)


@router.get("/entity", response_class=HTMLResponse)
def entity_page(
    request: Request, lattice: Snapshot, keeper: Kept, id: Annotated[str, Query(max_length=300)]
) -> HTMLResponse:
    """One entity: every statement that counts with its sentence or sources, and what was stated before."""
    told = entity_told(lattice.snapshot, id)
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
