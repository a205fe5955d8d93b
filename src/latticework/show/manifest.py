"""The run manifest: the small JSON file beside an output that says from what, by what and how it was made.

Paths are written relative to the manifest, so that a folder with its inputs can be moved as a whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from latticework.model import LatticeworkError

FORMAT = 1
ENDING = ".manifest.json"
MOST_NAMED = 2000  # files of a folder that are named one by one, so that what changed can be named

Value = str | int | float | bool | None | list[str] | list[int] | list[float]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class BadManifest(LatticeworkError):
    """A file that is no manifest, a damaged one, or one of a newer version."""


def _plain_name(name: str) -> str:
    """Refuse a name that leads out of the folder: a manifest may come from anybody."""
    if not name or name in (".", "..") or "/" in name or "\\" in name or ":" in name or "\0" in name:
        raise ValueError("an output is a plain name beside the manifest")
    return name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Input(_Part):
    """Something that was read.

    ``role`` is the option or argument it was given by, ``register`` or ``dataset``. ``sha256`` is of the file; of a
    register the hash of the last of its ``acts``; of a folder or pattern that of the names and checksums of its
    ``count`` files, which ``files`` names where they are few.
    """

    role: str
    path: str
    sha256: Sha256
    name: str | None = None
    acts: int | None = None
    count: int | None = None
    files: dict[str, Sha256] | None = None


class Output(_Part):
    """Something that was written, beside the manifest; ``option`` is the one that named it."""

    option: str
    name: Annotated[str, AfterValidator(_plain_name)]
    sha256: Sha256
    bytes: int


class Versions(_Part):
    """What made it; ``package_sha256`` is of the files of latticework itself."""

    latticework: str
    package_sha256: Sha256
    python: str
    machine: str
    reader: str
    model: str
    libraries: dict[str, str]


class Manifest(_Part):
    """One run: the command in words and in parts, every parameter that is set, defaults too, the seed of what was drawn."""

    manifest: Literal[1] = 1
    command: str
    run: list[str]
    parameters: dict[str, Value]
    seed: int | None = None
    inputs: list[Input]
    outputs: Annotated[list[Output], Field(min_length=1)]
    versions: Versions


def manifest_of(output: Path) -> Path:
    """Where the manifest of an output is."""
    return output.with_name(output.name + ENDING)


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest, whole or not at all; the same run gives the same bytes."""
    half = path.with_name(path.name + ".part")
    half.write_text(manifest.model_dump_json(indent=2, exclude_none=True) + "\n", encoding="utf-8")
    half.replace(path)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        BadManifest: no such file, no manifest, damaged, or written by a newer version.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadManifest(f"The manifest cannot be read: {problem.strerror}", where=str(path)) from problem
    except (ValueError, RecursionError) as problem:
        raise BadManifest(
            f"This is no manifest, or it is damaged: {problem}",
            where=str(path),
            remedy=f"Give the file that stands beside an output and ends in {ENDING}",
        ) from problem
    found = table.get("manifest") if isinstance(table, dict) else None
    if isinstance(found, int) and not isinstance(found, bool) and found > FORMAT:
        raise BadManifest(
            f"The manifest has format {found}, this version reads {FORMAT}",
            where=str(path),
            remedy="Update latticework",
        )
    try:
        return Manifest.model_validate(table)
    except ValidationError as problem:
        first = problem.errors()[0]
        at = ".".join(map(str, first["loc"])) or "the whole"
        raise BadManifest(
            f"The manifest is damaged: {first['msg']}",
            where=f"{path}, {at}",
            remedy="Take the manifest as it was written, or run its command by hand",
        ) from problem


def path_from(folder: Path, path: Path) -> str:
    """Write a path as it is seen from a folder, with forward slashes; as it is where there is no way (another drive)."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return path.as_posix()


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_files(files: Mapping[str, str]) -> str:
    """Give one SHA-256 for files by name and checksum."""
    lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def checksums(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Give the checksum of each file by its name as seen from a folder."""
    return {path_from(folder, file): sha256_of(file) for file in files}


def output_of(option: str, path: Path) -> Output:
    """Describe what was written: a file, or a folder by its files."""
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        return Output(option=option, name=path.name, sha256=sha256_of_files(checksums(path, files)), bytes=size)
    return Output(option=option, name=path.name, sha256=sha256_of(path), bytes=path.stat().st_size)
