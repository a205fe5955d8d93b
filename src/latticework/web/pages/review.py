"""Read and review: a document with its highlights, and the queue of what waits for a decision."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from latticework.model import LatticeworkError, Proposed
from latticework.read.corpus import READABLE
from latticework.register import (
    RegisterFile,
    document,
    find_record,
    queue,
    queue_length,
    read_in,
    shelf,
    shown_fields,
)
from latticework.web.decisions import Verdict, as_written, changed, decide
from latticework.web.keeper import Keeper
from latticework.web.marks import Span, pieces, window
from latticework.web.pages.common import AsKnown, Kept
from latticework.web.pages.reading import Background
from latticework.web.readings import MOST_FILE_BYTES
from latticework.web.rendering import page

router = APIRouter()
A_PAGE = 50
MOST_SEARCHED = 20_000
Words = Annotated[str, Query(description="Words that must occur in a record or its sentence.", max_length=200)]
RecordId = Annotated[str, Path(description="The record's id, or its beginning.", max_length=64)]


class ProposedTold(BaseModel):
    """A record as a reader found it: the sentence, what would be written, the rule and words that fired."""

    id: str
    type: str
    fields: dict[str, Any] = Field(description="What accepting writes, field by field.")
    document: str
    document_sha256: str
    start: int
    end: int
    quote: str
    rule: str | None
    trigger: str | None
    aliases: list[list[str]] = Field(description="Names as written, and what they were taken for.")
    inferred: list[str] = Field(description="Fields that the text does not state, and the rule that supplied each.")
    match: str | None = Field(description="The entity that it may be.")
    match_score: float | None
    match_because: str | None


class QueueTold(BaseModel):
    """What waits for a decision."""

    waiting: int
    records: list[ProposedTold]


class Decision(BaseModel):
    """A decision on one record, or with ``undo`` and ``redo`` on the last act."""

    verdict: Literal["accept", "accept-new", "merge", "reject", "skip"]
    entity: str = Field("", description="With merge: the entity for which it is more evidence.", max_length=300)
    changes: dict[str, str] = Field({}, description="Fields corrected; lists with commas. They need a reason.")
    why: str = Field("", description="The reason, for the log.", max_length=2000)


class Done(BaseModel):
    """What was done."""

    said: str
    waiting: int = Field(description="How many records wait now.")


def proposed_told(one: Proposed) -> ProposedTold:
    """Say a proposal as programs read it."""
    line, match = one.line, one.match
    return ProposedTold(
        id=one.id,
        type=line["type"],
        fields={name: value for name, value in shown_fields(line).items() if value not in (None, [], "")},
        document=line["doc"],
        document_sha256=line["document_sha256"],
        start=line["start"],
        end=line["end"],
        quote=line["quote"],
        rule=line.get("rule"),
        trigger=line.get("trigger"),
        aliases=[list(map(str, pair)) for pair in line.get("aliases", ())],
        inferred=list(line.get("inferred", ())),
        match=match.entity if match else None,
        match_score=match.score if match else None,
        match_because=match.reason if match else None,
    )


def _waiting(file: RegisterFile, words: str, most: int, as_known: str | None = None) -> list[Proposed]:
    if not words.strip():
        return queue(file, most, as_known)
    wanted = words.casefold().split()
    return [one for one in queue(file, MOST_SEARCHED, as_known) if all(word in _text(one) for word in wanted)][:most]


def _text(one: Proposed) -> str:
    said = (as_written(value) for value in shown_fields(one.line).values())
    return " ".join((one.id, one.line["doc"], one.line["type"], one.line["quote"], *said)).casefold()


@router.get("/api/queue")
def waiting(
    keeper: Kept,
    q: Words = "",
    most: Annotated[int, Query(description="How many.", ge=1, le=1000)] = A_PAGE,
    as_known: AsKnown = None,
) -> QueueTold:
    """Give the first records that wait for a decision, document by document."""
    known = as_known or None
    with keeper.file() as file:
        records = [proposed_told(one) for one in _waiting(file, q, most, known)]
        return QueueTold(waiting=queue_length(file, known), records=records)


@router.post("/api/records/{record}")
def decided(keeper: Kept, record: RecordId, decision: Decision) -> Done:
    """Decide on one record; each decision is one act in the log."""
    with keeper.file() as file:
        changes = changed(find_record(file, record)[0], decision.changes) if decision.changes else {}
        said = decide(file, decision.verdict, record, entity=decision.entity, changes=changes, why=decision.why)
        return Done(said=said, waiting=queue_length(file))


@router.post("/api/undo")
def undone(keeper: Kept) -> Done:
    """Take back the last act that counts."""
    with keeper.file() as file:
        return Done(said=decide(file, "undo"), waiting=queue_length(file))


@router.post("/api/redo")
def redone(keeper: Kept) -> Done:
    """Let the act undone last count again."""
    with keeper.file() as file:
        return Done(said=decide(file, "redo"), waiting=queue_length(file))


@router.post("/read/decide")
async def decided_here(request: Request, keeper: Kept) -> RedirectResponse:
    """What a card's buttons send, without JavaScript."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    said = await run_sync(_decided, keeper, form)
    back = {"q": form.get("q", ""), "record": form.get("next", ""), "said": said}
    return RedirectResponse("/read?" + urlencode({k: v for k, v in back.items() if v}), status_code=303)


def _decided(keeper: Keeper, form: dict[str, str]) -> str:
    verdict, record = form.get("verdict", ""), form.get("record", "")
    if verdict not in get_args(Verdict):
        raise LatticeworkError(f"There is no decision {verdict!r}", remedy=f"Known are {', '.join(get_args(Verdict))}")
    with keeper.file() as file:
        changes = {}
        if verdict in ("accept", "accept-new", "merge"):
            written = {name.removeprefix("f-"): value for name, value in form.items() if name.startswith("f-")}
            changes = changed(find_record(file, record)[0], written) if written else {}
        return decide(
            file, verdict, record, entity=form.get("entity", ""), changes=changes, why=form.get("why", "")  # type: ignore[arg-type]  # one of them
        )  # fmt: skip


@router.get("/read", response_class=HTMLResponse)
def read(
    request: Request,
    keeper: Kept,
    readings: Background,
    record: Annotated[str, Query(max_length=64)] = "",
    q: Words = "",
    said: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """The document left, the queue right; the record in view is the address's, or the first that waits."""
    with keeper.file() as file:
        cards = _waiting(file, q, A_PAGE)
        count = queue_length(file)
        there = shelf(file)
        chosen = next((one for one in cards if record and one.id.startswith(record)), cards[0] if cards else None)
        shown = _document(file, chosen.line["document_sha256"], chosen.line["start"]) if chosen else None
        if chosen is None and there:
            shown = _document(file, there[0].sha256, 0)
    return page(
        request,
        "read.html",
        title="Read & review",
        cards=[(proposed_told(one), {k: as_written(v) for k, v in shown_fields(one.line).items()}) for one in cards],
        chosen=chosen.id if chosen else "",
        waiting=count,
        shelf=there,
        shown=shown,
        progress=readings.progress(),
        q=q,
        said=said,
        readable=READABLE,
        most_mb=MOST_FILE_BYTES // 1_000_000,
    )


@router.get("/document", response_class=HTMLResponse)
def whole(
    request: Request,
    keeper: Kept,
    sha256: Annotated[str, Query(description="The SHA-256 of the document.", max_length=64)],
    start: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
    end: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
) -> HTMLResponse:
    """A document as it was read, with a sentence in view."""
    with keeper.file() as file:
        shown = _document(file, sha256, start, (start, end) if end > start else None)
    return page(request, "document.html", title=shown["document"].title or shown["document"].name, shown=shown)


def _document(file: RegisterFile, sha256: str, at: int, here: tuple[int, int] | None = None) -> dict[str, Any]:
    """Put a document together for a page: its text in pieces, around a place if it is long."""
    read = document(file, sha256)
    found = read_in(file, sha256)
    spans = [
        Span(one.id, one.line["start"], one.line["end"], None if verdict == "skip" else verdict)
        for one, verdict in found
        if verdict != "reject"
    ]
    if here:
        spans.append(Span("here", here[0], min(here[1], len(read.text)), None))
    begin, end = window(len(read.text), at)
    return {
        "document": read,
        "pieces": pieces(read.text, spans, begin, end),
        "begin": begin,
        "end": end,
        "length": len(read.text),
        "records": len(found),
    }
