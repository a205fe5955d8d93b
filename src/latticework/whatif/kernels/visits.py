"""Modules: gates whose events nothing else uses; each can be compiled alone and stand as one event in its user.

Source: Dutuit & Rauzy 1996, IEEE Trans. Reliab. 45(3) (linear-time search by first and last visits).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner
from latticework.whatif.kernels.nets import EVENT


@inner
def modules(net, root, uses):
    """The module gates below a literal, inner ones first; the root's gate, if it is one, is the last.

    ``uses``: as ``nets.used`` gives it.
    """
    top = root >> 1
    first, second, last = np.zeros(top + 1, np.int64), np.zeros(top + 1, np.int64), np.zeros(top + 1, np.int64)
    stack, at = np.empty(top + 2, np.int32), np.empty(top + 2, np.int32)
    clock, depth = 1, 0
    stack[0], at[0] = top, net.start[top]
    first[top] = last[top] = clock
    while depth >= 0:  # depth-first, the visits of each node counted by one clock
        node = stack[depth]
        if at[depth] == net.start[node + 1]:
            clock += 1
            second[node] = clock
            depth -= 1
            continue
        child = net.parts[at[depth]] >> 1
        at[depth] += 1
        clock += 1
        last[child] = clock
        if first[child] == 0:
            first[child] = clock
            depth += 1
            stack[depth], at[depth] = child, net.start[child]
    earliest, latest = first.copy(), last.copy()
    found, count = np.empty(top + 1, np.int32), 0
    for node in range(1, top + 1):
        if uses[node] < 0 or net.kind[node] == EVENT:
            continue
        low, high = clock + 1, np.int64(0)
        for i in range(net.start[node], net.start[node + 1]):
            child = net.parts[i] >> 1
            low, high = min(low, earliest[child]), max(high, latest[child])
        if node == top or (low > first[node] and high < second[node]):
            found[count] = node
            count += 1
        earliest[node], latest[node] = min(low, first[node]), max(high, last[node])
    return found[:count]
