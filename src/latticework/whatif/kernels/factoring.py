"""Common factors taken out: ab or ac is a(b or c).

Source: Brayton 1982, IEEE ISCAS (factoring of logic functions).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import inner
from latticework.whatif.kernels.nets import AND, EVENT, all_of, event, gate, new_net, used


@inner
def factored(old, root):
    """Take a literal that several alternatives have in common out of them: ab or ac is a(b or c).

    Alternatives are the negated ANDs of an AND that nothing else uses. What is left inside may be factored once more.
    """
    uses = used(old, root)
    new = new_net(3 * old.size[0] + 16, 3 * old.size[1] + 16)
    value = np.zeros(old.size[0], np.int32)
    room = old.size[1] + 2
    outer, given, inner = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    own, count = np.empty(old.size[0], np.int32), np.zeros(2 * old.size[0], np.int32)
    having = np.empty(old.size[0], np.int32)
    for node in range(1, (root >> 1) + 1):
        if uses[node] < 0:
            continue
        if old.kind[node] == EVENT:
            value[node] = event(new, old.need[node])
            continue
        n, alternatives = 0, 0
        for i in range(old.start[node], old.start[node + 1]):
            part = old.parts[i]
            if old.kind[node] == AND and part & 1 and part > 1 and old.kind[part >> 1] == AND and uses[part >> 1] == 1:
                own[alternatives] = part >> 1
                alternatives += 1
            else:
                outer[n] = value[part >> 1] ^ (part & 1)
                n += 1
        while alternatives > 1:
            most, common = 1, 0
            for a in range(alternatives):
                for i in range(old.start[own[a]], old.start[own[a] + 1]):
                    count[old.parts[i]] += 1
            for a in range(alternatives):
                for i in range(old.start[own[a]], old.start[own[a] + 1]):
                    part = old.parts[i]
                    if count[part] > most or (count[part] == most and part < common):
                        most, common = count[part], part
            for a in range(alternatives):
                for i in range(old.start[own[a]], old.start[own[a] + 1]):
                    count[old.parts[i]] = 0
            if most < 2:
                break
            left, group = 0, 0
            for a in range(alternatives):
                has_it = False
                for i in range(old.start[own[a]], old.start[own[a] + 1]):
                    has_it = has_it or old.parts[i] == common
                if has_it:
                    having[group] = own[a]
                    group += 1
                else:
                    own[left] = own[a]
                    left += 1
            alternatives = left
            for a in range(group):
                for i in range(old.start[having[a]], old.start[having[a] + 1]):
                    count[old.parts[i]] += 1
            for a in range(group):  # inner[a]: what this alternative has for itself
                m = 0
                for i in range(old.start[having[a]], old.start[having[a] + 1]):
                    part = old.parts[i]
                    if count[part] < group:
                        given[m] = value[part >> 1] ^ (part & 1)
                        m += 1
                inner[a] = all_of(new, given, m) ^ 1
            m = 0
            for i in range(old.start[having[0]], old.start[having[0] + 1]):
                part = old.parts[i]
                if count[part] == group:
                    given[m] = value[part >> 1] ^ (part & 1)
                    m += 1
            for a in range(group):
                for i in range(old.start[having[a]], old.start[having[a] + 1]):
                    count[old.parts[i]] = 0
            given[m] = all_of(new, inner, group) ^ 1
            outer[n] = all_of(new, given, m + 1) ^ 1
            n += 1
        for a in range(alternatives):
            outer[n] = value[own[a]] ^ 1
            n += 1
        value[node] = gate(new, old.kind[node], old.need[node], outer, n)
    return new, np.int64(value[root >> 1] ^ (root & 1))
