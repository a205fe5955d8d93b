"""A network of gates as flat arrays, and gates made in it, simplified where that is free.

Literals as in ``whatif/network.py``: ``2 * node + negated``; node 0 is true; nodes come after what they use.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.kernels.compiling import inner

EVENT, AND, AT_LEAST, PARITY = 0, 1, 2, 3


class Net(NamedTuple):
    """Node i has ``kind[i]``, ``need[i]`` (k of a count; the number of an event) and ``parts[start[i]:start[i + 1]]``.

    ``table`` finds equal gates; ``size`` is the number of nodes, of parts, and 1 if there was no room for a gate.
    """

    kind: NDArray[np.int32]
    need: NDArray[np.int32]
    start: NDArray[np.int32]
    parts: NDArray[np.int32]
    table: NDArray[np.int32]
    size: NDArray[np.int64]


@inner
def new_net(nodes, parts):
    """An empty net with room for so many nodes and parts."""
    length = 16
    while length < 2 * nodes:
        length *= 2
    size = np.zeros(3, np.int64)
    size[0] = 1
    kind, need = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    start, table = np.empty(nodes + 1, np.int32), np.zeros(length, np.int32)
    kind[0], need[0], start[0], start[1] = AND, 0, 0, 0
    return Net(kind, need, start, np.empty(parts, np.int32), table, size)


@inner
def ordered(some, n):
    """Sort the first n numbers in place."""
    if n > 32:
        some[:n].sort()
        return
    for i in range(1, n):
        one = some[i]
        j = i - 1
        while j >= 0 and some[j] > one:
            some[j + 1] = some[j]
            j -= 1
        some[j + 1] = one


@inner
def appended(net, kind, need, given, n):
    """Append a node; 0 where there is no room."""
    node, at = net.size[0], net.size[1]
    if node >= net.kind.shape[0] or at + n > net.parts.shape[0]:
        net.size[2] = 1
        return np.int64(0)
    net.kind[node], net.need[node] = kind, need
    for i in range(n):
        net.parts[at + i] = given[i]
    net.start[node + 1] = at + n
    net.size[0], net.size[1] = node + 1, at + n
    return node


@inner
def shared(net, kind, need, given, n):
    """The node of a gate with these sorted parts, made if new."""
    h = np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(need)
    for i in range(n):
        h = (h ^ np.uint64(given[i])) * np.uint64(0xBF58476D1CE4E5B9)
        h ^= h >> np.uint64(31)
    mask = np.uint64(net.table.shape[0] - 1)
    slot = h & mask
    while True:
        node = np.int64(net.table[np.int64(slot)])
        if node == 0:
            break
        at = net.start[node]
        if net.kind[node] == kind and net.need[node] == need and net.start[node + 1] - at == n:
            same = True
            for i in range(n):
                if net.parts[at + i] != given[i]:
                    same = False
                    break
            if same:
                return node
        slot = (slot + np.uint64(1)) & mask
    node = appended(net, kind, need, given, n)
    if node:
        net.table[np.int64(slot)] = node
    return node


@inner
def event(net, number):
    """The literal of an event; it is asked for once."""
    return 2 * appended(net, EVENT, number, net.parts, 0)


@inner
def all_of(net, given, n):
    """The literal of the AND of ``given[:n]``, which is overwritten."""
    ordered(given, n)
    kept = 0
    for i in range(n):
        part = given[i]
        if part == 1:
            return np.int64(1)
        if part == 0 or (kept and given[kept - 1] == part):
            continue
        if kept and given[kept - 1] == part ^ 1:
            return np.int64(1)
        given[kept] = part
        kept += 1
    if kept == 0:
        return np.int64(0)
    if kept == 1:
        return np.int64(given[0])
    return 2 * shared(net, AND, 0, given, kept)


@inner
def at_least(net, k, given, n):
    """The literal of "at least k of ``given[:n]``", which is overwritten; a part that is there twice counts twice."""
    kept = 0
    for i in range(n):
        if given[i] == 0:
            k -= 1
        elif given[i] != 1:
            given[kept] = given[i]
            kept += 1
    if k <= 0:
        return np.int64(0)
    if k > kept:
        return np.int64(1)
    if k == 1:
        for i in range(kept):
            given[i] ^= 1
        return all_of(net, given, kept) ^ 1
    if k == kept:
        return all_of(net, given, kept)
    ordered(given, kept)
    return 2 * shared(net, AT_LEAST, k, given, kept)


@inner
def parity(net, given, n):
    """The literal of "an odd number of ``given[:n]``", which is overwritten."""
    odd, kept = 0, 0
    for i in range(n):
        if given[i] < 2:
            odd ^= 1 - given[i]
        else:
            odd ^= given[i] & 1
            given[kept] = given[i] & ~1
            kept += 1
    ordered(given, kept)
    single = 0
    for i in range(kept):
        if single and given[single - 1] == given[i]:
            single -= 1
        else:
            given[single] = given[i]
            single += 1
    if single == 0:
        return np.int64(1 ^ odd)
    if single == 1:
        return np.int64(given[0] ^ odd)
    return 2 * shared(net, PARITY, 0, given, single) ^ odd


@inner
def gate(net, kind, need, given, n):
    """The literal of a gate of any kind."""
    if kind == AND:
        return all_of(net, given, n)
    if kind == AT_LEAST:
        return at_least(net, need, given, n)
    return parity(net, given, n)


@inner
def used(net, root):
    """How many parts of gates below a literal each node is; -1 for nodes that it does not use."""
    uses = np.full(net.size[0], -1, np.int32)
    uses[root >> 1] = 0
    for node in range(root >> 1, -1, -1):
        if uses[node] >= 0:
            for i in range(net.start[node], net.start[node + 1]):
                child = net.parts[i] >> 1
                uses[child] = max(uses[child], 0) + 1
    return uses
