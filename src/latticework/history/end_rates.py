"""How often alliances end, counted: exact rates by cause, kind of pair and year, each with an alternative and a control.

A control is a rate that should be the same: the same pairs two years before a change; or ends by the loss of a member,
which neither party decided and which differ between kinds of pairs for other reasons only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from latticework.history.estimate import Estimate, Role, from_rate
from latticework.history.panel import Panel
from latticework.history.rates import poisson_rate

POLYARCHY = 0.5  # V-Dem: above it both are electoral democracies, for the alternative coding of regime pairs
OUTCOME = "formal end of an alliance"
MAY = "The order of magnitude of formal ends among alliances like these"
MAY_NOT = "Not an effect of institutions or elections, and silent on cooperation that fades while the treaty stands"
CAUSES = ("abrogated", "fulfilled", "replaced")


def count(made: Panel, cause: str, condition: str) -> tuple[int, int]:
    """Events of one cause and alliance-years under a condition."""
    query = f"SELECT sum({cause}), count(*) FROM {made.table} WHERE {condition}"  # noqa: S608 - own conditions
    events, years = made.connection.execute(query).fetchall()[0]
    return int(events or 0), int(years)


US = "2 IN (m1, m2) AND year >= 1946"
US_CHANGED = "((m1 = 2 AND turned_m1 = 1) OR (m2 = 2 AND turned_m2 = 1))"
US_LATER = "((m1 = 2 AND later_m1 = 1) OR (m2 = 2 AND later_m2 = 1))"
CHANGED = "turnover = 1"  # in the year of an end, a change counts only when it is dated on or before the day of the end
LATER = "greatest(later_m1, later_m2) = 1 AND year <= 2016"
DEMOCRACIES = "both_democratic = 1 AND year >= 1946"
OTHERS = "both_democratic = 0 AND covered AND year >= 1946"
DEFENSE_ONLY, MEMBER_LOST = "defense pacts only", "a member ceased to exist, which neither decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Alliance-years whose ends are counted; ``control`` are years whose rate should be the same, else a lost member's."""

    id: str
    words: str
    where: str
    causes: tuple[str, ...] = CAUSES[:1]
    control: tuple[str, str] | None = None


GROUPS = (
    _Group(id="all", words="bilateral, 1919-2018", where="true", causes=CAUSES),
    _Group(id="democracies", words="both democratic, 1946 on", where=DEMOCRACIES, causes=CAUSES),
    _Group(
        id="democracies-year-before", words="both democratic the year before, 1946 on",
        where="both_democratic_before = 1 AND year >= 1946",
    ),
    _Group(id="other-pairs", words="not both democratic, 1946 on", where=OTHERS),
    _Group(id="coordination-0", words="low coordination", where="coordination = 0"),
    _Group(id="coordination-1", words="moderate coordination", where="coordination = 1"),
    _Group(id="coordination-2", words="high coordination", where="coordination = 2"),
    _Group(id="us", words="with the United States, 1946 on", where=US, causes=CAUSES),
    _Group(
        id="us-change", words="with the United States, year of a change of its governing party",
        where=f"{US} AND {US_CHANGED}",
        control=("with the United States, two years before a change", f"{US} AND {US_LATER} AND year <= 2016"),
    ),
    _Group(
        id="democracies-change", words="both democratic, year of a change in one of them, 1946 on",
        where=f"{DEMOCRACIES} AND {CHANGED}",
        control=("both democratic, two years before a change", f"{DEMOCRACIES} AND {LATER}"),
    ),
    _Group(
        id="other-pairs-change", words="not both democratic, year of a change in one of them, 1946 on",
        where=f"{OTHERS} AND {CHANGED}",
        control=("not both democratic, two years before a change", f"{OTHERS} AND {LATER}"),
    ),
)  # fmt: skip


def rates(made: Panel) -> Iterator[Estimate]:
    """Exact rates by cause, regime pair and coordination, and in years of a change, each with alternative and control."""

    def rate(id: str, about: str, counted: tuple[int, int], role: Role = "main", of: str = "") -> Estimate:
        found = poisson_rate(*counted)
        return from_rate(
            id, OUTCOME, about, found, unit="alliance-years", may=MAY, may_not=MAY_NOT, role=role, of=of
        )  # fmt: skip

    for group in GROUPS:
        mains = [f"end-{cause}-{group.id}" for cause in group.causes]
        for id, cause in zip(mains, group.causes, strict=True):
            yield rate(id, f"{cause}; {group.words}", count(made, cause, group.where))
        for id, cause in zip(mains, group.causes, strict=True):
            counted = count(made, cause, f"{group.where} AND defense = 1")
            yield rate(f"{id}-defense", f"{cause}; {group.words}; {DEFENSE_ONLY}", counted, "alternative", id)
        if group.control:
            words, where = group.control
            yield rate(
                f"{mains[0]}-placebo",
                f"abrogated; {words}",
                count(made, "abrogated", where),
                "negative control",
                mains[0],
            )
        else:
            counted = count(made, "member_lost", group.where)
            yield rate(
                f"end-lost-{group.id}", f"{MEMBER_LOST}; {group.words}", counted, "negative control", " ".join(mains)
            )
    counted = count(made, "abrogated", "both_polyarchies = 1 AND year >= 1946")
    about = f"abrogated; both at {POLYARCHY} or more in V-Dem polyarchy, 1946 on"
    yield rate("end-abrogated-democracies-vdem", about, counted, "alternative", "end-abrogated-democracies")
