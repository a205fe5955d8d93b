"""One module compiled: which orders are tried in which budgets, until one fits."""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.building import build, compact
from latticework.whatif.kernels.compiling import inner
from latticework.whatif.kernels.diagrams import TERMINAL_LEVEL
from latticework.whatif.kernels.orders import ORDERS, one_order

FEW_ROWS, MANY_ROWS = 1 << 12, 1 << 18  # budgets in which the leading orders are tried in turn before any gets more
LEADING = 2  # orders that are tried in all budgets; the others come when these have failed
LARGEST_CACHE = 1 << 20


@inner
def chain(parts, rows):
    """The diagram of one AND of variables in the order in which they stand; gives its edge."""
    edge, n = 0, parts.shape[0]
    rows[0, 0] = TERMINAL_LEVEL
    for i in range(n):
        part = parts[n - 1 - i]
        low, high = (edge, 1) if part & 1 else (1, edge)
        turned = high & 1
        rows[i + 1, 0], rows[i + 1, 1], rows[i + 1, 2] = n - 1 - i, low ^ turned, high ^ turned
        edge = 2 * (i + 1) ^ turned
    return edge


@inner
def members(net, top, variable):
    """The gates of a module, what is used first, and how many variables it has."""
    gates, count, variables = np.empty(64, np.int32), 1, 0
    seen = np.zeros(top + 1, np.bool_)
    gates[0] = top
    at = 0
    while at < count:
        node = gates[at]
        at += 1
        for i in range(net.start[node], net.start[node + 1]):
            child = net.parts[i] >> 1
            if seen[child]:
                continue
            seen[child] = True
            if variable[child]:
                variables += 1
                continue
            if count == gates.shape[0]:
                wider = np.empty(2 * count, np.int32)
                wider[:count] = gates
                gates = wider
            gates[count] = child
            count += 1
    found = gates[:count].copy()
    found.sort()
    return found, variables


@inner
def tried(net, gates, order, most_rows, nodes, table, cache):
    """Build a module under one order; gives how many gates there was room for, the rows and the edge of the last."""
    levels, count = order.shape[0], gates.shape[0]
    place = np.empty(gates[-1] + 1, np.int32)
    for i in range(levels):
        place[order[i]] = 2 * i
    total = 0
    for i in range(count):
        place[gates[i]] = 2 * (levels + i)
        total += net.start[gates[i] + 1] - net.start[gates[i]]
    kind, need = np.empty(count, np.int32), np.empty(count, np.int32)
    start, parts = np.empty(count + 1, np.int32), np.empty(total, np.int32)
    at = 0
    start[0] = 0
    for i in range(count):
        gate = gates[i]
        kind[i], need[i] = net.kind[gate], net.need[gate]
        for j in range(net.start[gate], net.start[gate + 1]):
            parts[at] = place[net.parts[j] >> 1] + (net.parts[j] & 1)
            at += 1
        start[i + 1] = at
    length = 64
    while length < 2 * most_rows:
        length *= 2
    table, cache = table[:length], cache[: min(length, LARGEST_CACHE)]
    table[:] = 0
    cache[:] = 0
    nodes = nodes[:most_rows]
    nodes[0] = 0
    nodes[0, 0] = TERMINAL_LEVEL
    stack, size = np.zeros((levels + 8, 8), np.int32), np.ones(1, np.int64)
    edge = np.ones(levels + count, np.int32)
    built = build(kind, need, start, parts, levels, edge, nodes, table, cache, stack, size)
    if built < count:
        return built, np.int64(0), np.int64(0)
    root = edge[-1:].copy()
    kept = compact(nodes, root, np.ones(1, np.bool_), size)
    return built, np.int64(kept), np.int64(root[0])


@inner
def room(rows):
    """Rows, unique table and cache for so many rows."""
    length = 64
    while length < 2 * rows:
        length *= 2
    return (
        np.empty((rows, 4), np.int32),
        np.empty(length, np.int32),
        np.empty((min(length, LARGEST_CACHE), 4), np.int32),
    )


@inner
def module_rows(net, top, gates, count, variable, uses, depth, size, most_rows, once, space):
    """The rows of a module, in the first order that fits a budget, which grows until one does.

    ``once``: only the first order, within ``most_rows``. Gives the space used, the number of rows (0 if none fits),
    the edge and the order.
    """
    parts = 0
    for gate in gates:
        parts += net.start[gate + 1] - net.start[gate]
    least = count + 2
    budget = max(least, min(most_rows, max(256, 16 * parts)) if once else min(most_rows, FEW_ROWS))
    rank, worth = np.arange(ORDERS), np.zeros(ORDERS, np.int64)
    built = np.zeros(ORDERS, np.int64)
    orders, known = np.empty((ORDERS, count), np.int32), np.zeros(ORDERS, np.bool_)
    while True:
        if budget > space[0].shape[0]:
            space = room(budget)
        last = budget >= most_rows
        following = min(most_rows, 4 * budget if once or budget < MANY_ROWS else most_rows)
        for i in range(1 if once else ORDERS if last else LEADING):
            which = rank[i]
            if not known[which]:
                orders[which] = one_order(which, net, top, gates, count, variable, uses, depth, size)
                known[which] = True
            done, kept, edge = tried(net, gates, orders[which], budget, space[0], space[1], space[2])
            if kept:
                return space, kept, edge, orders[which]
            # who got furthest goes first; at last who gained most, for who got far early often stops at the last gates
            worth[which] = done - built[which] if following == most_rows else done
            built[which] = done
        if last:
            return space, np.int64(0), np.int64(0), orders[0]
        for i in range(1, LEADING):
            j = i
            while j and worth[rank[j]] > worth[rank[j - 1]]:
                rank[j], rank[j - 1] = rank[j - 1], rank[j]
                j -= 1
        budget = following
