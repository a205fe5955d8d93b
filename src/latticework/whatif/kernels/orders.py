"""Orders of the variables of a module: several static heuristics, tried one after the other under a budget.

Sources: Bouissou, Bruyère & Rauzy 1997, Int. J. Reliab. Qual. Saf. Eng. (depth-first orders for fault trees);
Minato, Ishiura & Yajima 1990, DAC (weights from the top); Aloul, Markov & Sakallah 2003, GLSVLSI (FORCE).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner

FORCE_ROUNDS = 60
BY_SIZE, FORCED_BY_SIZE, BY_USE, FORCED_BY_DEPTH, BY_DEPTH = 0, 1, 2, 3, 4  # the most promising first
ORDERS = 5


@inner
def measures(net, variable, top):
    """Depth and size of what is below each node, as far as the modules that use it see it: a variable has 0 and 1."""
    depth, size = np.zeros(top + 1, np.int32), np.ones(top + 1)
    for node in range(1, top + 1):
        if net.start[node + 1] > net.start[node]:
            total, deepest = 0.0, 0
            for i in range(net.start[node], net.start[node + 1]):
                child = net.parts[i] >> 1
                total += 1.0 if variable[child] else size[child]
                deepest = max(deepest, 0 if variable[child] else depth[child])
            size[node], depth[node] = total, deepest + 1
    return depth, size


@inner
def comes_first(a, b, rule, variable, uses, depth, size):
    """Whether the part a is visited before the part b."""
    if rule == BY_SIZE:
        if variable[a] != variable[b]:
            return variable[b]
        return uses[a] > uses[b] or (uses[a] == uses[b] and size[a] < size[b])
    deep_a, deep_b = 0 if variable[a] else depth[a], 0 if variable[b] else depth[b]
    if rule == BY_USE:
        return uses[a] > uses[b] or (uses[a] == uses[b] and deep_a > deep_b)
    return deep_a > deep_b


@inner
def depth_first(net, top, rule, variable, uses, depth, size, count):
    """The ``count`` variables of a module as a depth-first walk meets them, the parts of each gate sorted by a rule."""
    order, met = np.empty(count, np.int32), 0
    seen = np.zeros(top + 1, np.bool_)
    stack = np.empty(64, np.int32)
    stack[0], waiting = top, 1
    while waiting:
        waiting -= 1
        node = stack[waiting]
        if seen[node]:
            continue
        seen[node] = True
        if variable[node] and node != top:
            order[met] = node
            met += 1
            continue
        begin, n = net.start[node], net.start[node + 1] - net.start[node]
        if waiting + n > stack.shape[0]:
            wider = np.empty(2 * (waiting + n), np.int32)
            wider[:waiting] = stack[:waiting]
            stack = wider
        for i in range(n):  # the last on the stack is visited first: sorted from the end, equal ones as they stand
            one = net.parts[begin + n - 1 - i] >> 1
            j = waiting + i - 1
            while j >= waiting and comes_first(stack[j], one, rule, variable, uses, depth, size):
                stack[j + 1] = stack[j]
                j -= 1
            stack[j + 1] = one
        waiting += n
    return order


@inner
def forced(net, gates, start):
    """Move variables to the centre of the gates that use them until the total span stops falling."""
    levels, count = start.shape[0], start.shape[0] + gates.shape[0]
    row = np.empty(max(gates.max(), start.max()) + 1, np.int32)
    for i in range(levels):
        row[start[i]] = i
    for i in range(gates.shape[0]):
        row[gates[i]] = levels + i
    place, moved, weight = np.empty(count), np.empty(count), np.empty(count)
    for i in range(count):
        place[i] = i
    best, best_span = start, np.inf
    for _ in range(FORCE_ROUNDS):
        moved[:] = 0.0
        weight[:] = 0.0
        for i in range(gates.shape[0]):
            gate = gates[i]
            centre = place[levels + i]
            for j in range(net.start[gate], net.start[gate + 1]):
                centre += place[row[net.parts[j] >> 1]]
            centre /= net.start[gate + 1] - net.start[gate] + 1
            moved[levels + i] += centre
            weight[levels + i] += 1.0
            for j in range(net.start[gate], net.start[gate + 1]):
                moved[row[net.parts[j] >> 1]] += centre
                weight[row[net.parts[j] >> 1]] += 1.0
        for i in range(count):
            moved[i] /= max(weight[i], 1.0)
        rank = np.argsort(moved, kind="mergesort")
        for i in range(count):
            place[rank[i]] = i
        span = 0.0
        for i in range(gates.shape[0]):
            low = high = place[levels + i]
            for j in range(net.start[gates[i]], net.start[gates[i] + 1]):
                at = place[row[net.parts[j] >> 1]]
                low, high = min(low, at), max(high, at)
            span += high - low
        if span >= best_span:
            break
        best_span = span
        best = start[np.argsort(place[:levels], kind="mergesort")]
    return best


@inner
def one_order(which, net, top, gates, count, variable, uses, depth, size):
    """The variables of a module in one of the orders to try."""
    rule = which
    if which == FORCED_BY_SIZE:
        rule = BY_SIZE
    elif which == FORCED_BY_DEPTH:
        rule = BY_DEPTH
    order = depth_first(net, top, rule, variable, uses, depth, size, count)
    if which in (FORCED_BY_SIZE, FORCED_BY_DEPTH):
        return forced(net, gates, order)
    return order
