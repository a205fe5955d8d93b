"""The briefing: the document as it will be printed, and the same to take along as PDF, Word or HTML."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from latticework.model import Scenario
from latticework.show.words import MEANING, headline
from latticework.web.asking import outcome_of
from latticework.web.guard import POLICY
from latticework.web.pages.common import Asked, Recorded, kept_of
from latticework.web.pages.what_if import first_of
from latticework.web.rendering import page
from latticework.web.scenarios import address

router = APIRouter()
KINDS = {
    "html": ("HTML, one file", "text/html; charset=utf-8"),
    "pdf": ("PDF", "application/pdf"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
# The document carries its own style sheet and no script; it may be shown inside this app's own page only.
DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'"
)


@router.get("/briefing", response_class=HTMLResponse)
def briefing(request: Request, lattice: Asked, record: Recorded = False) -> HTMLResponse:
    """The briefing for the scenario of the address."""
    scenario = first_of(request, lattice)
    kept = kept_of(request, record)
    shown = page(
        request,
        "briefing_view.html",
        title="Briefing",
        headline=headline(outcome_of(lattice, scenario, record).answer, lattice.snapshot),
        meaning=MEANING,
        files=[(kind, words, address(f"/briefing/briefing.{kind}", scenario, None, kept)) for kind, (words, _) in KINDS.items()],
        what_if=address("/what-if", scenario, None, kept),
        command=_command(scenario, record) if len(scenario.changes) == 1 else "",
    )  # fmt: skip
    shown.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
    return shown


@router.get("/briefing/briefing.{kind}")
def document(
    request: Request, lattice: Asked, kind: Literal["html", "pdf", "docx"], record: Recorded = False
) -> Response:
    """The document itself; the same register, scenario and seed give the same bytes."""
    content = outcome_of(lattice, first_of(request, lattice), record).brief_bytes(f".{kind}")
    headers = {"content-security-policy": DOCUMENT_POLICY}
    if kind != "html":
        headers["content-disposition"] = f'attachment; filename="briefing.{kind}"'
    return Response(content, media_type=KINDS[kind][1], headers=headers)


def _command(scenario: Scenario, record: bool) -> str:
    """The command that writes the same file, for a scenario that fits the flags."""
    change = scenario.changes[0]
    if change.level or change.theatres or change.functions or change.leaves:
        return ""
    said = f"latticework brief --actor {change.actor} --posture {change.posture} --on {change.on}"
    return f"{said}{' --record' if record else ''} -o briefing.pdf"
