"""Decision diagrams: compiled once, evaluated exactly for all draws at once.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, Parity, Threshold
from latticework.whatif.small_diagrams import FALSE, TRUE, OutOfRows, Rows

Chances = Mapping[str, NDArray[np.float64]]
MOST_SMALL_ROWS, MOST_SMALL_EVENTS = 100_000, 300


def event_names(expression: Expression) -> list[str]:
    """The basic events of an expression in depth-first order, each once."""
    if isinstance(expression, Event):
        return [expression.name]
    parts = (expression.part,) if isinstance(expression, Not) else expression.parts
    return list(dict.fromkeys(name for part in parts for name in event_names(part)))


class Compiler:
    """Compiles expressions to diagrams; what they have in common is built once.

    Events are ordered as they are first met. What does not fit into a few thousand rows that way goes to the engine for
    large structures (``whatif/compile.py``), which looks for a better order.
    """

    def __init__(self, most_rows: int = MOST_SMALL_ROWS) -> None:
        self._rows = Rows(most_rows)
        self._level: dict[str, int] = {}
        self._built: dict[Expression, int] = {}
        self._diagrams: dict[Expression, Diagram] = {}

    def compile(self, expression: Expression) -> Diagram:
        """Give the reduced ordered decision diagram of an expression.

        Raises:
            TooLarge: even the engine for large structures has too few rows for it.
        """
        if expression not in self._diagrams:
            names = event_names(expression)
            for name in names:
                self._level.setdefault(name, len(self._level))
            try:
                if len(names) > MOST_SMALL_EVENTS:
                    raise OutOfRows
                root, order = self._build(expression), list(self._level)
                self._diagrams[expression] = _spelled(root, self._rows.rows, order)
            except OutOfRows:
                self._diagrams[expression] = _compiled_large(expression)
        return self._diagrams[expression]

    def _build(self, expression: Expression) -> int:
        if expression not in self._built:
            self._built[expression] = self._gate(expression)
        return self._built[expression]

    def _gate(self, expression: Expression) -> int:
        rows = self._rows
        if isinstance(expression, Event):
            return rows.node(self._level[expression.name], FALSE, TRUE)
        if isinstance(expression, Not):
            return self._build(expression.part) ^ 1
        parts = [self._build(part) for part in expression.parts]
        if isinstance(expression, AllOf):
            return reduce(rows.both, parts, TRUE)
        if isinstance(expression, AnyOf):
            return reduce(rows.either, parts, FALSE)
        if isinstance(expression, Parity):
            return reduce(rows.one_of, parts, FALSE)
        if isinstance(expression, Threshold):
            return self._reached(expression.need, list(zip(expression.weights, parts, strict=True)))
        assert isinstance(expression, AtLeast)
        # counted[j]: at least j of the parts seen so far hold
        counted = [TRUE] + [FALSE] * expression.k
        for part in parts:
            for j in range(expression.k, 0, -1):
                counted[j] = rows.either(counted[j], rows.both(part, counted[j - 1]))
        return counted[expression.k]

    def _reached(self, need: float, weighted: list[tuple[float, int]]) -> int:
        """The weights of the parts that hold reach the need; equal partial sums are built once."""
        rows = self._rows
        reached = {0.0: TRUE}  # partial sum → when it is exactly that
        for weight, part in weighted:
            moved: dict[float, int] = {}
            for total, when in reached.items():
                for sum_, condition in (
                    (round(total + weight, 12), rows.both(when, part)),
                    (total, rows.both(when, part ^ 1)),
                ):
                    moved[sum_] = rows.either(moved.get(sum_, FALSE), condition)
            reached = moved
        return reduce(rows.either, [when for total, when in reached.items() if total >= need - 1e-12], FALSE)


def _compiled_large(expression: Expression) -> Diagram:
    from latticework.whatif.compile import compile_whole
    from latticework.whatif.network import Network

    network = Network()
    diagram, names = compile_whole(network, network.add(expression))
    rows = [(level, low, high) for level, low, high, _ in diagram.rows.tolist()]
    return _spelled(diagram.root, rows, list(names))


def _spelled(root: int, rows: Sequence[tuple[int, int, int]], order: Sequence[str]) -> Diagram:
    """Write an edge out without negated edges, children first: what is reached in both senses becomes two rows."""
    place = {TRUE: 1, FALSE: 0}
    nodes: list[tuple[str, int, int]] = []
    stack = [root]
    while stack:
        edge = stack[-1]
        if edge in place:
            stack.pop()
            continue
        level, low, high = rows[edge >> 1]
        children = low ^ (edge & 1), high ^ (edge & 1)
        waiting = [child for child in children if child not in place]
        if waiting:
            stack += reversed(waiting)
            continue
        nodes.append((order[level], place[children[0]], place[children[1]]))
        place[edge] = len(nodes) + 1
        stack.pop()
    return Diagram(place[root], nodes)


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
