"""A network compiled to decision diagrams, module by module, within a stated budget of rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from latticework.model import LatticeworkError
from latticework.whatif import kernels
from latticework.whatif.modules import modules
from latticework.whatif.network import AND, EVENT, FALSE, TRUE, Network, flattened
from latticework.whatif.ordering import Part
from latticework.whatif.simplify import simplified

MOST_ROWS = 1 << 21
SMALL_ROWS = 1 << 12  # what fits needs no simplification first
LADDER = (1 << 14, 1 << 16, 1 << 18)  # budgets in which all orders are tried before one gets everything
AT_ONCE, ALONE_UNTIL = 2, 1 << 17  # tries side by side from here on; the kernels run without Python's lock


class TooLarge(LatticeworkError):
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
    """A function as rows, inner modules first; a module is one variable of its user.

    ``names`` are the events that the structure mentions; those that do not matter are no variable. ``variables`` are
    the nodes of ``network`` that are, events first. ``rows`` are (variable, low row, high row, level), rows 0 and 1
    false and true; ``modules`` (end row, variable, row of its truth, row of its falsity), the function's own last,
    without a variable. ``root`` is the function's literal, a constant where there is no row.
    """

    network: Network
    root: int
    names: tuple[str, ...]
    variables: tuple[int, ...]
    rows: NDArray[np.int32]
    modules: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Number of rows, all modules together, the two constants left out."""
        return max(0, len(self.rows) - 2)


def compile_network(network: Network, root: int, most_rows: int = MOST_ROWS) -> Compiled:
    """Compile the function of a literal.

    Args:
        network: gates and events.
        root: literal of the function.
        most_rows: budget; the standard 2 million need about 70 MB.
    Raises:
        TooLarge: no order that was tried fits the budget.
    """
    flat, top = flattened(network, root)
    names = tuple(flat.names)

    def tried(given: tuple[Network, int], rows: int, ladder: tuple[int, ...]) -> Compiled:
        return _laid_out(*given, names, _by_modules(*given, min(rows, most_rows), ladder))

    with suppress(TooLarge):
        return tried((flat, top), SMALL_ROWS, ())
    simple = simplified(flat, top)
    with suppress(TooLarge):
        return tried(simple, LADDER[-1], LADDER)
    if most_rows > LADDER[-1]:
        with suppress(TooLarge):  # the order in which people wrote the structure down is often a good one
            return tried((flat, top), most_rows, ())
    return tried(simple, most_rows, LADDER)


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
        made = _chain(top >> 1, (top & ~1,))
    else:
        made = _smallest(Part(flat, top >> 1, set()), most_rows, LADDER, _Space())
    names = tuple(name_of[node] for node in made.variables)
    return Diagram(made.top, made.rows, made.root ^ (top & 1), made.variables), names


def _by_modules(flat: Network, top: int, most_rows: int, ladder: tuple[int, ...]) -> list[Diagram]:
    if top in (TRUE, FALSE):
        return []
    if flat.kind[top >> 1] == EVENT:
        return [_chain(top >> 1, (top & ~1,))]
    found = modules(flat, top)
    inner, space = set(found), _Space()
    return [_smallest(Part(flat, gate, inner), most_rows, ladder, space) for gate in found]


def _laid_out(flat: Network, top: int, names: tuple[str, ...], diagrams: list[Diagram]) -> Compiled:
    """Put the modules one after the other, without negated edges."""
    events = [node for diagram in diagrams for node in diagram.variables if flat.kind[node] == EVENT]
    variables = (*dict.fromkeys(events), *(diagram.top for diagram in diagrams[:-1]))
    place = {node: i for i, node in enumerate(variables)}
    rows = np.zeros((2 + 2 * sum(len(diagram.rows) - 1 for diagram in diagrams), 4), np.int32)
    ends = np.full((len(diagrams), 4), -1, np.int32)
    row = 2
    for i, diagram in enumerate(diagrams):
        last = i == len(diagrams) - 1
        root = diagram.root ^ (top & 1 if last else 0)
        of_level = np.array([place[node] for node in diagram.variables], np.int32)
        row, true, false = kernels.spread(diagram.rows, root, not last, of_level, row, rows)
        ends[i] = (row, -1 if last else place[diagram.top], true, false)
    return Compiled(flat, top, names, variables, rows[:row].copy(), ends)


class _Space:
    """Tables of the kernels, kept from one try to the next."""

    def __init__(self) -> None:
        self.size = 0

    def cleared(self, rows: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Rows, empty unique table, empty cache for so many rows."""
        if rows != self.size:
            self.size = rows
            self.nodes = np.empty((rows, 4), np.int32)
            self.table = np.zeros(1 << (2 * rows - 1).bit_length(), np.int32)
            self.cache = np.zeros((min(1 << 20, len(self.table)), 4), np.int32)
        else:
            self.table.fill(0)
            self.cache.fill(0)
        return self.nodes, self.table, self.cache


def _chain(top: int, parts: tuple[int, ...]) -> Diagram:
    """The diagram of one AND of variables."""
    rows = np.zeros((len(parts) + 1, 4), np.int32)
    rows[0, 0] = kernels.TERMINAL_LEVEL
    edge = 0
    for i, part in enumerate(reversed(parts), 1):
        low, high = (edge, 1) if part & 1 else (1, edge)
        turned = high & 1
        rows[i] = (len(parts) - i, low ^ turned, high ^ turned, 0)
        edge = 2 * i ^ turned
    return Diagram(top, rows, edge, tuple(part >> 1 for part in parts))


def _smallest(part: Part, most_rows: int, ladder: tuple[int, ...], space: _Space) -> Diagram:
    """The diagram of the first order that fits a budget; the budget grows until one does."""
    if len(part.gates) == 1 and part.network.kind[part.top] == AND:
        return _chain(part.top, part.network.parts[part.top])
    orders: list[list[int]] = []
    before: list[int] = []
    for budget in (*(rows for rows in ladder if rows < most_rows), most_rows):
        built: list[int] = []
        given = iter(orders) if orders else part.orders()
        for made, order in _tried(part, given, budget, space):
            if isinstance(made, Diagram):
                return made
            built.append(made)
            if len(orders) < len(built):
                orders.append(order)
            if not ladder:
                break
        # first who gained most by the larger budget: who got far early often stops at the last, large gates
        gained = [now - then for now, then in zip(built, before or [0] * len(built), strict=True)]
        ranked = sorted(range(len(built)), key=lambda i: (-gained[i], -built[i]))
        orders, before = [orders[i] for i in ranked], [built[i] for i in ranked]
    raise TooLarge(f"{len(part.gates)} gates over {len(part.variables)} events need over {most_rows:,} rows")


def _tried(
    part: Part, orders: Iterator[list[int]], budget: int, space: _Space
) -> Iterator[tuple[Diagram | int, list[int]]]:
    """Try orders, some at once where it takes long; which of them ends first makes no difference to the answer."""
    if budget <= ALONE_UNTIL or budget == MOST_ROWS:
        for order in orders:
            yield _diagram(part, order, budget, space), order
        return
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while some := list(islice(orders, AT_ONCE)):
            yield from zip(threads.map(lambda order: _diagram(part, order, budget, _Space()), some), some, strict=True)


def _diagram(part: Part, order: list[int], most_rows: int, space: _Space) -> Diagram | int:
    """The diagram under one order, or how many gates were built when the budget was used up."""
    levels = len(order)
    kind, need, start, parts = part.laid_out(order)
    nodes, table, cache = space.cleared(max(most_rows, levels + 2))
    stack = np.zeros((levels + 8, 8), np.int32)
    count = np.array([1], np.int64)
    nodes[0] = (kernels.TERMINAL_LEVEL, 0, 0, 0)
    edge = np.ones(levels + len(part.gates), np.int32)
    built = int(kernels.build(kind, need, start, parts, levels, edge, nodes, table, cache, stack, count))
    if built < len(part.gates):
        return built
    root = edge[-1:]
    kept = kernels.compact(nodes, root, np.ones(1, np.bool_), count)
    return Diagram(part.top, nodes[:kept].copy(), int(root[0]), tuple(order))
