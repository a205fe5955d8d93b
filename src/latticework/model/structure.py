"""How cooperation carries a function: functions consist of tasks, providers carry tasks.

Written in TOML (``shipped/functions.toml``, the ``works`` table of an arrangement) and kept in the
register as plain values; here they get their types.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from latticework.model.register import Basis

Gate = Literal["all", "any", "at_least", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A chance in [0, 1] that somebody has judged, as a range, with the reason."""

    id: str
    low: float
    high: float
    about: str
    why: str
    source: str

    @property
    def basis(self) -> Basis:
        """What it rests on: a judgement, unless it is made of draws that say otherwise."""
        return "judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRange(Range):
    """A chance given by draws: somebody's own, or those of an estimate of the record.

    ``draws`` are numbers in [0, 1] in ascending order; ``low`` and ``high`` are the first and the last of them.
    """

    draws: tuple[float, ...]
    rests_on: Basis = "judgement"

    @property
    def basis(self) -> Basis:
        """What the draws rest on."""
        return self.rests_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """What an arrangement needs so that it still works.

    Args:
        lead: actor that leads, chairs or commands; ``None`` when nobody in particular does.
        successors: actors that could take the lead over, in order.
        handover: id of the judged chance that a successor takes over in time.
        host: actor on whose soil or means it stands.
        essential: actors without each of which it cannot work (both sides of a bilateral, consents).
        quorum: (k, actors): at least k of these must stay engaged.
        carry_on: id of the judged chance that the quorum goes on once one of its members is gone; certain if ``None``.
        contact: id of the chance that the parties still meet at a high level, in place of the engagement of a party that
            the scenario changes; ``None`` unless the record or a user gives one.
        in_force: id of the chance that its text is still in force within a year; certain unless the record or a user
            gives one.
        ready: id of the judged chance that it is stood up and running on the scenario's date.
        shares: actor → share in [0, 1] of its resources (money, posts), for "loses resources".
        notice_months: notice to leave under its text, or ``None`` when the text has no exit rule.
    """

    lead: str | None = None
    successors: tuple[str, ...] = ()
    handover: str | None = None
    host: str | None = None
    essential: tuple[str, ...] = ()
    quorum: tuple[int, tuple[str, ...]] | None = None
    carry_on: str | None = None
    contact: str | None = None
    in_force: str | None = None
    ready: str | None = None
    shares: dict[str, float] = field(default_factory=dict)
    notice_months: int | None = None

    @property
    def chances(self) -> tuple[str, ...]:
        """The ids of the chances that it takes: handover, carry_on, ready, contact, in_force, as far as it has them."""
        return tuple(id for id in (self.handover, self.carry_on, self.ready, self.contact, self.in_force) if id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who carries a task: an arrangement (by id), or one actor's own effort (by code).

    ``share`` is its part of the task in [0, 1], used by ``share`` gates and by hub dependence.
    """

    by: str
    share: float | None = None
    why: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task of a function and the gate over what provides it.

    ``share`` gates hold when engaged shares plus what others can add reach ``need``;
    ``fill`` is the id of the judged part of the whole (0 to 1) that others can add at the horizon.
    ``months_to_replace`` is an interval (low, high).
    """

    id: str
    label: str
    function: str
    theatre: str
    gate: Gate
    providers: tuple[Provider, ...]
    k: int | None = None
    need: float | None = None
    fill: str | None = None
    months_to_replace: tuple[float, float] | None = None
    can_fill: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What cooperation is for; it holds when its gate over its tasks does (``all``, ``any``, ``at_least``)."""

    id: str
    label: str
    theatre: str
    gate: Gate
    tasks: tuple[str, ...]
    k: int | None = None
    why: str = ""
