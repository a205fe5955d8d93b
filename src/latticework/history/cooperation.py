"""Cooperative events one state directs at another, in years when its governing party changed: ICEWS and CHISOLS.

Every directed dyad has its own level (dyad effects) and every year its own (year effects), so what is compared is the
same dyad in years with and without a change.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from latticework.history.collection import Collection
from latticework.history.counts import fit_counts, varying
from latticework.history.estimate import Estimate, Role, from_fit
from latticework.history.event_panels import directed_dyad_events, iso_now
from latticework.history.fit import NoFit
from latticework.history.panel import Panel
from latticework.history.panels import dyad_years

NEEDS = ("icews-dyad-year", "chisols", "atop-member", "atop-alliance")
CODINGS = ("chisols", "own-turnover")
OTHER_SOURCES = {
    "cooperation-gdelt1": "gdelt1-events",
    "cooperation-gdelt2": "gdelt2-events",
    "cooperation-polecat": "polecat",
}
OUTCOME = "cooperative events between two states"
MAY = "How reported cooperation moved in years of a change of governing party, 2002-2014"
MAY_ELSEWHERE = (
    "How reported cooperation moved in years of a change of governing party, in the years of the events added"
)
MAY_NOT = "Not an effect of the change; counts of news reports, not of cooperation itself"
FEWEST_YEARS = 2
GROUPS = {
    "unallied": "allied IS NULL",
    "low": "coordination = 0",
    "moderate": "coordination = 1",
    "high": "coordination = 2",
}


def panel(collection: Collection, source: str = "icews-dyad-year") -> Panel:
    """Directed dyad-years with the sender's and target's change, the sender's two years later, and coordination.

    Changes are those of CHISOLS, and of the user's own coding where that was added. Alliances are those of the year, in
    years after ATOP's members end those of its last year.
    """
    coded = [name for name in CODINGS if collection.has(name)] or CODINGS[:1]
    events = directed_dyad_events(collection, source, *coded, "atop-member", "atop-alliance", filled=True)
    connection = events.connection
    shared = dyad_years(collection, connection, directed=True)
    last = collection.find("atop-member").covers[1]
    connection.execute(f"CREATE OR REPLACE VIEW shared AS FROM {shared.table}")
    connection.execute("CREATE OR REPLACE VIEW later AS SELECT ccode, year - 2 AS year, changed FROM turnover")
    sender, target = {"ccode1": "ccode", "year": "year"}, {"ccode2": "ccode", "year": "year"}
    pair = {"ccode1": "ccode1", "ccode2": "ccode2", "ally_year": "year"}
    made = events.add(ally_year=f"least(year, {last})")
    made = made.join("turnover", on=sender, take={"change": "changed"})
    made = made.join("turnover", on=target, take={"target_change": "changed"})
    made = made.join("later", on=sender, take={"later_change": "changed"})
    made = made.join("shared", on=pair, take={"allied": "1", "coordination": "coordination"})
    return made.only(
        "change IS NOT NULL AND target_change IS NOT NULL AND later_change IS NOT NULL "
        "AND (allied IS NULL OR coordination IS NOT NULL)"
    )


def estimate(collection: Collection, source: str = "icews-dyad-year") -> Iterator[Estimate]:
    """Ratios of cooperative events in years of a change, by alliance and coordination of the dyad.

    Args:
        source: of the events.
    Raises:
        MissingDataset: the events, CHISOLS or ATOP have not been added.
        NoFit: the events and the coding of changes do not share two years.
    """
    made = panel(collection, source)
    shared = made.connection.execute(f"SELECT count(DISTINCT year) FROM {made.table}").fetchall()[0][0]  # noqa: S608
    if shared < FEWEST_YEARS:
        raise NoFit(
            f"Cooperation: {source} and the coding of changes share {shared} whole years; {FEWEST_YEARS} are needed",
            remedy="Add more files of events (a year counts when each month holds some), or changes of your own (own-turnover)",
        )
    flags = {name: f"coalesce(({condition})::INT, 0)" for name, condition in GROUPS.items()}
    rows = made.add(**flags).arrays(
        "ccode1", "ccode2", "year", "cooperation", "change", "target_change", "later_change", *GROUPS
    )
    groups = np.column_stack([rows[name] for name in GROUPS]).astype(float)
    years = np.unique(rows["year"])[1:]
    common = np.column_stack([groups[:, 1:], (rows["year"][:, None] == years).astype(float)])
    common_names = ("allied-low", "allied-moderate", "allied-high", *map(str, years))
    dyads = (rows["ccode1"] * 10000 + rows["ccode2"]).astype(np.int64)
    counts = rows["cooperation"].astype(float)

    def ratios(column: str, suffix: str, words: str, *, role: Role, y: np.ndarray = counts) -> Iterator[Estimate]:
        x = np.column_stack([groups * rows[column].astype(float)[:, None], common])
        # a change is one state's in one year, and moves all its dyads at once: they are not independent
        state = rows["ccode2" if column == "target_change" else "ccode1"].astype(np.int64)
        names = (*GROUPS, *common_names)
        kept = varying(
            x, dyads, y
        )  # what stays as it is in every dyad says nothing, and few data hold no change in a group
        fit = fit_counts(y, x[:, kept], [names[j] for j in kept], dyads, clusters=state)
        for position, group in enumerate(GROUPS):
            if position not in kept:
                continue
            affected = (groups[:, position] == 1) & (rows[column] == 1)
            yield from_fit(
                f"cooperation-{group}{suffix}", OUTCOME, f"{words}; {group} {'dyads' if position == 0 else 'coordination'}",
                fit, group, measure="ratio of event rates", events=int(y[affected].sum()),
                exposure=float(affected.sum()), unit="directed dyad-years with a change",
                method="conditional Poisson with dyad and year effects, robust to dependence within the changing state",
                role=role, of="" if role == "main" else f"cooperation-{group}", may=MAY if source == "icews-dyad-year" else MAY_ELSEWHERE, may_not=MAY_NOT,
            )  # fmt: skip

    changed = "the sender's governing party changed that year"
    yield from ratios("change", "", changed, role="main")
    about = "the target's governing party changed"
    yield from ratios("target_change", "-target", about, role="alternative")
    capped = np.minimum(counts, np.quantile(counts[counts > 0], 0.99))
    about = "the sender's change, counts capped at the 99th percentile"
    yield from ratios("change", "-capped", about, role="alternative", y=capped)
    about = "a change of the sender two years later"
    yield from ratios("later_change", "-later", about, role="negative control")


def states(collection: Collection, source: str = "icews-dyad-year") -> tuple[str, ...]:
    """The states whose events are counted, by ISO code."""
    iso = iso_now()
    rows = directed_dyad_events(collection, source).arrays("ccode1")["ccode1"]
    return tuple(sorted({iso[int(code)] for code in np.unique(rows[~np.isnan(rows)]) if int(code) in iso}))
