"""Who fills the gap, from published totals: what is shipped for those who have loaded no donor table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from latticework.model import UnknownName
from latticework.whatif.gap import DonorGap, Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Irreplaceable:
    """What the others cannot give in the hub's place, how far that goes, and who says so."""

    what: str
    how: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Published totals in bn EUR a year; the hub's own is the difference, since the total stays as it was."""

    gap: Gap
    unit: str
    source: str
    trap: str
    cannot: tuple[Irreplaceable, ...]


@cache
def published() -> Published:
    """Read the shipped totals; shares of GDP by donor are not published, and stay ``None``."""
    where = files("latticework").joinpath("shipped", "gap.toml")
    table = tomllib.loads(where.read_text(encoding="utf-8"))
    money = table["money"]
    donors = tuple(
        DonorGap(
            donor=one["donor"],
            now=float(one["now"]),
            needed=float(one["needed"]),
            now_percent=None,
            needed_percent=None,
        )
        for one in money["donors"]
    )
    now, needed = sum(one.now for one in donors), sum(one.needed for one in donors)
    gap = Gap(
        hub=money["hub"],
        hub_gave=needed - now,
        now=now,
        needed=needed,
        donors=tuple(sorted(donors, key=lambda one: (one.now - one.needed, one.donor))),
        bilateral_percent=float(money["bilateral_percent"]),
        all_percent=None,
    )
    return Published(
        gap=gap,
        unit=money["unit"],
        source=money["source"],
        trap=money["trap"],
        cannot=tuple(Irreplaceable(**one) for one in table["cannot"]),
    )


def published_for(hub: str) -> Published:
    """The shipped totals, if they are about this hub.

    Raises:
        UnknownName: totals are shipped for another hub only.
    """
    found = published()
    if hub != found.gap.hub:
        raise UnknownName("hub with published totals", hub, [found.gap.hub])
    return found
