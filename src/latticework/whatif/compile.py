"""A network compiled to decision diagrams, module by module, within a stated budget of rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from latticework.model import LatticeworkError
from latticework.whatif.kernels import search
from latticework.whatif.network import Network

MOST_ROWS = 1 << 21
FIRST_ROWS = 1 << 11  # what fits needs no simplification first
Ints = NDArray[np.int32]


class TooLarge(LatticeworkError):
    """The exact engine would need more rows than its budget; the caller takes another engine."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function as rows, inner modules first; a module is one variable of its user.

    ``names`` are the events that the structure mentions; those that do not matter are no variable, and stand last in
    ``every_name``. Variable i is the event ``events[i]``; those after the events are modules. ``rows`` are (variable, low row, high row, level), rows 0
    and 1 false and true; ``modules`` (end row, variable, row of its truth, row of its falsity), the function's own
    last, without a variable.
    """

    names: tuple[str, ...]
    every_name: tuple[str, ...]
    events: tuple[str, ...]
    rows: Ints
    modules: Ints

    @property
    def size(self) -> int:
        """Number of rows, all modules together, the two constants left out."""
        return max(0, len(self.rows) - 2)

    @property
    def variables(self) -> int:
        """Number of variables, events and modules."""
        return len(self.events) + len(self.modules) - 1


@dataclass(frozen=True, slots=True)
class Diagram:
    """A whole function as rows (level, low edge, high edge, unused), what is used first, and the edge of its root."""

    rows: Ints
    root: int


def compile_network(network: Network, root: int, most_rows: int = MOST_ROWS) -> Compiled:
    """Compile the function of a literal.

    Args:
        network: gates and events.
        root: literal of the function.
        most_rows: budget; the standard 2 million need about 70 MB.
    Raises:
        TooLarge: no order that was tried fits the budget.
    """
    laid = laid_out(network, root)
    fits, rows, modules, event_of, mentioned = search.searched(*laid, root, min(most_rows, FIRST_ROWS), True, False)
    if not fits:
        *laid, literal = search.reduced(*laid, root)
        fits, rows, modules, event_of, _ = search.searched(*laid, literal, most_rows, False, False)
    if not fits:
        raise _too_large(root, most_rows)
    names = list(network.names)
    events = tuple([names[i] for i in event_of.tolist() if i >= 0])
    every = tuple([names[i] for i in mentioned.tolist()])
    real = set(events)
    rest = tuple([name for name in every if name not in real]) if len(events) < len(every) else ()
    return Compiled(every, events + rest, events, rows, modules)


def compile_whole(network: Network, root: int, most_rows: int = MOST_ROWS) -> tuple[Diagram, tuple[str, ...]]:
    """Compile the function of a literal to one diagram without modules, for those who set some of its events.

    Returns:
        The diagram (a constant has root edge 0, true, or 1, false) and the names of its levels.
    Raises:
        TooLarge: no order that was tried fits the budget.
    """
    fits, rows, edges, event_of, _ = search.searched(*laid_out(network, root), root, most_rows, False, True)
    if not fits:
        raise _too_large(root, most_rows)
    names = list(network.names)
    return Diagram(rows, int(edges[0, 0])), tuple([names[i] for i in event_of.tolist()])


def laid_out(network: Network, root: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Kind, need, start and parts of the nodes up to the root, as ``kernels.nets.Net`` has them."""
    nodes = (root >> 1) + 1
    start = np.zeros(nodes + 1, np.int32)
    parts = network.parts[:nodes]
    np.cumsum(np.fromiter(map(len, parts), np.int32, nodes), out=start[1:])
    return (
        np.array(network.kind[:nodes], np.int32),
        np.array(network.k[:nodes], np.int32),
        start,
        np.fromiter(chain.from_iterable(parts), np.int32, int(start[-1])),
    )


def _too_large(root: int, most_rows: int) -> TooLarge:
    return TooLarge(f"A function of {root >> 1:,} gates and events needs over {most_rows:,} rows")
