"""A net compiled module by module, or made smaller first: what Python calls."""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import entry, inner
from latticework.whatif.kernels.diagrams import TERMINAL_LEVEL
from latticework.whatif.kernels.grouping import simplified
from latticework.whatif.kernels.nets import AND, EVENT, Net, used
from latticework.whatif.kernels.orders import measures
from latticework.whatif.kernels.rewriting import flattened
from latticework.whatif.kernels.sweeps import spread
from latticework.whatif.kernels.trying import chain, members, module_rows, room
from latticework.whatif.kernels.visits import modules


@inner
def as_net(kind, need, start, parts):
    """What Python laid out, as a net in which no gate is made."""
    return Net(kind, need, start, parts, np.zeros(1, np.int32), np.array([kind.shape[0], parts.shape[0], 0]))


@inner
def events_below(net, root):
    """The numbers of the events that a literal uses."""
    uses, found, count = used(net, root), np.empty(net.size[0], np.int32), 0
    for node in range(1, net.size[0]):
        if uses[node] >= 0 and net.kind[node] == EVENT:
            found[count] = net.need[node]
            count += 1
    return found[:count]


@entry
def searched(kind, need, start, parts, root, most_rows, once, whole):
    """Compile a net: inner modules first or, with ``whole``, as one diagram; ``once``: with one order only.

    Gives whether it fits, the rows as in ``sweeps`` (with ``whole``, as in ``diagrams``), the table of modules (with
    ``whole``, the edge of the root), for each variable the number of its event, or -1 for a module, and the numbers of
    the events that the net mentions.
    """
    net, root = as_net(kind, need, start, parts), np.int64(root)
    if once or whole:  # what has been reduced keeps the gates that were made for it
        net, root = flattened(net, root)
    mentioned = events_below(net, root)
    nothing = np.zeros((2, 4), np.int32)
    if root < 2:
        ends = np.full((1, 4), -1, np.int32)
        ends[0, 0], ends[0, 2] = 2, 1 - root
        if whole:
            nothing[0, 0], ends[0, 0] = TERMINAL_LEVEL, root
            nothing = nothing[:1]
        return True, nothing, ends, np.empty(0, np.int32), mentioned
    top = root >> 1
    if net.kind[top] == EVENT:
        rows, ends = np.zeros((3, 4), np.int32), np.full((1, 4), -1, np.int32)
        rows[2, 1 + (1 - (root & 1))] = 1
        ends[0, 0], ends[0, 2] = 3, 2
        if whole:
            rows = rows[:2].copy()
            rows[0, 0], rows[1, 1], ends[0, 0] = TERMINAL_LEVEL, 1, 2 | (root & 1)
        return True, rows, ends, net.need[top : top + 1].copy(), mentioned
    uses = used(net, root)
    found = modules(net, root, uses)
    if whole:
        found = found[-1:]
    space = room(512)
    variable, number = np.zeros(top + 1, np.bool_), np.full(top + 1, -1, np.int32)
    events = 0
    for node in range(1, top + 1):
        if uses[node] >= 0 and net.kind[node] == EVENT:
            variable[node] = True
            number[node] = events
            events += 1
    event_of = np.full(events + found.shape[0] - 1, -1, np.int32)
    for node in range(1, top + 1):
        if number[node] >= 0:
            event_of[number[node]] = net.need[node]
    for m in range(found.shape[0] - 1):
        variable[found[m]] = True
        number[found[m]] = events + m
    depth, size = measures(net, variable, top)
    rows, ends = np.zeros((1024, 4), np.int32), np.full((found.shape[0], 4), -1, np.int32)
    row = np.int64(2)
    for m in range(found.shape[0]):
        module = np.int64(found[m])
        last = m == found.shape[0] - 1
        gates, count = members(net, module, variable)
        if gates.shape[0] == 1 and net.kind[module] == AND:
            order = (net.parts[net.start[module] : net.start[module + 1]] >> 1).astype(np.int32)
            if count + 1 > space[0].shape[0]:
                space = room(2 * count + 2)
            edge = np.int64(chain(net.parts[net.start[module] : net.start[module + 1]], space[0]))
            kept = np.int64(count + 1)
        else:
            space, kept, edge, order = module_rows(
                net, module, gates, count, variable, uses, depth, size, most_rows, once, space
            )
            if kept == 0:
                return False, nothing, ends, event_of, mentioned
        if whole:
            for level in range(count):
                event_of[level] = net.need[order[level]]
            ends[0, 0] = edge ^ (root & 1)
            return True, space[0][:kept].copy(), ends, event_of, mentioned
        if row + 2 * kept > rows.shape[0]:
            wider = np.zeros((2 * (row + 2 * kept), 4), np.int32)
            wider[:row] = rows[:row]
            rows = wider
        row, true, false = spread(space[0][:kept], edge ^ (root & 1 if last else 0), not last, number[order], row, rows)
        ends[m, 0], ends[m, 1], ends[m, 2], ends[m, 3] = row, -1 if last else number[module], true, false
    return True, rows[:row].copy(), ends, event_of, mentioned


@entry
def reduced(kind, need, start, parts, root):
    """A net made smaller, as kind, need, start and parts again, and the literal of its root."""
    net, literal = flattened(as_net(kind, need, start, parts), root)
    net, literal = simplified(net, literal)
    nodes = net.size[0]
    return net.kind[:nodes], net.need[:nodes], net.start[: nodes + 1], net.parts[: net.size[1]], literal
