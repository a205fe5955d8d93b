"""The app: the views and the HTTP interface over one register, behind the guard."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from latticework.model import BadScenario, LatticeworkError, RegisterBusy, UnknownName
from latticework.register.turns import TURN_PATH
from latticework.web.guard import Guard
from latticework.web.keeper import Keeper
from latticework.web.pages import lattice
from latticework.web.rendering import page
from latticework.web.turns import LendTurn

STATUS = ((UnknownName, 404), (BadScenario, 422), (RegisterBusy, 503))
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def create_app(keeper: Keeper, *, token: str, port: int, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """Make the app.

    Args:
        keeper: the register's owner.
        token: what every request must carry, as cookie or bearer; only this user can read it.
        port: where it will listen.
        hosts: the names by which it may be asked; others are refused (DNS rebinding).
    """
    app = FastAPI(title="Latticework", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.keeper = keeper
    app.mount("/static", StaticFiles(directory=str(files("latticework").joinpath("web", "static"))), name="static")
    app.router.routes.append(Route(TURN_PATH, LendTurn(), methods=["GET", "POST"]))
    for view in (lattice,):
        app.include_router(view.router)
    app.add_exception_handler(LatticeworkError, _told)
    names = frozenset(f"{host}:{port}" for host in hosts) | (frozenset(hosts) if port == 80 else frozenset())
    app.add_middleware(Guard, hosts=names, token=token)
    return app


async def _told(request: Request, problem: Exception) -> Response:
    """Our own errors become a sentence with a fitting status: JSON for programs, a page for people."""
    status = next((code for kind, code in STATUS if isinstance(problem, kind)), 409)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problem": str(problem)}, status_code=status)
    return page(request, "problem.html", status=status, problem=str(problem))
