"""Rare events in structures too large for diagrams: importance sampling over the likeliest ways to them.

Sources: Fussell & Vesely 1972, Trans. Am. Nucl. Soc. 15 (sets from the top down); Karp, Luby & Madras 1989,
J. Algorithms 10(3) (coverage estimator of a union).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from latticework.whatif.coherence import is_coherent
from latticework.whatif.network import AND, AT_LEAST, EVENT, FALSE, TRUE, Network

MOST_SETS, MOST_STEPS = 1000, 200_000
Goal = tuple[int, tuple[int, ...]]  # at least k of these literals


@dataclass(frozen=True, slots=True)
class RareChance:
    """The chance that at least one of ``sets`` listed sets of events is true as a whole.

    It is a lower bound of the function's chance: sets were listed by falling chance, and each one left out has a
    chance of at most ``left_out_below`` (0 when none was).
    """

    chance: float
    standard_error: float
    draws: int
    sets: int
    left_out_below: float


def rare_chance(
    network: Network, root: int, chances: Mapping[str, float], *, draws: int = 1 << 14, seed: int = 1
) -> RareChance | None:
    """Estimate a rare chance: draw one listed set by its chance, make it true, draw the rest as it comes.

    The chance of the union is then the sum of the sets' chances times the mean of 1 / (number of listed sets that are
    true), whose relative error is small however rare the event. ``None`` if the structure is not coherent or no set
    was found.
    """
    if root in (TRUE, FALSE) or not is_coherent(network, root):
        return None
    sets, left_out = _likeliest(network, root, chances)
    if not sets:
        return None
    names = sorted({name for one in sets for name in one})
    column = {name: i for i, name in enumerate(names)}
    member = np.zeros((len(sets), len(names)), np.float32)
    for i, one in enumerate(sets):
        member[i, [column[name] for name in sorted(one)]] = 1
    p = np.array([chances[name] for name in names])
    each = np.array([float(np.prod([chances[name] for name in sorted(one)])) for one in sets])
    total, size = each.sum(), member.sum(axis=1)
    if total == 0:
        return None
    generator = np.random.Generator(np.random.PCG64(seed))
    inverse = np.empty(draws)
    step = 1024
    for at in range(0, draws, step):
        here = slice(at, min(at + step, draws))
        width = here.stop - at
        chosen = generator.choice(len(sets), width, p=each / total)
        state = (generator.random((width, len(names))) < p) | (member[chosen] > 0)
        true_sets = (state.astype(np.float32) @ member.T >= size - 0.5).sum(axis=1)
        inverse[here] = 1 / true_sets
    error = float(total * inverse.std() / np.sqrt(draws))
    return RareChance(float(total * inverse.mean()), error, draws, len(sets), left_out)


def _likeliest(network: Network, root: int, chances: Mapping[str, float]) -> tuple[list[frozenset[str]], float]:
    """The likeliest sets that make the function true, best first, and a bound on those that are not listed."""
    name_of = {node: name for name, node in network.names.items()}
    order = count()
    heap: list[tuple[float, int, frozenset[str], tuple[Goal, ...]]] = [
        (-1.0, next(order), frozenset(), ((1, (root,)),))
    ]
    found: dict[frozenset[str], None] = {}
    for _ in range(MOST_STEPS):
        if not heap or len(found) >= MOST_SETS:
            break
        negative, _, events, goals = heapq.heappop(heap)
        if not goals:
            if not any(one <= events for one in found):
                found[events] = None
            continue
        (k, parts), rest = goals[0], goals[1:]
        if k <= 0:
            heapq.heappush(heap, (negative, next(order), events, rest))
            continue
        if k > len(parts):
            continue
        part, others = parts[0], parts[1:]
        if k < len(parts):
            heapq.heappush(heap, (negative, next(order), events, ((k, others), *rest)))
        after = ((k - 1, others), *rest)
        node, negated = part >> 1, part & 1
        if network.kind[node] == EVENT:
            name = name_of[node]
            product = negative if name in events else negative * chances[name]
            if product < 0:
                heapq.heappush(heap, (product, next(order), events | {name}, after))
            continue
        inner = tuple(one ^ negated for one in network.parts[node])
        if network.kind[node] == AND:
            goal = (1 if negated else len(inner), inner)
        else:
            assert network.kind[node] == AT_LEAST
            goal = (len(inner) - network.k[node] + 1 if negated else network.k[node], inner)
        heapq.heappush(heap, (negative, next(order), events, (goal, *after)))
    return list(found), -heap[0][0] if heap else 0.0
