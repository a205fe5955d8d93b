"""The briefing: one self-contained HTML document whose numbers lead to what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from latticework.advise import Advice
from latticework.measure import Dependence, LatticeNess, Profile
from latticework.model import Lattice, Outcome, Range
from latticework.show.advise_words import WHAT_RANGES, functions_that_move, how_to_read, names, numbered, thresholds
from latticework.show.figure import lattice_svg
from latticework.show.sentences import sentences_of
from latticework.show.words import MEANING, STATE_SYMBOLS, SYMBOLS, cautions, chance, headline

MOST_SETS = 12


def briefing_html(
    lattice: Lattice,
    outcome: Outcome,
    profiles: Sequence[Profile],
    by_hub: Sequence[tuple[Sequence[Dependence], LatticeNess]],
    records: Sequence[Mapping[str, Any]],
    judgements: Mapping[str, Range],
    advice: Advice | None = None,
) -> str:
    """Write the briefing; the same input gives the same bytes, and nothing is loaded from elsewhere."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("latticework.show"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["chance"] = chance
    conflicts = [
        (entity, name, rows) for entity in lattice.arrangements.values() for name, rows in entity.conflicts().items()
    ]
    shown = [*lattice.arrangements.values(), *lattice.meetings.values(), *lattice.commitments.values()]
    notes = [(entity, note) for entity in shown for note in entity.get("note", [])]
    used = {id for carried in [*outcome.functions.values(), *outcome.tasks.values()] for id in carried.judgements}
    used |= {f"posture:{change.posture}" for change in outcome.scenario.changes}
    used |= {n for w in lattice.works.values() for n in (w.ready, w.handover, w.carry_on, w.contact) if n}
    return environment.get_template("briefing.html").render(
        lattice=lattice,
        outcome=outcome,
        headline=headline(outcome, lattice),
        meaning=MEANING,
        cautions=cautions(outcome, lattice),
        svg=lattice_svg(lattice, outcome, {one.id: one.index for one in profiles}),
        profiles=profiles,
        by_hub=by_hub,
        records=records,
        sentences=sentences_of(lattice, records),
        judged=[judgements[id] for id in sorted(used) if id in judgements],
        conflicts=conflicts,
        notes=notes,
        symbols=SYMBOLS,
        state_symbols=STATE_SYMBOLS,
        advice=advice,
        advised=_advised(lattice, advice) if advice else {},
    )


def _advised(lattice: Lattice, advice: Advice) -> dict[str, Any]:
    """What the section on steps shows, in words."""
    return {
        "moved": functions_that_move(advice),
        "rows": [(names(advice, row), row) for row in advice.table[:MOST_SETS]],
        "reading": [WHAT_RANGES, *how_to_read(lattice, advice)],
        "thresholds": sum(thresholds(advice, numbered(advice, ())), []),
        "alternatives": [
            ("; ".join(advice.steps[i].label for i in ids), said) for ids, said in advice.explained.alternatives
        ],
    }
