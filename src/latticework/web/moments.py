"""What stands on the timeline's strip: everything dated, each with the row it belongs to and where its evidence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from latticework.measure.public_dates import PublicDate
from latticework.measure.regularity import Regularity
from latticework.model import Entity, Lattice, bounds
from latticework.whatif.levels import parties_of

OTHERS = "other states"
KINDS = {
    "meeting": "meeting", "due": "meeting to come", "expected": "next meeting by its stated cadence",
    "until": "deadline or horizon", "role": "office taken up", "election": "election", "handover": "office taken up",
    "term": "end of a term",
}  # fmt: skip
"""What each kind is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One dated thing on the strip: a kind of ``KINDS``, its days, its row, and the address of its evidence."""

    id: str
    label: str
    kind: str
    said: str
    start: date
    end: date
    row: str
    evidence: str
    late: bool = False


def moments(
    lattice: Lattice, regular: Sequence[Regularity], kept: Sequence[tuple[str, str]] = ()
) -> tuple[Moment, ...]:
    """Everything in the register that has a date to watch, by date."""
    found: list[Moment] = []

    def add(entity: Entity, kind: str, start: str, end: str, row: object, said: str) -> None:
        first, last = bounds(start), bounds(end)
        begins, ends = first[0] or first[1], last[1] or last[0]
        if begins and ends:
            found.append(
                Moment(
                    id=entity.id, label=entity.label, kind=kind, said=said, start=begins, end=ends, row=str(row or "other"),
                    evidence=f"/entity?{urlencode([*kept, ('id', entity.id)])}",
                )
            )  # fmt: skip

    for one in lattice.meetings.values():
        if one.get("date"):
            day = str(one.get("date"))
            end = bounds(day)[1]
            due = end is not None and end.isoformat() > lattice.as_of
            said = f"due by {end}" if due else f"met {day.replace('/', ' to ')}"
            add(one, "due" if due else "meeting", str(end) if due else day, day, one.get("series"), said)
    for one in lattice.commitments.values():
        if one.get("horizon"):
            until = str(one.get("horizon"))
            start = str(one.get("date") or until)
            add(one, "until", start, until, one.get("arrangement"), f"until {until.removeprefix('../')}")
    for one in lattice.roles.values():
        if one.get("since"):
            add(one, "role", one.get("since"), one.get("since"), one.get("arrangement"), f"from {one.get('since')}")
    for series in regular:
        if series.expected:
            found.append(
                Moment(
                    id=f"expected-{series.series}", label=f"{series.label}: next meeting", kind="expected",
                    said=f"{'was ' if series.expected.isoformat() < lattice.as_of else ''}expected by {series.expected}",
                    start=series.expected, end=series.expected, row=series.series,
                    evidence=f"/entity?{urlencode([*kept, ('id', series.series)])}#p-cadence",
                    late=series.expected.isoformat() < lattice.as_of,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda moment: (moment.end, moment.id)))


def public_moments(lattice: Lattice, dates: Sequence[PublicDate]) -> tuple[Moment, ...]:
    """Elections, handovers and ends of terms; an actor by which an arrangement works has a row of its own."""
    works = {actor for one in lattice.works.values() for actor in (one.lead, one.host, *one.essential, *one.successors)}
    parties = {actor for id in lattice.arrangements for actor in parties_of(lattice, id)}
    found = []
    for one in dates:
        if one.actor not in parties | works:
            continue
        first, last = bounds(one.date)
        assert last is not None  # public_dates lets none in without
        by = "by " if one.date.startswith("../") else ""
        found.append(
            Moment(
                id=one.id, label=f"{lattice.label(one.actor)}: {one.label}", kind=one.kind,
                said=by + one.date.removeprefix("../").replace("/", " to "), start=first or last, end=last,
                row=one.actor if one.actor in works else OTHERS, evidence=f"#d-{one.id}",
            )
        )  # fmt: skip
    return tuple(found)
