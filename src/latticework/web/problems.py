"""Answers that say what went wrong: JSON for programs under ``/api/``, a page for people; never a traceback."""

from __future__ import annotations

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from latticework.model import BadScenario, BadVocabulary, LatticeworkError, RegisterBusy, UnknownName
from latticework.web.rendering import page

STATUS = ((UnknownName, 404), (BadScenario, 422), (BadVocabulary, 422), (RegisterBusy, 503))
WORDS = {404: "There is no such page.", 405: "This address does not take that kind of request."}


class Problem(BaseModel):
    """What went wrong, and what to do about it."""

    problem: str


def tell(scope: MutableMapping[str, Any], status: int, words: str) -> Response:
    """Make the answer that says what went wrong."""
    request = Request(dict(scope))
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problem": words}, status_code=status)
    return page(request, "problem.html", status=status, problem=words)


def add_to(app: FastAPI) -> None:
    """Let the app answer our own errors, wrong parameters and unknown addresses in words."""
    app.add_exception_handler(LatticeworkError, _ours)
    app.add_exception_handler(RequestValidationError, _wrong_parameters)
    app.add_exception_handler(HTTPException, _by_status)


async def _ours(request: Request, problem: Exception) -> Response:
    status = next((code for kind, code in STATUS if isinstance(problem, kind)), 409)
    return tell(request.scope, status, str(problem))


async def _wrong_parameters(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    told = ["".join(f"{part}: " for part in one["loc"][1:]) + one["msg"] for one in problem.errors()]
    return tell(request.scope, 422, "This cannot be asked so. " + "; ".join(told) + ".")


async def _by_status(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    words = WORDS.get(problem.status_code) or str(problem.detail or HTTPStatus(problem.status_code).phrase)
    answer = tell(request.scope, problem.status_code, words)
    answer.headers.update(problem.headers or {})
    return answer
