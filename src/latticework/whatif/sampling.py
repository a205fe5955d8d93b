"""The sampler for structures too large for diagrams: 64 draws a machine word, with its standard error.

Source: Knuth 2009, *The Art of Computer Programming* 4A, 7.1.3 (bitwise tricks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.network import AND, AT_LEAST, EVENT, Network

BLOCK = 64 * 64


@dataclass(frozen=True, slots=True)
class Sampled:
    """An estimated chance, its standard error, and how many draws it rests on."""

    chance: float
    standard_error: float
    draws: int


@dataclass(frozen=True, slots=True)
class Flat:
    """A network as arrays: events first, then gates; literals are ``2 * row + negated``."""

    names: tuple[str, ...]
    kind: NDArray[np.int32]
    need: NDArray[np.int32]
    start: NDArray[np.int32]
    parts: NDArray[np.int32]
    roots: NDArray[np.int64]


def flat(network: Network, roots: Sequence[int]) -> Flat:
    """Lay out what some literals use."""
    used = bytearray(max((root >> 1 for root in roots), default=0) + 1)
    for literal in (0, *roots):
        used[literal >> 1] = 1
    for node in range(len(used) - 1, -1, -1):  # nodes come after what they use
        if used[node]:
            for part in network.parts[node]:
                used[part >> 1] = 1
    below = [node for node in range(len(used)) if used[node]]
    names = {node: name for name, node in network.names.items()}
    events = [node for node in below if network.kind[node] == EVENT]
    gates = [node for node in below if network.kind[node] != EVENT]
    row = {node: i for i, node in enumerate([*events, *gates])}
    lengths = [len(network.parts[gate]) for gate in gates]
    literals = [2 * row[part >> 1] + (part & 1) for gate in gates for part in network.parts[gate]]
    return Flat(
        names=tuple(names[node] for node in events),
        kind=np.array([{AND: 1, AT_LEAST: 2}.get(network.kind[gate], 3) for gate in gates], np.int32),
        need=np.array([network.k[gate] for gate in gates], np.int32),
        start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
        parts=np.array(literals, np.int32),
        roots=np.array([2 * row[root >> 1] + (root & 1) for root in roots], np.int64),
    )


def sampled(
    network: Network, roots: Sequence[int], chances: Mapping[str, float], *, draws: int = 1 << 20, seed: int = 1
) -> list[Sampled]:
    """Estimate the chances of several functions from the same draws; common causes are therefore joint.

    Args:
        network: gates and events.
        roots: literals of the functions.
        chances: event → chance in [0, 1].
        draws: at least so many; rounded up to blocks of 4,096.
        seed: same seed, same numbers.
    """
    from latticework.whatif.sampling_kernels import sample

    laid = flat(network, roots)
    chance = np.array([float(chances[name]) for name in laid.names])
    blocks = -(-draws // BLOCK)
    hits = np.zeros(len(roots), np.int64)
    sample(laid.kind, laid.need, laid.start, laid.parts, chance, laid.roots, _word(seed), blocks, hits)
    total = blocks * BLOCK
    found = []
    for count in hits.tolist():
        # the Agresti-Coull centre keeps the error of 0 or all hits away from 0
        centre = (count + 2) / (total + 4)
        found.append(Sampled(count / total, float(np.sqrt(centre * (1 - centre) / total)), total))
    return found


def _word(seed: int) -> np.uint64:
    return np.uint64(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])
