"""The inner loops of the decision-diagram engine, compiled by numba.

An *edge* is ``2 * node + negated``; node 0 is the terminal true. A node's row is (level, low edge, high edge, unused);
its high edge is never negated, so that a function and its negation share nodes. Children have smaller numbers than
their parents: one pass up or down the rows visits them in order.

Source: Bryant 1986, IEEE Trans. Comput. C-35(8); Brace, Rudell & Bryant 1990, DAC (negated edges, caches).
"""

from __future__ import annotations

import numpy as np
from numba import njit

TERMINAL_LEVEL = np.int32(2**31 - 1)
OP_AND, OP_PARITY = 0, 1


@njit(cache=True, nogil=True, inline="always")
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


@njit(cache=True, nogil=True, inline="always")
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


@njit(cache=True, nogil=True)
def apply(op, f, g, nodes, table, cache, stack, count):
    """The AND or the parity of two edges; -1 when the rows are full."""
    depth = 0
    stack[0, 0] = f
    stack[0, 1] = g
    stack[0, 2] = 0
    result = 0
    mask = np.uint64(cache.shape[0] - 1)
    while depth >= 0:
        if stack[depth, 2] == 0:
            f = stack[depth, 0]
            g = stack[depth, 1]
            negated = 0
            if op == OP_AND:
                if f == g or g == 0:
                    result = f
                    depth -= 1
                    continue
                if f == 0:
                    result = g
                    depth -= 1
                    continue
                if f == 1 or g == 1 or f == g ^ 1:
                    result = 1
                    depth -= 1
                    continue
            else:
                negated = (f ^ g) & 1
                f &= ~1
                g &= ~1
                if f == g:
                    result = 1 ^ negated
                    depth -= 1
                    continue
                if f == 0 or g == 0:
                    result = (f | g) ^ 1 ^ negated
                    depth -= 1
                    continue
            if f > g:
                f, g = g, f
            slot = np.int64(mixed(f, g, op) & mask)
            if cache[slot, 0] == f and cache[slot, 1] == g and cache[slot, 2] == op:
                result = cache[slot, 3] ^ negated
                depth -= 1
                continue
            a = f >> 1
            b = g >> 1
            level = min(nodes[a, 0], nodes[b, 0])
            if nodes[a, 0] == level:
                f0 = nodes[a, 1] ^ (f & 1)
                f1 = nodes[a, 2] ^ (f & 1)
            else:
                f0 = f
                f1 = f
            if nodes[b, 0] == level:
                g0 = nodes[b, 1] ^ (g & 1)
                g1 = nodes[b, 2] ^ (g & 1)
            else:
                g0 = g
                g1 = g
            stack[depth, 0] = f
            stack[depth, 1] = g
            stack[depth, 2] = 1
            stack[depth, 3] = level
            stack[depth, 4] = f0
            stack[depth, 5] = g0
            stack[depth, 6] = negated
            depth += 1
            stack[depth, 0] = f1
            stack[depth, 1] = g1
            stack[depth, 2] = 0
        elif stack[depth, 2] == 1:
            stack[depth, 7] = result
            stack[depth, 2] = 2
            f0 = stack[depth, 4]
            g0 = stack[depth, 5]
            depth += 1
            stack[depth, 0] = f0
            stack[depth, 1] = g0
            stack[depth, 2] = 0
        else:
            result = find_or_add(stack[depth, 3], result, stack[depth, 7], nodes, table, count)
            if result < 0:
                return -1
            slot = np.int64(mixed(stack[depth, 0], stack[depth, 1], op) & mask)
            cache[slot, 0] = stack[depth, 0]
            cache[slot, 1] = stack[depth, 1]
            cache[slot, 2] = op
            cache[slot, 3] = result
            result ^= stack[depth, 6]
            depth -= 1
    return result


@njit(cache=True, nogil=True)
def build(kind, need, start, parts, level, edge, first, nodes, table, cache, stack, count):
    """Build gates from number ``first`` on; give the first gate not built (all of them when there was room).

    ``edge`` holds the finished edges of events and gates; events have theirs before the call.
    """
    done = first
    for gate in range(first, kind.shape[0]):
        n = start[gate + 1] - start[gate]
        edges = np.empty(n, np.int32)
        deep = np.empty(n, np.int64)
        for i in range(n):
            literal = parts[start[gate] + i]
            e = edge[literal >> 1] ^ (literal & 1)
            edges[i] = e
            deep[i] = -np.int64(nodes[e >> 1, 0])
        order = np.argsort(deep, kind="mergesort")  # the deepest first: the diagram grows from its foot
        if kind[gate] == 2:
            k = need[gate]
            rows = np.ones(k + 1, np.int32)  # rows[j]: at least j of the parts seen so far
            rows[0] = 0
            for i in range(n):
                part = edges[order[i]]
                for j in range(min(k, i + 1), 0, -1):
                    both = apply(OP_AND, part, rows[j - 1], nodes, table, cache, stack, count)
                    if both < 0:
                        return done
                    neither = apply(OP_AND, both ^ 1, rows[j] ^ 1, nodes, table, cache, stack, count)
                    if neither < 0:
                        return done
                    rows[j] = neither ^ 1
            result = rows[k]
        else:
            op = OP_AND if kind[gate] == 1 else OP_PARITY
            result = edges[order[0]]
            for i in range(1, n):
                result = apply(op, result, edges[order[i]], nodes, table, cache, stack, count)
                if result < 0:
                    return done
        edge[level.shape[0] + gate] = result
        done = gate + 1
    return done


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def chances_up(nodes, chance, missing, values):
    """Fill ``values`` (rows, 2, draws) with the chances of each node and of its negation.

    ``chance`` and ``missing`` (levels, draws) add up to 1; both are given because a difference of nearly equal
    numbers would lose digits of a rare chance.
    """
    draws = chance.shape[1]
    for d in range(draws):
        values[0, 0, d] = 1.0
        values[0, 1, d] = 0.0
    for node in range(1, nodes.shape[0]):
        v = nodes[node, 0]
        low, low_not = nodes[node, 1] >> 1, nodes[node, 1] & 1
        high = nodes[node, 2] >> 1
        for d in range(draws):
            p = chance[v, d]
            q = missing[v, d]
            values[node, 0, d] = p * values[high, 0, d] + q * values[low, low_not, d]
            values[node, 1, d] = p * values[high, 1, d] + q * values[low, 1 - low_not, d]


@njit(cache=True, nogil=True)
def slopes_down(nodes, root, chance, missing, values, weight, slope):
    """Add to ``slope`` (levels, draws) the derivative of the root's chance by the chance of each level."""
    draws = chance.shape[1]
    weight[:, :] = 0.0
    for d in range(draws):
        weight[root >> 1, d] = 1.0 - 2.0 * (root & 1)
    for node in range(nodes.shape[0] - 1, 0, -1):
        v = nodes[node, 0]
        low, low_not = nodes[node, 1] >> 1, nodes[node, 1] & 1
        high = nodes[node, 2] >> 1
        sign = 1.0 - 2.0 * low_not
        for d in range(draws):
            w = weight[node, d]
            if w != 0.0:
                p = chance[v, d]
                slope[v, d] += w * (values[high, 0, d] - values[low, low_not, d])
                weight[high, d] += w * p
                weight[low, d] += w * sign * missing[v, d]
