"""What a comparison of steps answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from latticework.advise.constraints import RuledOut
from latticework.advise.steps import Step
from latticework.model import Interval, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSet:
    """A set of steps and what comes of it.

    Args:
        functions: chance of every chosen function with the set.
        gain: largest rise of a function's mean over doing nothing.
        worst_regret, mean_regret: over draws, the largest shortfall in any function from the best that any compared set
            attains in that draw (with weights, of the weighted sum).
        best_in: share of draws in which no set has a smaller regret (the smaller and cheaper set wins a tie).
        marginal: step → function → mean that would go were this step alone left out.
        effort: person-months, low and high summed; ``months`` the lead time of the slowest step.
        in_time: share of draws in which every step of the set is in place on the scenario's date.
        against_nothing: the strongest order of dominance over doing nothing.
    """

    steps: tuple[str, ...]
    functions: Mapping[str, Interval]
    gain: float
    verdict: str
    worst_regret: float
    mean_regret: float
    best_in: float
    marginal: Mapping[str, Mapping[str, float]]
    effort: tuple[float, float]
    months: tuple[float, float]
    in_time: float
    against_nothing: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """An input beyond which other advice follows: ``below`` or ``above`` this value, in place of its range."""

    input: str
    about: str
    range: tuple[float, float]
    side: str
    value: float
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why a set is recommended: a sentence, breaks that it removes or makes rarer, who must agree, what else is close.

    ``agree`` are the actors that must agree, by name, ``rules`` the rules by which bodies among them decide.
    """

    sentence: str
    removes: tuple[tuple[str, float, float], ...]
    agree: tuple[str, ...]
    rules: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    alternatives: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutConstraint:
    """What a lifted constraint was worth: the set advised with it, and the rise of the best mean attainable without it."""

    constraint: str
    steps: tuple[str, ...]
    worth: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The whole comparison; iterating gives the table, doing nothing first.

    ``recommended`` is empty when doing nothing is as good. ``idle`` are steps that move no function detectably, with
    the profile that they raise; ``attainable`` is the best mean of each function over all sets; ``engine`` says how the sets were searched and with which gap (0 when exact).
    """

    scenario: Scenario
    as_of: str
    functions: tuple[str, ...]
    weights: Mapping[str, float]
    months: float
    most: int
    steps: Mapping[str, Step]
    table: tuple[StepSet, ...]
    recommended: tuple[str, ...]
    by_size: Mapping[int, tuple[str, ...]]
    explained: Explained
    ruled_out: tuple[RuledOut, ...]
    idle: tuple[str, ...]
    lifted: tuple[WithoutConstraint, ...]
    attainable: Mapping[str, float]
    sets: int
    engine: str
    gap: float

    def __iter__(self) -> Iterator[StepSet]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, i: int) -> StepSet:
        return self.table[i]

    def of(self, steps: tuple[str, ...]) -> StepSet:
        """The row of a set that is in the table."""
        return next(row for row in self.table if row.steps == tuple(sorted(steps)))
