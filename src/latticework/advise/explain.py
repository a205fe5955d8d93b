"""Why a set is recommended: the sentence, the breaks it bears, who must agree, what would change it, what is close."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from latticework.advise.answer import Advice, Explained, Threshold
from latticework.advise.choosing import by_regret, chosen, detectable
from latticework.advise.constraints import must_agree
from latticework.advise.dominance import dominance
from latticework.advise.prepare import Prepared
from latticework.advise.search import Searched

POOL, ALTERNATIVES, MOST_BREAKS = 30, 2, 5
GRID, BISECTIONS, EVERY = 11, 4, 4  # thresholds are found on every fourth draw


def explained(prepared: Prepared, searched: Searched, advice: Advice) -> Explained:
    """Explain the recommended set (or doing nothing)."""
    pool = _pool(prepared, searched, advice)
    alternatives = [ids for ids in pool if ids and ids != advice.recommended][:ALTERNATIVES]
    agree = dict.fromkeys(who for id in advice.recommended for who in must_agree(prepared.lattice, prepared.steps[id]))
    return Explained(
        sentence=_sentence(prepared, advice),
        removes=_removes(prepared, advice) if advice.recommended else (),
        agree=tuple(agree),
        thresholds=_thresholds(prepared, searched, advice, pool),
        alternatives=tuple((ids, _against(prepared, advice.recommended, ids)) for ids in alternatives),
    )


def _pool(prepared: Prepared, searched: Searched, advice: Advice) -> list[tuple[str, ...]]:
    """The sets that could take the advice's place, the closest first; doing nothing is among them."""
    order = by_regret(searched, np.nonzero(detectable(searched))[0])[:POOL]
    return list(dict.fromkeys([*(prepared.ids_of(searched.masks[i]) for i in order), advice.recommended, ()]))


def _sentence(prepared: Prepared, advice: Advice) -> str:
    lattice = prepared.lattice
    if not advice.recommended:
        return "Do nothing: no set of the steps that are open moves the chance of any function by half a point in 100."
    row = advice.of(advice.recommended)
    nothing = advice.table[0]
    labels = [prepared.steps[id].label for id in advice.recommended]
    rises = [
        f"“{lattice.label(f)}” from {_hundred(nothing.functions[f].mean)} to {_hundred(row.functions[f].mean)} in 100"
        for f in advice.functions
        if row.functions[f].mean - nothing.functions[f].mean >= 0.005
    ]
    still = [
        lattice.label(f)
        for f in advice.functions
        if row.functions[f].high < 0.2 and row.functions[f].mean - nothing.functions[f].mean < 0.005
    ]
    text = f"{_joined(labels)}: that raises {_joined(rises)}"
    text += f" (all in place on the date in {_hundred(row.in_time)} of 100 draws)."
    if still:
        text += f" No step that is open helps {_joined([f'“{name}”' for name in still])}."
    return text


def _removes(prepared: Prepared, advice: Advice) -> tuple[tuple[str, float, float], ...]:
    """Breaks of the scenario that the set bears: words, chance of the break, chance that the function then holds."""
    mask = np.array([prepared.mask_of(advice.recommended)], np.uint64)
    found = []
    for f, id in enumerate(prepared.functions):
        for one in prepared.outcome.functions[id].breaks:
            hit = prepared.chances.changed(lost=one.losses)
            holds = float(prepared.compiled.values(mask, hit)[0, f].mean())
            if holds >= 0.005:
                words = f"{prepared.lattice.label(id)}: " + "; and ".join(one.words)
                found.append((words, one.chance.mean, holds))
    found.sort(key=lambda row: (-row[1] * row[2], row[0]))
    return tuple(found[:MOST_BREAKS])


def _against(prepared: Prepared, ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """How an alternative compares, in one sentence."""
    a, b = prepared.compiled.values(
        np.array([prepared.mask_of(ours), prepared.mask_of(theirs)], np.uint64), prepared.chances
    )
    means = (b - a).mean(axis=1)
    said = [
        f"{100 * d:+.1f} in 100 for “{prepared.lattice.label(f)}”"
        for f, d in zip(prepared.functions, means, strict=True)
        if abs(d) >= 0.0005
    ]
    effort = [sum(prepared.steps[id].effort[1] for id in ids) for ids in (ours, theirs)]
    cost = effort[1] - effort[0]
    more = f"{abs(cost):g} person-months {'more' if cost > 0 else 'less'} at most" if cost else "the same effort"
    order = dominance(a, b)
    mark = "; no detectable difference" if order == "no detectable difference" else ""
    return (", ".join(said) or "the same chances") + f"; {more}{mark}"


def _thresholds(
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
            then = best(name, other)
            found.append(
                Threshold(input=name, about=about, range=(low, high), side=side, value=round(other, 2), then=then)
            )
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


def _hundred(value: float) -> str:
    return f"{100 * value:.0f}"


def _joined(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
