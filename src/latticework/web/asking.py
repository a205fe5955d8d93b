"""Answers for the pages: each asked once, and kept while its lattice is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from latticework.api import Lattice, Outcome
from latticework.measure import Profile
from latticework.model import Range, Scenario
from latticework.web.pulls import LEVELS
from latticework.whatif import load_judgements
from latticework.whatif.levels import Standing
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


def levels_of(lattice: Lattice, scenario: Scenario, actor: str, record: bool = False) -> tuple[Standing, ...]:
    """The same at every level that a slider can show."""
    where, judged = _with_record(lattice, _at_level(scenario, actor), record)
    return _once(
        lattice, ("levels", scenario, actor, record), lambda: where.over_levels(scenario, actor, LEVELS, judged)
    )  # fmt: skip


def _with_record(lattice: Lattice, scenario: Scenario, record: bool) -> tuple[Lattice, Mapping[str, Range] | None]:
    """The lattice and ranges to ask: with the record's, those of the whole answer, so that both say the same."""
    if not record or not scenario.changes:
        return lattice, None
    outcome = outcome_of(lattice, scenario, True)
    return outcome.lattice, {**load_judgements(None), **{n: r for one in outcome.record_ranges for n, r in one.ranges.items()}}  # fmt: skip


def _at_level(scenario: Scenario, actor: str) -> Scenario:
    """The scenario with one actor's changes at a fixed level, of which the record says nothing, whichever it is."""
    return replace(
        scenario,
        changes=tuple(
            replace(one, posture="scaled_back", level=(0.5, 0.5)) if one.actor == actor else one for one in scenario.changes
        ),
    )  # fmt: skip


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
