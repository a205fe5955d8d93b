"""The outcomes that the room estimates, by name, and how a results file of each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from latticework.history import aid, any_contact, cooperation, formal_ends, lapse
from latticework.history.collection import Added, Collection
from latticework.history.estimate import Estimate
from latticework.history.results import (
    SEED,
    AlliedPair,
    AllyContact,
    DonorAfter,
    Results,
    Support,
    dataset_checksums,
    shipped_results,
)
from latticework.history.steps import Progress
from latticework.model import UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An outcome of the record: how it is estimated, what it needs, where its data speak.

    ``known_from`` is a day by which the last revised dataset it uses was public at the latest. The visit lists are only
    appended to, and are used up to 2018. ``hubs`` gives the actors in the data (ISO) where the data have to be asked. Not ``shipped``
    are those whose data were not at hand: they can be estimated by who has them.
    ``estimate`` and ``allies`` take the seed of what they draw.
    """

    name: str
    estimate: Callable[[Collection, int], Iterator[Estimate]]
    needs: tuple[str, ...]
    support: Support
    known_from: str
    shipped: bool = True
    cases: Callable[[Collection], tuple[str, ...]] = lambda collection: ()
    allies: Callable[[Collection, int], tuple[AllyContact, ...]] = lambda collection, seed: ()
    hubs: Callable[[Collection], tuple[str, ...]] | None = None
    pairs: Callable[[Collection], tuple[AlliedPair, ...]] = lambda collection: ()
    donors: Callable[[Collection], tuple[DonorAfter, ...]] = lambda collection: ()


def _abrogations(collection: Collection) -> tuple[str, ...]:
    """Every abrogation since 1946: between democracies or by or with the United States first, newest first in each."""
    panel = formal_ends.panel(collection)
    query = f"""
        SELECT atopid, m1, m2, year, both_democratic, coordination FROM {panel.table}
        WHERE abrogated = 1 AND year >= 1946 ORDER BY both_democratic = 0 AND 2 NOT IN (m1, m2), year DESC, atopid
    """  # noqa: S608 - own table
    return tuple(
        f"ATOP {atopid}: states {m1} and {m2} (COW), abrogated {year}"
        + (", both democratic" if both else "")
        + (f", coordination {level}" if level is not None else "")
        for atopid, m1, m2, year, both, level in panel.connection.execute(query).fetchall()
    )


OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        Outcome(
            name="formal-ends",
            estimate=lambda collection, seed: formal_ends.estimate(collection),
            needs=formal_ends.NEEDS,
            support=Support(about="bilateral alliances", hubs=(), since=1919, until=2018),
            known_from="2020-12-31",
            cases=_abrogations,
            pairs=formal_ends.pairs,
        ),
        Outcome(
            name="lapse",
            estimate=lapse.estimate,
            needs=lapse.NEEDS,
            support=Support(about="the United States and its defense allies", hubs=("USA",), since=1946, until=2018),
            known_from="2022-12-31",
            allies=any_contact.contacts,
        ),
        Outcome(
            name="cooperation",
            estimate=lambda collection, seed: cooperation.estimate(collection),
            needs=(cooperation.NEEDS[0], *cooperation.NEEDS[2:]),
            support=Support(about="152 states, news reports", hubs=(), since=2002, until=2014),
            known_from="2020-12-31",
            hubs=cooperation.states,
        ),
        Outcome(
            name="aid",
            estimate=lambda collection, seed: aid.estimate(collection),
            needs=aid.NEEDS,
            support=Support(about="state donors to Ukraine", hubs=(), since=2022, until=2025),
            known_from="2026-08-04",
            donors=aid.donors,
            hubs=aid.states,
        ),
    )
}


def _elsewhere(name: str, source: str) -> Outcome:
    """Cooperation as another source of events reports it, estimated in the same way."""
    return Outcome(
        name=name,
        estimate=lambda collection, seed: cooperation.estimate(collection, source),
        needs=(source, *cooperation.NEEDS[2:]),
        support=Support(about=f"states in {source}, news reports", hubs=(), since=0, until=0),
        known_from="9999-12-31",  # who adds the files knows when they became public
        shipped=False,
        hubs=lambda collection: cooperation.states(collection, source),
    )


OUTCOMES |= {name: _elsewhere(name, source) for name, source in cooperation.OTHER_SOURCES.items()}


def askable(collection: Collection) -> list[str]:
    """The outcomes to estimate when none is named: the shipped ones, and those whose source of events was added."""
    return [name for name, outcome in OUTCOMES.items() if outcome.shipped or collection.has(outcome.needs[0])]


def used_datasets(collection: Collection, name: str) -> list[Added]:
    """The datasets that an outcome is estimated from: every file of an event source, one of two codings of regimes.

    Raises:
        MissingDataset: one of them has not been added.
    """
    either = {"democracy": collection.either(*formal_ends.REGIMES)}
    used = [part for need in OUTCOMES[name].needs for part in collection.parts(either.get(need, need))]
    if name.startswith("cooperation"):
        codings = [coding for coding in cooperation.CODINGS if collection.has(coding)]
        used += [collection.find(coding) for coding in codings or cooperation.CODINGS[:1]]
    return used


def make_results(collection: Collection, name: str, progress: Progress | None = None, seed: int = SEED) -> Results:
    """Estimate one outcome.

    Args:
        progress: called with (estimates made, as many as ship, the next one's outcome).
    Raises:
        UnknownName: no such outcome.
        MissingDataset: a dataset it needs has not been added.
    """
    if name not in OUTCOMES:
        raise UnknownName("outcome", name, OUTCOMES)
    outcome = OUTCOMES[name]
    used = used_datasets(collection, name)
    like = name if outcome.shipped else "cooperation"
    expected = len(shipped_results()[like].estimates)
    estimates: list[Estimate] = []
    for estimate in outcome.estimate(collection, seed):
        estimates.append(estimate)
        if progress:
            progress(len(estimates), expected, name)
    return Results(
        outcome=name,
        command=f"latticework history estimate {name} --save ." + (f" --seed {seed}" if seed != SEED else ""),
        seed=seed,
        code_version=version("latticework"),
        datasets=dataset_checksums(used),
        known_from=outcome.known_from,
        support=_support(outcome, collection, used),
        estimates=tuple(estimates),
        cases=outcome.cases(collection),
        allies=outcome.allies(collection, seed),
        pairs=outcome.pairs(collection),
        donors=outcome.donors(collection),
    )


def _support(outcome: Outcome, collection: Collection, used: Sequence[Added]) -> Support:
    """Where the data speak, as far as they have to be asked."""
    found = outcome.support
    if outcome.hubs:
        found = replace(found, hubs=outcome.hubs(collection))
    if not outcome.shipped:
        events = [added.covers for added in used if added.name == outcome.needs[0]]
        found = replace(found, since=min(c[0] for c in events), until=max(c[1] for c in events))
    return found
