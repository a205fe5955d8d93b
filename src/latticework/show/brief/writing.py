"""The briefing written: its parts in their order."""

from __future__ import annotations

from latticework.show.brief.answers import opening, rests_on, what_holds
from latticework.show.brief.content import Brief
from latticework.show.brief.evidence import disagreements, judged_ranges, limits, sentences_read, sources
from latticework.show.brief.material import Material
from latticework.show.brief.record import record_says
from latticework.show.brief.steps import which_step_next
from latticework.show.brief.structure import arrangements, dependence, linchpins, picture, profiles
from latticework.show.words import change_sentence

TITLE = "What holds if a party walks away?"
PARTS = (
    opening, picture, what_holds, which_step_next, rests_on, record_says, arrangements, dependence, linchpins, profiles,
    judged_ranges, disagreements, sentences_read, limits, sources,
)  # fmt: skip


def write(given: Material) -> Brief:
    """Write the briefing; the same material gives the same content."""
    changes = " and ".join(change_sentence(one, given.lattice) for one in given.outcome.scenario.changes)
    return Brief(
        title=TITLE,
        subtitle=f"If {changes}. Facts as of {given.outcome.as_of}.",
        as_of=given.outcome.as_of,
        blocks=tuple(block for part in PARTS for block in part(given)),
    )
