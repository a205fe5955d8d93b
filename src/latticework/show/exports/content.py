"""What an export is made of, and the formats it can be written in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import Entity, Lattice, LatticeworkError, Source, Statement

if TYPE_CHECKING:
    from latticework.register import RegisterFile

SHELVES = ("arrangements", "meetings", "commitments", "positions", "roles", "constraints", "actors")
# Format: module, function, ending of the default target.
FORMATS: Mapping[str, tuple[str, str, str]] = {
    "csv": ("tabular", "write_csv", "-csv"),
    "parquet": ("tabular", "write_parquet", ".parquet"),
    "xlsx": ("workbook", "write_xlsx", ".xlsx"),
    "graphml": ("graphs", "write_graphml", ".graphml"),
    "gexf": ("graphs", "write_gexf", ".gexf"),
    "stix": ("stix", "write_stix", ".stix.json"),
    "ftm": ("ftm", "write_ftm", ".ftm.json"),
    "jsonld": ("jsonld", "write_jsonld", ".jsonld"),
    "csl": ("citations", "write_csl", ".csl.json"),
    "bibtex": ("citations", "write_bibtex", ".bib"),
    "ris": ("citations", "write_ris", ".ris"),
}
WHOLE_FORMATS = ("csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A register on one day: its lattice, the statements behind it, the records read, the merged subjects."""

    lattice: Lattice
    statements: Sequence[Statement]
    records: Sequence[Mapping[str, Any]]
    merged: Mapping[str, str]

    @property
    def sources(self) -> list[Source]:
        """The sources, by id."""
        return sorted(self.lattice.sources.values(), key=lambda source: source.id)

    def entities(self) -> list[Entity]:
        """Give every entity, shelf by shelf."""
        return [entity for shelf in SHELVES for entity in getattr(self.lattice, shelf).values()]


def content_of(file: RegisterFile, as_of: str, as_known: str | None = None) -> Content:
    """Take from a register what is true on one date as known on another."""
    with file.held():
        return Content(
            lattice=file.lattice(as_of, as_known),
            statements=file.true_on(as_of, as_known),
            records=file.records(as_known),
            merged=file.roots(as_known),
        )


def export_register(
    file: RegisterFile, target: Path, format: str, as_of: str, as_known: str | None = None, *, whole: bool = False
) -> None:
    """Write a register as of a date, or ``whole``: every row of every table, so that it can be made again.

    Raises:
        LatticeworkError: the target exists, its folder does not, or the format cannot carry the whole.
    """
    if not whole:
        export_content(content_of(file, as_of, as_known), target, format)
        return
    if format not in WHOLE_FORMATS:
        raise LatticeworkError(f"{format} cannot carry the whole register", remedy="Choose csv or parquet")
    from latticework.show.exports.whole import write_whole

    _whole_or_not_at_all(target, lambda half: write_whole(file, half, format))


def export_content(content: Content, target: Path, format: str) -> None:
    """Write content in one of the ``FORMATS``.

    Raises:
        LatticeworkError: the target exists, or its folder does not.
    """
    module, function, _ = FORMATS[format]
    write = getattr(import_module(f"latticework.show.exports.{module}"), function)
    _whole_or_not_at_all(target, lambda half: write(content, half))


def _whole_or_not_at_all(target: Path, write: Callable[[Path], None]) -> None:
    if target.exists():
        raise LatticeworkError("The target exists already", where=str(target), remedy="Choose another --output")
    if not target.parent.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(target.parent), remedy="Create it first")
    half = target.with_name(target.name + ".part")
    _remove(half)
    try:
        write(half)
        half.rename(target)
    except OSError as problem:
        raise LatticeworkError(
            f"The export could not be written: {problem.strerror or problem}",
            where=str(target),
            remedy="Free some space",
        ) from problem
    finally:
        _remove(half)


def _remove(half: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(half) if half.is_dir() else half.unlink()
