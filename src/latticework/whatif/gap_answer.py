"""The whole answer to "who fills the gap": money, weapons, tasks, posts, and what cannot be replaced."""

from __future__ import annotations

from dataclasses import dataclass

from latticework.whatif.gap import Gap
from latticework.whatif.gap_published import Irreplaceable
from latticework.whatif.gap_tasks import PostGap, TaskGap
from latticework.whatif.gap_weapons import WeaponGap


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoFills:
    """``money_from`` says what the amounts rest on; ``note`` how they may be misread, where that is known."""

    money: Gap
    money_from: str
    note: str
    weapons: tuple[WeaponGap, ...]
    tasks: tuple[TaskGap, ...]
    posts: tuple[PostGap, ...]
    cannot: tuple[Irreplaceable, ...]
