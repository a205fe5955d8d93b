"""The register while the app runs: one owner, one thing at a time, and snapshots kept until the log grows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from latticework.api import SHIPPED_AS_OF, Lattice, Register
from latticework.register import RegisterFile

MOST_KEPT = 8


class Keeper:
    """Owns the register for the pages. FastAPI calls them from several threads; DuckDB's connection is one.

    ``file()`` gives the register to one thread at a time. A lattice is immutable, so that one made for a date is
    given again until an act is added to the log.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._turn = RLock()
        self._lattices: OrderedDict[tuple[int, str, str | None], Lattice] = OrderedDict()

    @contextmanager
    def file(self) -> Iterator[RegisterFile]:
        """The register's file, for questions and acts, until the block ends."""
        with self._turn:
            yield self._register.file

    @contextmanager
    def register(self) -> Iterator[Register]:
        """The register as the public API knows it, until the block ends."""
        with self._turn:
            yield self._register

    def lattice(self, as_of: str = SHIPPED_AS_OF, as_known: str | None = None) -> Lattice:
        """The lattice on a date, as known on another; the same object until the register changes.

        Raises:
            BadScenario: a date that is none.
        """
        with self._turn:
            key = (self._register.file.last_act(), as_of, as_known)
            if key not in self._lattices:
                self._lattices[key] = self._register.as_of(as_of, as_known=as_known)
                while len(self._lattices) > MOST_KEPT:
                    self._lattices.popitem(last=False)
            self._lattices.move_to_end(key)
            return self._lattices[key]
