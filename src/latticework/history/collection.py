"""The folder of added datasets: one parquet file and one manifest per dataset and version.

A folder, not tables of the register: the register is rewritten by reading and review, these files never are, and
several versions (vintages) of one dataset stand side by side. A dataset is there when its manifest is there, and the
manifest is written last, so a crash leaves nothing half-added.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from latticework.history.catalogue import Dataset, dataset, datasets
from latticework.history.check import check_columns, check_rows, first_row, quoted, text, typed_projection
from latticework.history.steps import Progress, Steps
from latticework.history.table_file import read_as_text, unpacked
from latticework.model import LatticeworkError
from latticework.register.interrupts import interrupts_wait


class MissingDataset(LatticeworkError):
    """A dataset that an estimate needs and nobody has added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """One added dataset: what it is, which version, what it covers, and whom to cite.

    ``covers`` is the first and last year coded; outside it the answer is missing, never zero. ``sha256`` is of the
    file as given. ``released`` is the day the version became public, where the catalogue knows it.
    """

    name: str
    version: str
    title: str
    unit: str
    rows: int
    covers: tuple[int, int]
    sha256: str
    file: str
    source: str
    terms: str
    citation: str
    released: str | None

    @property
    def id(self) -> str:
        """Name and version: ``atop-alliance@5.0``."""
        return f"{self.name}@{self.version}"

    @property
    def stem(self) -> str:
        """The name of its files."""
        return re.sub(r"[^A-Za-z0-9.@-]+", "-", self.id)


class Collection:
    """The datasets in one folder, opened for reading and adding.

    Args:
        folder: where they are, usually ``<register>.history``; it is created on the first ``add``.
        as_known: use only versions released on or before this day (those without a release day are refused).
    """

    def __init__(self, folder: str | Path, *, as_known: date | None = None) -> None:
        self.folder = Path(folder)
        self.as_known = as_known

    @classmethod
    def beside(cls, register: str | Path) -> Collection:
        """Open the collection that belongs to a register file."""
        return cls(Path(register).with_suffix(".history"))

    def add(
        self, name: str, path: str | Path, progress: Progress | None = None, *, released: date | None = None
    ) -> Added:
        """Check a file against the catalogue and store it; adding the same file again changes nothing.

        Args:
            released: the day on which this vintage became public, where you know it better than the catalogue.
            progress: called now and then with (bytes done, bytes in all, what is being done).
        Raises:
            UnknownName: no such dataset in the catalogue.
            NotThisDataset: the file is not what it claims; nothing is stored.
            KeyboardInterrupt: somebody stopped it; nothing is stored.
        """
        entry, path = dataset(name), Path(path)
        with (
            unpacked(path) as file,
            duckdb.connect() as connection,
            Steps(connection, progress, file.stat().st_size) as steps,
        ):
            with steps("reading", 0.5):
                columns = read_as_text(connection, entry, file, "raw")
                check_columns(entry, columns, path)
            kept = typed_projection(entry, columns)
            with steps("typing", 0.2):
                connection.execute(f"CREATE TABLE typed AS SELECT row_in_file, {kept} FROM raw")  # noqa: S608 - own catalogue
            with steps("checking", 0.2):
                check_rows(connection, entry, "raw", "typed", path)
            with steps("storing", 0.1):
                added = self._described(connection, entry, path)
                added = replace(added, released=released.isoformat()) if released else added
                self._store(connection, added, columns)
        return added

    def _described(self, connection: duckdb.DuckDBPyConnection, entry: Dataset, path: Path) -> Added:
        first, last = entry.covers
        query = f"SELECT {entry.version}, {first}, {last}, count(*) FROM typed"  # noqa: S608 - own catalogue
        version, begins, ends, rows = first_row(connection, query) or ("", 0, 0, 0)
        version = entry.versions.get(str(version), str(version))
        released = entry.released.get(version)
        with path.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        return Added(
            name=entry.name,
            version=version,
            title=entry.title,
            unit=entry.unit,
            rows=rows,
            covers=(int(begins), entry.until.get(version, int(ends))),
            sha256=checksum,
            file=path.name,
            source=entry.source,
            terms=entry.terms,
            citation=entry.citation,
            released=released.isoformat() if released else None,
        )

    def _store(self, connection: duckdb.DuckDBPyConnection, added: Added, columns: Sequence[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        table = self.folder / f"{added.stem}.parquet"
        manifest = table.with_name(f"{added.stem}.json")
        half, half_manifest = (file.with_name(file.name + ".part") for file in (table, manifest))
        names = ", ".join(map(quoted, columns))
        query = f"SELECT {names} FROM typed ORDER BY row_in_file"  # noqa: S608 - column names are quoted
        try:
            connection.sql(query).write_parquet(str(half), compression="zstd")
            text = json.dumps(asdict(added), indent=2, ensure_ascii=False) + "\n"
            half_manifest.write_text(text, encoding="utf-8")
            with interrupts_wait():  # the two belong together
                half.replace(table)
                half_manifest.replace(manifest)
        finally:
            half.unlink(missing_ok=True)
            half_manifest.unlink(missing_ok=True)

    def list(self) -> tuple[Added, ...]:
        """Give what has been added, by name and version.

        Raises:
            LatticeworkError: a manifest is damaged.
        """
        found = []
        for manifest in sorted(self.folder.glob("*.json")):
            try:
                table: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
                added = Added(**{**table, "covers": tuple(table["covers"])})
            except (ValueError, TypeError, KeyError) as problem:
                raise LatticeworkError(
                    "A manifest of the history folder is damaged", where=str(manifest), remedy="Add that dataset again"
                ) from problem
            if added.name in datasets():
                found.append(added)
        return tuple(found)

    def find(self, name: str) -> Added:
        """Find the newest added version of a dataset, or the one named like ``atop-alliance@4.01``.

        Raises:
            UnknownName: the catalogue does not know the name.
            MissingDataset: it has not been added, or not in a version known on the collection's date.
        """
        wanted, _, version = name.partition("@")
        entry = dataset(wanted)
        fits = [a for a in self.list() if a.name == wanted and version in ("", a.version)]
        known = [
            a for a in fits if self.as_known is None or (a.released and date.fromisoformat(a.released) <= self.as_known)
        ]
        if not known:
            on = f" in a version known to be public on {self.as_known}" if fits else ""
            raise MissingDataset(
                f"{entry.title} ({name}) has not been added{on}",
                where=str(self.folder),
                remedy=f"Get it from {entry.source} and say: latticework history add {wanted} FILE",
            )
        return max(known, key=lambda a: (a.covers[1], a.version))

    def has(self, name: str) -> bool:
        """Whether a dataset has been added, in a version known on the collection's date."""
        try:
            self.find(name)
        except MissingDataset:
            return False
        return True

    def either(self, *names: str) -> str:
        """The first of several datasets that has been added; the first of them where none was."""
        return next((name for name in names if self.has(name)), names[0])

    def parts(self, name: str) -> tuple[Added, ...]:
        """Give all that is read together for a name: every file of an event source, else the one of :meth:`find`.

        Raises:
            UnknownName, MissingDataset: as :meth:`find`.
        """
        newest = self.find(name)
        if not dataset(newest.name).parts or "@" in name:
            return (newest,)
        return tuple(
            a
            for a in self.list()
            if a.name == newest.name
            and (self.as_known is None or (a.released and date.fromisoformat(a.released) <= self.as_known))
        )

    def connect(self, *names: str) -> duckdb.DuckDBPyConnection:
        """Open a connection in memory with one view per dataset, named with underscores (``atop_alliance``).

        Raises:
            MissingDataset: one of them has not been added.
        """
        found = [self.parts(name) for name in names]
        connection = duckdb.connect()
        for files in found:
            paths = ", ".join(text(str(self.folder / f"{added.stem}.parquet")) for added in files)
            key = ", ".join(map(quoted, dataset(files[0].name).key))
            once = f"DISTINCT ON ({key}) " if len(files) > 1 else ""  # an event that two files carry counts once
            query = f"SELECT {once}* FROM read_parquet([{paths}], union_by_name = true)"  # noqa: S608 - quoted
            connection.execute(f"CREATE VIEW {files[0].name.replace('-', '_')} AS {query}")
        return connection
