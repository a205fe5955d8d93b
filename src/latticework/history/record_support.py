"""Does what a what-if asks lie inside the support of the data? Each outcome's own conditions, in the order of the asking.

The one posture in the data is a change of the governing party; nobody in them withdrew or scaled back by decree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from latticework.history.answer import draw
from latticework.history.results import SEED, AllyContact, Results
from latticework.model import Change, DrawnRange, Entity, Lattice, Provider, Task
from latticework.vocab import actors

SERIES, TREATY = "consultative_series", "treaty"
POSTURE = "new_government"
HUB = "USA"
FEWEST_WINDOWS = 5  # after a change, with the ally itself; below, the draws are mostly those of other allies
FEWEST_DONORS = 5
DONOR_SOURCE = "kiel-ust"  # a share taken from the tracker is a share in what the tracker counts
QUANTILES = np.linspace(0.0125, 0.9875, 41)
DRAWN = 20_000


@dataclass(frozen=True, slots=True)
class Outside:
    """The variable of the data in whose support the question does not lie, and why."""

    variable: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """Ranges (first the one for the scenario), what they were counted from, and the nearest cases, nearest first."""

    ranges: tuple[DrawnRange, ...]
    why: str
    cases: tuple[str, ...]


def contact(lattice: Lattice, series: Entity, changes: Sequence[Change], found: Results) -> Found | Outside:
    """High-level contact of the United States with a defense ally in the year after a change in one of the two."""
    outside = _common(lattice, changes, found)
    if outside:
        return outside
    parties = tuple(map(str, series.get("parties", ())))
    if len(parties) != 2:
        return Outside("parties", "the data are about pairs of states")
    if HUB not in parties:
        return Outside("parties", f"the data are about {found.support.about}")
    if len(changes) > 1:
        return Outside("changes", "the data are about a change in one of the two, not in both")
    partner = next(party for party in parties if party != HUB)
    of = "hub" if changes[0].actor == HUB else "ally"
    ally = next((one for one in found.allies if one.iso == partner and one.of == of), None)
    if ally is None:
        return Outside("alliance", "the other party was no defense ally in the last year of the data")
    if ally.windows < FEWEST_WINDOWS:
        return Outside("windows", f"only {ally.windows} windows after a change, under {FEWEST_WINDOWS}")
    where = "in Washington" if of == "hub" else f"in {lattice.label(partner)}"
    name, about = f"contact-{series.id}", f"The United States and {lattice.label(partner)} have high-level contact"
    source = f"the record: visits to and from the United States, {found.support.since}-{found.support.until}"
    why = f"contact in {ally.seen} of {ally.windows} years after a change {where}; {_age(found, changes)}"
    return Found(
        (
            _range(name, ally.after, f"{about} within a year of a change of the governing party {where}.", why, source),
            _range(f"{name}:usual", ally.usual, f"{about} within a year of any other 20 January.", why, source),
        ),
        why,
        _cases(lattice.label(partner), ally),
    )


def in_force(lattice: Lattice, treaty: Entity, changes: Sequence[Change], found: Results) -> Found | Outside:
    """A bilateral alliance is not abrogated within a year, by how often alliances like it were."""
    outside = _common(lattice, changes, found)
    if outside:
        return outside
    parties = tuple(sorted(map(str, treaty.get("parties", ()))))
    if len(parties) != 2:
        return Outside("parties", "the data are about alliances of two states")
    pair = next((p for p in found.pairs if (p.one, p.other) == parties), None)
    if pair is None:
        words = f"no alliance of the two alone was in force in ATOP in {found.support.until}"
        return Outside("alliance", words)
    kind = "us" if HUB in {change.actor for change in changes} else "democracies" if pair.democratic else "other-pairs"
    after, usual = found.find(f"end-abrogated-{kind}-change"), found.find(f"end-abrogated-{kind}")
    about = f"The treaty is not abrogated within a year ({after.about.partition('; ')[2]})."
    source = f"the record: ATOP and CHISOLS, {found.support.since}-{found.support.until}"
    why = (
        f"{after.events} abrogated in {after.exposure:,.0f} alliance-years, else {usual.events} in {usual.exposure:,.0f} "
        f"({after.about.partition('; ')[2]}); {_age(found, changes)}"
    )
    name = f"in-force-{treaty.id}"
    return Found(
        tuple(
            _range(id, np.quantile(np.exp(-draw(one, DRAWN, SEED) / 100), QUANTILES), about, why, source)
            for id, one in ((name, after), (f"{name}:usual", usual))
        ),
        why,
        _near(found.cases, changes, parties),
    )


def aid(lattice: Lattice, task: Task, provider: Provider, changes: Sequence[Change], found: Results) -> Found | Outside:
    """What a donor still gives after its change of government, by what each donor gave after its own."""
    if DONOR_SOURCE not in provider.sources:
        return Outside("aid", "the data are allocations to Ukraine in the Kiel tracker, and this share is none of them")
    outside = _common(lattice, changes, found)
    if outside:
        return outside
    if provider.by == HUB:
        words = (
            "the United States changed government once in the data, and what followed would be all there is to go by"
        )
        return Outside("actor", words)
    if len(found.donors) < FEWEST_DONORS:
        return Outside("donors", f"only {len(found.donors)} donors changed government, under {FEWEST_DONORS}")
    name = f"gives-{task.id}-{provider.by}"
    draws = sorted(min(1.0, donor.ratio) for donor in found.donors)
    more = sum(donor.ratio > 1 for donor in found.donors)
    why = (
        f"{len(found.donors)} donors after a change of theirs; {more} gave more than expected, which counts as all; "
        f"{_age(found, changes)}"
    )
    about = f"The part of its share that {lattice.label(provider.by)} still gives after a change of government."
    source = f"the record: Kiel tracker, {found.support.since}-{found.support.until}"
    near = sorted(found.donors, key=lambda donor: (donor.iso != provider.by, -int(donor.day.replace("-", ""))))
    cases = tuple(
        f"{lattice.label(d.iso)} after {d.day}: {100 * d.ratio:.0f} % of what was expected, {d.months} months"
        for d in near
    )
    return Found((_range(name, draws, about, why, source),), why, cases)


def _common(lattice: Lattice, changes: Sequence[Change], found: Results) -> Outside | None:
    """The conditions of all three, on every change that touches the arrangement."""
    if date.fromisoformat(found.known_from) > date.fromisoformat(lattice.as_of):
        return Outside("released", f"the data became public after {lattice.as_of}")
    for change in changes:
        if found.support.hubs and change.actor not in found.support.hubs and not _an_ally(found, change.actor):
            return Outside(
                "actor", f"the data are about {found.support.about}, not about {lattice.label(change.actor)}"
            )
        if change.posture != POSTURE:
            words = f"the data hold changes of the governing party (posture {POSTURE}); no state in them was {change.posture}"
            return Outside("posture", words)
        if change.level:
            return Outside("level", "the scenario gives a level of its own")
        if change.functions:
            return Outside("functions", "the change is limited to some functions")
    return None


def _an_ally(found: Results, actor: str) -> bool:
    return any(ally.iso == actor and ally.of == "ally" for ally in found.allies)


def _age(found: Results, changes: Sequence[Change]) -> str:
    gap = int(changes[0].on[:4]) - found.support.until
    return f"data to {found.support.until}" + (f", {gap} years before the scenario" if gap > 0 else "")


def _range(id: str, draws: Sequence[float] | np.ndarray, about: str, why: str, source: str) -> DrawnRange:
    kept = tuple(float(d) for d in draws) if not isinstance(draws, np.ndarray) else tuple(sorted(map(float, draws)))
    return DrawnRange(
        id=id, low=kept[0], high=kept[-1], about=about, why=why, source=source, draws=kept, rests_on="record"
    )  # fmt: skip


def _cases(partner: str, ally: AllyContact) -> tuple[str, ...]:
    return tuple(
        f"{partner} from {day}: " + (f"first contact after {wait} days" if wait >= 0 else "no contact since")
        for day, wait in reversed(ally.waits)
    )


def _near(cases: Sequence[str], changes: Sequence[Change], parties: Sequence[str]) -> tuple[str, ...]:
    """Abrogations by a state that changes first, then of one of the pair, then the others; the newest first in each."""
    numbers = {iso: str(actors().get(iso, {}).get("cow", "")) for iso in parties}
    changed = {numbers[change.actor] for change in changes if change.actor in numbers}

    def distance(case: str) -> int:
        states = set(case.partition("states ")[2].partition(" (COW)")[0].split(" and "))
        return 0 if states & changed else 1 if states & set(numbers.values()) else 2

    return tuple(sorted(cases, key=distance))
