"""A network compiled to decision diagrams, module by module, within a stated budget of rows."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.whatif import kernels
from latticework.whatif.modules import modules
from latticework.whatif.network import AND, AT_LEAST, EVENT, FALSE, TRUE, Network, flattened
from latticework.whatif.ordering import Part

FIRST_ROWS, MOST_ROWS = 1 << 15, 1 << 21
AT_ONCE = 2  # tries side by side; the kernels run without Python's lock


class TooLarge(Exception):
    """The exact engine would need more rows than its budget; the caller takes another engine."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """One module as rows (level, low edge, high edge, unused), what is used first; level i is ``variables[i]``."""

    top: int
    rows: NDArray[np.int32]
    root: int
    variables: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function as diagrams, inner modules first; a module's root is one variable of its user.

    ``root`` is the literal of the function over the last diagram's top (or a constant). ``names`` are the events
    that the structure mentions; those that do not matter appear in no diagram.
    """

    network: Network
    root: int
    diagrams: tuple[Diagram, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the events, in the order in which the structure mentions them."""
        return tuple(self.network.names)

    @property
    def rows(self) -> int:
        """Number of diagram rows, all modules together."""
        return sum(len(diagram.rows) - 1 for diagram in self.diagrams)


def compile_network(network: Network, root: int, most_rows: int = MOST_ROWS) -> Compiled:
    """Compile the function of a literal.

    Args:
        network: gates and events.
        root: literal of the function.
        most_rows: budget; the standard 2 million need about 70 MB, twice that while two tries run at once.
    Raises:
        TooLarge: no order that was tried fits the budget.
    """
    flat, top = flattened(network, root)
    if top in (TRUE, FALSE):
        return Compiled(flat, top, ())
    if flat.kind[top >> 1] == EVENT:
        rows = np.array([[kernels.TERMINAL_LEVEL, 0, 0, 0], [0, 1, 0, 0]], np.int32)
        return Compiled(flat, top, (Diagram(top >> 1, rows, 2, (top >> 1,)),))
    found = modules(flat, top)
    inner = set(found)
    return Compiled(flat, top, tuple(_smallest(Part(flat, gate, inner), most_rows) for gate in found))


def compile_whole(network: Network, root: int, most_rows: int = MOST_ROWS) -> tuple[Diagram, tuple[str, ...]]:
    """Compile the function of a literal to one diagram without modules, for those who set some of its events.

    Returns:
        The diagram (a constant has root edge 0, true, or 1, false) and the names of its levels.
    Raises:
        TooLarge: no order that was tried fits the budget.
    """
    flat, top = flattened(network, root)
    name_of = {node: name for name, node in flat.names.items()}
    if top in (TRUE, FALSE):
        rows = np.array([[kernels.TERMINAL_LEVEL, 0, 0, 0]], np.int32)
        return Diagram(0, rows, top, ()), ()
    if flat.kind[top >> 1] == EVENT:
        rows = np.array([[kernels.TERMINAL_LEVEL, 0, 0, 0], [0, 1, 0, 0]], np.int32)
        return Diagram(top >> 1, rows, 2 ^ (top & 1), (top >> 1,)), (name_of[top >> 1],)
    made = _smallest(Part(flat, top >> 1, set()), most_rows)
    names = tuple(name_of[node] for node in made.variables)
    return Diagram(made.top, made.rows, made.root ^ (top & 1), made.variables), names


def _smallest(part: Part, most_rows: int) -> Diagram:
    """The diagram of the first order that fits a budget; the budget grows until one does."""
    orders = list(part.orders())
    if len(part.gates) == 1:
        orders = orders[:1]
    budget = min(FIRST_ROWS, most_rows)
    while True:
        built: list[int] = []
        for pair in (orders[i : i + AT_ONCE] for i in range(0, len(orders), AT_ONCE)):
            for made in _tried(part, pair, budget):
                if isinstance(made, Diagram):
                    return made
                built.append(made)
        if budget >= most_rows:
            raise TooLarge(f"{len(part.gates)} gates over {len(part.variables)} events need over {most_rows:,} rows")
        budget = min(8 * budget, most_rows)
        # the order that got furthest in the small budget is the first to get the larger one
        orders = [orders[i] for i in sorted(range(len(orders)), key=lambda i: -built[i])]


def _tried(part: Part, orders: list[list[int]], budget: int) -> Iterable[Diagram | int]:
    """Try a few orders, at once where it takes long; which of them ends first makes no difference to the answer."""
    if budget <= FIRST_ROWS:
        return (_diagram(part, order, budget) for order in orders)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda order: _diagram(part, order, budget), orders))


def _diagram(part: Part, order: list[int], most_rows: int) -> Diagram | int:
    """The diagram under one order, or how many gates were built when the budget was used up."""
    network, levels = part.network, len(order)
    index = {node: i for i, node in enumerate([*order, *part.gates])}
    place = np.zeros(len(network.kind), np.int32)
    for node, i in index.items():
        place[node] = i
    kind = np.array([{AND: 1, AT_LEAST: 2}.get(network.kind[gate], 3) for gate in part.gates], np.int32)
    need = np.array([network.k[gate] for gate in part.gates], np.int32)
    lengths = [len(network.parts[gate]) for gate in part.gates]
    start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    literals = np.array([p for gate in part.gates for p in network.parts[gate]], np.int32)
    parts = (2 * place[literals >> 1] + (literals & 1)).astype(np.int32)

    nodes = np.empty((max(most_rows, levels + 2), 4), np.int32)
    table = np.zeros(1 << (2 * len(nodes) - 1).bit_length(), np.int32)
    cache = np.full((min(1 << 20, len(table)), 4), -1, np.int32)
    stack = np.zeros((levels + 8, 8), np.int32)
    count = np.array([1], np.int64)
    nodes[0] = (kernels.TERMINAL_LEVEL, 0, 0, 0)
    edge = np.ones(len(index), np.int32)
    for level in range(levels):
        edge[level] = kernels.find_or_add(level, 1, 0, nodes, table, count)
    level_of = np.zeros(levels, np.int32)
    built = int(kernels.build(kind, need, start, parts, level_of, edge, 0, nodes, table, cache, stack, count))
    if built < len(part.gates):
        return built
    needed = np.zeros(len(index), np.bool_)
    needed[-1] = True
    kept = kernels.compact(nodes, edge, needed, count)
    return Diagram(part.top, nodes[:kept].copy(), int(edge[-1]), tuple(order))
