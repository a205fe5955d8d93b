"""The register of one file: read documents into it, look at it as of a date, write it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.api.lattice import Lattice
from latticework.api.reports import ReadReport
from latticework.model import UnknownName

if TYPE_CHECKING:
    from latticework.api.reading import Each, Progress
    from latticework.read.endpoint import Endpoint
    from latticework.register import CopiedText, RegisterFile


SHIPPED_AS_OF = "2024-07-31"
MOST_IN_A_LATTICE = 100_000  # records, about 3 kB each


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

    @staticmethod
    def examples() -> tuple[Path, ...]:
        """The five short documents that ship with the package, written for it: something to read first."""
        from importlib.resources import files

        folder = Path(str(files("latticework").joinpath("shipped", "documents")))
        return tuple(sorted(folder.glob("*.txt")))

    @property
    def file(self) -> RegisterFile:
        """The file itself, which the functions of ``latticework.register`` (accept, merge, undo …) take."""
        return self._file

    def read(
        self,
        *paths: str | Path,
        progress: Progress | None = None,
        workers: int | None = 1,
        second: Endpoint | None = None,
        cluster: str | None = None,
        each: Each | None = None,
    ) -> ReadReport:
        """Read documents into the register; bad ones are set aside, good ones are stored, known ones passed over.

        ``paths`` are files, folders, patterns, archives (.zip) or tables of documents (.jsonl, .jsonl.gz, .parquet).
        ``progress`` is called with (documents done, documents in all, path) for each that is stored, ``each`` with
        what came of it. ``workers`` is the number of processes (``None``: all cores when there is much to read); more
        than one needs ``if __name__ == "__main__":`` in the calling script. ``cluster`` is the address of a Dask
        scheduler that does the work instead. A ``second`` reader's proposals are stored apart, to be reviewed: they are in
        ``to_review()``, and in no lattice. An interrupt (Ctrl-C) ends the reading; what is stored stays, and the report
        says how far it came; the same call goes on from there.

        Raises:
            LatticeworkError: there is nothing to read, no language model, or no cluster.
        """
        from latticework.api.reading import Intake
        from latticework.read.batches import workers_for_size
        from latticework.read.cluster import Cluster
        from latticework.read.corpus import pieces, plan, refuse_nothing
        from latticework.read.engines import local_engine

        planned = plan(paths)
        refuse_nothing(planned, paths)
        if workers is None:
            workers = workers_for_size(planned.in_all, planned.size_bytes)
        engine = Cluster(cluster) if cluster else local_engine(workers)
        if progress:
            progress(0, planned.in_all, Path(paths[0]))
        return Intake(self._file, second, planned.in_all, progress, each).run(
            pieces(paths), engine, travels=cluster is not None
        )

    def copies(self, as_known: str | None = None) -> tuple[CopiedText, ...]:
        """Give the texts that are there in several places (documents by SHA-256), the one in most places first."""
        from latticework.register import copied_texts

        return tuple(copied_texts(self._file, as_known))

    def as_of(self, date: str = SHIPPED_AS_OF, *, as_known: str | None = None) -> Lattice:
        """Give the lattice as it was true on a date (ISO), as known on another (default: now).

        A lattice is held in memory with the sentences read. Of a register with more than 100,000 records it takes those
        that speak of an entity, up to that number; ``records`` gives all.
        """
        read = self._file.records(as_known, MOST_IN_A_LATTICE)
        return Lattice(self._file.lattice(date, as_known), [one for one in read if not _is_proposal(one)])

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
