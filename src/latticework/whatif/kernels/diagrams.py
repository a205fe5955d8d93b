"""Reduced ordered decision diagrams: rows, AND and parity of two of them, and the gates of a module, one by one.

An *edge* is ``2 * node + negated``; node 0 is the terminal true. A node's row is (level, low edge, high edge, unused);
its high edge is never negated, so that a function and its negation share nodes. Children have smaller numbers than
their parents: one pass up or down the rows visits them in order.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Brace, Rudell & Bryant 1990, DAC (negated edges, caches).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner

TERMINAL_LEVEL = np.int32(2**31 - 1)
OP_AND, OP_PARITY = 0, 1


@inner
def mixed(a, b, c):
    """Mix three numbers to a hash."""
    h = (
        np.uint64(a) * np.uint64(0x9E3779B97F4A7C15)
        ^ np.uint64(b) * np.uint64(0xC2B2AE3D27D4EB4F)
        ^ np.uint64(c) * np.uint64(0x165667B19E3779F9)
    )
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return h ^ (h >> np.uint64(32))


@inner
def find_or_add(level, low, high, nodes, table, count):
    """The edge of a node (level, low, high), made if new; -1 when the rows are full."""
    if low == high:
        return low
    negated = high & 1
    low ^= negated
    high ^= negated
    mask = np.uint64(table.shape[0] - 1)
    slot = mixed(level, low, high) & mask
    while True:
        node = table[np.int64(slot)]
        if node == 0:
            break
        if nodes[node, 0] == level and nodes[node, 1] == low and nodes[node, 2] == high:
            return 2 * node + negated
        slot = (slot + np.uint64(1)) & mask
    node = count[0]
    if node >= nodes.shape[0]:
        return -1
    nodes[node, 0] = level
    nodes[node, 1] = low
    nodes[node, 2] = high
    table[np.int64(slot)] = node
    count[0] = node + 1
    return 2 * node + negated


@inner
def known(op, f, g, cache):
    """The AND or the parity of two edges where it is plain or remembered, else -1."""
    negated = 0
    if op == OP_AND:
        if f == g or g == 0:
            return f
        if f == 0:
            return g
        if f == 1 or g == 1 or f == g ^ 1:
            return 1
    else:
        negated = (f ^ g) & 1
        f &= ~1
        g &= ~1
        if f == g:
            return 1 ^ negated
        if f == 0 or g == 0:
            return (f | g) ^ 1 ^ negated
    if f > g:
        f, g = g, f
    slot = np.int64(mixed(f, g, op) & np.uint64(cache.shape[0] - 1))
    if cache[slot, 0] == f and cache[slot, 1] == g and cache[slot, 2] == op + 1:
        return cache[slot, 3] ^ negated
    return -1


@inner
def apply(op, f, g, nodes, table, cache, stack, count):
    """The AND or the parity of two edges; -1 when the rows are full."""
    result = np.int64(known(op, f, g, cache))
    if result >= 0:
        return result
    mask = np.uint64(cache.shape[0] - 1)
    depth, opened = 0, True
    stack[0, 0], stack[0, 1] = f, g
    while True:
        if opened:  # a pair that nobody knows: split it at its topmost variable
            f, g = np.int64(stack[depth, 0]), np.int64(stack[depth, 1])
            negated = 0
            if op == OP_PARITY:
                negated = (f ^ g) & 1
                f &= ~1
                g &= ~1
            if f > g:
                f, g = g, f
            a, b = f >> 1, g >> 1
            level = min(nodes[a, 0], nodes[b, 0])
            f0, f1, g0, g1 = f, f, g, g
            if nodes[a, 0] == level:
                f0, f1 = nodes[a, 1] ^ (f & 1), nodes[a, 2] ^ (f & 1)
            if nodes[b, 0] == level:
                g0, g1 = nodes[b, 1] ^ (g & 1), nodes[b, 2] ^ (g & 1)
            stack[depth, 0], stack[depth, 1], stack[depth, 2], stack[depth, 3] = f, g, level, negated
            stack[depth, 4], stack[depth, 5], stack[depth, 6] = f0, g0, -1
            result = np.int64(known(op, f1, g1, cache))
            if result < 0:
                depth += 1
                stack[depth, 0], stack[depth, 1] = f1, g1
                continue
        if stack[depth, 6] < 0:  # the result is that of the high side
            stack[depth, 6] = result
            f0, g0 = np.int64(stack[depth, 4]), np.int64(stack[depth, 5])
            result = np.int64(known(op, f0, g0, cache))
            if result < 0:
                depth += 1
                stack[depth, 0], stack[depth, 1] = f0, g0
                opened = True
                continue
        result = np.int64(find_or_add(stack[depth, 2], result, np.int64(stack[depth, 6]), nodes, table, count))
        if result < 0:
            return result
        slot = np.int64(mixed(stack[depth, 0], stack[depth, 1], op) & mask)
        cache[slot, 0], cache[slot, 1], cache[slot, 2] = stack[depth, 0], stack[depth, 1], op + 1
        cache[slot, 3] = result
        result ^= stack[depth, 3]
        depth -= 1
        if depth < 0:
            return result
        opened = False
