"""All gates of a module built one after the other; when the rows are full, those that nothing needs are given back."""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import entry, inner
from latticework.whatif.kernels.diagrams import OP_AND, OP_PARITY, apply, find_or_add, mixed


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
