"""Events (or modules) that the same ANDs use, and nothing else, put into one gate, which is then a module."""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner
from latticework.whatif.kernels.factoring import factored
from latticework.whatif.kernels.nets import AND, EVENT, all_of, event, gate, new_net, used
from latticework.whatif.kernels.rewriting import MOST_WORDS, flattened, without_failed, without_known
from latticework.whatif.kernels.visits import modules

MOST_ROUNDS = 8
WORTH_ANOTHER = 0.98


@inner
def same_users(net, root, uses):
    """Literal → a number that literals with the same users have in common; -1 for those that stay alone.

    Also whether there is such a group.
    """
    top = root >> 1
    whole = np.zeros(top + 1, np.bool_)
    for node in modules(net, root, uses):
        whole[node] = True
    users, total = np.zeros(2 * top + 2, np.int64), np.zeros(2 * top + 2)
    spoiled = np.zeros(2 * top + 2, np.bool_)
    one_user = np.zeros(2 * top + 2, np.int32)
    for node in range(1, top + 1):
        if uses[node] < 0:
            continue
        for i in range(net.start[node], net.start[node + 1]):
            part = net.parts[i]
            h = np.uint64(node) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
            h *= np.uint64(0xBF58476D1CE4E5B9)
            users[part] += 1
            total[part] += np.float64(h >> np.uint64(24))  # whole numbers, so that the sums are exact
            one_user[part] = node
            if net.kind[node] != AND:
                spoiled[part] = True
    count = 0
    some = np.empty(2 * top + 2, np.int64)
    for literal in range(2, 2 * top + 2):
        node = literal >> 1
        fit = users[literal] > 0 and users[literal ^ 1] == 0 and not spoiled[literal] and node != top
        if fit and (whole[node] or net.kind[node] == EVENT):
            some[count] = literal
            count += 1
    some = some[:count]
    sums = np.empty(count)
    for i in range(count):
        sums[i] = total[some[i]]
    order = np.argsort(sums, kind="mergesort")
    group = np.full(2 * top + 2, -1, np.int32)
    any_group = False
    at = 0
    while at < count:
        end = at + 1
        first = some[order[at]]
        while end < count and total[some[order[end]]] == total[first] and users[some[order[end]]] == users[first]:
            end += 1
        user = one_user[first]
        fewer = end - at < net.start[user + 1] - net.start[user]
        if end - at > 1 and (users[first] > 1 or fewer):
            any_group = True
            for i in range(at, end):
                group[some[order[i]]] = first
        at = end
    tally = np.zeros(2 * top + 2, np.int64)
    for literal in some:
        if group[literal] >= 0:
            users[group[literal]] += 1 << 32  # how many are in the group, above how many users each has
    for node in range(1, top + 1):  # equal sums are not yet equal users
        if uses[node] < 0:
            continue
        for i in range(net.start[node], net.start[node + 1]):
            if group[net.parts[i]] >= 0:
                tally[group[net.parts[i]]] += 1
        for i in range(net.start[node], net.start[node + 1]):
            together = group[net.parts[i]]
            if together >= 0 and tally[together] != users[together] >> 32:
                spoiled[together] = True
        for i in range(net.start[node], net.start[node + 1]):
            if group[net.parts[i]] >= 0:
                tally[group[net.parts[i]]] = 0
    for literal in some:
        if group[literal] >= 0 and spoiled[group[literal]]:
            group[literal] = -1
    return group, any_group


@inner
def grouped(old, root):
    """Put what the same ANDs use into one gate, until there is no more of it."""
    for _ in range(MOST_ROUNDS):
        if root < 2 or old.kind[root >> 1] == EVENT:
            break
        uses = used(old, root)
        group, any_group = same_users(old, root, uses)
        if not any_group:
            break
        new = new_net(2 * old.size[0] + 2, 2 * old.size[1] + 2)
        value = np.zeros(old.size[0], np.int32)
        made = np.full(2 * old.size[0], -1, np.int32)
        outer, given = np.empty(old.size[1] + 2, np.int32), np.empty(old.size[1] + 2, np.int32)
        for node in range(1, (root >> 1) + 1):
            if uses[node] < 0:
                continue
            if old.kind[node] == EVENT:
                value[node] = event(new, old.need[node])
                continue
            n = 0
            for i in range(old.start[node], old.start[node + 1]):
                part = old.parts[i]
                together = group[part]
                if together < 0:
                    outer[n] = value[part >> 1] ^ (part & 1)
                else:
                    if made[together] < 0:
                        m = 0
                        for j in range(old.start[node], old.start[node + 1]):
                            other = old.parts[j]
                            if group[other] == together:
                                given[m] = value[other >> 1] ^ (other & 1)
                                m += 1
                        made[together] = all_of(new, given, m)
                    outer[n] = made[together]
                n += 1
            value[node] = gate(new, old.kind[node], old.need[node], outer, n)
        old, root = new, np.int64(value[root >> 1] ^ (root & 1))
    return old, root


@inner
def parts_below(net, root):
    """How many parts the gates below a literal have together."""
    uses, total = used(net, root), 0
    for node in range(1, (root >> 1) + 1):
        if uses[node] >= 0:
            total += net.start[node + 1] - net.start[node]
    return total


@inner
def simplified(net, root):
    """The same function, smaller: constants, repeats and common factors are taken out until little changes."""
    size = parts_below(net, root)
    for _ in range(MOST_ROUNDS):
        if net.size[0] * (net.size[0] >> 5) < MOST_WORDS:
            net, root = without_known(net, root)
            net, root = without_failed(net, root)
            net, root = flattened(net, root)
        smaller, literal = factored(net, root)
        if smaller.size[2]:
            break
        net, root = flattened(smaller, literal)
        before, size = size, parts_below(net, root)
        if size > WORTH_ANOTHER * before:
            break
    return grouped(net, root)
