"""Answers for the pages: each asked once, and kept while its lattice is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from latticework.api import Lattice, Outcome
from latticework.measure import Profile
from latticework.model import Range, Scenario
from latticework.web.pulls import LEVELS
from latticework.whatif import load_judgements
from latticework.whatif.levels import Standing, posture_at
from latticework.whatif.months import MonthByMonth
from latticework.whatif.variance import Width

MOST_KEPT = 24
Found = TypeVar("Found")

_kept: WeakKeyDictionary[Lattice, OrderedDict[Hashable, Any]] = WeakKeyDictionary()
_turn = Lock()


def _once(lattice: Lattice, key: Hashable, make: Callable[[], Found]) -> Found:
    with _turn:
        answers = _kept.setdefault(lattice, OrderedDict())
        if key in answers:
            answers.move_to_end(key)
            found: Found = answers[key]
            return found
    made = make()  # two threads may make the same answer; it is the same
    with _turn:
        answers[key] = made
        while len(answers) > MOST_KEPT:
            answers.popitem(last=False)
    return made


def outcome_of(lattice: Lattice, scenario: Scenario, record: bool = False) -> Outcome:
    """The whole answer: chances, breaks, linchpins; with ``record`` the historical record's ranges are let in."""
    return _once(lattice, ("outcome", scenario, record), lambda: lattice.what_if(scenario, record=record))


def standing_of(lattice: Lattice, scenario: Scenario, record: bool = False) -> Standing:
    """The chances and states alone."""
    where, judged = _with_record(lattice, scenario, record)
    return _once(lattice, ("standing", scenario, record), lambda: where.stand(scenario, judged))


def levels_of(
    lattice: Lattice, scenario: Scenario, actor: str, record: bool = False, every: int = 1
) -> tuple[Standing, ...]:
    """The same at every level that a slider can show, or at each ``every``-th and the last."""
    levels = tuple(dict.fromkeys((*LEVELS[::every], LEVELS[-1])))
    key = ("levels", scenario, actor, record, every)
    return _once(lattice, key, lambda: tuple(_levels(lattice, scenario, actor, record, levels)))


def _levels(
    lattice: Lattice, scenario: Scenario, actor: str, record: bool, levels: tuple[float, ...]
) -> Iterator[Standing]:
    """What the record gives depends on the posture and not on its level: it is asked once for each posture."""
    if not record:
        yield from lattice.over_levels(scenario, actor, levels)
        return
    for posture, of_it in groupby(levels, posture_at):
        some = list(of_it)
        moved = tuple(
            replace(one, posture=posture, level=(some[0],) * 2) if one.actor == actor else one for one in scenario.changes
        )  # fmt: skip
        where, judged = _with_record(lattice, replace(scenario, changes=moved), True)
        yield from where.over_levels(scenario, actor, some, judged)


def _with_record(lattice: Lattice, scenario: Scenario, record: bool) -> tuple[Lattice, Mapping[str, Range] | None]:
    """The lattice and ranges to ask: with the record's, those of the whole answer, so that both say the same."""
    if not record or not scenario.changes:
        return lattice, None
    outcome = outcome_of(lattice, scenario, True)
    given = {name: range for one in outcome.record_ranges for name, range in one.ranges.items()}
    return outcome.lattice, {**given, **load_judgements(None)}


def profiles_of(lattice: Lattice) -> dict[str, Profile]:
    """Institutionalization by arrangement."""
    return _once(lattice, "profiles", lambda: {one.id: one for one in lattice.profiles()})


def hub_of(lattice: Lattice) -> str | None:
    """The actor on which most depends."""
    return _once(lattice, "hub", lattice.hub)


def months_of(lattice: Lattice, scenario: Scenario, record: bool = False) -> tuple[MonthByMonth, ...]:
    """The answer month by month."""
    return _once(lattice, ("months", scenario, record), lambda: outcome_of(lattice, scenario, record).months())


def widths_of(lattice: Lattice, scenario: Scenario, record: bool = False) -> list[Width]:
    """Where the uncertainty of each function comes from."""
    outcome = outcome_of(lattice, scenario, record)
    return _once(lattice, ("widths", scenario, record), lambda: [outcome.width(id) for id in outcome.functions])
