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
            if cache[slot, 0] == f and cache[slot, 1] == g and cache[slot, 2] == op + 1:
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
            cache[slot, 2] = op + 1
            cache[slot, 3] = result
            result ^= stack[depth, 6]
            depth -= 1
    return result


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


@njit(cache=True, nogil=True)
def joined(op, i, j, turned, out, work, edge, alive, nodes, table, cache, stack, count):
    """Put the AND or parity of two work edges, all three turned over if asked, in a third; whether there was room."""
    result = apply(op, work[i] ^ turned, work[j] ^ turned, nodes, table, cache, stack, count)
    if result < 0:
        if not made_room(nodes, table, cache, edge, alive, work, count):
            return False
        result = apply(op, work[i] ^ turned, work[j] ^ turned, nodes, table, cache, stack, count)
        if result < 0:
            return False
    work[out] = result ^ turned
    return True


@njit(cache=True, nogil=True)
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
        deep = np.empty(n, np.int64)
        for i in range(n):
            literal = parts[start[gate] + i]
            deep[i] = -np.int64(nodes[edge[literal >> 1] >> 1, 0])
        order = np.argsort(deep, kind="mergesort")  # the deepest first: the diagram grows from its foot
        k = need[gate] if kind[gate] == 2 else 0
        work = np.ones(n + k + 2, np.int32)  # the parts; then at least 0, 1, ... k of those seen so far; one to spare
        for i in range(n):
            literal = parts[start[gate] + order[i]]
            work[i] = edge[literal >> 1] ^ (literal & 1)
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


@njit(cache=True, nogil=True)
def spread(nodes, root, both, variable, first, rows):
    """Write a module without negated edges: rows (variable, low row, high row, level), from row ``first`` on.

    A node becomes one row for itself and one for its negation, as far as the root (with ``both``, also the root's
    negation) needs them; where nothing is negated that is one for each. Row 0 is false and row 1 true.

    Returns: the next free row, the row of the root and that of its negation (-1 if not asked for).
    """
    count = nodes.shape[0]
    place = np.full((count, 2), -1, np.int32)
    place[0, 0], place[0, 1] = 1, 0
    if root > 1:
        place[root >> 1, root & 1] = 1
        if both:
            place[root >> 1, 1 - (root & 1)] = 1
    for node in range(count - 1, 0, -1):
        for turned in range(2):
            if place[node, turned] >= 0:
                low, high = nodes[node, 1] ^ turned, nodes[node, 2] ^ turned
                if low > 1:
                    place[low >> 1, low & 1] = 1
                if high > 1:
                    place[high >> 1, high & 1] = 1
    row = first
    for node in range(1, count):
        for turned in range(2):
            if place[node, turned] >= 0:
                low, high = nodes[node, 1] ^ turned, nodes[node, 2] ^ turned
                rows[row, 0] = variable[nodes[node, 0]]
                rows[row, 1] = place[low >> 1, low & 1]
                rows[row, 2] = place[high >> 1, high & 1]
                rows[row, 3] = nodes[node, 0]
                place[node, turned] = row
                row += 1
    return row, place[root >> 1, root & 1], place[root >> 1, 1 - (root & 1)] if both else -1


@njit(cache=True, nogil=True)
def chances_up(rows, modules, chance, missing, values):
    """Fill ``values`` (rows, draws) with the chance of each row, module by module.

    ``chance`` and ``missing`` (variables, draws) add up to 1; both are given because a difference of nearly equal
    numbers would lose the digits of a rare chance. Those of modules are filled in on the way.
    """
    draws = chance.shape[1]
    values[0, :] = 0.0
    values[1, :] = 1.0
    row = 2
    for module in range(modules.shape[0]):
        for r in range(row, modules[module, 0]):
            v, low, high = rows[r, 0], rows[r, 1], rows[r, 2]
            for d in range(draws):
                values[r, d] = chance[v, d] * values[high, d] + missing[v, d] * values[low, d]
        row = modules[module, 0]
        v, true, false = modules[module, 1], modules[module, 2], modules[module, 3]
        if v >= 0:
            for d in range(draws):
                chance[v, d] = values[true, d]
                missing[v, d] = values[false, d]


@njit(cache=True, nogil=True)
def slopes_down(rows, modules, chance, missing, values, weight, slope):
    """Add to ``slope`` (variables, draws) the derivative of the last module's chance by that of each variable."""
    draws = chance.shape[1]
    weight[:, :] = 0.0
    last = modules.shape[0] - 1
    for module in range(last, -1, -1):
        v, true = modules[module, 1], modules[module, 2]
        for d in range(draws):
            weight[true, d] = 1.0 if module == last else slope[v, d]
        for r in range(modules[module, 0] - 1, modules[module - 1, 0] - 1 if module else 1, -1):
            v, low, high = rows[r, 0], rows[r, 1], rows[r, 2]
            for d in range(draws):
                w = weight[r, d]
                slope[v, d] += w * (values[high, d] - values[low, d])
                weight[high, d] += w * chance[v, d]
                weight[low, d] += w * missing[v, d]
