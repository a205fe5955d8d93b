"""Documents come in: dropped, chosen or pasted; read in the background, with progress, and cancelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from latticework.web.readings import MOST_FILE_BYTES, Progress, Readings

router = APIRouter()


def readings_of(request: Request) -> Readings:
    """The app's reader in the background."""
    readings: Readings = request.app.state.readings
    return readings


Background = Annotated[Readings, Depends(readings_of)]
Files = Annotated[list[UploadFile] | None, File(description="Documents: txt, md, html, pdf, docx.")]
Pasted = Annotated[str, Form(description="Or a text.", max_length=MOST_FILE_BYTES)]
Title = Annotated[str, Form(description="What a pasted text is to be called.", max_length=200)]


class FileTold(BaseModel):
    """What came of one file."""

    name: str
    records: int
    already_read: bool
    problem: str | None


class ReadingTold(BaseModel):
    """How far the reading is."""

    state: str = Field(description="none, reading, done, stopped or failed")
    done: int = Field(description="Files done.")
    total: int = Field(description="Files in all.")
    file: str = Field(description="The file being read.")
    seconds: float
    files: list[FileTold] = Field(description="What came of each file, once the reading has ended.")
    problem: str | None


def told(progress: Progress) -> ReadingTold:
    """Say progress as programs read it."""
    files = [
        FileTold(name=one.name, records=one.records, already_read=one.already_read, problem=one.problem)
        for one in progress.files
    ]
    return ReadingTold(
        state=progress.state, done=progress.done, total=progress.total, file=progress.file, seconds=progress.seconds,
        files=files, problem=progress.problem,
    )  # fmt: skip


def _start(readings: Readings, files: list[UploadFile] | None, text: str, title: str) -> Progress:
    uploads = [(one.filename or "", one.file.read(MOST_FILE_BYTES + 1)) for one in files or () if one.filename]
    if text.strip():
        uploads.append((f"{title.strip() or 'Pasted text'}.txt", text.encode("utf-8", "replace")))
    return readings.start(uploads)


@router.get("/api/reading")
def reading(readings: Background) -> ReadingTold:
    """Say how far the reading in the background is."""
    return told(readings.progress())


@router.post("/api/reading", status_code=202)
def read(readings: Background, files: Files = None, text: Pasted = "", title: Title = "") -> ReadingTold:
    """Read documents or a text in the background; at most 20 MB each."""
    return told(_start(readings, files, text, title))


@router.post("/api/reading/cancel")
def cancel(readings: Background) -> ReadingTold:
    """Stop after the document that is being read; what is stored stays."""
    readings.cancel()
    return told(readings.progress())


@router.post("/read/documents")
def read_here(readings: Background, files: Files = None, text: Pasted = "", title: Title = "") -> RedirectResponse:
    """What the form of the page sends."""
    _start(readings, files, text, title)
    return RedirectResponse("/read", status_code=303)


@router.post("/read/cancel")
def cancel_here(readings: Background) -> RedirectResponse:
    """What the page's button sends."""
    readings.cancel()
    return RedirectResponse("/read", status_code=303)
