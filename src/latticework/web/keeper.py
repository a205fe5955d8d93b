"""The register while the app runs: held open, one thing at a time, lent to commands, snapshots kept until the log grows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from latticework.api import SHIPPED_AS_OF, Lattice, Register
from latticework.register import RegisterFile
from latticework.web.turns import Turns

MOST_KEPT = 8


class Keeper:
    """Owns the register for the pages. FastAPI calls them from several threads; DuckDB's connection is one.

    ``file()`` gives the register to one thread at a time; ``lend()`` closes it for a command, and the next page that asks
    opens it again. A lattice is immutable, so that one made for a date is given again until an act is added to the log.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._turns = Turns()
        self._lattices: OrderedDict[tuple[int, str, str | None], Lattice] = OrderedDict()

    @contextmanager
    def file(self) -> Iterator[RegisterFile]:
        """The register's file, for questions and acts, until the block ends.

        Raises:
            RegisterBusy: a command keeps it.
            RegisterError: it was moved away or damaged.
        """
        with self.register() as register:
            yield register.file

    @contextmanager
    def register(self) -> Iterator[Register]:
        """The register as the public API knows it, until the block ends; raises as ``file()`` does."""
        with self._turns.turn():
            self._register.file.hold(write=True)
            yield self._register

    def lattice(self, as_of: str = SHIPPED_AS_OF, as_known: str | None = None) -> Lattice:
        """The lattice on a date, as known on another; the same object until the register changes.

        Raises:
            BadScenario: a date that is none.
        """
        with self.register() as register:
            key = (register.file.last_act(), as_of, as_known)
            if key not in self._lattices:
                self._lattices[key] = register.as_of(as_of, as_known=as_known)
                while len(self._lattices) > MOST_KEPT:
                    self._lattices.popitem(last=False)
            self._lattices.move_to_end(key)
            return self._lattices[key]

    def lend(self, who: object, wait_s: float) -> bool:
        """Finish what is being done, close the file and let somebody else have it until ``take_back``.

        Returns:
            Whether the turn came within ``wait_s`` seconds.
        """
        if not self._turns.take(who, wait_s, lent=True):
            return False
        try:
            self._register.file.let_go()
        except BaseException:
            self._turns.give()
            raise
        return True

    def take_back(self) -> None:
        """End what ``lend`` began."""
        self._turns.give()
