"""The chance of a function by the engine that can give it: exact, exact by cases of a few hubs, or sampled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.compile import MOST_ROWS, Compiled, TooLarge, compile_network
from latticework.whatif.exact import chance
from latticework.whatif.network import AND, AT_LEAST, EVENT, FALSE, TRUE, Network
from latticework.whatif.rare import rare_chance
from latticework.whatif.sampling import sampled

EXACT = "exact (binary decision diagram)"
BY_CASES = "exact (decision diagrams, by cases of {} hubs)"
SAMPLED = "sampled ({:,} draws, 64 a word)"
RARE = "sampled ({:,} draws over the {:,} likeliest sets; a lower bound, each set left out is below {:.1g})"
RARE_BELOW = 1e-4
MOST_HUBS = 5


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of a function, shape (draws,); ``standard_error`` is ``None`` where the engine is exact.

    ``compiled`` is there when one diagram holds the whole function.
    """

    chance: NDArray[np.float64]
    standard_error: float | None
    engine: str
    compiled: Compiled | None = None


def best_chance(
    network: Network,
    root: int,
    chances: Mapping[str, NDArray[np.float64]],
    *,
    most_rows: int = MOST_ROWS,
    draws: int = 1 << 20,
    seed: int = 1,
) -> Chance:
    """Give the chance of a function, exactly where a diagram fits ``most_rows``, else sampled.

    Args:
        network: gates and events.
        root: literal of the function.
        chances: event → chance in [0, 1], arrays of one shape (n,).
        most_rows: budget of diagram rows (about 32 bytes each).
        draws: draws of the sampler; it answers for the mean of each event's chances.
    """
    try:
        compiled = compile_network(network, root, most_rows)
        return Chance(chance(compiled, chances), None, EXACT, compiled)
    except TooLarge:
        pass
    hubs = _hubs(network, root)
    try:
        return Chance(_by_cases(network, root, chances, hubs, most_rows // 2), None, BY_CASES.format(len(hubs)))
    except TooLarge:
        pass
    single = {name: float(np.mean(p)) for name, p in chances.items()}
    estimate = sampled(network, [root], single, draws=draws, seed=seed)[0]
    if estimate.chance < RARE_BELOW:
        rare = rare_chance(network, root, single, seed=seed)
        if rare is not None:
            engine = RARE.format(rare.draws, rare.sets, rare.left_out_below)
            return Chance(np.array([rare.chance]), rare.standard_error, engine)
    return Chance(np.array([estimate.chance]), estimate.standard_error, SAMPLED.format(estimate.draws))


def _hubs(network: Network, root: int) -> list[str]:
    """The events that most gates use, the first ``MOST_HUBS``."""
    uses: dict[int, int] = {}
    for node in network.below(root):
        for part in network.parts[node]:
            uses[part >> 1] = uses.get(part >> 1, 0) + 1
    known = [name for name, node in network.names.items() if node in uses]
    return sorted(known, key=lambda name: -uses[network.names[name]])[:MOST_HUBS]


def _by_cases(
    network: Network, root: int, chances: Mapping[str, NDArray[np.float64]], hubs: list[str], most_rows: int
) -> NDArray[np.float64]:
    total = np.zeros(len(next(iter(chances.values()))))
    for states in product((True, False), repeat=len(hubs)):
        weight = np.ones_like(total)
        for hub, state in zip(hubs, states, strict=True):
            weight = weight * (chances[hub] if state else 1 - chances[hub])
        if weight.any():
            case = restricted(network, root, dict(zip(hubs, states, strict=True)))
            total += weight * chance(compile_network(*case, most_rows), chances)
    return total


def restricted(network: Network, root: int, fixed: Mapping[str, bool]) -> tuple[Network, int]:
    """Give the function with some events fixed, simplified."""
    fresh = Network()
    literal: dict[int, int] = {0: TRUE}
    name_of = {node: name for name, node in network.names.items()}
    for node in network.below(root):
        if node == 0:
            continue
        parts = [literal[part >> 1] ^ (part & 1) for part in network.parts[node]]
        if network.kind[node] == EVENT:
            name = name_of[node]
            literal[node] = (TRUE if fixed[name] else FALSE) if name in fixed else fresh.event(name)
        elif network.kind[node] == AND:
            literal[node] = fresh.all_of(parts)
        elif network.kind[node] == AT_LEAST:
            literal[node] = fresh.at_least(network.k[node], parts)
        else:
            literal[node] = fresh.parity(parts)
    return fresh, literal[root >> 1] ^ (root & 1)
