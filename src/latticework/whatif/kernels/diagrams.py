"""Reduced ordered decision diagrams: rows, AND and parity of two of them, and the gates of a module, one by one.

An *edge* is ``2 * node + negated``; node 0 is the terminal true. A node's row is (level, low edge, high edge, unused);
its high edge is never negated, so that a function and its negation share nodes. Children have smaller numbers than
their parents: one pass up or down the rows visits them in order.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Brace, Rudell & Bryant 1990, DAC (negated edges, caches).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import entry, inner

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


@entry
def compact(nodes, edge, needed, count):
    """Keep what the needed edges use and move it together; give the number of rows kept."""
    used = np.zeros(count[0], np.bool_)
    used[0] = True
    for i in range(edge.shape[0]):
        if needed[i]:
            used[edge[i] >> 1] = True
    for node in range(count[0] - 1, 0, -1):
        if used[node]:
            used[nodes[node, 1] >> 1] = True
            used[nodes[node, 2] >> 1] = True
    moved = np.zeros(count[0], np.int32)
    kept = 1
    for node in range(1, count[0]):
        if used[node]:
            moved[node] = kept
            nodes[kept, 0] = nodes[node, 0]
            nodes[kept, 1] = 2 * moved[nodes[node, 1] >> 1] + (nodes[node, 1] & 1)
            nodes[kept, 2] = 2 * moved[nodes[node, 2] >> 1] + (nodes[node, 2] & 1)
            kept += 1
    for i in range(edge.shape[0]):
        if needed[i]:
            edge[i] = 2 * moved[edge[i] >> 1] + (edge[i] & 1)
    count[0] = kept
    return kept


@inner
def made_room(nodes, table, cache, edge, alive, work, count):
    """Throw away rows that nothing needs any more; whether a quarter of the rows is free afterwards."""
    n, m = edge.shape[0], work.shape[0]
    roots = np.empty(n + m, np.int32)
    roots[:n] = edge
    roots[n:] = work
    needed = np.ones(n + m, np.bool_)
    needed[:n] = alive
    compact(nodes, roots, needed, count)
    edge[:] = roots[:n]
    work[:] = roots[n:]
    if 4 * count[0] > 3 * nodes.shape[0]:
        return False
    table[:] = 0
    cache[:] = 0
    mask = np.uint64(table.shape[0] - 1)
    for node in range(1, count[0]):
        slot = mixed(nodes[node, 0], nodes[node, 1], nodes[node, 2]) & mask
        while table[np.int64(slot)] != 0:
            slot = (slot + np.uint64(1)) & mask
        table[np.int64(slot)] = node
    return True


@inner
def joined(op, i, j, turned, out, work, edge, alive, nodes, table, cache, stack, count):
    """Put the AND or parity of two work edges, all three turned over if asked, in a third; whether there was room."""
    for again in range(2):
        result = apply(op, work[i] ^ turned, work[j] ^ turned, nodes, table, cache, stack, count)
        if result >= 0:
            work[out] = result ^ turned
            return True
        if again or not made_room(nodes, table, cache, edge, alive, work, count):
            break
    return False


@inner
def build(kind, need, start, parts, levels, edge, nodes, table, cache, stack, count):
    """Build the variables of all levels and then all gates; give how many gates there was room for.

    ``edge`` receives the finished edges of variables and gates. When the rows are full, those that no gate to come
    uses are thrown away.
    """
    gates = kind.shape[0]
    until = np.zeros(gates, np.int64)  # the last gate that uses a gate
    for gate in range(gates):
        for i in range(start[gate], start[gate + 1]):
            part = (parts[i] >> 1) - levels
            if part >= 0:
                until[part] = gate
    alive = np.zeros(edge.shape[0], np.bool_)
    alive[:levels] = True
    for level in range(levels):
        edge[level] = find_or_add(level, 1, 0, nodes, table, count)
    for gate in range(gates):
        n = start[gate + 1] - start[gate]
        k = need[gate] if kind[gate] == 2 else 0
        work = np.ones(n + k + 2, np.int32)  # the parts; then at least 0, 1, ... k of those seen so far; one to spare
        for i in range(n):  # the deepest first: the diagram grows from its foot
            literal = parts[start[gate] + i]
            one = edge[literal >> 1] ^ (literal & 1)
            j = i - 1
            while j >= 0 and nodes[work[j] >> 1, 0] < nodes[one >> 1, 0]:
                work[j + 1] = work[j]
                j -= 1
            work[j + 1] = one
        if kind[gate] == 2:
            work[n] = 0
            for i in range(n):
                # a count that the parts to come cannot bring to k is never asked for again
                for j in range(n + min(k, i + 1), n + max(0, k - n + i), -1):
                    if not joined(OP_AND, i, j - 1, 0, n + k + 1, work, edge, alive, nodes, table, cache, stack, count):
                        return gate
                    if not joined(OP_AND, n + k + 1, j, 1, j, work, edge, alive, nodes, table, cache, stack, count):
                        return gate
            result = n + k
        else:
            op = OP_AND if kind[gate] == 1 else OP_PARITY
            for i in range(1, n):
                if not joined(op, 0, i, 0, 0, work, edge, alive, nodes, table, cache, stack, count):
                    return gate
            result = 0
        edge[levels + gate] = work[result]
        alive[levels + gate] = True
        for i in range(n):
            part = (parts[start[gate] + i] >> 1) - levels
            if part >= 0 and until[part] == gate:
                alive[levels + part] = False
    return gates
