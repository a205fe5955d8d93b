"""A scenario: who walks away, how far, from when, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Posture = Literal["engaged", "new_government", "scaled_back", "withdrawn"]
POSTURES: tuple[str, ...] = get_args(Posture)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One actor's posture from a date on.

    ``level`` (low, high) in [0, 1] is the chance that it still performs each of its roles and the part of
    its resources that it still gives; ``None`` takes the shipped range of the posture. ``theatres`` or
    ``functions`` limit where it applies; both empty means everywhere. ``leaves`` are ids of arrangements
    that it formally leaves: leaving an alliance and leaving a task are different things.
    """

    actor: str
    posture: Posture
    on: str
    level: tuple[float, float] | None = None
    theatres: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One or several changes, a name, and the seed and number of the draws."""

    changes: tuple[Change, ...]
    name: str = ""
    seed: int = 20240731
    draws: int = 4000
