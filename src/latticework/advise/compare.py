"""Compare sets of steps on every chosen function at once, over all draws; doing nothing is always among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from latticework.advise.answer import Advice, Explained, StepSet, WithoutConstraint
from latticework.advise.branch import branch_and_bound
from latticework.advise.candidates import candidates
from latticework.advise.chances import Chances, months_until
from latticework.advise.constraints import LEAD_TIME, ruled_out
from latticework.advise.dominance import dominance, frontier
from latticework.advise.search import (
    MOST_STEPS,
    Compiled,
    Progress,
    Searched,
    all_sets,
    chosen,
    detectable,
    number_of_sets,
)
from latticework.advise.stepped import Stepped
from latticework.advise.steps import Step
from latticework.model import BadScenario, Lattice, Outcome, Range, Scenario, UnknownName
from latticework.whatif import answer, load_judgements
from latticework.whatif.diagram import event_names
from latticework.whatif.draws import Drawn, interval
from latticework.whatif.states import formally_ended

MOST_SETS = 400_000  # searched one by one; beyond it, branch and bound
MOST_ROWS = 12


@dataclass(frozen=True)
class Prepared:
    """One comparison, ready to be searched: candidates that nothing rules out, compiled once."""

    lattice: Lattice
    outcome: Outcome
    judged: Mapping[str, Range]
    functions: tuple[str, ...]
    steps: Mapping[str, Step]
    compiled: Compiled
    chances: Chances

    def ids_of(self, mask: np.uint64) -> tuple[str, ...]:
        """The steps of a set."""
        bits = int(mask)
        return tuple(id for i, id in enumerate(self.compiled.ids) if bits >> i & 1)

    def costs(self, masks: NDArray[np.uint64]) -> NDArray[np.float64]:
        """One number for each set that orders them by size, then by effort."""
        found = np.zeros(len(masks))
        for i, id in enumerate(self.compiled.ids):
            taken = (masks >> np.uint64(i) & np.uint64(1)).astype(float)
            found += taken * (1e6 + sum(self.steps[id].effort))
        return found.round(6)

    def mask_of(self, ids: Collection[str]) -> np.uint64:
        """The set of these steps."""
        return np.uint64(sum(1 << self.compiled.ids.index(id) for id in ids))


def prepare(
    lattice: Lattice,
    scenario: Scenario,
    judged: Mapping[str, Range],
    steps: Sequence[Step],
    functions: Sequence[str],
    any_time: bool = False,
    outcome: Outcome | None = None,
) -> Prepared:
    """Compile the functions with these steps in them; steps that cannot change any of them are left out."""
    drawn = Drawn(scenario, judged)
    ended = formally_ended(lattice, scenario)
    relevant = _relevant(lattice, steps, functions, ended)
    kept = {step.id: step for step in sorted(steps, key=lambda s: s.id) if step.id in relevant}
    if len(kept) > MOST_STEPS:
        raise BadScenario(
            f"{len(kept)} steps at once are more than {MOST_STEPS}", remedy="Choose fewer functions, or leave some out"
        )
    chances = Chances(lattice, drawn, kept.values(), months_until(lattice, scenario), any_time)
    compiled = Compiled(lattice, Stepped(lattice, list(kept.values()), ended), functions, chances)
    return Prepared(
        lattice=lattice,
        outcome=outcome or answer(lattice, scenario, judged),
        judged=judged,
        functions=tuple(functions),
        steps=kept,
        compiled=compiled,
        chances=chances,
    )


def _relevant(lattice: Lattice, steps: Sequence[Step], functions: Sequence[str], ended: set[str]) -> set[str]:
    """Steps whose place in the structure carries one of the functions."""
    stepped = Stepped(lattice, steps, ended)
    names = {name for id in functions for name in event_names(stepped.function(lattice.functions[id]))}
    return {name.partition(":")[2] for name in names if name.startswith("step:")}


def advise(
    lattice: Lattice,
    scenario: Scenario,
    judgements: Mapping[str, Range] | None = None,
    steps: int = 2,
    *,
    functions: Sequence[str] = (),
    own: Sequence[Step] = (),
    without: Collection[str] = (),
    lift: Collection[str] = (),
    weights: Mapping[str, float] | None = None,
    find: bool = True,
    explain: bool = True,
    progress: Progress | None = None,
) -> Advice:
    """Compare all sets of up to ``steps`` steps, exactly and draw by draw.

    Args:
        functions: those that count; all by default.
        own: steps of the analyst's own, beside those found (``find``) from the breaks of the what-if.
        without: ids of steps to leave out.
        lift: ids of constraints not to apply; ``lead-time`` is the date's.
        weights: function → weight of one point; only then is there a single score.
        progress: called with (draws done, draws in all).
    Raises:
        UnknownName: a function, step or constraint nobody knows.
        BadScenario: too many steps on one arrangement, or in all.
    """
    judged = dict(judgements) if judgements is not None else load_judgements(None)
    wanted = _wanted(lattice, functions, weights or {})
    outcome = answer(lattice, scenario, judged)
    offered = {step.id: step for step in (candidates(lattice, outcome, wanted) if find else ())}
    offered.update({step.id: step for step in own})
    for id in without:
        if id not in offered:
            raise UnknownName("step", id, offered)
    offered = {id: step for id, step in sorted(offered.items()) if id not in set(without)}
    months = months_until(lattice, scenario)
    out = ruled_out(lattice, offered.values(), months, lift)
    barred = {one.step.id for one in out}
    free = [step for id, step in offered.items() if id not in barred]
    prepared = prepare(lattice, scenario, judged, free, wanted, LEAD_TIME in lift, outcome)
    relevant = sorted(prepared.steps)
    most = max(0, min(steps, len(relevant)))
    if number_of_sets(len(relevant), most) <= MOST_SETS:
        effort = {id: sum(step.effort) for id, step in prepared.steps.items()}
        masks = all_sets(prepared.compiled.ids, relevant, most, effort)
        engine, gap = "every set, exactly", 0.0
    else:
        found = branch_and_bound(prepared.compiled, _relaxed(prepared), prepared.chances, most, progress=progress)
        masks, gap = found.masks, found.gap
        engine = (
            f"branch and bound, {found.evaluated:,} sets bounded; largest mean shortfall within {gap:.4f} of the least"
        )
    searched = prepared.compiled.search(masks, prepared.chances, weights, progress)
    by_size = _best_by_size(searched, prepared, most)
    recommended = _recommended(searched, by_size)
    table = _table(prepared, searched, by_size, recommended)
    in_some = {
        id
        for mask, detectable in zip(masks, detectable(searched), strict=True)
        if detectable
        for id in prepared.ids_of(mask)
    }
    idle = tuple(sorted(step.id for step in free if step.id not in prepared.steps or step.id not in in_some))
    advice = Advice(
        scenario=scenario,
        as_of=lattice.as_of,
        functions=tuple(wanted),
        weights=dict(weights or {}),
        months=months,
        most=most,
        steps=offered,
        table=table,
        recommended=recommended,
        by_size=by_size,
        explained=Explained(sentence="", removes=(), agree=(), thresholds=(), alternatives=()),
        ruled_out=out,
        idle=idle,
        lifted=(),
        attainable={f: float(searched.means[:, n].max()) for n, f in enumerate(wanted)},
        sets=len(masks),
        engine=engine,
        gap=gap,
    )
    if explain:
        from latticework.advise.explain import explained

        advice = replace(advice, explained=explained(prepared, searched, advice))
    lifted = []
    for id in dict.fromkeys(lift):  # what one lifted constraint is worth: the advice with it back in force
        rest = [other for other in lift if other != id]
        bound = advise(
            lattice, scenario, judged, steps, functions=wanted, own=own, without=without, lift=rest, weights=weights,
            find=find, explain=False,
        )  # fmt: skip
        worth = {f: advice.attainable[f] - bound.attainable[f] for f in wanted}
        lifted.append(WithoutConstraint(constraint=id, steps=bound.recommended, worth=worth))
    return replace(advice, lifted=tuple(lifted))


def _relaxed(prepared: Prepared) -> Compiled:
    """The same functions where a lead that is handed over leaves the old one beside the new: never lower."""
    steps = [replace(s, edit="co-lead") if s.edit == "hand-over" else s for s in prepared.steps.values()]
    ended = formally_ended(prepared.lattice, prepared.outcome.scenario)
    stepped = Stepped(prepared.lattice, steps, ended)
    return Compiled(prepared.lattice, stepped, prepared.functions, prepared.chances)


def _wanted(lattice: Lattice, functions: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    for id in (*functions, *weights):
        if id not in lattice.functions:
            raise UnknownName("function", id, lattice.functions)
    if any(weight < 0 for weight in weights.values()):
        raise BadScenario("A weight is below 0", remedy="Give weights of 0 or more")
    named = set(functions) | set(weights)
    return [id for id in lattice.functions if not named or id in named]


def by_regret(searched: Searched, among: NDArray[np.int64]) -> NDArray[np.int64]:
    """These sets by mean regret, then worst regret, then size and effort.

    The mean comes first since the worst of some thousand draws is one draw, and another seed has another.
    """
    return among[np.lexsort((among, searched.worst[among].round(3), searched.mean_regret[among].round(3)))]


def _best_by_size(searched: Searched, prepared: Prepared, most: int) -> dict[int, tuple[str, ...]]:
    """For every size the set of up to so many steps with the least regret, each of whose steps makes a difference."""
    sizes = np.array([int(mask).bit_count() for mask in searched.masks])
    order = by_regret(searched, np.nonzero(detectable(searched) & (sizes > 0))[0])
    found, costs = {}, prepared.costs(searched.masks)
    for size in range(1, most + 1):
        fitting = order[sizes[order] <= size]
        if len(fitting):
            best = fitting[chosen(searched.mean_regret[fitting], costs[fitting])]
            found[size] = prepared.ids_of(searched.masks[best])
    return found


def _recommended(searched: Searched, by_size: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    return by_size[max(by_size)] if by_size else ()


def _table(
    prepared: Prepared, searched: Searched, by_size: Mapping[int, tuple[str, ...]], recommended: tuple[str, ...]
) -> tuple[StepSet, ...]:
    """Doing nothing, the best sets by size, every step alone, and further sets that none beats, by regret."""
    place = {int(mask): i for i, mask in enumerate(searched.masks)}
    effort = np.array([[-sum(e) for e in zip(*(prepared.steps[id].effort for id in prepared.ids_of(m)), strict=True)] or [0, 0]
                       for m in searched.masks], float)  # fmt: skip
    good = detectable(searched)
    candidates_ = np.nonzero(good)[0]
    rounded = np.concatenate([searched.means[candidates_].round(3), effort[candidates_]], axis=1)
    on = candidates_[frontier(rounded)]
    some = candidates_[searched.masks[candidates_] != 0]
    least_worst = int(some[np.lexsort((some, searched.worst[some].round(3)))][0]) if len(some) else 0
    wanted = [0, *(place[int(prepared.mask_of(ids))] for ids in by_size.values())]
    wanted += [*by_regret(searched, on)[:MOST_ROWS], least_worst]
    wanted += [i for i, mask in enumerate(searched.masks) if int(mask).bit_count() == 1]
    rows = list(dict.fromkeys(int(i) for i in wanted))
    values = prepared.compiled.values(searched.masks[rows], prepared.chances)
    on_front, bests = set(on.tolist()), set(by_size.values())
    made = [
        _row(
            prepared,
            searched,
            i,
            values[n],
            values[0],
            i in on_front,
            prepared.ids_of(searched.masks[i]),
            bests,
            recommended,
            i == least_worst,
        )
        for n, i in enumerate(rows)
    ]
    rest = sorted(made[1:], key=lambda row: (round(row.mean_regret, 3), round(row.worst_regret, 3), row.steps))
    return (made[0], *rest)


def _row(
    prepared: Prepared, searched: Searched, i: int, values: NDArray[np.float64], nothing: NDArray[np.float64],
    on_frontier: bool, ids: tuple[str, ...], bests: set[tuple[str, ...]], recommended: tuple[str, ...], least_worst: bool,
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
    against = dominance(values, nothing) if ids else ""
    if not ids:
        verdict = "do nothing"
    elif ids == recommended:
        verdict = "recommended"
    elif against == "no detectable difference":
        verdict = against
    elif least_worst:
        verdict = "least worst regret"
    elif ids in bests:
        verdict = f"best of up to {len(ids)}"
    else:
        verdict = "not beaten" if on_frontier else "beaten"
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
