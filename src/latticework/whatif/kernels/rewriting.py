"""The same function with fewer gates: what is settled further up is not asked again.

Source: Niemelä 1997, Reliab. Eng. Syst. Saf. 59 (simplification of fault trees by what is known further up).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner
from latticework.whatif.kernels.nets import AND, EVENT, event, gate, new_net, used

EVENS = np.uint64(0x5555555555555555)
MOST_WORDS = 1 << 23  # of bit sets: what is larger than 64 MB is left as it is


@inner
def flattened(old, root):
    """Write every AND that only one AND uses into its user; gives the new net and literal."""
    uses = used(old, root)
    top = root >> 1
    absorbed = np.zeros(old.size[0], np.bool_)
    for node in range(1, top + 1):
        if uses[node] >= 0 and old.kind[node] == AND:
            for i in range(old.start[node], old.start[node + 1]):
                part = old.parts[i]
                absorbed[part >> 1] = not part & 1 and uses[part >> 1] == 1 and old.kind[part >> 1] == AND
    new = new_net(old.size[0] + 2, old.size[1] + 2)
    value = np.zeros(old.size[0], np.int32)
    given, stack = np.empty(old.size[1] + 2, np.int32), np.empty(old.size[1] + 2, np.int32)
    for node in range(1, top + 1):
        if uses[node] < 0 or absorbed[node]:
            continue
        if old.kind[node] == EVENT:
            value[node] = event(new, old.need[node])
            continue
        n, waiting = 0, 1
        stack[0] = node
        while waiting:
            waiting -= 1
            inner = stack[waiting]
            for i in range(old.start[inner], old.start[inner + 1]):
                part = old.parts[i]
                if old.kind[node] == AND and absorbed[part >> 1]:
                    stack[waiting] = part >> 1
                    waiting += 1
                else:
                    given[n] = value[part >> 1] ^ (part & 1)
                    n += 1
        value[node] = gate(new, old.kind[node], old.need[node], given, n)
    return new, np.int64(value[top] ^ (root & 1))


@inner
def contexts(net, root, uses):
    """Node → bit set of the literals that are true wherever the node's value matters.

    On the way down from the top, whoever is a part of an AND matters only where its other parts are true. A literal
    counts for a node when every path from the top passes such an AND.
    """
    nodes = (root >> 1) + 1
    width = (2 * nodes + 63) >> 6
    known, seen = np.zeros((nodes, width), np.uint64), np.zeros(nodes, np.bool_)
    beside = np.empty(width, np.uint64)
    for node in range(nodes - 1, 0, -1):
        if uses[node] < 0 or net.kind[node] == EVENT:
            continue
        for w in range(width):
            beside[w] = known[node, w]
        both = net.kind[node] == AND
        if both:
            for i in range(net.start[node], net.start[node + 1]):
                part = net.parts[i]
                beside[part >> 6] |= np.uint64(1) << np.uint64(part & 63)
        for i in range(net.start[node], net.start[node + 1]):
            child = net.parts[i] >> 1
            at, own = child >> 5, np.uint64(3) << np.uint64((2 * child) & 63)
            kept = beside[at]
            if both:
                beside[at] = (kept & ~own) | (known[node, at] & own)
            for w in range(width):
                known[child, w] = known[child, w] & beside[w] if seen[child] else beside[w]
            seen[child] = True
            beside[at] = kept
    return known


@inner
def has(bits, literal):
    """Whether a literal is in a bit set."""
    return (bits[literal >> 6] >> np.uint64(literal & 63)) & np.uint64(1) == np.uint64(1)


@inner
def without_known(old, root):
    """Drop what an AND further up has already asked for; make false what it has already excluded.

    A literal that is false makes the topmost AND that has it false, on every path; below it the value is free.
    """
    uses = used(old, root)
    known = contexts(old, root, uses)
    new = new_net(old.size[0] + 2, old.size[1] + 2)
    value, given = np.zeros(old.size[0], np.int32), np.empty(old.size[1] + 2, np.int32)
    for node in range(1, (root >> 1) + 1):
        if uses[node] < 0:
            continue
        if old.kind[node] == EVENT:
            value[node] = event(new, old.need[node])
            continue
        n = 0
        for i in range(old.start[node], old.start[node + 1]):
            part = old.parts[i]
            given[n] = value[part >> 1] ^ (part & 1)
            if has(known[node], part):
                given[n] = 0
            elif has(known[node], part ^ 1):
                given[n] = 1
            n += 1
        value[node] = gate(new, old.kind[node], old.need[node], given, n)
    return new, np.int64(value[root >> 1] ^ (root & 1))


@inner
def without_failed(old, root):
    """Make false, in their users, the gates that need what is already excluded further up."""
    uses = used(old, root)
    known = contexts(old, root, uses)
    width = known.shape[1]
    needs = np.zeros(known.shape, np.uint64)  # of each AND: its literals, and what those of them that are gates need
    excluded = np.empty(width, np.uint64)
    new = new_net(old.size[0] + 2, old.size[1] + 2)
    value, given = np.zeros(old.size[0], np.int32), np.empty(old.size[1] + 2, np.int32)
    for node in range(1, (root >> 1) + 1):
        if uses[node] < 0:
            continue
        if old.kind[node] == EVENT:
            value[node] = event(new, old.need[node])
            continue
        for w in range(width):
            here = known[node, w]
            excluded[w] = ((here & EVENS) << np.uint64(1)) | ((here >> np.uint64(1)) & EVENS)
        n = 0
        for i in range(old.start[node], old.start[node + 1]):
            part = old.parts[i]
            given[n] = value[part >> 1] ^ (part & 1)
            for w in range(width):
                if needs[part >> 1, w] & excluded[w]:
                    given[n] = 1 ^ (part & 1)
                    break
            n += 1
            if old.kind[node] == AND:
                needs[node, part >> 6] |= np.uint64(1) << np.uint64(part & 63)
                if not part & 1:
                    for w in range(width):
                        needs[node, w] |= needs[part >> 1, w]
        value[node] = gate(new, old.kind[node], old.need[node], given, n)
    return new, np.int64(value[root >> 1] ^ (root & 1))
