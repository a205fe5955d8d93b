"""Opening the one DuckDB file: what is refused and why, and waiting for a turn while somebody else holds it."""

from __future__ import annotations

import os
import shutil
import time
import weakref
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from latticework.model import RegisterBusy, RegisterError
from latticework.register import in_use
from latticework.register.head import look_for_head
from latticework.register.turns import Turn, ask_for_turn, serving_at

DUCKDB_MARK = b"DUCK"
HEADERS_BYTES = 3 * 4096  # DuckDB's main header and its two database headers; blocks of one size follow
BLOCK_BYTES = 262_144
SMALL_BYTES = 32 * 1024 * 1024
WAIT_S = 10.0
PAUSE_S = 0.02
GROWING_S = 0.2


class Opened:
    """A register file that is open: its ``connection``, and the turn that a server gave for it, if one did."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, turn: Turn | None, use: in_use.Use) -> None:
        self.path, self.connection, self._turn = path, connection, turn
        # A file that is dropped and not closed is closed all the same, and in use no longer.
        self._give = weakref.finalize(self, in_use.give, use)
        self._handles: list[BinaryIO] = []

    def copy_to(self, target: Path) -> None:
        """Copy the bytes of the file, and of its write-ahead log, into a new file.

        The handle is closed after the file is: closing it earlier would end the lock that keeps others out (``in_use``).

        Raises:
            OSError: it cannot be written; what was written of it is removed.
        """
        source = self.path.open("rb")
        self._handles.append(source)
        try:
            with target.open("xb") as copy:
                shutil.copyfileobj(source, copy)
            if wal_of(self.path).exists():
                shutil.copyfile(wal_of(self.path), wal_of(target))
        except OSError:
            target.unlink(missing_ok=True)
            raise

    def close(self) -> None:
        """Close the file, then end the turn."""
        try:
            self.connection.close()
        finally:
            for handle in self._handles:
                handle.close()
            self._give()
            if self._turn is not None:
                self._turn.end()


def open_file(path: Path, *, write: bool, wait_s: float = WAIT_S) -> Opened:
    """Open an existing register file, waiting up to ``wait_s`` seconds while somebody else holds it.

    A command that holds it needs milliseconds. A server is asked for a turn first, even where the file happens to be free:
    its pages wait in the same line, and would else find the file taken by whoever came past it.

    Raises:
        RegisterBusy: held longer than that, or open already in this thread.
        RegisterError: no such file, no register, damaged, without acts that it had, or not writable.
    """
    begun = time.monotonic()
    try:
        use = in_use.take(path, wait_s)
    except OSError as problem:
        raise no_file(path) from problem
    turn: Turn | None = None
    try:
        turn = _turn_at(path, wait_s)
        while True:
            waited = time.monotonic() - begun
            try:
                check_shape(path)
            except RegisterError:
                if waited > GROWING_S:  # whoever writes it at this moment makes it longer in several steps
                    raise
            else:
                try:
                    return Opened(path, _connect(path, write), turn, use)
                except duckdb.Error as problem:
                    if not _is_held(problem) or waited > wait_s:
                        raise why_closed(problem, path) from problem
                if turn is None and (turn := _turn_at(path, wait_s - waited)) is not None:
                    continue
            time.sleep(PAUSE_S)
    except BaseException:
        in_use.give(use)
        if turn is not None:
            turn.end()
        raise


def _turn_at(path: Path, wait_s: float) -> Turn | None:
    """Ask whoever serves the register for a turn; a server does not ask itself, for it would wait for its own turn's end."""
    serving = serving_at(path)
    return None if serving is None or serving.process == os.getpid() else ask_for_turn(serving, wait_s)


def _connect(path: Path, write: bool) -> duckdb.DuckDBPyConnection:
    """Open the file and look for its last act."""
    if write and wal_of(path).exists():
        _connect(path, False).close()  # what is missing is missed before closing folds the rest into the file
    # Several threads cost a small file more than they save.
    few: dict[str, Any] = {"threads": 1} if path.stat().st_size < SMALL_BYTES else {}
    connection = duckdb.connect(str(path), read_only=not write, config=few)
    try:
        look_for_head(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def wal_of(path: Path) -> Path:
    """Give the name of DuckDB's write-ahead log beside a file."""
    return path.with_name(path.name + ".wal")


def check_shape(path: Path) -> None:
    """Refuse what is no DuckDB file, or one that was cut off, before DuckDB touches it.

    Raises:
        RegisterError: the file is none of ours, or its length is not that of whole blocks.
    """
    if not path.is_file():
        raise no_file(path)
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


def no_file(path: Path) -> RegisterError:
    """Say that there is nothing."""
    return RegisterError(
        "There is no register here",
        where=str(path),
        remedy="Create one with `latticework init`, or say --register",
    )


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
        return RegisterBusy(
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
