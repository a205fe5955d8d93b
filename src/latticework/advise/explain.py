"""Why a set is recommended: the sentence, the breaks it bears, who must agree, what would change it, what is close."""

from __future__ import annotations

import numpy as np

from latticework.advise.answer import Advice, Explained
from latticework.advise.choosing import by_regret, detectable
from latticework.advise.constraints import rules_of
from latticework.advise.dominance import NO_DIFFERENCE, dominance
from latticework.advise.prepare import Prepared
from latticework.advise.search import Searched
from latticework.advise.thresholds import thresholds

POOL, ALTERNATIVES, MOST_BREAKS = 30, 2, 5


def explained(prepared: Prepared, searched: Searched, advice: Advice) -> Explained:
    """Explain the recommended set (or doing nothing)."""
    pool = _pool(prepared, searched, advice)
    alternatives = [ids for ids in pool if ids and ids != advice.recommended][:ALTERNATIVES]
    steps = [prepared.steps[id] for id in advice.recommended]
    agree = dict.fromkeys(code for step in steps for code in step.consent)
    rules = dict.fromkeys(rule for step in steps for rule in rules_of(prepared.lattice, step))
    return Explained(
        sentence=_sentence(prepared, advice),
        removes=_removes(prepared, advice) if advice.recommended else (),
        agree=tuple(map(prepared.lattice.label, agree)),
        rules=tuple(rules),
        thresholds=thresholds(prepared, searched, advice, pool),
        alternatives=tuple((ids, _against(prepared, advice.recommended, ids)) for ids in alternatives),
    )


def _pool(prepared: Prepared, searched: Searched, advice: Advice) -> list[tuple[str, ...]]:
    """The sets that could take the advice's place, the closest first; doing nothing is among them."""
    order = by_regret(searched, np.nonzero(detectable(searched))[0])[:POOL]
    return list(dict.fromkeys([*(prepared.ids_of(searched.masks[i]) for i in order), advice.recommended, ()]))


def _sentence(prepared: Prepared, advice: Advice) -> str:
    lattice, nothing = prepared.lattice, advice.table[0]
    if not advice.recommended:
        return _do_nothing(prepared, advice)
    row = advice.of(advice.recommended)
    labels = [f"“{prepared.steps[id].label}”" for id in advice.recommended]
    rises = [
        f"“{lattice.label(f)}” from {_from_to(nothing.functions[f].mean, row.functions[f].mean)} in 100"
        for f in advice.functions
        if row.functions[f].mean - nothing.functions[f].mean >= NO_DIFFERENCE
    ]
    still = [
        f"“{lattice.label(f)}”"
        for f in advice.functions
        if row.functions[f].high < 0.2 and row.functions[f].mean - nothing.functions[f].mean < NO_DIFFERENCE
    ]
    in_place = "In place" if len(labels) == 1 else "All in place"
    text = f"Take {_joined(labels)}: that raises {_joined(rises)}."
    text += f" {in_place} on the date in {_hundred(row.in_time)} of 100 draws."
    return text + (f" No open step helps {_joined(still)}." if still else "")


def _do_nothing(prepared: Prepared, advice: Advice) -> str:
    """Doing nothing is the answer where nothing is lost, and also where nothing helps: say which it is."""
    lowered = {
        f: one
        for f, one in prepared.outcome.functions.items()
        if f in advice.functions and one.before.mean - one.after.mean >= NO_DIFFERENCE
    }
    if not lowered:
        return "Do nothing: the scenario lowers the chance of no function by half a point in 100."
    names = [f"“{prepared.lattice.label(f)}” ({_hundred(one.after.mean)} in 100)" for f, one in lowered.items()]
    barred = len(advice.ruled_out)
    ruled = f" {barred} step{'s are' if barred > 1 else ' is'} ruled out." if barred else ""
    return f"Do nothing: no open step moves any function by half a point in 100. Lowered without a remedy: {_joined(names)}.{ruled}"


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
        f"{100 * d:+.1f} in 100 for “{prepared.lattice.label(f)}”".replace("-", "−", 1)
        for f, d in zip(prepared.functions, means, strict=True)
        if abs(d) >= 0.0005
    ]
    effort = [sum(prepared.steps[id].effort[1] for id in ids) for ids in (ours, theirs)]
    cost = effort[1] - effort[0]
    more = f"{abs(cost):g} person-months {'more' if cost > 0 else 'less'} at most" if cost else "the same effort"
    order = dominance(a, b)
    mark = "; no detectable difference" if order == "no detectable difference" else ""
    return (", ".join(said) or "the same chances") + f"; {more}{mark}"


def _hundred(value: float) -> str:
    return f"{100 * value:.0f}"


def _from_to(low: float, high: float) -> str:
    """Two chances that are not written alike."""
    digits = 0 if _hundred(low) != _hundred(high) else 1
    return f"{100 * low:.{digits}f} to {100 * high:.{digits}f}"


def _joined(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
