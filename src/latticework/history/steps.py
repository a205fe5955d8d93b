"""How far a long piece of work with DuckDB has come, and a Ctrl-C in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

import duckdb

Progress = Callable[[float, float, str], None]  # done, in all, what is being done
EVERY_S = 0.1


class Steps:
    """Steps of known weight on one connection, told as parts of ``size``; the weights of all add to 1.

    While a query of a step runs, DuckDB is asked how far it is.

    A Ctrl-C that meets a query comes out of DuckDB as an error of its own; here it is a KeyboardInterrupt again.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, progress: Progress | None, size: float) -> None:
        self.connection, self.progress, self.size = connection, progress, size
        self._before, self._weight, self._what = 0.0, 0.0, ""
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Steps:
        """Begin to watch, where somebody wants to know."""
        if self.progress:
            self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, _: TracebackType | None
    ) -> None:
        """Stop watching."""
        self._over.set()
        if self._watcher:
            self._watcher.join()
        if isinstance(problem, RuntimeError) and "interrupted" in str(problem).lower():
            raise KeyboardInterrupt from problem

    @contextmanager
    def __call__(self, what: str, weight: float) -> Iterator[None]:
        """Do one step, which is ``weight`` of the whole."""
        self._what, self._weight = what, weight
        self._tell(0.0)
        yield
        self._before, self._weight = self._before + weight, 0.0
        self._tell(0.0)

    def _tell(self, part: float) -> None:
        if self.progress:
            self.progress(self.size * min(1.0, self._before + self._weight * part), self.size, self._what)

    def _watch(self) -> None:
        while not self._over.wait(EVERY_S):
            self._tell(max(0.0, self.connection.query_progress()) / 100)
