"""Lattice-ness: how far actors are linked to each other, and not only through a hub. Descriptive only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import combinations

from latticework.model import Lattice


@dataclass(frozen=True, slots=True, kw_only=True)
class LatticeNess:
    """Four figures, each in [0, 1]; actors are linked when they are parties of the same arrangement.

    ``centralization`` is Freeman's degree centralization: 1 for a star, 0 where all have the same number of links.
    ``spoke_density`` is the part of the pairs without the hub that are linked directly; ``linked_without_hub`` the part of
    those pairs, linked with the hub there, that stay linked by some path without it; ``efficiency_lost`` the part of
    the mean of 1 / distance over the pairs without the hub that goes when the hub is removed.
    """

    hub: str
    actors: int
    centralization: float
    spoke_density: float
    linked_without_hub: float
    efficiency_lost: float


def lattice_ness(lattice: Lattice, hub: str) -> LatticeNess:
    """Measure how much of the lattice stands without a hub.

    Source: Freeman 1978, Social Networks 1(3) (centralization); Latora and Marchiori 2001, Phys. Rev. Lett. 87
    (efficiency). No validated index of lattice-ness exists; the four figures stay apart.
    """
    links = _links(lattice)
    spokes = sorted(set(links) - {hub})
    pairs = list(combinations(spokes, 2))
    with_hub = {actor: _distances(links, actor) for actor in spokes}
    alone = {actor: near - {hub} for actor, near in links.items() if actor != hub}
    without = {actor: _distances(alone, actor) for actor in spokes}
    joined = [pair for pair in pairs if pair[1] in with_hub[pair[0]]]
    whole = sum(1 / with_hub[a][b] for a, b in joined)
    rest = sum(1 / without[a][b] for a, b in joined if b in without[a])
    return LatticeNess(
        hub=hub,
        actors=len(links),
        centralization=_centralization(links),
        spoke_density=_part(sum(b in alone[a] for a, b in pairs), len(pairs)),
        linked_without_hub=_part(sum(b in without[a] for a, b in joined), len(joined)),
        efficiency_lost=_part(whole - rest, whole),
    )


def _part(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _links(lattice: Lattice) -> dict[str, set[str]]:
    links: dict[str, set[str]] = {}
    for arrangement in lattice.arrangements.values():
        for one, other in combinations(arrangement.get("parties", ()), 2):
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    return links


def _distances(links: dict[str, set[str]], start: str) -> dict[str, int]:
    found, waiting = {start: 0}, deque([start])
    while waiting:
        at = waiting.popleft()
        for near in links[at] - found.keys():
            found[near] = found[at] + 1
            waiting.append(near)
    del found[start]
    return found


def _centralization(links: dict[str, set[str]]) -> float:
    n = len(links)
    degrees = [len(near) for near in links.values()]
    return _part(sum(max(degrees) - degree for degree in degrees), (n - 1) * (n - 2)) if n > 2 else 0.0
