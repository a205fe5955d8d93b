"""What answers about one lattice have in common, made once: structures, diagrams, linchpins."""

from __future__ import annotations

from collections.abc import Iterable

from latticework.model import Lattice, Linchpin
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn
from latticework.whatif.gates import Structure
from latticework.whatif.linchpins import linchpins

MOST_KEPT = 8


class Prepared:
    """Kept beside a lattice while somebody moves a slider; it changes no answer, only how soon it comes."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.compiler = Compiler()
        self._structures: dict[frozenset[str], Structure] = {}
        self._linchpins: dict[tuple[object, ...], tuple[Linchpin, ...]] = {}

    def structure(self, ended: Iterable[str] = ()) -> Structure:
        """The fault tree with some arrangements formally over."""
        key = frozenset(ended)
        if key not in self._structures:
            self._structures[key] = Structure(self.lattice, key)
        return self._structures[key]

    def linchpins(self, drawn: Drawn) -> tuple[Linchpin, ...]:
        """The linchpins before the scenario: they depend on the judged ranges and their draws, not on who leaves."""
        ranges = tuple((id, values[0], values[-1]) for id, values in drawn.judged.items())
        key = (drawn.scenario.seed, drawn.draws, ranges)
        if key not in self._linchpins:
            if len(self._linchpins) >= MOST_KEPT:
                self._linchpins.clear()
            self._linchpins[key] = linchpins(self.lattice, drawn, self.structure(), self.compiler)
        return self._linchpins[key]
