"""The register of one file: read documents into it, look at it as of a date, write it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.api.lattice import Lattice
from latticework.api.reports import FileRead, ReadReport, told
from latticework.model import (
    LatticeworkError,
    UnknownName,
)

if TYPE_CHECKING:
    from latticework.read.batches import FileReading
    from latticework.read.endpoint import Endpoint
    from latticework.register import RegisterFile


SHIPPED_AS_OF = "2024-07-31"
READABLE = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """Expand folders to the readable files in them, sorted; single files are taken as named."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READABLE)
        else:
            found.append(path)
    return found


def _is_proposal(record: Mapping[str, Any]) -> bool:
    return str(record["rule"]).startswith("second reader: ") and record.get("decision") != "accept"


class Register:
    """The evidence-linked register of one DuckDB file (or the shipped one, in memory)."""

    def __init__(self, file: RegisterFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: str | Path) -> Register:
        """Open an existing register file.

        Raises:
            RegisterError: there is no such file, it is no register, or somebody else holds it.
        """
        from latticework.register import RegisterFile

        return cls(RegisterFile.open(Path(path)))

    @classmethod
    def create(cls, path: str | Path) -> Register:
        """Create a register file from the shipped facts; an existing file is never overwritten."""
        from latticework.register import RegisterFile, shipped_statements

        statements, sources = shipped_statements()
        return cls(RegisterFile.create(Path(path), statements, sources))

    @classmethod
    def shipped(cls) -> Register:
        """Open the shipped facts in memory; nothing is written to disk."""
        from latticework.register import RegisterFile

        return cls(RegisterFile.in_memory())

    @property
    def file(self) -> RegisterFile:
        """The file itself, which the functions of ``latticework.register`` (accept, merge, undo …) take."""
        return self._file

    def read(
        self, *paths: str | Path, progress: Any = None, workers: int | None = 1, second: Endpoint | None = None
    ) -> ReadReport:
        """Read files or folders into the register; bad files are set aside, good ones are stored one by one.

        ``progress`` is called with (files done, files in all, path) before each file is stored. ``workers`` is the
        number of processes (``None``: all cores when there is much to read); more than one needs
        ``if __name__ == "__main__":`` in the calling script. A ``second`` reader's proposals are stored apart, to be
        reviewed: they are in ``to_review()``, and in no lattice. An interrupt (Ctrl-C) ends the reading; what is
        stored stays, and the report says how far it came.

        Raises:
            LatticeworkError: there is nothing to read, or no language model.
        """
        from latticework.read.batches import read_files, workers_for
        from latticework.register.interrupts import interrupts_wait

        files = find_files(paths)
        if not files:
            raise LatticeworkError(
                "Nothing to read", where=", ".join(map(str, paths)), remedy=f"Readable are {', '.join(READABLE)} files"
            )
        report: list[FileRead] = []
        readings = read_files(files, workers=workers_for(files) if workers is None else workers, second=second)
        try:
            if progress:
                progress(0, len(files), files[0])
            for reading in readings:
                with interrupts_wait():
                    report.append(self._store(reading, second.model if second else ""))
                if progress:
                    progress(len(report), len(files), files[min(len(report), len(files) - 1)])
        except KeyboardInterrupt:
            return ReadReport(files=tuple(report), in_all=len(files), stopped=True)
        finally:
            readings.close()
        return ReadReport(files=tuple(report), in_all=len(files))

    def _store(self, reading: FileReading, model: str) -> FileRead:
        """Store one file's records, and apart from them what a second reader proposes."""
        from latticework.read import READER_VERSION
        from latticework.read.second_reader import RULE

        path, document, second = str(reading.path), reading.document, reading.second
        if document is None or reading.problem:
            return FileRead(path=path, problem=reading.problem)
        new = self._file.add_document(document, reading.records, READER_VERSION)
        proposals = self._file.matched(document) if new else 0
        if second and second.asked > sum(second.failed.values()):
            self._file.add_document(document, second.records, f"{READER_VERSION}, {RULE}{model}")
        return FileRead(
            path=path,
            title=document.title,
            records=dict(Counter(str(record.type) for record in reading.records)),
            already_read=not new,
            proposals=proposals,
            set_aside=reading.set_aside,
            second=told(second) if second else None,
        )

    def as_of(self, date: str = SHIPPED_AS_OF, *, as_known: str | None = None) -> Lattice:
        """Give the lattice as it was true on a date (ISO), as known on another (default: now)."""
        return Lattice(self._file.lattice(date, as_known), self.records(as_known))

    def records(self, as_known: str | None = None) -> tuple[dict[str, Any], ...]:
        """Give every record the reader has found so far, as the flat objects of ``read --format jsonl``."""
        return tuple(record for record in self._file.records(as_known) if not _is_proposal(record))

    def to_review(self) -> tuple[dict[str, Any], ...]:
        """Give the records that a second reader proposes: in no lattice and no answer until somebody accepts them."""
        return tuple(record for record in self._file.records() if _is_proposal(record))

    def export(
        self,
        path: str | Path,
        format: str,
        *,
        as_of: str = SHIPPED_AS_OF,
        as_known: str | None = None,
        whole: bool = False,
    ) -> Path:
        """Write the register for other tools, as of a date, or ``whole`` so that it can be made again.

        Raises:
            LatticeworkError: the target exists, its folder does not, or no such format is written.
        """
        from latticework.show.exports import FORMATS, export_register

        if format not in FORMATS:
            raise UnknownName("export format", format, FORMATS)
        export_register(self._file, Path(path), format, as_of, as_known, whole=whole)
        return Path(path)

    def close(self) -> None:
        """Close the file, so that others can open it."""
        self._file.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
