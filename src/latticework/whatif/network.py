"""A structure as one flat, shared network of gates: what is equal is there once.

A *literal* is ``2 * node + negated``; node 0 is true, so that literal 0 is true and literal 1 false. Nodes come after
what they use. OR is kept as a negated AND of negated parts (De Morgan), so that three kinds of gate are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from latticework.whatif.gates import AllOf, AnyOf, AtLeast, Event, Expression, Not, Parity, Threshold

TRUE, FALSE = 0, 1
EVENT, AND, AT_LEAST, PARITY = 0, 1, 2, 3
MOST_THRESHOLD_GATES = 200_000


class Network:
    """Gates over events; every method that makes a gate gives its literal, simplified where that is free."""

    def __init__(self) -> None:
        self.kind: list[int] = [AND]  # node 0: the AND of nothing, true
        self.parts: list[tuple[int, ...]] = [()]
        self.k: list[int] = [0]
        self.names: dict[str, int] = {}
        self._made: dict[tuple[int, int, tuple[int, ...]], int] = {}

    @property
    def events(self) -> list[str]:
        """Names of the events, in the order in which they were first used."""
        return list(self.names)

    def event(self, name: str) -> int:
        """The literal of an event."""
        if name not in self.names:
            self.names[name] = self._add(EVENT, (), len(self.names))
        return 2 * self.names[name]

    def all_of(self, parts: Iterable[int]) -> int:
        """True when every part is."""
        kept = set(parts) - {TRUE}
        if FALSE in kept or not kept.isdisjoint([part ^ 1 for part in kept]):
            return FALSE
        if len(kept) < 2:
            return kept.pop() if kept else TRUE
        return 2 * self._gate(AND, 0, tuple(sorted(kept)))

    def any_of(self, parts: Iterable[int]) -> int:
        """True when some part is."""
        return self.all_of(part ^ 1 for part in parts) ^ 1

    def at_least(self, k: int, parts: Sequence[int]) -> int:
        """True when at least ``k`` parts are; a part that is there twice counts twice."""
        k -= sum(part == TRUE for part in parts)
        kept = sorted(part for part in parts if part not in (TRUE, FALSE))
        if k <= 0:
            return TRUE
        if k > len(kept):
            return FALSE
        if k == 1:
            return self.any_of(kept)
        if k == len(kept):
            return self.all_of(kept)
        return 2 * self._gate(AT_LEAST, k, tuple(kept))

    def parity(self, parts: Iterable[int]) -> int:
        """True when an odd number of parts is (exclusive or)."""
        odd, kept = 0, set[int]()
        for part in parts:
            odd ^= part & 1
            kept ^= {part & ~1}
        if TRUE in kept:
            kept, odd = kept - {TRUE}, odd ^ 1
        if len(kept) < 2:
            return (kept.pop() if kept else FALSE) ^ odd
        return 2 * self._gate(PARITY, 0, tuple(sorted(kept))) ^ odd

    def threshold(self, need: float, weighted: Sequence[tuple[float, int]]) -> int:
        """True when the weights of the true parts reach ``need``.

        Partial sums that later weights cannot tell apart share one gate.

        Raises:
            ValueError: a weight below 0, or more than ``MOST_THRESHOLD_GATES`` distinct partial sums.
        Source:
            Abío et al. 2012, J. Artif. Intell. Res. 45 (interval merging for pseudo-Boolean constraints).
        """
        if any(weight < 0 for weight, _ in weighted):
            raise ValueError("weights of a threshold are never below 0")
        order = sorted((pair for pair in weighted if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
        count = len(order)
        left = [0.0] * (count + 1)
        for i in range(count - 1, -1, -1):
            left[i] = left[i + 1] + order[i][0]
        # known[i]: intervals (low, high] of the sum still needed, for which the gate over order[i:] is the same
        known: list[list[tuple[float, float, int]]] = [[] for _ in range(count + 1)]
        made = 0

        def solve(i: int, needed: float) -> tuple[float, float, int]:
            nonlocal made
            if needed <= 1e-12:
                return (-float("inf"), 1e-12, TRUE)
            if needed > left[i] + 1e-12:
                return (left[i] + 1e-12, float("inf"), FALSE)
            for low, high, literal in known[i]:
                if low < needed <= high:
                    return (low, high, literal)
            made += 1
            if made > MOST_THRESHOLD_GATES:
                raise ValueError("the weighted threshold has too many distinct partial sums")
            weight, part = order[i]
            low1, high1, with_it = solve(i + 1, needed - weight)
            low0, high0, without = solve(i + 1, needed)
            literal = self.any_of((without, self.all_of((part, with_it))))
            found = (max(low1 + weight, low0), min(high1 + weight, high0), literal)
            known[i].append(found)
            return found

        return solve(0, need)[2]

    def add(self, expression: Expression) -> int:
        """Add an expression; equal parts are added once."""
        if isinstance(expression, Event):
            return self.event(expression.name)
        if isinstance(expression, Not):
            return self.add(expression.part) ^ 1
        parts = [self.add(part) for part in expression.parts]
        if isinstance(expression, AllOf):
            return self.all_of(parts)
        if isinstance(expression, AnyOf):
            return self.any_of(parts)
        if isinstance(expression, AtLeast):
            return self.at_least(expression.k, parts)
        if isinstance(expression, Parity):
            return self.parity(parts)
        assert isinstance(expression, Threshold)
        return self.threshold(expression.need, list(zip(expression.weights, parts, strict=True)))

    def below(self, root: int) -> list[int]:
        """The nodes that a literal uses, itself included, what is used first."""
        top, parts = root >> 1, self.parts
        used = bytearray(top + 1)
        used[top] = 1
        for node in range(top, -1, -1):  # nodes come after what they use
            if used[node]:
                for part in parts[node]:
                    used[part >> 1] = 1
        return [node for node in range(top + 1) if used[node]]

    def _gate(self, kind: int, k: int, parts: tuple[int, ...]) -> int:
        key = (kind, k, parts)
        if key not in self._made:
            self._made[key] = self._add(kind, parts, k)
        return self._made[key]

    def _add(self, kind: int, parts: tuple[int, ...], k: int) -> int:
        self.kind.append(kind)
        self.parts.append(parts)
        self.k.append(k)
        return len(self.kind) - 1
