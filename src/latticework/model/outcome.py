"""What a what-if answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from latticework.model.register import Basis
from latticework.model.scenario import Scenario

ArrangementState = Literal["holds", "lead passes", "loses resources", "in doubt", "lapses", "ends", "not yet standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A chance given the scenario: mean over the draws, and the 5th and 95th percentile of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A minimal set of losses that breaks a task or function, in words, with the chance of it."""

    losses: tuple[str, ...]
    words: tuple[str, ...]
    chance: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Linchpin:
    """How much falls, before the scenario, when one actor stops performing or one arrangement ends.

    ``mean_loss`` is the fall of the chance that a function holds, averaged over all functions; ``worst_loss`` the
    largest fall, in ``worst_function``. For an actor, whose engagement is certain before the scenario, the fall is
    its Birnbaum importance.
    """

    id: str
    label: str
    kind: Literal["actor", "arrangement"]
    mean_loss: float
    worst_loss: float
    worst_function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedAnswer:
    """The answer for one task or function: chance that it holds, before and in the scenario.

    ``verdict`` is one word for people: ``holds``, ``strained``, ``breaks``, ``uncertain`` or ``absent``.
    ``basis`` says what the number rests on: ``structure``, ``record``, ``judgement``.
    ``judgements`` are ids of the judged ranges that it depends on. ``breaks`` are the minimal sets of losses that
    the scenario makes possible, the likeliest first; ``would_break`` the smallest sets whatever the scenario.
    """

    id: str
    label: str
    kind: Literal["task", "function"]
    before: Interval
    after: Interval
    verdict: str
    basis: tuple[Basis, ...]
    judgements: tuple[str, ...]
    breaks: tuple[Break, ...]
    would_break: tuple[Break, ...]
    can_fill: tuple[str, ...]
    months_to_replace: tuple[float, float] | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangementAnswer:
    """The state of one arrangement in the scenario, why, and the chance that it still works."""

    id: str
    label: str
    state: ArrangementState
    because: str
    before: Interval
    after: Interval
    basis: tuple[Basis, ...]
    lead_before: str | None
    lead_after: str | None
    share_lost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole answer: arrangements, tasks, functions, linchpins; and how it was computed."""

    scenario: Scenario
    as_of: str
    functions: Mapping[str, CarriedAnswer]
    tasks: Mapping[str, CarriedAnswer]
    arrangements: Mapping[str, ArrangementAnswer]
    linchpins: tuple[Linchpin, ...]
    engine: str
    inputs: Mapping[str, Any]
