"""Ranges of the record for a what-if: only where an arrangement lies inside the support of the data, else why not.

Three outcomes of the record answer a question that a what-if asks (``record_support``): contact of the United States
with an ally, for a consultative series of the two; formal ends, for a treaty of two states; aid to Ukraine after a
donor's change of government, for a donor's share of a task. Reported cooperation answers none: a ratio of events in the
news is no chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from latticework.history.record_support import SERIES, TREATY, Found, Outside, aid, contact, in_force
from latticework.history.results import Results, shipped_results
from latticework.model import Change, DrawnRange, Lattice, Scenario, Works

NO_KIND = "the data count meetings of two states, treaties of two states, and aid by a donor"
KINDS = {SERIES: ("lapse", contact), TREATY: ("formal-ends", in_force)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRange:
    """What the record gives for one arrangement, or one actor's share of a task.

    ``ranges`` are those by id, ``name`` the id of the one for the scenario; they are empty where the record is silent.
    ``outside`` then names the variable of the data in whose support it does not lie, and ``why`` says it in words; else
    ``why`` gives events and exposure. ``cases`` are the nearest historical ones.
    """

    arrangement: str
    label: str
    outcome: str
    name: str
    ranges: Mapping[str, DrawnRange]
    why: str
    outside: str = ""
    cases: tuple[str, ...] = ()


def record_ranges(
    lattice: Lattice, scenario: Scenario, results: Mapping[str, Results] | None = None
) -> tuple[RecordRange, ...]:
    """Give the record's range for every arrangement and shared task that the scenario touches, or why it has none.

    Args:
        lattice: data that became public after its date are not used.
        scenario: a checked one.
        results: the user's own instead of the shipped ones.
    """
    known = results if results is not None else shipped_results()
    made = []
    for id, arrangement in sorted(lattice.arrangements.items()):
        theatre = str(arrangement.get("theatre", "cross_regional"))
        changes = _touching(scenario, _involved(lattice, id), theatre)
        if not changes:
            continue
        outcome, rule = KINDS.get(str(arrangement.get("kind")), ("", None))
        if rule is None or outcome not in known:
            found: Found | Outside = Outside("kind", NO_KIND)
        else:
            found = rule(lattice, arrangement, changes, known[outcome])
        made.append(_line(id, arrangement.label, outcome, found))
    for task in lattice.tasks.values():
        for provider in task.providers if task.gate == "share" else ():
            changes = _touching(scenario, {provider.by}, task.theatre)
            if changes and "aid" in known:
                found = aid(lattice, task, provider, changes, known["aid"])
                label = f"{task.label}: the share of {lattice.label(provider.by)}"
                made.append(_line(task.id, label, "aid", found))
    return tuple(made)


def _line(id: str, label: str, outcome: str, found: Found | Outside) -> RecordRange:
    if isinstance(found, Outside):
        why = f"silent: {found.why}"
        return RecordRange(
            arrangement=id, label=label, outcome=outcome, name="", ranges={}, why=why, outside=found.variable
        )
    ranges = {one.id: one for one in found.ranges}
    return RecordRange(
        arrangement=id, label=label, outcome=outcome, name=found.ranges[0].id, ranges=ranges, why=found.why,
        cases=found.cases,
    )  # fmt: skip


def _involved(lattice: Lattice, id: str) -> set[str]:
    works = lattice.works.get(id, Works())
    others = {works.lead, works.host, *works.successors, *(works.quorum[1] if works.quorum else ())} - {None}
    return {*map(str, lattice.arrangements[id].get("parties", ())), *works.essential, *map(str, others)}


def _touching(scenario: Scenario, actors: Iterable[str], theatre: str) -> list[Change]:
    among = set(actors)
    return [c for c in scenario.changes if c.actor in among and theatre in (c.theatres or [theatre])]
