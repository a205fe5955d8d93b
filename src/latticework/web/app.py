"""The app: the views and the HTTP interface over one register, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from latticework.register.turns import TURN_PATH
from latticework.web import problems
from latticework.web.guard import Guard
from latticework.web.keeper import Keeper
from latticework.web.pages import (
    advise,
    briefing,
    entity,
    interface,
    lattice,
    reading,
    register,
    review,
    timeline,
    what_if,
)
from latticework.web.readings import MOST_REQUEST_BYTES, Readings
from latticework.web.turns import LendTurn

VIEWS = (lattice, what_if, advise, timeline, review, reading, register, entity, briefing, interface)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
PAGES_AT_ONCE = 4
"""More threads than this share the interpreter so thinly that whoever has the register keeps it for seconds; others queue."""
LARGER = {"/read/documents": MOST_REQUEST_BYTES, "/api/reading": MOST_REQUEST_BYTES}
"""Paths that take long bodies, and how many bytes."""


def create_app(keeper: Keeper, *, token: str, port: int, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """Make the app.

    Args:
        keeper: the register's owner.
        token: what every request must carry, as cookie or bearer; only this user can read it.
        port: where it will listen.
        hosts: the names by which it may be asked; others are refused (DNS rebinding).
    """
    app = FastAPI(
        title="Latticework", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        lifespan=_while_running, responses={"4XX": {"model": problems.Problem, "description": "What was wrong, in words."}},
    )  # fmt: skip
    app.state.keeper, app.state.readings = keeper, Readings(keeper.path)
    app.mount("/static", StaticFiles(directory=str(files("latticework").joinpath("web", "static"))), name="static")
    app.router.routes.append(Route(TURN_PATH, LendTurn(), methods=["GET", "POST"]))
    for view in VIEWS:
        for route in view.router.routes:
            if isinstance(route, APIRoute):  # the description is of what programs ask; pages are for people
                route.include_in_schema = route.path.startswith("/api/")
        app.include_router(view.router)
    problems.add_to(app)
    names = frozenset(f"{host}:{port}" for host in hosts) | (frozenset(hosts) if port == 80 else frozenset())
    app.add_middleware(Guard, hosts=names, token=token, cookie=f"latticework-{port}", larger=LARGER, tell=problems.tell)
    return app


@asynccontextmanager
async def _while_running(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = PAGES_AT_ONCE
    yield
    app.state.readings.close()
