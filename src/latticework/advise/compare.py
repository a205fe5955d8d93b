"""Compare sets of steps on every chosen function at once, over all draws; doing nothing is always among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from latticework.advise.answer import Advice, Explained, WithoutConstraint
from latticework.advise.branch import branch_and_bound
from latticework.advise.candidates import candidates
from latticework.advise.chances import months_until
from latticework.advise.checkpoint import Checkpoint
from latticework.advise.choosing import detectable
from latticework.advise.constraints import LEAD_TIME, ruled_out
from latticework.advise.prepare import Prepared, prepare, relaxed
from latticework.advise.search import Progress, Searched, search
from latticework.advise.sets import all_sets, having, number_of_sets
from latticework.advise.steps import Step
from latticework.advise.table import best_by_size, table
from latticework.model import BadScenario, Lattice, Range, Scenario, UnknownName
from latticework.whatif import answer, load_judgements

MOST_SETS = 400_000  # searched one by one; beyond it, branch and bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that goes into one comparison; equal questions have equal answers."""

    lattice: Lattice
    scenario: Scenario
    judged: Mapping[str, Range]
    most: int
    functions: tuple[str, ...]
    own: tuple[Step, ...]
    without: tuple[str, ...]
    lift: tuple[str, ...]
    weights: Mapping[str, float]
    find: bool


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
    checkpoint: Checkpoint | None = None,
) -> Advice:
    """Compare all sets of up to ``steps`` steps, exactly and draw by draw.

    Args:
        functions: those that count; all by default.
        own: steps of the analyst's own, beside those found (``find``) from the breaks of the what-if.
        without: ids of steps to leave out.
        lift: ids of constraints not to apply; ``lead-time`` is the date's.
        weights: function → weight of one point; only then is there a single score.
        progress: called with (draws done, draws in all).
        checkpoint: where a search that is stopped (``KeyboardInterrupt``) is kept; the same question goes on from it.
    Raises:
        UnknownName: a function, step or constraint nobody knows.
        BadScenario: too many steps on one arrangement, or in all.
    """
    question = Question(
        lattice=lattice,
        scenario=scenario,
        judged=dict(judgements) if judgements is not None else load_judgements(None),
        most=steps,
        functions=tuple(_wanted(lattice, functions, weights or {})),
        own=tuple(own),
        without=tuple(without),
        lift=tuple(dict.fromkeys(lift)),
        weights=dict(weights or {}),
        find=find,
    )
    if checkpoint is None:
        return _with_lifted(question, explain, progress, None)
    checkpoint.begin(question)
    try:
        advice = _with_lifted(question, explain, progress, checkpoint)
    except KeyboardInterrupt:
        checkpoint.write()
        raise
    checkpoint.finish()
    return advice


def _with_lifted(question: Question, explain: bool, progress: Progress | None, checkpoint: Checkpoint | None) -> Advice:
    """The advice, and what each lifted constraint is worth: the advice with that one back in force."""
    advice = _compared(question, explain, progress, checkpoint, "")
    lifted = []
    for id in question.lift:
        rest = replace(question, lift=tuple(other for other in question.lift if other != id))
        bound = _compared(rest, False, None, checkpoint, f"with {id}: ")
        worth = {f: advice.attainable[f] - bound.attainable[f] for f in question.functions}
        lifted.append(WithoutConstraint(constraint=id, steps=bound.recommended, worth=worth))
    return replace(advice, lifted=tuple(lifted))


def _compared(
    question: Question, explain: bool, progress: Progress | None, checkpoint: Checkpoint | None, part: str
) -> Advice:
    lattice, scenario, wanted = question.lattice, question.scenario, question.functions
    outcome = answer(lattice, scenario, question.judged)
    offered = {step.id: step for step in (candidates(lattice, outcome, wanted) if question.find else ())}
    offered.update({step.id: step for step in question.own})
    for id in question.without:
        if id not in offered:
            raise UnknownName("step", id, offered)
    offered = {id: step for id, step in sorted(offered.items()) if id not in question.without}
    months = months_until(lattice, scenario)
    out = ruled_out(lattice, offered.values(), months, question.lift)
    barred = {one.step.id for one in out}
    free = [step for id, step in offered.items() if id not in barred]
    prepared = prepare(lattice, scenario, question.judged, free, wanted, LEAD_TIME in question.lift, outcome)
    most = max(0, min(question.most, len(prepared.steps)))
    masks, engine, gap = _sets(prepared, most, progress, checkpoint, part)
    stage = checkpoint.stage(f"{part}search") if checkpoint else None
    searched = search(prepared.compiled, masks, prepared.chances, question.weights, progress, stage)
    by_size = best_by_size(searched, prepared, most)
    recommended = by_size[max(by_size)] if by_size else ()
    moving = _in_some(prepared, searched)
    advice = Advice(
        scenario=scenario,
        as_of=lattice.as_of,
        functions=wanted,
        weights=question.weights,
        months=months,
        most=most,
        steps=offered,
        table=table(prepared, searched, by_size, recommended),
        recommended=recommended,
        by_size=by_size,
        explained=Explained(sentence="", removes=(), agree=(), rules=(), thresholds=(), alternatives=()),
        ruled_out=out,
        idle=tuple(sorted(step.id for step in free if step.id not in moving)),
        lifted=(),
        attainable={f: float(searched.means[:, n].max()) for n, f in enumerate(wanted)},
        sets=len(masks),
        engine=engine,
        gap=gap,
    )
    if explain:
        from latticework.advise.explain import explained

        advice = replace(advice, explained=explained(prepared, searched, advice))
    return advice


def _sets(
    prepared: Prepared, most: int, progress: Progress | None, checkpoint: Checkpoint | None, part: str
) -> tuple[NDArray[np.uint64], str, float]:
    """The sets to compare, in words how they were chosen, and the proven gap: all of them where they are few enough."""
    if number_of_sets(len(prepared.steps), most) <= MOST_SETS:
        effort = {id: sum(step.effort) for id, step in prepared.steps.items()}
        return all_sets(prepared.compiled.ids, prepared.steps, most, effort), "every set, exactly", 0.0
    stage = checkpoint.stage(f"{part}branch") if checkpoint else None
    loose = relaxed(prepared)
    found = branch_and_bound(prepared.compiled, loose, prepared.chances, most, progress=progress, stage=stage)
    engine = f"branch and bound, {found.evaluated:,} sets bounded; largest mean shortfall within {found.gap:.4f} of the least"
    return found.masks, engine, found.gap


def _in_some(prepared: Prepared, searched: Searched) -> set[str]:
    """Steps in some set each of whose steps makes a difference."""
    good = searched.masks[detectable(searched)]
    return {id for i, id in enumerate(prepared.compiled.ids) if having(good, i).any()}


def _wanted(lattice: Lattice, functions: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    for id in (*functions, *weights):
        if id not in lattice.functions:
            raise UnknownName("function", id, lattice.functions)
    if any(weight < 0 for weight in weights.values()):
        raise BadScenario("A weight is below 0", remedy="Give weights of 0 or more")
    named = set(functions) | set(weights)
    return [id for id in lattice.functions if not named or id in named]
