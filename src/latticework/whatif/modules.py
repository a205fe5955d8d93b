"""Modules: gates whose events nothing else uses; each can be compiled alone and stand as one event in its user.

Source: Dutuit & Rauzy 1996, IEEE Trans. Reliab. 45(3) (linear-time search by first and last visits).
"""

from __future__ import annotations

from latticework.whatif.network import EVENT, Network

FEWEST_PARTS = 2


def modules(network: Network, root: int) -> list[int]:
    """Give the module gates below a literal, inner ones first; the root's gate is always the last.

    Args:
        network: the gates.
        root: literal of the top.
    """
    top = root >> 1
    first: dict[int, int] = {}
    second: dict[int, int] = {}
    last: dict[int, int] = {}
    clock = 0
    stack: list[tuple[int, int]] = [(top, 0)]
    while stack:  # depth-first, the visits of each node counted by one clock
        node, position = stack.pop()
        if position == 0:
            clock += 1
            last[node] = clock
            if node in first:
                continue
            first[node] = clock
        parts = network.parts[node]
        if position < len(parts):
            stack.append((node, position + 1))
            stack.append((parts[position] >> 1, 0))
        else:
            clock += 1
            second[node] = clock
    earliest: dict[int, int] = {}
    latest: dict[int, int] = {}
    found = []
    for node in network.below(root):
        below = [part >> 1 for part in network.parts[node]]
        if network.kind[node] == EVENT or not below:
            earliest[node], latest[node] = first[node], last[node]
            continue
        low = min(earliest[part] for part in below)
        high = max(latest[part] for part in below)
        if node == top or (low > first[node] and high < second[node] and len(below) >= FEWEST_PARTS):
            found.append(node)
        earliest[node], latest[node] = min(low, first[node]), max(high, last[node])
    return found
