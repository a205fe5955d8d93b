"""Reading many documents: by any engine, in order, with the bad ones set aside and the memory bounded.

A few documents are read together, so that the language model gets full batches. When that ends a worker, they are read
again one by one, so that only the document that does so is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from latticework.model import Document, LatticeworkError, Record
from latticework.read.copies import sketch
from latticework.read.corpus import Piece
from latticework.read.endpoint import Endpoint
from latticework.read.engines import Engine, cores, local_engine
from latticework.read.extract import document_from_text, extract_content, extract_document
from latticework.read.find import find_all_records
from latticework.read.second_reader import SecondReader, SecondReading

GROUP = 8
GROUP_BYTES = 400_000
FEW_FILES, FEW_BYTES = 32, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What reading gave for one document: the document and its records, or ``problem``, why it was set aside.

    ``set_aside`` are sentences that could not be read (first and last character, reason); ``sketch`` is by what copies
    of its text are found (see ``read.copies``).
    """

    path: Path
    document: Document | None = None
    records: tuple[Record, ...] = ()
    set_aside: tuple[tuple[int, int, str], ...] = ()
    sketch: str = ""
    second: SecondReading | None = None
    problem: str | None = None


class FileReader:
    """Reads groups of documents; each worker has its own, and so does a batch without workers."""

    def __init__(self, second: Endpoint | None = None) -> None:
        self._second = SecondReader(second) if second else None

    def read(self, pieces: Sequence[Piece]) -> list[FileReading]:
        """Read documents together, so that the language model gets full batches; a bad one costs only itself."""
        readings = [self._extract(piece) for piece in pieces]
        documents = [one.document for one in readings if one.document]
        try:
            found = list(find_all_records(documents))
        except LatticeworkError:  # no language model: that is no file's fault
            raise
        except Exception:  # noqa: BLE001  # whatever a text does to the reader, find out which text it is
            if len(documents) > 1:
                return [one for piece in pieces for one in self.read([piece])]
            return [one if one.problem else _failed(one.path) for one in readings]
        results = iter(found)
        filled = []
        for one in readings:
            if one.document is None:
                filled.append(one)
                continue
            result = next(results)
            second = self._second.read(one.document, result.records) if self._second else None
            filled.append(
                replace(
                    one, records=result.records, set_aside=result.set_aside, second=second,
                    sketch=sketch(one.document.text),
                )
            )  # fmt: skip
        return filled

    def _extract(self, piece: Piece) -> FileReading:
        path = piece.path
        try:
            return FileReading(path=path, document=self._document(piece), problem=piece.problem)
        except LatticeworkError as problem:
            return FileReading(path=path, problem=str(problem))
        except OSError as problem:
            return FileReading(path=path, problem=f"The file cannot be read: {problem.strerror}. Where: {path}.")
        except Exception as problem:  # noqa: BLE001  # a file can break a format's library in any way
            said = f"{type(problem).__name__}: {problem}"
            told = (
                f"The file is damaged, or the reader cannot deal with it ({said}). Where: {path}. Get or save it again."
            )
            return FileReading(path=path, problem=told)

    def _document(self, piece: Piece) -> Document | None:
        if piece.problem:
            return None
        if piece.text is not None:
            return document_from_text(piece.text, piece.path.name, sha256=piece.sha256(), date=piece.date)
        if piece.content is not None:
            return extract_content(piece.content, piece.path)
        return extract_document(piece.path)


def _failed(path: Path) -> FileReading:
    return FileReading(path=path, problem=f"The reader failed on this text. Where: {path}. Please report it.")


@dataclass(frozen=True, slots=True)
class Reading:
    """The job of reading groups of documents, for any engine."""

    second: Endpoint | None = None
    make_reader: Callable[[Endpoint | None], FileReader] = FileReader

    def __call__(self, pieces: Sequence[Piece], /) -> list[FileReading]:
        """Read the documents of one group."""
        return self.make_reader(self.second).read(pieces)

    def lost(self, piece: Piece, how: str, /) -> FileReading:
        """Set a document aside that ended its worker."""
        path = piece.path
        problem = f"The process that read this file {how}. Where: {path}. It may need more memory; read it alone."
        return FileReading(path=path, problem=problem)


def workers_for(paths: Sequence[Path]) -> int:
    """Give how many processes to use: one for few and small files, else one for every core this process may use."""
    return workers_for_size(len(paths), sum(path.stat().st_size if path.is_file() else 0 for path in paths))


def workers_for_size(documents: int, size_bytes: int) -> int:
    """Give the same for so many documents of so many bytes together."""
    if documents <= FEW_FILES and size_bytes <= FEW_BYTES:
        return 1
    return max(1, min(cores(), documents // GROUP))


def read_files(
    paths: Iterable[Path],
    *,
    workers: int = 1,
    second: Endpoint | None = None,
    make_reader: Callable[[Endpoint | None], FileReader] = FileReader,
) -> Generator[FileReading, None, None]:
    """Read files, in order; the results are the same whatever the number of ``workers`` (processes, from 1).

    With more than one, a program that calls this needs ``if __name__ == "__main__":`` around its own start. Close the
    generator, or interrupt it, and the workers end.
    """
    pieces = (Piece(path=path) for path in paths)
    yield from read_pieces(pieces, local_engine(workers), Reading(second, make_reader))


def read_pieces(
    pieces: Iterable[Piece], engine: Engine, job: Reading | None = None, *, travels: bool = False
) -> Generator[FileReading, None, None]:
    """Read documents as they come, on any engine, in order; ``travels``: send the bytes of files along."""
    groups = _groups(map(_with_content, pieces) if travels else pieces)
    yield from engine.run(job or Reading(), groups)


def _with_content(piece: Piece) -> Piece:
    """Load a file, for a worker that may not see this disk; what cannot be loaded is told by the reader."""
    if piece.content is not None or piece.text is not None or piece.problem:
        return piece
    try:
        return replace(piece, content=piece.path.read_bytes())
    except OSError as problem:
        return replace(piece, problem=f"The file cannot be read: {problem.strerror}. Where: {piece.path}.")


def _groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    held = 0
    for piece in pieces:
        size = piece.size
        if group and (len(group) == GROUP or held + size > GROUP_BYTES):
            yield group
            group, held = [], 0
        group.append(piece)
        held += size
    if group:
        yield group
