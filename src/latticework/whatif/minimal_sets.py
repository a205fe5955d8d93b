"""Minimal cut sets and minimal path sets, as zero-suppressed diagrams.

Of a function with NOT they are those of its *coherent hull*, the smallest function without NOT that is true wherever
it is: the events of a set make the function true if the right others do not occur.

Sources: Minato 1993, DAC (zero-suppressed diagrams); Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3) (minimal solutions);
Dutuit & Rauzy 1997, Reliab. Eng. Syst. Saf. 58(2) (non-coherent functions).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from latticework.model import LatticeworkError
from latticework.whatif.compile import Compiled

MOST_STEPS = 3_000_000
NONE, EMPTY = 0, 1  # families: no set at all; the empty set alone


class NotListed(LatticeworkError):
    """Minimal sets that cannot be listed; chances and importances do not need them."""


def minimal_sets(
    compiled: Compiled, *, of_failure: bool = False, most_events: int = 4, most_sets: int = 100_000
) -> list[frozenset[str]]:
    """List minimal cut sets: smallest sets of events whose truth, while every other event is false, or (in a function
    with NOT) while some are, makes the function true.

    Args:
        compiled: the function.
        of_failure: list instead the minimal path sets, the smallest sets whose falsity makes the function false while
            every other event (with NOT: some of them) is true.
        most_events: largest size of a set.
        most_sets: largest number of sets.
    Raises:
        NotListed: there are too many sets.
    """
    return _Families(compiled, of_failure, most_events, most_sets).listed()


class _Families:
    def __init__(self, compiled: Compiled, of_failure: bool, most_events: int, most_sets: int) -> None:
        self.compiled, self.of_failure = compiled, of_failure
        self.most_events, self.most_sets = most_events, most_sets
        self.rows = compiled.rows.tolist()
        self.made: dict[int, list[frozenset[str]]] = {}
        self.resting: dict[int, bool] = {}

    def listed(self) -> list[frozenset[str]]:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(100_000)  # depth is that of a diagram; pure Python calls use no machine stack
        try:
            for _, variable, row, _ in self.compiled.modules.tolist():
                # a module is moved by the sets that change it from its value at rest
                wanted = not self.of_failure if variable < 0 else not self._at_rest(row)
                self.made[variable] = list(self._sets(row, wanted))
                self.resting[variable] = not wanted
        finally:
            sys.setrecursionlimit(limit)
        return sorted(self.made[-1], key=lambda one: (len(one), sorted(one)))

    def _rests_true(self, variable: int) -> bool:
        """Whether an event (all false for cut sets, all true for path sets) or a module is true while nothing moves."""
        return self.resting.get(variable, self.of_failure)

    def _at_rest(self, row: int) -> bool:
        while row > 1:
            variable, low, high, _ = self.rows[row]
            row = high if self._rests_true(variable) else low
        return row == 1

    def _sets(self, root: int, wanted: bool) -> Iterator[frozenset[str]]:
        rows = self.rows
        zdd = _Zdd()
        memo: dict[tuple[int, int], int] = {}
        variable_of: dict[int, int] = {}

        def solve(row: int, most: int) -> int:
            if row <= 1:
                return EMPTY if row == wanted else NONE
            key = (row, most)
            if key not in memo:
                variable, low, high, level = rows[row]
                variable_of[level] = variable
                stay, move = (high, low) if self._rests_true(variable) else (low, high)
                rest = solve(stay, most)
                moved = solve(move, most - 1) if most else NONE
                memo[key] = zdd.node(level, zdd.without(moved, rest), rest)
            return memo[key]

        family = solve(root, self.most_events)
        listed = 0
        for levels in zdd.each(family):
            for one in self._spelled([variable_of[level] for level in levels]):
                listed += 1
                if listed > self.most_sets:
                    raise NotListed(
                        f"There are over {self.most_sets:,} minimal sets of at most {self.most_events} events",
                        remedy="Ask for smaller sets",
                    )
                yield one

    def _spelled(self, variables: list[int]) -> Iterator[frozenset[str]]:
        sets: list[frozenset[str]] = [frozenset()]
        for variable in variables:
            inner = self.made[variable] if variable in self.made else [frozenset([self.compiled.events[variable]])]
            sets = [one | more for one in sets for more in inner if len(one) + len(more) <= self.most_events]
        yield from sets


class _Zdd:
    """Families of sets: a node is (level, family with the level's element, family without it)."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = [(1 << 30, 0, 0), (1 << 30, 0, 0)]
        self.unique: dict[tuple[int, int, int], int] = {}
        self.memo: dict[tuple[int, int], int] = {}

    def node(self, level: int, with_it: int, without_it: int) -> int:
        if with_it == NONE:
            return without_it
        key = (level, with_it, without_it)
        if key not in self.unique:
            self.unique[key] = len(self.rows)
            self.rows.append(key)
            if len(self.rows) > MOST_STEPS:
                raise NotListed("The minimal sets need too much memory", remedy="Ask for smaller sets")
        return self.unique[key]

    def without(self, a: int, b: int) -> int:
        """The sets of ``a`` that contain no set of ``b``."""
        if a in (NONE, b) or b == EMPTY:
            return NONE
        if b == NONE:
            return a
        if a == EMPTY:
            return NONE if self._has_empty(b) else EMPTY
        key = (a, b)
        if key not in self.memo:
            level_a, a1, a0 = self.rows[a]
            level_b, b1, b0 = self.rows[b]
            if level_a < level_b:
                found = self.node(level_a, self.without(a1, b), self.without(a0, b))
            elif level_a > level_b:
                found = self.without(a, b0)
            else:
                kept = self.without(self.without(a1, b1), b0)
                found = self.node(level_a, kept, self.without(a0, b0))
            self.memo[key] = found
        return self.memo[key]

    def _has_empty(self, family: int) -> bool:
        while family > EMPTY:
            family = self.rows[family][2]
        return family == EMPTY

    def each(self, family: int) -> Iterator[list[int]]:
        """Give the sets, as lists of levels."""
        stack: list[tuple[int, list[int]]] = [(family, [])]
        while stack:
            at, chosen = stack.pop()
            if at == EMPTY:
                yield chosen
            elif at != NONE:
                level, with_it, without_it = self.rows[at]
                stack.append((without_it, chosen))
                stack.append((with_it, [*chosen, level]))
