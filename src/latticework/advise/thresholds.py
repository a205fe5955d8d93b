"""What would change the advice: for each input the value beyond which another of the nearest sets is best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from latticework.advise.answer import Advice, Threshold
from latticework.advise.choosing import chosen
from latticework.advise.prepare import Prepared
from latticework.advise.search import Searched

GRID, BISECTIONS, EVERY = 11, 4, 4  # thresholds are found on every fourth draw


def thresholds(
    prepared: Prepared, searched: Searched, advice: Advice, pool: list[tuple[str, ...]]
) -> tuple[Threshold, ...]:
    """For every input, the value beyond which another set of the pool is best, when all else is drawn as before."""
    masks = searched.masks[np.isin(searched.masks, [prepared.mask_of(ids) for ids in pool])]  # by size, then effort

    weights = np.array([advice.weights.get(f, 0.0) for f in prepared.functions])
    sets = [prepared.ids_of(mask) for mask in masks]
    costs = prepared.costs(masks)

    def best(name: str, value: float) -> tuple[str, ...]:
        values = prepared.compiled.values(masks, prepared.chances.changed(fixed={name: value}), EVERY)
        if weights.any():
            values = np.einsum("sfd,f->sd", values, weights)[:, None]
        regret = (values.max(axis=0) - values).max(axis=1)
        return sets[chosen(regret.mean(axis=1), costs)]

    found = []
    grid = np.linspace(0, 1, GRID)
    for name, (about, low, high) in sorted(_inputs(prepared, pool).items()):
        chosen_at = [best(name, float(value)) for value in grid]
        good = [n for n, chosen in enumerate(chosen_at) if chosen == advice.recommended]
        if not good:
            continue
        near = min(good, key=lambda n: (abs(grid[n] - (low + high) / 2), n))
        for side, way in (("below", -1), ("above", 1)):
            end = near
            while 0 <= end + way < GRID and chosen_at[end + way] == advice.recommended:
                end += way
            if not 0 <= end + way < GRID:
                continue
            same, other = float(grid[end]), float(grid[end + way])
            for _ in range(BISECTIONS):
                between = (same + other) / 2
                same, other = (between, other) if best(name, between) == advice.recommended else (same, between)
            value = round(other, 2)
            if 0 < value < 1:  # at the very end of all values it is no threshold
                then = best(name, other)
                found.append(Threshold(input=name, about=about, range=(low, high), side=side, value=value, then=then))
    return tuple(found)


def _inputs(prepared: Prepared, pool: list[tuple[str, ...]]) -> Mapping[str, tuple[str, float, float]]:
    """Judged inputs of the chosen functions, and the effects of the steps in the sets that could be best."""
    events = {event for one in prepared.compiled.functions for event in one.names}
    names = {
        event.partition(":")[2] for event in events if event.partition(":")[0] in ("handover", "ready", "carry-on")
    }
    tasks = {event.split(":")[1].partition("|")[0] for event in events if event.startswith("covered:")}
    names |= {str(prepared.lattice.tasks[id].fill) for id in tasks if prepared.lattice.tasks[id].fill}
    found = {n: (prepared.judged[n].about, prepared.judged[n].low, prepared.judged[n].high) for n in names}
    for id in {id for ids in pool[:3] for id in ids}:
        step = prepared.steps[id]
        if step.effect:
            found[f"effect:{id}"] = (f"Effect of “{step.label}”.", *step.effect)
    return found
