"""A network made smaller before it is compiled: the same function with fewer gates, fewer repeats, more modules.

Sources: Niemelä 1997, Reliab. Eng. Syst. Saf. 59 (simplification of fault trees by what is known further up);
Dutuit & Rauzy 1996, IEEE Trans. Reliab. 45(3) (modules); Brayton 1982 (common factors).
"""

from __future__ import annotations

from collections.abc import Sequence

from latticework.whatif.modules import modules
from latticework.whatif.network import AND, AT_LEAST, EVENT, FALSE, TRUE, Network, flattened

MOST_ROUNDS = 8
WORTH_ANOTHER = 0.98
Alternatives = list[tuple[frozenset[int], int | None]]


def simplified(network: Network, root: int) -> tuple[Network, int]:
    """Give the same function, smaller: constants, repeats and common factors are taken out until nothing changes."""
    size = _size(network, root)
    for _ in range(MOST_ROUNDS):
        network, root = flattened(*_without_failed(*_without_known(network, root)))
        network, root = flattened(*_factored(network, root))
        before, size = size, _size(network, root)
        if size > WORTH_ANOTHER * before:
            break
    return _grouped(network, root)


def _size(network: Network, root: int) -> int:
    return sum(len(network.parts[node]) for node in network.below(root))


class _Rebuilt:
    """A network written anew, what is used first."""

    def __init__(self, network: Network) -> None:
        self.old, self.fresh = network, Network()
        self.name_of = {node: name for name, node in network.names.items()}
        self.literal: dict[int, int] = {0: TRUE}

    def value(self, literal: int) -> int:
        return self.literal[literal >> 1] ^ (literal & 1)

    def put(self, node: int, parts: Sequence[int]) -> None:
        """Write a node with these (old) parts."""
        kind = self.old.kind[node]
        if node == 0:
            return
        if kind == EVENT:
            self.literal[node] = self.fresh.event(self.name_of[node])
            return
        values = [self.value(part) for part in parts]
        if kind == AND:
            self.literal[node] = self.fresh.all_of(values)
        elif kind == AT_LEAST:
            self.literal[node] = self.fresh.at_least(self.old.k[node], values)
        else:
            self.literal[node] = self.fresh.parity(values)


def _contexts(network: Network, root: int, nodes: list[int]) -> dict[int, int]:
    """Node → bit set of the literals that are true wherever the node's value matters.

    On the way down from the top, whoever is a part of an AND matters only where its other parts are true. A literal
    counts for a node when every path from the top passes such an AND.
    """
    known: dict[int, int] = {root >> 1: 0}
    for node in reversed(nodes):
        here = known.get(node, 0)
        parts = network.parts[node]
        if network.kind[node] != AND:
            for part in parts:
                child = part >> 1
                known[child] = known[child] & here if child in known else here
            continue
        beside = here
        for part in parts:
            beside |= 1 << part
        for part in parts:
            child = part >> 1
            known_there = beside & ~(3 << (part & ~1)) | (here & (3 << (part & ~1)))
            known[child] = known[child] & known_there if child in known else known_there
    return known


def _without_known(network: Network, root: int) -> tuple[Network, int]:
    """Drop what an AND further up has already asked for; make false what it has already excluded.

    A literal that is false makes the topmost AND that has it false, on every path; below it the value is free.
    """
    nodes = network.below(root)
    known = _contexts(network, root, nodes)
    made = _Rebuilt(network)
    for node in nodes:
        parts: Sequence[int] = network.parts[node]
        here = known[node]
        if network.kind[node] == AND and here:
            parts = [part for part in parts if not here >> part & 1]
            if any(here >> (part ^ 1) & 1 for part in parts):
                parts = [FALSE]
        elif here and network.kind[node] != EVENT:
            parts = [TRUE if here >> part & 1 else FALSE if here >> (part ^ 1) & 1 else part for part in parts]
        made.put(node, parts)
    return made.fresh, made.value(root)


def _without_failed(network: Network, root: int) -> tuple[Network, int]:
    """Make false, in their users, the gates that need what is already excluded further up."""
    nodes = network.below(root)
    known = _contexts(network, root, nodes)
    # what each gate needs: its literals, and what those of them that are gates need
    needs: dict[int, int] = {}
    for node in nodes:
        need = 0
        if network.kind[node] == AND:
            for part in network.parts[node]:
                need |= 1 << part
                if not part & 1:
                    need |= needs[part >> 1]
        needs[node] = need
    made = _Rebuilt(network)
    evens = sum(1 << (2 * node) for node in nodes)
    for node in nodes:
        parts: Sequence[int] = network.parts[node]
        here = known[node]
        if here and network.kind[node] != EVENT:
            excluded = ((here & evens) << 1) | ((here >> 1) & evens)
            parts = [FALSE ^ (part & 1) if needs[part >> 1] & excluded else part for part in parts]
        made.put(node, parts)
    return made.fresh, made.value(root)


def _factored(network: Network, root: int) -> tuple[Network, int]:
    """Take a literal that several alternatives have in common out of them: ab or ac is a(b or c)."""
    nodes = network.below(root)
    used: dict[int, int] = {}
    for node in nodes:
        for part in network.parts[node]:
            used[part >> 1] = used.get(part >> 1, 0) + 1
    made = _Rebuilt(network)
    fresh = made.fresh
    for node in nodes:
        parts = network.parts[node]
        own = [
            part for part in parts if part & 1 and network.kind[part >> 1] == AND and used[part >> 1] == 1 and part > 1
        ]
        if network.kind[node] != AND or len(own) < 2:
            made.put(node, parts)
            continue
        alternatives: Alternatives = [(frozenset(network.parts[part >> 1]), made.value(part ^ 1)) for part in own]
        rest = [made.value(part) for part in parts if part not in own]
        made.literal[node] = fresh.all_of([*rest, *(one ^ 1 for one in _common(made, alternatives))])
    return made.fresh, made.value(root)


def _common(made: _Rebuilt, alternatives: Alternatives) -> list[int]:
    """Alternatives (old literals, all to be true; the new literal if there is one) with common literals taken out."""
    fresh = made.fresh
    out: list[int] = []
    left = alternatives
    while left:
        count: dict[int, int] = {}
        for one, _ in left:
            for literal in one:
                count[literal] = count.get(literal, 0) + 1
        literal, most = max(count.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
        if most < 2:
            for one, known in left:
                out.append(fresh.all_of([made.value(part) for part in one]) if known is None else known)
            break
        having = [one for one, _ in left if literal in one]
        left = [pair for pair in left if literal not in pair[0]]
        shared = frozenset.intersection(*having)
        inner = _common(made, [(one - shared, None) for one in having])
        out.append(fresh.all_of([*(made.value(part) for part in sorted(shared)), fresh.any_of(inner)]))
    return out


def _grouped(network: Network, root: int) -> tuple[Network, int]:
    """Put the events (or modules) that the same ANDs use, and nothing else, into one gate, which is then a module."""
    for _ in range(MOST_ROUNDS):
        nodes = network.below(root)
        users: dict[int, list[int]] = {}
        for node in nodes:
            for part in network.parts[node]:
                users.setdefault(part, []).append(node)
        whole = {*modules(network, root), *network.names.values()}
        groups: dict[tuple[int, ...], list[int]] = {}
        for part, by in users.items():
            if part >> 1 in whole and part ^ 1 not in users and all(network.kind[user] == AND for user in by):
                groups.setdefault(tuple(by), []).append(part)
        of: dict[int, list[tuple[int, ...]]] = {}
        for together, parts in groups.items():
            if len(parts) > 1 and (len(together) > 1 or len(parts) < len(network.parts[together[0]])):
                for user in together:
                    of.setdefault(user, []).append(together)
        if not of:
            break
        made = _Rebuilt(network)
        gate: dict[tuple[int, ...], int] = {}
        for node in nodes:
            if node not in of:
                made.put(node, network.parts[node])
                continue
            left = set(network.parts[node])
            values = []
            for together in of[node]:
                left -= set(groups[together])
                if together not in gate:
                    gate[together] = made.fresh.all_of([made.value(part) for part in groups[together]])
                values.append(gate[together])
            made.literal[node] = made.fresh.all_of([*(made.value(part) for part in left), *values])
        network, root = made.fresh, made.value(root)
    return network, root
