"""Decision diagrams in plain Python, for structures of the size of a lattice: no compiled code has to be loaded first.

Edges as in ``whatif/kernels/diagrams.py``: ``2 * node + negated``, node 0 is true, and a node's high edge is never negated.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Brace, Rudell & Bryant 1990, DAC (negated edges).
"""

from __future__ import annotations

TRUE, FALSE = 0, 1
LAST = 1 << 30  # level of the terminal


class OutOfRows(Exception):
    """More rows than the budget: another engine is due."""


class Rows:
    """Nodes (level, low edge, high edge), shared by all functions that are built with it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.rows: list[tuple[int, int, int]] = [(LAST, TRUE, TRUE)]
        self._made: dict[tuple[int, int, int], int] = {}
        self._known: dict[tuple[int, int], int] = {}

    def node(self, level: int, low: int, high: int) -> int:
        """The edge of "high if the variable of this level, else low"."""
        if low == high:
            return low
        negated = high & 1
        key = (level, low ^ negated, high ^ negated)
        found = self._made.get(key)
        if found is None:
            if len(self.rows) >= self.most:
                raise OutOfRows
            found = self._made[key] = 2 * len(self.rows)
            self.rows.append(key)
        return found ^ negated

    def split(self, edge: int, level: int) -> tuple[int, int]:
        """What is left of an edge when the variable of a level, at or above its own, is false, and when it is true."""
        here, low, high = self.rows[edge >> 1]
        negated = edge & 1
        return (low ^ negated, high ^ negated) if here == level else (edge, edge)

    def both(self, f: int, g: int) -> int:
        """f and g."""
        if f == FALSE or g == FALSE or f == g ^ 1:
            return FALSE
        if f in (TRUE, g):
            return g
        if g == TRUE:
            return f
        key = (f, g) if f < g else (g, f)
        found = self._known.get(key)
        if found is None:
            level = min(self.rows[f >> 1][0], self.rows[g >> 1][0])
            (f0, f1), (g0, g1) = self.split(f, level), self.split(g, level)
            found = self._known[key] = self.node(level, self.both(f0, g0), self.both(f1, g1))
        return found

    def either(self, f: int, g: int) -> int:
        """f or g."""
        return self.both(f ^ 1, g ^ 1) ^ 1

    def one_of(self, f: int, g: int) -> int:
        """Exactly one of f and g."""
        return self.either(self.both(f, g ^ 1), self.both(f ^ 1, g))
