"""Speed of advice: sets of steps per second, beside one what-if for each set in the same run.

    python benchmarks/advise.py

Every set of up to four of forty steps on the shipped lattice, all draws; the peer compiles and evaluates the structure
of one set at a time with the what-if engine (CUDD), its compiler kept warm, and answers the same numbers.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

import latticework as lw
from latticework.advise.candidates import candidates
from latticework.advise.prepare import prepare
from latticework.advise.search import search
from latticework.advise.sets import all_sets
from latticework.advise.stepped import Stepped
from latticework.advise.steps import Step
from latticework.model import Scenario
from latticework.whatif import answer, load_judgements
from latticework.whatif.diagram import Compiler

STEPS, MOST, SAMPLE = 40, 4, 60


def forty(offered: tuple[Step, ...], relevant: set[str]) -> list[Step]:
    """Forty steps, each of which matters: those found, then the same again as further tries with other draws."""
    good = [step for step in offered if step.id in relevant and step.edit in ("secure", "provide", "fill", "prefund")]
    good += [step for step in offered if step.id in relevant and step not in good]
    again = [replace(step, id=f"{step.id}-again") for step in good if step.edit == "secure"]
    return [*good, *again][:STEPS]


def main() -> None:
    lattice = lw.Register.shipped().as_of("2024-07-31").snapshot
    scenario = Scenario(changes=(lw.Change(actor="USA", posture="withdrawn", on="2025-01-20"),))
    judged = load_judgements(None)
    functions = list(lattice.functions)
    outcome = answer(lattice, scenario, judged)
    offered = candidates(lattice, outcome, functions)
    some = prepare(lattice, scenario, judged, offered, functions, True, outcome)
    steps = forty(offered, set(some.steps))
    prepared = prepare(lattice, scenario, judged, steps, functions, True, outcome)
    few = all_sets(prepared.compiled.ids, list(prepared.steps)[:3], 2, {})
    search(prepared.compiled, few, prepared.chances)  # numba compiles once a machine

    start = time.perf_counter()
    prepared = prepare(lattice, scenario, judged, steps, functions, True, outcome)
    masks = all_sets(prepared.compiled.ids, prepared.steps, MOST, {})
    searched = search(prepared.compiled, masks, prepared.chances)
    ours = time.perf_counter() - start

    picked = np.linspace(0, len(masks) - 1, SAMPLE).astype(int)
    stepped, compiler = Stepped(lattice, list(prepared.steps.values())), Compiler()
    start = time.perf_counter()
    largest = 0.0
    for i in picked:
        taken = set(prepared.ids_of(masks[i]))
        for f, id in enumerate(functions):
            diagram = compiler.compile(stepped.function(lattice.functions[id], taken))
            chances = {event: prepared.chances.of(event, id) for event in diagram.events}
            mean = diagram.chance(chances, scenario.draws).mean()
            largest = max(largest, abs(mean - searched.means[i, f]))
    peer = (time.perf_counter() - start) / SAMPLE
    start = time.perf_counter()
    for _ in range(5):
        answer(lattice, scenario, judged)
    whole = (time.perf_counter() - start) / 5

    rate = len(masks) / ours
    print(
        f"# Advice: {len(prepared.steps)} steps, sets of up to {MOST}, {scenario.draws} draws, {len(functions)} functions\n"
    )
    print("| what | sets | seconds | sets a second | ratio |")
    print("|---|---|---|---|---|")
    print(f"| all sets, compiled once | {len(masks):,} | {ours:.2f} | {rate:,.0f} | 1 |")
    print(
        f"| one structure a set, chances only | {SAMPLE} | {peer * SAMPLE:.2f} | {1 / peer:,.0f} | {rate * peer:,.0f} × slower |"
    )
    print(
        f"| one whole what-if a set (`answer`) | 5 | {whole * 5:.2f} | {1 / whole:,.0f} | {rate * whole:,.0f} × slower |"
    )
    print(f"\nLargest difference of a mean between the two: {largest:.1e}")


if __name__ == "__main__":
    main()
