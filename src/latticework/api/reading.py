"""Documents into a register, as they come: what is known is passed over, the rest is read by an engine and stored.

Documents are stored a few at a time, in one act: while that is done no further ones are begun than the engine's few
ahead, so that a slow disk holds the reading back instead of filling the memory.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from latticework.api.reports import FileRead, ReadReport, Tally, told

if TYPE_CHECKING:
    from latticework.read.batches import FileReading
    from latticework.read.corpus import Piece
    from latticework.read.endpoint import Endpoint
    from latticework.read.engines import Engine
    from latticework.register import RegisterFile

TOGETHER = 128  # documents stored in one act, at most
RECORDS_TOGETHER = 2000
WAIT_S = 1.0  # ... and at least so often, so that a stop loses little and a bar moves
ASKED_TOGETHER = 64
MOST_KEPT_IN_ORDER = 10_000

Progress = Callable[[int, int, Path], None]
Each = Callable[[FileRead], None]


class Intake:
    """One reading of documents into one register."""

    def __init__(
        self, file: RegisterFile, second: Endpoint | None = None, in_all: int = 0, progress: Progress | None = None,
        each: Each | None = None,
    ) -> None:  # fmt: skip
        self._file, self._second, self._in_all = file, second, in_all
        self._progress, self._each = progress, each
        self._tally = Tally()
        self._order: deque[FileRead | None] = deque()  # what was known, and a None for each document being read
        self._waiting: list[FileReading] = []
        self._stored_at = time.monotonic()
        self._new = 0

    def run(self, pieces: Iterable[Piece], engine: Engine, *, travels: bool = False) -> ReadReport:
        """Read and store; an interrupt ends it, with what was read until then stored."""
        from latticework.read.batches import Reading, read_pieces
        from latticework.register import find_copies
        from latticework.register.interrupts import interrupts_wait

        readings = read_pieces(self._unknown(pieces), engine, Reading(self._second), travels=travels)
        try:
            for reading in readings:
                self._waiting.append(reading)
                if self._is_time():
                    with interrupts_wait():
                        self._store()
            with interrupts_wait():
                self._store()
                if self._new:
                    self._tally.copies = find_copies(self._file, progress=self._look_for_copies)
        except KeyboardInterrupt:
            with interrupts_wait():
                self._store()
            return self._tally.report(self._in_all, stopped=True)
        finally:
            readings.close()
        return self._tally.report(self._in_all)

    def _unknown(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Give the documents that this reader has not read; the others are counted without reading them again."""
        from latticework.read import READER_VERSION
        from latticework.register import already_read

        coming = iter(pieces)
        while some := list(islice(coming, ASKED_TOGETHER)):
            known = {}
            if self._second is None:
                by_piece = [piece.sha256() for piece in some]
                known = already_read(self._file, [sha for sha in by_piece if sha], READER_VERSION)
            for i, piece in enumerate(some):
                there = known.get(by_piece[i] or "") if known else None
                if there is None:
                    self._order.append(None)
                    yield piece
                else:
                    title, records = there
                    self._pass_over(FileRead(path=str(piece.path), title=title, records=records, already_read=True))

    def _pass_over(self, file: FileRead) -> None:
        if not self._order or len(self._order) > MOST_KEPT_IN_ORDER:
            self._tell(file)
        else:
            self._order.append(file)

    def _is_time(self) -> bool:
        records = sum(len(reading.records) for reading in self._waiting)
        late = time.monotonic() - self._stored_at > WAIT_S
        return late or len(self._waiting) >= TOGETHER or records >= RECORDS_TOGETHER

    def _store(self) -> None:
        """Store what is waiting, in one act, then tell of it in order."""
        waiting, self._waiting = self._waiting, []
        for file in self._stored(waiting):
            self._tell_known()
            self._order.popleft()
            self._tell(file)
        self._tell_known()
        self._stored_at = time.monotonic()

    def _tell_known(self) -> None:
        while self._order and (known := self._order[0]) is not None:
            self._order.popleft()
            self._tell(known)

    def _look_for_copies(self, band: int, bands: int) -> None:
        if self._progress:
            self._progress(self._tally.done, self._in_all, Path(f"texts again for copies, {band} of {bands}"))

    def _tell(self, file: FileRead) -> None:
        self._tally.add(file)
        if self._each:
            self._each(file)
        if self._progress:
            self._progress(self._tally.done, self._in_all, Path(file.path))

    def _stored(self, readings: Sequence[FileReading]) -> Iterator[FileRead]:
        from latticework.read import READER_VERSION
        from latticework.read.second_reader import RULE
        from latticework.register import ReadDocument, add_readings

        good = [reading for reading in readings if reading.document is not None and not reading.problem]
        with self._file.held(write=True) if good else nullcontext():
            new = add_readings(
                self._file,
                [
                    ReadDocument(document=one.document, records=one.records, sketch=one.sketch)
                    for one in good
                    if one.document
                ],
                READER_VERSION,
            )
            for one in good:
                second = one.second
                if one.document and second and second.asked > sum(second.failed.values()):
                    reader = f"{READER_VERSION}, {RULE}{self._second.model if self._second else ''}"
                    self._file.add_document(one.document, second.records, reader)
        self._new += len(new)
        for reading in readings:
            path, document = str(reading.path), reading.document
            if document is None or reading.problem:
                yield FileRead(path=path, problem=reading.problem)
                continue
            proposals = new.pop(document.sha256, None)  # the same text again in this batch is read already
            yield FileRead(
                path=path,
                title=document.title,
                records=dict(Counter(str(record.type) for record in reading.records)),
                already_read=proposals is None,
                proposals=proposals or 0,
                set_aside=reading.set_aside,
                second=told(reading.second) if reading.second else None,
            )
