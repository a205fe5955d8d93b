"""Shapley values of parties: how a function's chance is shared out among those who carry it.

Sources: Shapley 1953, in *Contributions to the Theory of Games* II; Owen 1972, Manage. Sci. 18(5) (the value as an
integral of the multilinear extension); Castro, Gómez & Tejada 2009, Comput. Oper. Res. 36(5) (sampled permutations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from latticework.whatif.compile import MOST_ROWS, TooLarge, compile_network
from latticework.whatif.exact import with_slopes
from latticework.whatif.network import Network
from latticework.whatif.sampling import flat


@dataclass(frozen=True, slots=True)
class Share:
    """A party's Shapley value; ``standard_error`` is ``None`` where it is exact."""

    value: float
    standard_error: float | None


def shapley(
    network: Network,
    root: int,
    parties: Sequence[str],
    chances: Mapping[str, float],
    *,
    most_rows: int = MOST_ROWS,
    permutations: int = 1 << 14,
    seed: int = 1,
) -> dict[str, Share]:
    """Share out P(function | all parties) - P(function | none) among parties.

    The value of a party is the integral over t of the derivative of the function's chance by the party's, when every
    party is there with chance t. For n parties this is a polynomial of degree n - 1, which Gauss-Legendre with
    n / 2 nodes integrates exactly; one sweep over the diagram serves all nodes and all parties.

    Args:
        network: gates and events; one event for each party (all its roles together).
        root: literal of the function.
        parties: events that are players.
        chances: the other events → their chance in [0, 1].
    """
    try:
        compiled = compile_network(network, root, most_rows)
    except TooLarge:
        return _by_permutations(network, root, parties, chances, permutations, seed)
    nodes, weights = np.polynomial.legendre.leggauss(max(1, -(-len(parties) // 2)))
    t, weights = (nodes + 1) / 2, weights / 2
    inputs = {name: t if name in set(parties) else np.full(len(t), chances[name]) for name in compiled.names}
    _, slopes = with_slopes(compiled, inputs)
    nothing = np.zeros(len(t))
    return {party: Share(float(weights @ slopes.get(party, nothing)), None) for party in parties}


def _by_permutations(
    network: Network, root: int, parties: Sequence[str], chances: Mapping[str, float], permutations: int, seed: int
) -> dict[str, Share]:
    """Let parties join in random order, one order in each bit of a word, and note whose joining makes the function."""
    from latticework.whatif.sampling_kernels import WORDS, run_gates

    laid = flat(network, [root])
    row = {name: i for i, name in enumerate(laid.names)}
    generator = np.random.Generator(np.random.PCG64(seed))
    lanes = 64 * WORDS
    bits = np.zeros((len(laid.names) + len(laid.kind), WORDS), np.uint64)
    counter = np.zeros((32, WORDS), np.uint64)
    joined = np.zeros(len(parties))
    squares = np.zeros(len(parties))
    batches = -(-permutations // lanes)

    def words(states: np.ndarray) -> np.ndarray:
        return np.packbits(states, bitorder="little").view(np.uint64)

    for _ in range(batches):
        for name in laid.names:
            if name not in set(parties):
                bits[row[name]] = words(generator.random(lanes) < chances[name])
        rank = np.argsort(generator.random((len(parties), lanes)), axis=0).argsort(axis=0)
        before = None
        for step in range(len(parties) + 1):
            for i, party in enumerate(parties):
                if party in row:
                    bits[row[party]] = words(rank[i] < step)
            run_gates(laid.kind, laid.need, laid.start, laid.parts, len(laid.names), bits, counter)
            literal = int(laid.roots[0])
            now = np.unpackbits(bits[literal >> 1].view(np.uint8), bitorder="little").astype(float)
            now = 1 - now if literal & 1 else now
            if before is not None:
                moved = now - before
                for i in range(len(parties)):
                    here = moved[rank[i] == step - 1]
                    joined[i] += here.sum()
                    squares[i] += (here**2).sum()
            before = now
    total = batches * lanes
    found = {}
    for i, party in enumerate(parties):
        mean = joined[i] / total
        found[party] = Share(float(mean), float(np.sqrt(max(squares[i] / total - mean**2, 0.0) / total)))
    return found
