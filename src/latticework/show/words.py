"""Numbers in words that people read well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from latticework.model import Change, Interval, Lattice, Outcome, Scenario

SYMBOLS = {"holds": "●", "strained": "◐", "uncertain": "◌", "breaks": "✕", "absent": "–"}
STATE_SYMBOLS = {
    "holds": "●",
    "lead passes": "▶",
    "loses resources": "◐",
    "in doubt": "◔",
    "lapses": "○",
    "ends": "✕",
    "not yet standing": "◌",
}
JUDGED_FOR = "2025-01-20"
PLACES = {
    "europe": "Europe",
    "cross_regional": "Across regions",
    "japan": "Japan",
    "korea": "Korea",
    "south_china_sea": "South China Sea",
}
MEANING = (
    "A chance here is conditional: given this scenario, the recorded structure and the judged ranges. "
    "It is not a forecast that the scenario happens."
)


def chance(interval: Interval) -> str:
    """Say a chance in words: ``33 in 100 (21–48)``.

    >>> chance(Interval(mean=0.331, low=0.21, high=0.48))
    '33 in 100 (21–48)'
    >>> chance(Interval(mean=0.998, low=0.996, high=1.0)), chance(Interval(mean=1.0, low=1.0, high=1.0))
    ('over 99 in 100', '100 in 100')
    """
    mean, low, high = (round(value * 100) for value in (interval.mean, interval.low, interval.high))
    said = f"{mean} in 100"
    if mean == 100 and interval.low < 1:  # only what is certain in every draw is said to be certain
        said = "over 99 in 100"
    elif mean == 0 and interval.high > 0:
        said = "under 1 in 100"
    return said if low == high else f"{said} ({low}–{high})"


VERBS = {
    "withdrawn": "withdraws",
    "scaled_back": "scales back",
    "new_government": "has a new government",
    "engaged": "stays engaged",
}


def change_sentence(change: Change, lattice: Lattice) -> str:
    """Say one change: ``the United States withdraws from 2025-01-20 on``."""
    verb = VERBS[change.posture]
    name = lattice.label(change.actor)
    article = "the " if name.startswith(("United", "Netherlands", "Philippines", "Republic", "European Union")) else ""
    places = [t.replace("_", " ").title() for t in change.theatres] + [lattice.label(f) for f in change.functions]
    where = f" ({', '.join(places)})" if places else ""
    return f"{article}{name} {verb}{_level(change)} from {change.on} on{where}"


def _level(change: Change) -> str:
    """A given level, where the posture does not say it already: `` to level 0.4``."""
    if change.level is None or change.level == {"engaged": (1, 1), "withdrawn": (0, 0)}.get(change.posture):
        return ""
    low, high = change.level
    return f" to level {low:g}" if low == high else f" to level {low:g}–{high:g}"


def cautions(outcome: Outcome, lattice: Lattice) -> list[str]:
    """What a reader of this answer must know."""
    return cautions_of(outcome.scenario, lattice)


def cautions_of(scenario: Scenario, lattice: Lattice) -> list[str]:
    """What a reader of this answer must know: actors without a role, and a date for which nobody judged the ranges."""
    said = without_role(scenario, lattice)
    if any(change.on != JUDGED_FOR for change in scenario.changes):
        said.append(
            f"The shipped ranges were judged for a scenario from {JUDGED_FOR} on; the date itself changes no number. "
            "For another date, give ranges of your own (--judgements)."
        )
    return said


def without_role(scenario: Scenario, lattice: Lattice) -> list[str]:
    """Say of each actor that changes course and performs no role that nothing depends on it."""
    named: set[str | None] = {p.by for task in lattice.tasks.values() for p in task.providers}
    for works in lattice.works.values():
        named |= {works.lead, works.host, *works.successors, *works.essential, *works.shares}
        named |= set(works.quorum[1]) if works.quorum else set()
    idle = [lattice.label(c.actor) for c in scenario.changes if c.actor not in named]
    return [f"{name} performs no role in the recorded structure, so that nothing here depends on it." for name in idle]


def headline(outcome: Outcome, lattice: Lattice) -> str:
    """Say the whole answer in one sentence."""
    return headline_of(outcome.scenario, [carried.verdict for carried in outcome.functions.values()], lattice)


def headline_of(scenario: Scenario, verdicts: Sequence[str], lattice: Lattice) -> str:
    """Say in one sentence how many functions hold; ``verdicts`` has one word for each function."""
    tally = Counter(verdicts)
    parts = [
        f"{n} {'is ' if n == 1 else 'are '}{v}"
        if v in ("strained", "uncertain", "absent")
        else f"{n} {v if n == 1 else v.rstrip('s')}"
        for v in SYMBOLS
        if (n := tally.get(v, 0))
    ]
    changes = " and ".join(change_sentence(change, lattice) for change in scenario.changes)
    start = f"If {changes}: of" if changes else "As things stand, of"
    return f"{start} {len(verdicts)} functions, {', '.join(parts)}."
