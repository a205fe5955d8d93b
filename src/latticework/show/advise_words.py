"""Advice in sentences that the terminal and the briefing share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from latticework.advise import Advice, StepSet
from latticework.advise.answer import Threshold
from latticework.model import Lattice
from latticework.show.words import JUDGED_FOR, change_sentence, without_role

WHAT_RANGES = (
    "Effects, lead times and efforts of steps are judged ranges (vocab/steps.toml), varied over the draws; none is taken "
    "from the historical record."
)
MOST_BREAKS = 3


def scenario_line(lattice: Lattice, advice: Advice) -> str:
    """Say what is asked: the scenario, seen from when, and the largest number of steps."""
    changes = " and ".join(change_sentence(change, lattice) for change in advice.scenario.changes)
    asked = "is there anything to do?" if advice.most == 0 else "which step next?"
    asked = f"which set of up to {advice.most} steps next?" if advice.most > 1 else asked
    return f"If {changes}, seen from {advice.as_of} ({advice.months:.1f} months before): {asked}"


def cautions_on(lattice: Lattice, advice: Advice) -> list[str]:
    """What a reader of this advice must know: actors without a role, and ranges judged for another date."""
    said = without_role(advice.scenario, lattice)
    if any(change.on != JUDGED_FOR for change in advice.scenario.changes):
        said.append(
            f"The shipped ranges were judged for a scenario from {JUDGED_FOR} on; here the date only says which steps are in "
            "time. For another date, give ranges of your own (--judgements)."
        )
    return said


def functions_that_move(advice: Advice) -> list[str]:
    """The functions that some set of the table moves detectably; the others are named once."""
    nothing = advice.table[0]
    return [
        f
        for f in advice.functions
        if any(abs(row.functions[f].mean - nothing.functions[f].mean) >= 0.005 for row in advice.table)
    ]


def names(advice: Advice, row: StepSet) -> str:
    """The labels of a set's steps."""
    return "; ".join(advice.steps[id].label for id in row.steps) or "do nothing"


def numbered(advice: Advice, rows: Iterable[StepSet]) -> dict[str, int]:
    """A number for every step of these rows, those of the recommended set first."""
    steps = dict.fromkeys([*advice.recommended, *(id for row in rows for id in row.steps)])
    return {id: n for n, id in enumerate(steps, 1)}


def set_by_numbers(number: Mapping[str, int], steps: Iterable[str]) -> str:
    """A set as ``1 + 2 + 5``."""
    return " + ".join(map(str, sorted(number[id] for id in steps))) or "do nothing"


def against_recommended(advice: Advice, steps: Sequence[str], number: Mapping[str, int]) -> str:
    """Another set as what is different from the recommended one, by the table's numbers where a step has one."""
    ours, theirs = set(advice.recommended), set(steps)
    more, less = (
        _joined(
            [
                str(number[id]) if id in number else f"“{advice.steps[id].label}”"
                for id in sorted(ids, key=_last(number))
            ]
        )
        for ids in (theirs - ours, ours - theirs)
    )
    if not theirs:
        return "do nothing"
    if not ours:
        return f"take {more}"
    if not less:
        return f"also take {more}"
    return f"take {more} instead of {less}" if more else f"leave out {less}"


def _last(number: Mapping[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda id: (number.get(id, len(number) + 1), id)


def how_to_read(lattice: Lattice, advice: Advice) -> list[str]:
    """Say what the columns mean, how many sets were compared, and which functions no step moves."""
    nothing, moved = advice.table[0], functions_that_move(advice)
    still = [
        f"{lattice.label(f)} ({100 * nothing.functions[f].mean:.0f} in 100)" for f in advice.functions if f not in moved
    ]
    sets = "1 set" if advice.sets == 1 else f"{advice.sets:,} sets of up to {advice.most} steps"
    said = [
        f"{sets} compared ({advice.engine}). Regret: the largest shortfall in any function from the best that any set "
        "attains in the same draw, at worst over the draws (and on average), in 100. Best in: share of draws with the least "
        "regret. In time: share of draws in which every step stands on the date. Effort: person-months.",
    ]
    if advice.weights:
        said.append(
            "With weights, regret is the shortfall of the weighted sum: "
            + ", ".join(f"{f} {w:g}" for f, w in advice.weights.items())
        )
    if still:
        said.append("Moved by no set here: " + "; ".join(still) + ".")
    return said


def who_must_agree(lattice: Lattice, advice: Advice) -> str:
    """Name who must agree, and say who of them is about to change course."""
    leaving = {lattice.label(one.actor) for one in advice.scenario.changes if one.posture != "engaged"}
    said = [f"{name} (before it changes course)" if name in leaving else name for name in advice.explained.agree]
    return "Must agree: " + "; ".join((_joined(said) or "nobody else", *advice.explained.rules)) + "."


def breaks_borne(advice: Advice) -> list[str]:
    """Breaks of the scenario that the recommended set bears."""
    return [
        f"{words} ({_hundred(likely)}): holds in {100 * holds:.0f} of 100 such cases, before in none"
        for words, likely, holds in advice.explained.removes[:MOST_BREAKS]
    ]


def thresholds(advice: Advice, number: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Thresholds on inputs: those within the judged range, the nearest to its middle first; and those outside of it."""

    def away(one: Threshold) -> float:
        low, high = one.range
        return abs(one.value - (low + high) / 2) / max(high - low, 1e-9)

    ordered = sorted(advice.explained.thresholds, key=away)
    inside = [_threshold(advice, one, number) for one in ordered if one.range[0] < one.value < one.range[1]]
    outside = [_threshold(advice, one, number) for one in ordered if not one.range[0] < one.value < one.range[1]]
    return inside, outside


def _threshold(advice: Advice, one: Threshold, number: Mapping[str, int]) -> str:
    low, high = one.range
    where = f"{one.side} {100 * one.value:.0f} in 100 (judged {100 * low:.3g}–{100 * high:.3g})"
    return f"{one.about.rstrip('.')}: {where}, {against_recommended(advice, one.then, number)}."


def alternatives(advice: Advice, number: Mapping[str, int]) -> list[str]:
    """The closest alternatives, each as what is different."""
    return [f"{against_recommended(advice, ids, number)}: {said}" for ids, said in advice.explained.alternatives]


def worth_of_lifting(lattice: Lattice, advice: Advice) -> list[str]:
    """What each lifted constraint was worth."""
    said = []
    for one in advice.lifted:
        gains = [f"{lattice.label(f)} {100 * v:+.1f}" for f, v in one.worth.items() if abs(v) >= 0.0005]
        said.append(
            f"Lifting {one.constraint} raises the best attainable mean, in 100: {', '.join(gains) or 'nothing'}."
        )
    return said


def ruled_out(advice: Advice) -> list[tuple[str, str, list[str]]]:
    """Constraint, its sentence and sources, and the steps that it rules out; late steps by how long they take."""
    groups = []
    for id in dict.fromkeys(one.constraint for one in advice.ruled_out):
        ones = [one for one in advice.ruled_out if one.constraint == id]
        if ones[0].sources:
            sentence = f"{ones[0].label}. {ones[0].sentence}. ({'; '.join(ones[0].sources)})"
            groups.append((id, sentence, [one.step.label for one in ones]))
            continue
        by_time = dict.fromkeys(one.sentence for one in ones)
        lines = [f"{s} {_by_kind([o.step.label for o in ones if o.sentence == s])}" for s in by_time]
        groups.append((id, f"{ones[0].label}.", lines))
    return groups


def _by_kind(labels: Sequence[str]) -> str:
    """Labels such as ``Fix a cadence: Quad``, each kind said once."""
    kinds: dict[str, list[str]] = {}
    for label in labels:
        kind, _, what = label.partition(": ")
        kinds.setdefault(kind, []).append(what)
    return ". ".join(f"{kind}: {'; '.join(what)}" for kind, what in kinds.items()) + "."


def _hundred(mean: float) -> str:
    return f"{100 * mean:.0f} in 100" if mean >= 0.005 else "under 1 in 100"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
