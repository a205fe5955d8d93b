"""Opening the one DuckDB file: what is refused and why, and waiting while another command holds it."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

from latticework.model import RegisterError

DUCKDB_MARK = b"DUCK"
HEADERS_BYTES = 3 * 4096  # DuckDB's main header and its two database headers; blocks of one size follow
BLOCK_BYTES = 262_144
WAIT_S = 10.0
PAUSE_S = 0.02


def connect(path: Path, *, write: bool, wait_s: float = WAIT_S) -> duckdb.DuckDBPyConnection:
    """Open an existing register file, waiting up to ``wait_s`` seconds while another command holds it.

    Raises:
        RegisterError: no such file, no register, damaged, not writable, or held longer than that.
    """
    if not path.is_file():
        raise RegisterError(
            "There is no register here",
            where=str(path),
            remedy="Create one with `latticework init`, or say --register",
        )
    check_shape(path)
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return duckdb.connect(str(path), read_only=not write)
        except duckdb.Error as problem:
            if not _is_held(problem) or time.monotonic() > deadline:
                raise why_closed(problem, path) from problem
        time.sleep(PAUSE_S)


def check_shape(path: Path) -> None:
    """Refuse what is no DuckDB file, or one that was cut off, before DuckDB touches it.

    Raises:
        RegisterError: the file is none of ours, or its length is not that of whole blocks.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            mark = file.read(12)[8:]
    except OSError as problem:
        raise RegisterError(
            f"The register cannot be read: {problem.strerror}", where=str(path), remedy="Check the file's permissions"
        ) from problem
    if mark != DUCKDB_MARK:  # DuckDB would make a database of an empty file
        raise no_register(path)
    if size < HEADERS_BYTES or (size - HEADERS_BYTES) % BLOCK_BYTES:
        raise damaged(path, f"it was cut off, or bytes were added: {size:,} bytes are no whole number of blocks")


def no_register(path: Path) -> RegisterError:
    """Say that a file is something else."""
    return RegisterError(
        "This file is not a register", where=str(path), remedy="Give a file that `latticework init` made"
    )


def damaged(path: Path, how: str) -> RegisterError:
    """Say that a register is damaged, and how."""
    return RegisterError(
        f"The register is damaged: {how}",
        where=str(path),
        remedy="Go back to a backup or an export; the file was left as it is",
    )


def _is_held(problem: duckdb.Error) -> bool:
    said = str(problem).lower()
    return "set lock" in said or "another process" in said or "different configuration" in said


def why_closed(problem: Exception, path: Path) -> RegisterError:
    """Turn what DuckDB says about one of its own files into words for people."""
    said = str(problem).lower()
    if isinstance(problem, duckdb.Error) and _is_held(problem):
        return RegisterError(
            "The register is open in another program",
            where=str(path),
            remedy="Close the other program, or wait until its command has ended",
        )
    if "no space" in said or "file too large" in said or "disk full" in said or "could not write all bytes" in said:
        return RegisterError(
            "The disk is full, or the file may not grow; what was being written is not in the register",
            where=str(path),
            remedy="Free some space and run the command again",
        )
    if "permission" in said or "read-only" in said:
        return RegisterError(
            "The register may not be written",
            where=str(path),
            remedy="Check the permissions of the file and its folder",
        )
    if "newer version" in said or "version number" in said or "storage version" in said:
        return RegisterError(
            "The register was written by a newer DuckDB", where=str(path), remedy="Update latticework to open it"
        )
    return damaged(path, str(problem).splitlines()[0][:200] if str(problem) else "DuckDB cannot read it")
