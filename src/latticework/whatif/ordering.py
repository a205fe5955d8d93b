"""Orders of the events of a module: several static heuristics, tried one after the other under a budget.

Sources: Bouissou, Bruyère & Rauzy 1997, Int. J. Reliab. Qual. Saf. Eng. (depth-first orders for fault trees);
Minato, Ishiura & Yajima 1990, DAC (weights from the top); Aloul, Markov & Sakallah 2003, GLSVLSI (FORCE).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.network import AND, AT_LEAST, EVENT, PARITY, Network

FORCE_ROUNDS = 60
KERNEL_KIND = {AND: 1, AT_LEAST: 2, PARITY: 3}
Ints = NDArray[np.int32]


class Part:
    """One module: its gates, and as its variables the events and inner modules that they use."""

    def __init__(self, network: Network, top: int, inner: Set[int]) -> None:
        self.network, self.top, self.inner = network, top, inner
        self.gates: list[int] = []
        self.variables: list[int] = []
        seen, stack = {top}, [top]
        while stack:
            node = stack.pop()
            if self.is_variable(node):
                self.variables.append(node)
                continue
            self.gates.append(node)
            for part in network.parts[node]:
                if part >> 1 not in seen:
                    seen.add(part >> 1)
                    stack.append(part >> 1)
        self.gates.sort()
        self.variables.sort()

    def is_variable(self, node: int) -> bool:
        """Whether the module takes a node as given."""
        return self.network.kind[node] == EVENT or (node in self.inner and node != self.top)

    def laid_out(self, order: list[int]) -> tuple[Ints, Ints, Ints, Ints]:
        """The gates as arrays for the kernels: kind, need, start of the parts, parts as literals of places."""
        network = self.network
        place = {node: 2 * i for i, node in enumerate([*order, *self.gates])}
        parts = [place[p >> 1] + (p & 1) for gate in self.gates for p in network.parts[gate]]
        start = [0, *accumulate(len(network.parts[gate]) for gate in self.gates)]
        kind = [KERNEL_KIND[network.kind[gate]] for gate in self.gates]
        need = [network.k[gate] for gate in self.gates]
        return (
            np.array(kind, np.int32),
            np.array(need, np.int32),
            np.array(start, np.int32),
            np.array(parts, np.int32),
        )

    def orders(self) -> Iterator[list[int]]:
        """Give the orders to try, the most promising first."""
        yield from self._once(self._all_orders())

    def _once(self, orders: Iterator[list[int]]) -> Iterator[list[int]]:
        given = set()
        for order in orders:
            if tuple(order) not in given:
                given.add(tuple(order))
                yield order

    def _all_orders(self) -> Iterator[list[int]]:
        size, users, depth = self._sizes(), self._users(), self._depths()
        first = self._depth_first(lambda node: (self.is_variable(node), -users[node], size[node]))
        deep = self._depth_first(lambda node: -depth[node])
        yield first
        yield self._force(first)
        yield self._depth_first(lambda node: (-users[node], -depth[node]))
        yield self._force(deep)
        yield deep

    def _depths(self) -> dict[int, int]:
        depth = dict.fromkeys(self.variables, 0)
        for gate in self.gates:
            depth[gate] = 1 + max(depth[part >> 1] for part in self.network.parts[gate])
        return depth

    def _sizes(self) -> dict[int, int]:
        size = dict.fromkeys(self.variables, 1)
        for gate in self.gates:
            size[gate] = sum(size[part >> 1] for part in self.network.parts[gate])
        return size

    def _users(self) -> dict[int, int]:
        users = dict.fromkeys([*self.variables, *self.gates], 0)
        for gate in self.gates:
            for part in self.network.parts[gate]:
                users[part >> 1] += 1
        return users

    def _depth_first(self, key: Callable[[int], object]) -> list[int]:
        order, seen, stack = [], set(), [self.top]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if self.is_variable(node):
                order.append(node)
            else:
                below = sorted((part >> 1 for part in self.network.parts[node]), key=key)  # type: ignore[arg-type]
                stack += reversed(below)
        return order

    def _force(self, start: list[int]) -> list[int]:
        """Move events to the centre of the gates that use them until the total span stops falling."""
        row = {node: i for i, node in enumerate([*start, *self.gates])}
        edges = [np.array([row[gate], *(row[part >> 1] for part in self.network.parts[gate])]) for gate in self.gates]
        lengths = np.array([len(edge) for edge in edges])
        flat, owner = np.concatenate(edges), np.repeat(np.arange(len(edges)), lengths)
        place = np.arange(len(row), dtype=float)
        uses = np.maximum(np.bincount(flat, minlength=len(row)), 1)
        best, best_span = start, np.inf
        for _ in range(FORCE_ROUNDS):
            centre = np.bincount(owner, place[flat], len(edges)) / lengths
            place = np.bincount(flat, centre[owner], len(row)) / uses
            rank = np.empty(len(row))
            rank[np.argsort(place, kind="stable")] = np.arange(len(row))
            place = rank
            high, low = np.full(len(edges), -np.inf), np.full(len(edges), np.inf)
            np.maximum.at(high, owner, place[flat])
            np.minimum.at(low, owner, place[flat])
            span = float((high - low).sum())
            if span >= best_span:
                break
            best_span = span
            best = sorted(start, key=lambda node: place[row[node]])
        return best
