"""The Lattice, the home view: posts are actors, rails are arrangements, and the hub's slider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from latticework.show.figure import lattice_svg
from latticework.show.words import headline
from latticework.web.pages.common import Asked
from latticework.web.rendering import page

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def home(request: Request, lattice: Asked, actor: Annotated[str, Query(max_length=80)] = "USA") -> HTMLResponse:
    """The lattice when one actor withdraws."""
    outcome = lattice.what_if(actor=actor)
    index = {one.id: one.index for one in lattice.profiles()}
    return page(
        request,
        "lattice.html",
        title="The lattice",
        headline=headline(outcome.answer, lattice.snapshot),
        svg=lattice_svg(lattice.snapshot, outcome.answer, index),
    )
