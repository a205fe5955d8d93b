"""The answer to a fault tree: chance, importances, minimal cut sets, and which engine gave them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latticework.whatif.coherence import is_coherent
from latticework.whatif.compile import MOST_ROWS
from latticework.whatif.engines import best_chance
from latticework.whatif.exact import importances
from latticework.whatif.mef_read import load_tree
from latticework.whatif.minimal_sets import NotListed, minimal_sets

HULL = (
    "The tree has NOT: the events of a set bring the top about if the right others do not occur (sets of the coherent "
    "hull), and the chance shown, of its events alone, is an upper bound."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAnswer:
    """One basic event; ``rrw`` is ``None`` where nothing remains without the event."""

    event: str
    chance: float
    birnbaum: float
    fussell_vesely: float
    raw: float
    rrw: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSet:
    """A minimal cut set and the product of the chances of its (independent) events."""

    events: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeAnswer:
    """What a tree answers; events and cut sets are ranked, the most important first.

    ``standard_error`` is ``None`` where the engine is exact; ``events`` is empty where no diagram holds the whole tree.
    ``cut_sets_note`` says why cut sets are missing, or how to read those of a tree with NOT.
    """

    name: str
    top: str
    gates: int
    basic_events: int
    chance: float
    standard_error: float | None
    engine: str
    diagram_rows: int | None
    events: tuple[EventAnswer, ...]
    cut_sets: tuple[CutSet, ...]
    cut_sets_note: str


def answer_tree(
    path: Path,
    *,
    top: str | None = None,
    houses: dict[str, bool] | None = None,
    most_events: int = 3,
    most_rows: int = MOST_ROWS,
    seed: int = 1,
) -> TreeAnswer:
    """Answer a fault tree in the Open-PSA Model Exchange Format.

    Args:
        path: ``.xml`` or ``.xml.gz``.
        top: gate to answer for; by default the only one that no other uses.
        houses: states of house events, in place of the file's.
        most_events: largest minimal cut set to list; 0 lists none.
        most_rows: budget of diagram rows before the sampler takes over.
    """
    tree = load_tree(path, top, houses)
    chances = {name: np.array([p]) for name, p in tree.chances.items()}
    found = best_chance(tree.network, tree.root, chances, most_rows=most_rows, seed=seed)
    events: list[EventAnswer] = []
    sets: list[CutSet] = []
    note = ""
    if found.compiled is None:
        note = "Importances and cut sets need a diagram, and this tree is too large for one."
    elif found.chance[0] > 0:
        for name, one in importances(found.compiled, chances)[1].items():
            rrw = float(one.rrw[0])
            events.append(
                EventAnswer(
                    event=name,
                    chance=float(one.chance[0]),
                    birnbaum=float(one.birnbaum[0]),
                    fussell_vesely=float(one.fussell_vesely[0]),
                    raw=float(one.raw[0]),
                    rrw=rrw if np.isfinite(rrw) else None,
                )
            )
        events.sort(key=lambda one: (-one.fussell_vesely, one.event))
    if found.compiled is not None and most_events:
        try:
            for lost in minimal_sets(found.compiled, most_events=most_events):
                product = float(np.prod([tree.chances[name] for name in sorted(lost)]))
                sets.append(CutSet(events=tuple(sorted(lost)), chance=product))
            if sets and not is_coherent(tree.network, tree.root):
                note = HULL
            sets.sort(key=lambda one: (-one.chance, len(one.events), one.events))
        except NotListed as problem:
            note = str(problem)
    return TreeAnswer(
        name=tree.name,
        top=tree.top,
        gates=tree.gates,
        basic_events=len(tree.network.names),
        chance=float(found.chance[0]),
        standard_error=found.standard_error,
        engine=found.engine,
        diagram_rows=found.compiled.size if found.compiled else None,
        events=tuple(events),
        cut_sets=tuple(sets),
        cut_sets_note=note,
    )
