"""Pulls in an address: ``pull=USA:0.4&pull=DEU:withdrawn&on=2025-01-20&theatre=europe`` and the scenario they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from latticework.model import POSTURES, BadScenario, Change, Scenario, UnknownName
from latticework.whatif.levels import posture_at

STEPS = 40
LEVELS = tuple((STEPS - i) / STEPS for i in range(STEPS + 1))
"""What a slider can show: 1 (engaged) to 0 (withdrawn) in steps of 0.025; each is answered by the engine."""
MOST = 6


@dataclass(frozen=True, slots=True)
class Pull:
    """One actor pulled: to a named posture (with its judged range) or to one fixed level."""

    actor: str
    posture: str | None
    level: float | None

    def __str__(self) -> str:
        return f"{self.actor}:{self.posture or f'{self.level:g}'}"


def read_pull(written: str) -> Pull:
    """Read ``USA:0.4`` or ``USA:withdrawn``; a level is moved to the nearest of ``LEVELS``.

    Raises:
        BadScenario: it is neither.
        UnknownName: no such posture.
    """
    actor, colon, how = written.rpartition(":")
    if not colon or not actor:
        raise BadScenario(f"The pull {written!r} names no actor and level", remedy="Write USA:0.4 or USA:withdrawn")
    if how in POSTURES:
        return Pull(actor, how, None)
    try:
        level = float(how)
    except ValueError:
        raise UnknownName(f"posture ({', '.join(POSTURES)}) or level", how, POSTURES) from None
    if not isfinite(level) or not 0 <= level <= 1:
        raise BadScenario(f"The level {how} lies outside 0 to 1", remedy="1 is engaged, 0 is withdrawn")
    return Pull(actor, None, round(level * STEPS) / STEPS)


def read_pulls(pull: Sequence[str], who: Sequence[str] = (), how: Sequence[str] = ()) -> tuple[Pull, ...]:
    """Read the pulls of an address, and those of a plain form (``who`` and ``how`` in pairs, empty ones left out).

    Raises:
        BadScenario: more than ``MOST``, or one actor twice.
    """
    pairs = [f"{actor}:{level}" for actor, level in zip(who, how, strict=False) if actor and level]
    found = tuple(read_pull(written) for written in [*pull, *pairs])
    if len(found) > MOST:
        raise BadScenario(f"{len(found)} actors are pulled at once", remedy=f"Pull at most {MOST}")
    if len({one.actor for one in found}) < len(found):
        raise BadScenario("One actor is pulled twice", remedy="Pull each actor once")
    return found


def scenario_of(pulls: Sequence[Pull], on: str, theatres: Sequence[str] = ()) -> Scenario:
    """The scenario that the pulls mean; a fixed level is the range from it to itself."""
    return Scenario(
        changes=tuple(
            Change(
                actor=one.actor,
                posture=posture_at(one.level) if one.level is not None else one.posture,  # type: ignore[arg-type]  # read_pull allows no other
                on=on,
                level=None if one.level is None else (one.level, one.level),
                theatres=tuple(theatres),
            )
            for one in pulls
        )
    )
