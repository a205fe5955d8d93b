"""Ranges of the record for a what-if: only where an arrangement lies inside the support of the data, else why not.

The record of visits speaks of one thing that a what-if asks: whether the United States and a defense ally still have
high-level contact within a year of a change of the governing party in Washington. It stands for the United States'
engagement in a consultative series of the two, in a scenario of a new government there. It is contact of any kind and
not the series' own meetings, which nobody has counted over decades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from latticework.history.results import AllyContact, Results, shipped_results
from latticework.model import Change, DrawnRange, Entity, Lattice, Scenario

SERIES = "consultative_series"
POSTURE = "new_government"
FEWEST_WINDOWS = 5  # after a change, with the ally itself; below, the draws are mostly those of other allies
SOURCE = "the record: visits to and from the United States, 1946-2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRange:
    """What the record gives for one arrangement: ranges by id (empty where it is silent), why, and the nearest cases."""

    arrangement: str
    label: str
    ranges: Mapping[str, DrawnRange]
    why: str
    cases: tuple[str, ...] = ()


def record_ranges(
    lattice: Lattice, scenario: Scenario, results: Mapping[str, Results] | None = None
) -> tuple[RecordRange, ...]:
    """Give the record's range for every consultative series of an actor that the scenario changes, or why it has none.

    Args:
        lattice: data that became public after its date are not used.
        scenario: a checked one.
        results: the user's own instead of the shipped ones.
    """
    found = (results if results is not None else shipped_results())["lapse"]
    made = []
    for _, arrangement in sorted(lattice.arrangements.items()):
        parties = tuple(map(str, arrangement.get("parties", ())))
        changes = [change for change in scenario.changes if change.actor in parties]
        if arrangement.get("kind") == SERIES and changes:
            made.append(_of(lattice, arrangement, parties, changes[0], found))
    return tuple(made)


def _of(lattice: Lattice, arrangement: Entity, parties: tuple[str, ...], change: Change, found: Results) -> RecordRange:
    allies = {ally.iso: ally for ally in found.allies}
    partner = next((party for party in parties if party != change.actor), "")
    ally = allies.get(partner)
    why = _why_not(lattice, parties, change, found, ally)
    if why or ally is None:
        return RecordRange(arrangement=arrangement.id, label=arrangement.label, ranges={}, why=f"silent: {why}")
    gap = int(change.on[:4]) - found.support.until
    name = f"contact-{arrangement.id}"
    about = f"The United States and {lattice.label(partner)} have high-level contact within a year"
    why = (
        f"contact in {ally.seen} of {ally.windows} years after a change in Washington; data to {found.support.until}"
        + (f", {gap} years before the scenario" if gap > 0 else "")
    )
    ranges = {
        id: DrawnRange(
            id=id, low=draws[0], high=draws[-1], about=f"{about} {when}.", why=why, source=SOURCE, draws=draws,
            rests_on="record",
        )
        for id, draws, when in (
            (name, ally.after, "of a change of the governing party in Washington"),
            (f"{name}:usual", ally.usual, "of any other 20 January"),
        )
    }  # fmt: skip
    cases = tuple(_case(lattice.label(partner), *wait) for wait in reversed(ally.waits))
    return RecordRange(arrangement=arrangement.id, label=arrangement.label, ranges=ranges, why=why, cases=cases)


def _why_not(
    lattice: Lattice, parties: tuple[str, ...], change: Change, found: Results, ally: AllyContact | None
) -> str:
    """The first reason why the arrangement lies outside the data, or nothing."""
    if date.fromisoformat(found.known_from) > date.fromisoformat(lattice.as_of):
        return f"the data became public after {lattice.as_of}"
    if change.actor not in found.support.hubs:
        return f"the data are about {found.support.about}, not about {lattice.label(change.actor)}"
    if change.posture != POSTURE:
        return (
            f"the data hold changes of the governing party (posture {POSTURE}); no state in them was {change.posture}"
        )
    if change.level:
        return "the scenario gives a level of its own"
    if change.functions:
        return "the change is limited to some functions"
    if len(parties) != 2:
        return "the data are about pairs of states"
    if ally is None:
        return "the other party was no defense ally in the last year of the data"
    if ally.windows < FEWEST_WINDOWS:
        return f"only {ally.windows} windows after a change, under {FEWEST_WINDOWS}"
    return ""


def _case(partner: str, year: int, wait: int) -> str:
    return f"{partner} from {year}-01-20: " + (f"first contact after {wait} days" if wait >= 0 else "no contact since")
