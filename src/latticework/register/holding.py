"""Holding a register file: opened for a question or an act and closed again, or kept open for many.

Several commands can so share one file. Reading never creates one.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import duckdb

from latticework.model import RegisterError
from latticework.register.acts import Writing, now
from latticework.register.head import Head, note_head
from latticework.register.opening import WAIT_S, Opened, open_file, why_closed


def who_is_it() -> str:
    """Give the name that goes into the log: ``LATTICEWORK_WHO``, else the name of the login."""
    try:
        return os.environ.get("LATTICEWORK_WHO") or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class Holding:
    """A register's file, or a database in memory; use as a context manager, or close it."""

    def __init__(
        self,
        path: Path | None,
        *,
        memory: duckdb.DuckDBPyConnection | None = None,
        clock: Callable[[], str] = now,
        wait_s: float = WAIT_S,
    ) -> None:
        self.path, self.clock, self._wait_s = path, clock, wait_s
        self._held = memory
        self._opened: Opened | None = None
        self._may_write = memory is not None

    @contextmanager
    def held(self, *, write: bool = False) -> Iterator[None]:
        """Keep the file open for several questions (or acts), so that nobody else can change it between them."""
        if self._held is not None or self.path is None:
            yield
            return
        self.hold(write=write)
        try:
            yield
        except duckdb.Error as problem:
            raise why_closed(problem, self.path) from problem
        finally:
            self.let_go()

    def hold(self, *, write: bool) -> None:
        """Open the file until ``let_go``; a file that is held, or in memory, stays as it is.

        While it is held, nothing else in this process can open it (``in_use``).

        Raises:
            RegisterError: it cannot be opened.
        """
        if self._held is None and self.path is not None:
            self._opened = open_file(self.path, write=write, wait_s=self._wait_s)
            self._held, self._may_write = self._opened.connection, write

    def copy_to(self, target: Path) -> None:
        """Copy the file as it is into a new one, while nobody else can change it.

        Raises:
            OSError: it cannot be written there.
        """
        with self.held():
            assert self._opened is not None, "a register in memory has no file"
            self._opened.copy_to(target)

    def let_go(self) -> None:
        """Close a file that is held, so that others can open it; the next question opens it again."""
        if self._opened is not None:
            try:
                self._opened.close()
            finally:
                self._opened, self._held, self._may_write = None, None, False

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file for questions, for as long as the block runs."""
        with self.held():
            if self._held is None:
                raise RegisterError("The register is closed", remedy="Open it again")
            yield self._held

    @contextmanager
    def writing(self, kind: str, *, why: str = "", who: str | None = None) -> Iterator[Writing]:
        """Open an act: its rows and its entry in the log are written together when the block ends, or not at all.

        Raises:
            RegisterError: the file cannot be written, is held by others, or was moved away meanwhile.
        """
        if self._held is not None and not self._may_write:
            raise RegisterError("The register is open for questions only", where=str(self.path))
        with self.held(write=True):
            connection = self._held
            if connection is None:
                raise RegisterError("The register is closed", remedy="Open it again")
            opened = self._identity()
            try:
                connection.execute("BEGIN")
                act = Writing(connection, kind, who or who_is_it(), why, self.clock)
                yield act
                if act.cancelled:
                    connection.execute("ROLLBACK")
                    return
                written = act.finish()
                if self._identity() != opened:
                    raise RegisterError(
                        "The register was moved away or replaced while it was open; nothing was written",
                        where=str(self.path),
                        remedy="Put it back, or say --register, and run the command again",
                    )
                connection.execute("COMMIT")
                if self.path is not None:
                    note_head(self.path, Head(act=written.number, hash=written.hash))
            except BaseException as problem:
                with suppress(duckdb.Error):
                    connection.execute("ROLLBACK")
                if isinstance(problem, RuntimeError) and "interrupted" in str(problem).lower():
                    raise KeyboardInterrupt from problem  # so DuckDB calls a Ctrl-C that meets a query
                if isinstance(problem, duckdb.Error) and self.path is not None:
                    raise why_closed(problem, self.path) from problem
                raise

    def _identity(self) -> tuple[int, int] | None:
        try:
            there = self.path.stat() if self.path else None
        except OSError:
            return None
        return (there.st_dev, there.st_ino) if there else None

    def close(self) -> None:
        """Close the file."""
        self.let_go()
        if self._held is not None:
            self._held.close()
            self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
