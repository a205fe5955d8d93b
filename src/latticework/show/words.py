"""Numbers in words that people read well."""

from __future__ import annotations

from latticework.model import Change, Interval, Lattice, Outcome

SYMBOLS = {"holds": "●", "strained": "◐", "uncertain": "◌", "breaks": "✕"}
STATE_SYMBOLS = {
    "holds": "●",
    "lead passes": "▶",
    "loses resources": "◐",
    "in doubt": "◔",
    "lapses": "○",
    "ends": "✕",
    "not yet standing": "◌",
}
MEANING = (
    "A chance here is conditional: given this scenario, the recorded structure and the judged ranges. "
    "It is not a forecast that the scenario happens."
)


def chance(interval: Interval) -> str:
    """Say a chance in words: ``33 in 100 (21–48)``.

    >>> chance(Interval(mean=0.331, low=0.21, high=0.48))
    '33 in 100 (21–48)'
    """
    mean, low, high = (round(value * 100) for value in (interval.mean, interval.low, interval.high))
    return f"{mean} in 100" if low == high else f"{mean} in 100 ({low}–{high})"


def change_sentence(change: Change, lattice: Lattice) -> str:
    """Say one change: ``the United States withdraws from 2025-01-20 on``."""
    verb = {"withdrawn": "withdraws", "scaled_back": "scales back", "engaged": "stays engaged"}[change.posture]
    name = lattice.label(change.actor)
    article = "the " if name.startswith(("United", "Netherlands", "Philippines", "Republic", "European Union")) else ""
    places = [t.replace("_", " ") for t in change.theatres] + [lattice.label(f) for f in change.functions]
    where = f" ({', '.join(places)})" if places else ""
    return f"{article}{name} {verb} from {change.on} on{where}"


def headline(outcome: Outcome, lattice: Lattice) -> str:
    """Say the whole answer in one sentence."""
    tally: dict[str, int] = {}
    for carried in outcome.functions.values():
        tally[carried.verdict] = tally.get(carried.verdict, 0) + 1
    parts = [
        f"{n} {'is ' if n == 1 else 'are '}{v}"
        if v in ("strained", "uncertain")
        else f"{n} {v if n == 1 else v.rstrip('s')}"
        for v in SYMBOLS
        if (n := tally.get(v, 0))
    ]
    changes = " and ".join(change_sentence(change, lattice) for change in outcome.scenario.changes)
    return f"If {changes}: of {len(outcome.functions)} functions, {', '.join(parts)}."
