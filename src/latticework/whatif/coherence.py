"""Which way each node pushes a function: only up, only down, or both."""

from __future__ import annotations

from latticework.whatif.network import EVENT, PARITY, Network

UP, DOWN, BOTH = 1, 2, 3


def directions(network: Network, root: int) -> dict[int, int]:
    """Node → ``UP``, ``DOWN`` or ``BOTH``: how the function of a literal can move when the node becomes true.

    This reads the gates, not the truth table: a structure whose negations cancel is taken for one that has them.
    """
    found = dict.fromkeys(network.below(root), 0)
    found[root >> 1] = DOWN if root & 1 else UP
    for node in reversed(network.below(root)):
        way = BOTH if network.kind[node] == PARITY else found[node]
        for part in network.parts[node]:
            found[part >> 1] |= _turned(way) if part & 1 else way
    return found


def is_coherent(network: Network, root: int) -> bool:
    """Whether no event that becomes true can make the function false."""
    ways = directions(network, root)
    return all(way == UP for node, way in ways.items() if network.kind[node] == EVENT)


def _turned(way: int) -> int:
    return {UP: DOWN, DOWN: UP}.get(way, way)
