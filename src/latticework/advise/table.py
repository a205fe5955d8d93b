"""The table of an advice: doing nothing, the best sets by size, every step alone, and further sets that none beats."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from latticework.advise.answer import StepSet
from latticework.advise.choosing import by_regret, chosen, detectable
from latticework.advise.dominance import dominance, frontier
from latticework.advise.prepare import Prepared
from latticework.advise.search import Searched
from latticework.advise.sets import sizes_of
from latticework.whatif.draws import interval

MOST_ROWS = 12


def best_by_size(searched: Searched, prepared: Prepared, most: int) -> dict[int, tuple[str, ...]]:
    """For every size the set of up to so many steps with the least regret, each of whose steps makes a difference."""
    sizes = sizes_of(searched.masks)
    order = by_regret(searched, np.nonzero(detectable(searched) & (sizes > 0))[0])
    found, costs = {}, prepared.costs(searched.masks)
    for size in range(1, most + 1):
        fitting = order[sizes[order] <= size]
        if len(fitting):
            best = fitting[chosen(searched.mean_regret[fitting], costs[fitting])]
            found[size] = prepared.ids_of(searched.masks[best])
    return found


def table(
    prepared: Prepared, searched: Searched, by_size: Mapping[int, tuple[str, ...]], recommended: tuple[str, ...]
) -> tuple[StepSet, ...]:
    """Doing nothing first, then by regret; ``by_size`` and ``recommended`` are sets of steps by id."""
    candidates_ = np.nonzero(detectable(searched))[0]
    effort = prepared.efforts(searched.masks[candidates_])
    rounded = np.concatenate([searched.means[candidates_].round(3), -effort], axis=1)
    on = candidates_[frontier(rounded)]
    some = candidates_[searched.masks[candidates_] != 0]
    least_worst = int(some[np.lexsort((some, searched.worst[some].round(3)))][0]) if len(some) else 0
    wanted = [0, *(_place(searched, prepared.mask_of(ids)) for ids in by_size.values())]
    wanted += [*by_regret(searched, on)[:MOST_ROWS], least_worst]
    wanted += np.nonzero(sizes_of(searched.masks) == 1)[0].tolist()
    rows = list(dict.fromkeys(int(i) for i in wanted))
    values = prepared.compiled.values(searched.masks[rows], prepared.chances)
    on_front, bests = set(on.tolist()), set(by_size.values())
    made = []
    for n, i in enumerate(rows):
        ids = prepared.ids_of(searched.masks[i])
        against = dominance(values[n], values[0]) if ids else ""
        verdict = _verdict(ids, recommended, against, i == least_worst, ids in bests, i in on_front)
        made.append(_row(prepared, searched, i, values[n], values[0], ids, verdict, against))
    rest = sorted(made[1:], key=lambda row: (round(row.mean_regret, 3), round(row.worst_regret, 3), row.steps))
    return (made[0], *rest)


def _place(searched: Searched, mask: np.uint64) -> int:
    return int(np.nonzero(searched.masks == mask)[0][0])


def _verdict(
    ids: tuple[str, ...], recommended: tuple[str, ...], against: str, least_worst: bool, best: bool, on_front: bool
) -> str:
    """One set's place in the answer, the first of these that is so."""
    if not ids:
        return "do nothing"
    if ids == recommended:
        return "recommended"
    if against == "no detectable difference":
        return against
    if least_worst:
        return "least worst regret"
    if best:
        return f"best of up to {len(ids)}"
    return "not beaten" if on_front else "beaten"


def _row(
    prepared: Prepared, searched: Searched, i: int, values: NDArray[np.float64], nothing: NDArray[np.float64],
    ids: tuple[str, ...], verdict: str, against: str,
) -> StepSet:  # fmt: skip
    steps = [prepared.steps[id] for id in ids]
    less = [prepared.mask_of([other for other in ids if other != id]) for id in ids]
    marginal = {}
    if less:
        without = prepared.compiled.values(np.array(less, np.uint64), prepared.chances)
        for id, other in zip(ids, without, strict=True):
            falls = (values - other).mean(axis=1)
            marginal[id] = {f: float(falls[n]) for n, f in enumerate(prepared.functions)}
    in_time = np.ones(prepared.chances.drawn.draws)
    for id in ids:
        in_time *= prepared.chances.in_time[id]
    gain = float((values - nothing).mean(axis=1).max()) if ids else 0.0
    judged = any("judgement" in step.basis for step in steps)
    return StepSet(
        steps=ids,
        functions={f: interval(values[n]) for n, f in enumerate(prepared.functions)},
        gain=gain,
        verdict=verdict,
        worst_regret=float(searched.worst[i]),
        mean_regret=float(searched.mean_regret[i]),
        best_in=float(searched.best_in[i]),
        marginal=marginal,
        effort=(sum(s.effort[0] for s in steps), sum(s.effort[1] for s in steps)),
        months=(
            max((s.lead_months[0] for s in steps), default=0.0),
            max((s.lead_months[1] for s in steps), default=0.0),
        ),
        in_time=float(in_time.mean()),
        against_nothing=against,
        basis="structure, judgement" if judged else "structure",
    )
