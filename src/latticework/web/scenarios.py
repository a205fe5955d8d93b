"""Scenarios in an address: ``a1_actor=USA&a1_posture=withdrawn&a1_on=2025-01-20`` and so on, for side A and side B.

A plain form can send it, and a link can carry it. Fields of a change: actor, posture, low and high (a level in place of
the posture's range), on, and, repeated, theatre, function, leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from urllib.parse import urlencode

from latticework.model import BadScenario, Change, Scenario

SIDES = ("a", "b")
MOST = 5
WITHIN = ("theatre", "function", "leaves")
JUDGED_FOR = "2025-01-20"
Pairs = Sequence[tuple[str, str]]


def read_side(pairs: Pairs, side: str) -> Scenario | None:
    """Read one side's scenario; ``None`` when it names no actor.

    Raises:
        BadScenario: a level that is no number from 0 to 1, or upside down.
    """
    changes = []
    for number in range(1, MOST + 1):
        prefix = f"{side}{number}_"
        one = {name.removeprefix(prefix): value.strip() for name, value in pairs if name.startswith(prefix)}
        if not one.get("actor"):
            continue
        many = {
            within: tuple(dict.fromkeys(v for name, v in pairs if name == prefix + within and v)) for within in WITHIN
        }
        changes.append(
            Change(
                actor=one["actor"],
                posture=one.get("posture") or "withdrawn",  # type: ignore[arg-type]  # checked when it is asked
                on=one.get("on") or JUDGED_FOR,
                level=_level(one.get("low", ""), one.get("high", "")),
                theatres=many["theatre"],
                functions=many["function"],
                leaves=many["leaves"],
            )
        )
    return Scenario(changes=tuple(changes), name=side.upper()) if changes else None


def _level(low: str, high: str) -> tuple[float, float] | None:
    if not low and not high:
        return None
    try:
        ends = float(low or high), float(high or low)
    except ValueError:
        raise BadScenario(f"The level {low or '…'} to {high or '…'} is no number", remedy="Write it like 0.4") from None
    if not all(isfinite(end) and 0 <= end <= 1 for end in ends) or ends[0] > ends[1]:
        raise BadScenario(f"The level {low} to {high} is no range from 0 to 1", remedy="Write 0.3 and 0.7")
    return ends


def write_side(scenario: Scenario | None, side: str) -> list[tuple[str, str]]:
    """The fields of an address for one side: what ``read_side`` reads."""
    pairs: list[tuple[str, str]] = []
    for number, change in enumerate(scenario.changes if scenario else (), 1):
        prefix = f"{side}{number}_"
        pairs += [(prefix + "actor", change.actor), (prefix + "posture", change.posture), (prefix + "on", change.on)]
        if change.level:
            pairs += [(prefix + "low", f"{change.level[0]:g}"), (prefix + "high", f"{change.level[1]:g}")]
        for within, values in zip(WITHIN, (change.theatres, change.functions, change.leaves), strict=True):
            pairs += [(prefix + within, value) for value in values]
    return pairs


def address(path: str, a: Scenario | None, b: Scenario | None, kept: Iterable[tuple[str, str]] = ()) -> str:
    """A link to a view with both sides."""
    return f"{path}?{urlencode([*write_side(a, 'a'), *write_side(b, 'b'), *kept], safe=':')}"
