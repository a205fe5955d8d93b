"""Decision diagrams: compiled once, evaluated exactly for all draws at once.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, Parity, Threshold

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
    parts = (expression.part,) if isinstance(expression, Not) else expression.parts
    return list(dict.fromkeys(name for part in parts for name in event_names(part)))


class Compiler:
    """Compiles expressions to diagrams; they share one manager, so that what they have in common is built once."""

    def __init__(self) -> None:
        self._manager = _manager()
        self._built: dict[Expression, Any] = {}
        self._diagrams: dict[Expression, Diagram] = {}

    def compile(self, expression: Expression) -> Diagram:
        """Give the reduced ordered decision diagram of an expression."""
        if expression not in self._diagrams:
            for name in event_names(expression):
                self._manager.declare(name)
            nodes: list[tuple[str, int, int]] = []
            root = self._extract(self._build(expression), {}, nodes)
            self._diagrams[expression] = Diagram(root, nodes)
        return self._diagrams[expression]

    def _build(self, expression: Expression) -> Any:
        if expression not in self._built:
            self._built[expression] = self._gate(expression)
        return self._built[expression]

    def _gate(self, expression: Expression) -> Any:
        manager = self._manager
        if isinstance(expression, Event):
            return manager.var(expression.name)
        if isinstance(expression, Not):
            return ~self._build(expression.part)
        parts = [self._build(part) for part in expression.parts]
        if isinstance(expression, AllOf):
            return reduce(lambda a, b: a & b, parts, manager.true)
        if isinstance(expression, AnyOf):
            return reduce(lambda a, b: a | b, parts, manager.false)
        if isinstance(expression, Parity):
            return reduce(lambda a, b: manager.apply("xor", a, b), parts, manager.false)
        if isinstance(expression, Threshold):
            return self._reached(expression.need, list(zip(expression.weights, parts, strict=True)))
        assert isinstance(expression, AtLeast)
        # rows[j]: at least j of the parts seen so far hold
        rows = [manager.true] + [manager.false] * expression.k
        for part in parts:
            for j in range(expression.k, 0, -1):
                rows[j] = rows[j] | (part & rows[j - 1])
        return rows[expression.k]

    def _reached(self, need: float, weighted: list[tuple[float, Any]]) -> Any:
        """The weights of the parts that hold reach the need; equal partial sums are built once."""
        manager = self._manager
        reached = {0.0: manager.true}  # partial sum → when it is exactly that
        for weight, part in weighted:
            moved: dict[float, Any] = {}
            for total, when in reached.items():
                for sum_, condition in ((round(total + weight, 12), when & part), (total, when & ~part)):
                    moved[sum_] = moved.get(sum_, manager.false) | condition
            reached = moved
        enough = [when for total, when in reached.items() if total >= need - 1e-12]
        return reduce(lambda a, b: a | b, enough, manager.false)

    def _extract(self, node: Any, seen: dict[int, int], nodes: list[tuple[str, int, int]]) -> int:
        if node == self._manager.true:
            return 1
        if node == self._manager.false:
            return 0
        key = int(node)
        if key not in seen:
            low, high = node.low, node.high
            if node.negated:  # an edge that negates what it points to
                low, high = ~low, ~high
            children = self._extract(low, seen, nodes), self._extract(high, seen, nodes)
            nodes.append((node.var, *children))
            seen[key] = len(nodes) + 1
        return seen[key]


class Diagram:
    """A reduced ordered decision diagram as plain rows, children first.

    ``nodes`` are (event, low child, high child); children 0 and 1 are false and true, child i + 2 is row i.
    """

    def __init__(self, root: int, nodes: list[tuple[str, int, int]]) -> None:
        self.root = root
        self.nodes = nodes
        self.events: tuple[str, ...] = tuple(sorted({event for event, _, _ in nodes}))

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
        known: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]] | bool] = {}
        for event in self.events:  # most events are certain one way or the other, and then there is nothing to multiply
            p = chances.get(event, certain)
            first = float(p[0])
            known[event] = first == 1.0 if first in (0.0, 1.0) and bool((p == first).all()) else (p, 1.0 - p)
        for event, low, high in self.nodes:
            pair = known[event]
            if isinstance(pair, bool):
                values.append(values[high if pair else low])
            else:
                values.append(pair[0] * values[high] + pair[1] * values[low])
        return values[self.root]

    def minimal_breaks(self, most: int = 6, among: Collection[str] | None = None) -> list[frozenset[str]]:
        """List the minimal sets of events whose loss makes the expression fail, of at most ``most`` events.

        The expression is monotone, so that the failing sets of a node are those of its high child, and those of its
        low child with the node's event added (Rauzy 1993); supersets are dropped. ``among`` are the only events that
        can be lost; every other one stays.
        """
        bits = {event: 1 << i for i, event in enumerate(self.events)}
        sets: list[list[int]] = [[0], []]
        for event, low, high in self.nodes:
            if among is not None and event not in among:
                sets.append(sets[high])
                continue
            with_event = [lost | bits[event] for lost in sets[low] if lost.bit_count() < most]
            sets.append(_minimal(sets[high] + with_event))
        found = [frozenset(event for event in self.events if bits[event] & lost) for lost in sets[self.root]]
        return sorted(found, key=lambda lost: (len(lost), sorted(lost)))


def _minimal(sets: list[int]) -> list[int]:
    kept: list[int] = []
    for candidate in sorted(set(sets), key=int.bit_count):
        if not any(smaller & candidate == smaller for smaller in kept):
            kept.append(candidate)
    return kept
