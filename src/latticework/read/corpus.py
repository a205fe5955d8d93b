"""Documents as they come: from files, folders, patterns, archives and tables, one after the other, never all at once."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from latticework.model import LatticeworkError, bounds

READABLE = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
TABLES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")
MOST_INNER_BYTES = 200_000_000
ROWS = 256
NAMES, TEXTS, DATES = ("id", "name", "url"), ("text", "body", "content"), ("date", "doc_date", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One document to read: a file by its path, or what an archive or a table holds for it.

    ``path`` names it for people (``archive.zip/inner.txt``, ``table.jsonl/42``); ``content`` are the bytes of a file
    inside an archive (or of one that travels), ``text`` the text of a row. ``problem`` says why there is neither.
    """

    path: Path
    content: bytes | None = None
    text: str | None = None
    date: str | None = None
    problem: str | None = None

    @property
    def size(self) -> int:
        """Bytes, or characters of a row."""
        if self.content is not None:
            return len(self.content)
        if self.text is not None:
            return len(self.text)
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def sha256(self) -> str | None:
        """Give the SHA-256 by which the register knows the document; ``None`` where it cannot be read."""
        if self.content is not None:
            return hashlib.sha256(self.content).hexdigest()
        if self.text is not None:
            return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None


@dataclass(slots=True)
class Plan:
    """What would be read: documents by kind, bytes, and files that would be left out by ending."""

    documents: Counter[str] = field(default_factory=Counter)
    size_bytes: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def in_all(self) -> int:
        """Documents of every kind."""
        return self.documents.total()


def is_table(path: Path) -> bool:
    """Say whether a file holds one document a row."""
    return path.name.lower().endswith(TABLES)


def expand(given: Iterable[str | Path], left_out: Counter[str] | None = None) -> Iterator[Path]:
    """Give the files that paths, folders and patterns (``texts/**/*.txt``) mean, each folder in the order of its names.

    Files inside folders are given when they are readable; those named themselves as they are. ``left_out`` counts
    the others by ending.
    """
    for path in map(Path, given):
        if path.is_dir():
            yield from _walk(path, left_out)
        elif not path.exists() and any(sign in str(path) for sign in "*?["):
            yield from _matching(path, left_out)
        else:
            yield path


def _matching(pattern: Path, left_out: Counter[str] | None) -> Iterator[Path]:
    from glob import iglob

    found = False
    for name in sorted(iglob(str(pattern), recursive=True)):
        found, path = True, Path(name)
        if path.is_file():
            yield path
    if not found:
        raise LatticeworkError(
            "No file matches the pattern", where=str(pattern), remedy="Check it, or put it in quotes"
        )


def _walk(folder: Path, left_out: Counter[str] | None) -> Iterator[Path]:
    """Give the readable files of a folder; only the names of one folder at a time are held."""
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir()) for entry in entries)
    except OSError as problem:
        raise LatticeworkError(
            f"The folder cannot be listed: {problem.strerror}", where=str(folder), remedy="Check its permissions"
        ) from problem
    for name, is_folder in names:
        if is_folder:
            yield from _walk(folder / name, left_out)
        elif name.lower().endswith((*READABLE, *TABLES, ".zip")):
            yield folder / name
        elif left_out is not None:
            left_out[os.path.splitext(name)[1].lower() or "no ending"] += 1


def pieces(given: Iterable[str | Path]) -> Iterator[Piece]:
    """Give the documents of files, folders, patterns, archives and tables, in order, one at a time."""
    for path in expand(given):
        yield from pieces_of(path)


def pieces_of(path: Path) -> Iterator[Piece]:
    """Give the documents in one file."""
    name = path.name.lower()
    try:
        if not path.is_file() or not (is_table(path) or name.endswith(".zip")):
            yield Piece(path=path)
        elif name.endswith(".zip"):
            yield from _in_archive(path)
        elif name.endswith(".parquet"):
            yield from _in_parquet(path)
        else:
            yield from _in_lines(path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as problem:
        yield Piece(path=path, problem=f"The file is damaged or cut off ({problem}). Where: {path}. Get it again.")


def _in_archive(path: Path) -> Iterator[Piece]:
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda one: one.filename):
            inside = path / entry.filename
            if entry.is_dir() or not entry.filename.lower().endswith(READABLE):
                continue
            if entry.flag_bits & 1:
                yield Piece(path=inside, problem=f"The file is protected by a password. Where: {inside}. Unpack it.")
            elif entry.file_size > MOST_INNER_BYTES:
                yield Piece(path=inside, problem=f"The file is larger than 200 MB. Where: {inside}. Split it.")
            else:
                try:
                    yield Piece(path=inside, content=archive.read(entry))
                except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
                    yield Piece(path=inside, problem=f"The file is damaged ({problem}). Where: {inside}. Get it again.")


def _in_lines(path: Path) -> Iterator[Piece]:
    with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as problem:
                yield Piece(
                    path=path / f"row {number}",
                    problem=f"The line is no JSON ({problem}). Where: {path}, line {number}.",
                )
                continue
            yield from _row(path, number, row)


def _in_parquet(path: Path) -> Iterator[Piece]:
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": "1"})
    try:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description or ()]
        number = 0
        while rows := cursor.fetchmany(ROWS):
            for row in rows:
                number += 1
                yield from _row(path, number, dict(zip(names, row, strict=True)))
    except duckdb.Error as problem:
        yield Piece(path=path, problem=f"The file is no Parquet table, or damaged ({problem}). Where: {path}.")
    finally:
        connection.close()


def _row(path: Path, number: int, row: Any) -> Iterator[Piece]:
    """Give the document of a row: its text, below its title where it has one."""
    where = f"{path}, row {number}"
    if not isinstance(row, Mapping) or not isinstance(text := _first(row, TEXTS), str):
        told = f"The row has no text. Where: {where}. The text stands in the column {' or '.join(TEXTS)}."
        yield Piece(path=path / f"row {number}", problem=told)
        return
    name, title, date = _first(row, NAMES), row.get("title"), _first(row, DATES)
    if isinstance(title, str) and title.strip() and not text.lstrip().startswith(title.strip()):
        text = f"{title.strip()}\n\n{text}"
    yield Piece(
        path=path / (str(name).replace("/", "_") if name else f"{path.name} row {number}"), text=text, date=_date(date)
    )


def _first(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _date(written: Any) -> str | None:
    try:
        day = str(written)[:10]
        bounds(day)
    except ValueError:
        return None
    return day if written else None


def plan(given: Iterable[str | Path]) -> Plan:
    """Count what would be read, without reading it; rows are counted, archives are listed."""
    planned = Plan()
    for path in expand(given, planned.left_out):
        name = path.name.lower()
        size = path.stat().st_size if path.is_file() else 0
        planned.size_bytes += size
        ending = next((one for one in (*TABLES, ".zip") if name.endswith(one)), path.suffix.lower() or "no ending")
        planned.documents[ending] += _count(path, name)
    return planned


def _count(path: Path, name: str) -> int:
    if not path.is_file():
        return 1
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                return sum(one.lower().endswith(READABLE) for one in archive.namelist())
        if name.endswith(".parquet"):
            import duckdb

            with duckdb.connect(":memory:") as connection:
                row = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(path)]).fetchone()
            return int(row[0]) if row else 1
        if is_table(path):
            with gzip.open(path, "rb") if name.endswith(".gz") else path.open("rb") as lines:
                return sum(bool(line.strip()) for line in lines)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as problem:
        del problem  # said when it is read: the whole file is then one document that is set aside
    except Exception as problem:  # DuckDB's own errors, without importing it for every file
        if type(problem).__module__.partition(".")[0] not in ("duckdb", "_duckdb"):
            raise
    return 1


def refuse_nothing(planned: Plan, given: Iterable[str | Path]) -> None:
    """Raise when there is nothing to read.

    Raises:
        LatticeworkError: no readable document.
    """
    if not planned.in_all:
        endings = ", ".join((*READABLE, ".zip", *TABLES))
        raise LatticeworkError(
            "Nothing to read", where=", ".join(map(str, given)), remedy=f"Readable are {endings} files"
        )
