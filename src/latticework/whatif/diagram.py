"""Decision diagrams: compiled once, evaluated exactly for all draws at once.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression

Chances = Mapping[str, NDArray[np.float64]]


def _manager() -> Any:
    try:
        from dd import cudd

        return cudd.BDD()
    except ImportError:  # a platform for which no wheel carries CUDD
        from dd import autoref

        return autoref.BDD()


def event_names(expression: Expression) -> list[str]:
    """The basic events of an expression in depth-first order, each once."""
    if isinstance(expression, Event):
        return [expression.name]
    return list(dict.fromkeys(name for part in expression.parts for name in event_names(part)))


class Diagram:
    """The reduced ordered decision diagram of one expression.

    ``nodes`` are (event, low child, high child), children first; children 0 and 1 are false and true.
    """

    def __init__(self, expression: Expression) -> None:
        manager = _manager()
        names = event_names(expression)
        for name in names:
            manager.declare(name)
        top = self._compile(manager, expression)
        self.events: tuple[str, ...] = ()
        self.nodes: list[tuple[str, int, int]] = []
        self.root = self._extract(manager, top, {})
        self.events = tuple(sorted({event for event, _, _ in self.nodes}))

    def _compile(self, manager: Any, expression: Expression) -> Any:
        if isinstance(expression, Event):
            return manager.var(expression.name)
        parts = [self._compile(manager, part) for part in expression.parts]
        if isinstance(expression, AllOf):
            return reduce(lambda a, b: a & b, parts, manager.true)
        if isinstance(expression, AnyOf):
            return reduce(lambda a, b: a | b, parts, manager.false)
        assert isinstance(expression, AtLeast)
        # rows[j]: at least j of the parts seen so far hold
        rows = [manager.true] + [manager.false] * expression.k
        for part in parts:
            for j in range(expression.k, 0, -1):
                rows[j] = rows[j] | (part & rows[j - 1])
        return rows[expression.k]

    def _extract(self, manager: Any, node: Any, seen: dict[Any, int]) -> int:
        if node == manager.true:
            return 1
        if node == manager.false:
            return 0
        key = int(node)
        if key not in seen:
            event = node.var
            low = self._extract(manager, manager.let({event: False}, node), seen)
            high = self._extract(manager, manager.let({event: True}, node), seen)
            self.nodes.append((event, low, high))
            seen[key] = len(self.nodes) + 1
        return seen[key]

    def chance(self, chances: Chances, draws: int) -> NDArray[np.float64]:
        """Evaluate the exact chance that the expression holds, for every draw.

        Args:
            chances: event → chance in [0, 1], shape (draws,); an event left out is certain (1).
            draws: number of draws.
        Returns:
            Chances, shape (draws,).
        """
        certain = np.ones(draws)
        values: list[NDArray[np.float64]] = [np.zeros(draws), certain]
        for event, low, high in self.nodes:
            p = chances.get(event, certain)
            values.append(p * values[high] + (1.0 - p) * values[low])
        return values[self.root]

    def minimal_breaks(self, most: int = 6) -> list[frozenset[str]]:
        """List the minimal sets of events whose loss makes the expression fail, of at most ``most`` events.

        The expression is monotone, so that the failing sets of a node are those of its high child, and those of its
        low child with the node's event added (Rauzy 1993); supersets are dropped.
        """
        sets: list[list[frozenset[str]]] = [[frozenset()], []]
        for event, low, high in self.nodes:
            with_event = [lost | {event} for lost in sets[low] if len(lost) < most]
            sets.append(_minimal(sets[high] + with_event))
        return sorted(_minimal(sets[self.root]), key=lambda lost: (len(lost), sorted(lost)))


def _minimal(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=lambda lost: (len(lost), sorted(lost))):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return kept
