"""Answers for the pages: each asked once, and kept while its lattice is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from latticework.api import Lattice, Outcome
from latticework.measure import Profile
from latticework.model import Scenario
from latticework.web.pulls import LEVELS
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


def outcome_of(lattice: Lattice, scenario: Scenario) -> Outcome:
    """The whole answer: chances, breaks, linchpins."""
    return _once(lattice, ("outcome", scenario), lambda: lattice.what_if(scenario))


def standing_of(lattice: Lattice, scenario: Scenario) -> Standing:
    """The chances and states alone."""
    return _once(lattice, ("standing", scenario), lambda: lattice.stand(scenario))


def levels_of(lattice: Lattice, scenario: Scenario, actor: str) -> tuple[Standing, ...]:
    """The same at every level that a slider can show."""
    return _once(lattice, ("levels", scenario, actor), lambda: lattice.over_levels(scenario, actor, LEVELS))


def profiles_of(lattice: Lattice) -> dict[str, Profile]:
    """Institutionalization by arrangement."""
    return _once(lattice, "profiles", lambda: {one.id: one for one in lattice.profiles()})


def hub_of(lattice: Lattice) -> str | None:
    """The actor on which most depends."""
    return _once(lattice, "hub", lattice.hub)


def months_of(lattice: Lattice, scenario: Scenario) -> tuple[MonthByMonth, ...]:
    """The answer month by month."""
    return _once(lattice, ("months", scenario), lambda: outcome_of(lattice, scenario).months())


def widths_of(lattice: Lattice, scenario: Scenario) -> list[Width]:
    """Where the uncertainty of each function comes from."""
    outcome = outcome_of(lattice, scenario)
    return _once(lattice, ("widths", scenario), lambda: [outcome.width(id) for id in outcome.functions])
