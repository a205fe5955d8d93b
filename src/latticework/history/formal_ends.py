"""How often alliances end formally, and how: abrogated, fulfilled or replaced, each against staying in force.

Bilateral alliances since 1919, when CHISOLS begins. A member that ceases to exist, and the end of coding, censor.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from latticework.history.collection import Collection
from latticework.history.cox import fit_cox
from latticework.history.estimate import Estimate, Role, from_fit, from_rate
from latticework.history.fit import Fit
from latticework.history.logit import fit_firth
from latticework.history.panel import Panel
from latticework.history.panels import add_turnover, alliance_years
from latticework.history.rates import poisson_rate

NEEDS = ("atop-alliance", "chisols", "democracy")
POLYARCHY = 0.5  # V-Dem: above it both are electoral democracies, for the alternative coding of regime pairs
OUTCOME = "formal end of an alliance"
MAY = "The order of magnitude of formal ends among alliances like these"
MAY_NOT = "Not an effect of institutions or elections, and silent on cooperation that fades while the treaty stands"
CAUSES = ("abrogated", "fulfilled", "replaced")
COVARIATES = ("coordination", "turnover", "both_democratic")


def panel(collection: Collection) -> Panel:
    """Bilateral alliance-years with regime, turnover dated before the end by day, and turnover two years later."""
    made = alliance_years(collection, "chisols", "democracy").only("bilateral AND year BETWEEN 1919 AND 2018")
    add_turnover(made.connection)
    made.connection.execute("CREATE OR REPLACE VIEW later AS SELECT ccode, year - 2 AS year, changed FROM turnover")
    made.connection.execute(
        "CREATE OR REPLACE VIEW earlier AS SELECT ccode, year + 1 AS year, democratic FROM turnover"
    )
    for member in ("m1", "m2"):
        on = {member: "ccode", "year": "year"}
        made = made.join(
            "turnover",
            on=on,
            take={f"changed_{member}": "changed", f"on_{member}": "changed_on", f"dem_{member}": "democratic"},
        )
        made = made.join("later", on=on, take={f"later_{member}": "changed"})
        made = made.join("democracy", on=on, take={f"polyarchy_{member}": "v2x_polyarchy"})
        made = made.join("earlier", on=on, take={f"dem_before_{member}": "democratic"})
        # in the year of the end, a change counts only when it is dated on or before the day of the end
        before = f"changed_{member} = 1 AND (ended IS NULL OR on_{member} <= ended_on)"
        made = made.add(**{f"turned_{member}": f"coalesce(({before})::INT, 0)"})
    return made.add(
        turnover="greatest(turned_m1, turned_m2)",
        turnover_later="greatest(coalesce(later_m1, 0), coalesce(later_m2, 0))",
        both_democratic="coalesce((dem_m1 = 1 AND dem_m2 = 1)::INT, 0)",
        both_democratic_before="coalesce((dem_before_m1 = 1 AND dem_before_m2 = 1)::INT, 0)",
        both_polyarchies=f"coalesce((polyarchy_m1 >= {POLYARCHY} AND polyarchy_m2 >= {POLYARCHY})::INT, 0)",
        covered="(dem_m1 IS NOT NULL AND dem_m2 IS NOT NULL)",
        **{cause: f"coalesce((ended = '{cause}')::INT, 0)" for cause in CAUSES},
        member_lost="coalesce((ended = 'member lost')::INT, 0)",
    )


def count(made: Panel, cause: str, condition: str) -> tuple[int, int]:
    """Events of one cause and alliance-years under a condition."""
    query = f"SELECT sum({cause}), count(*) FROM {made.table} WHERE {condition}"  # noqa: S608 - own conditions
    events, years = made.connection.execute(query).fetchall()[0]
    return int(events or 0), int(years)


def _rates(made: Panel) -> list[Estimate]:
    """Exact rates by cause, regime pair and coordination, and around a change of governing party in Washington."""
    us = "2 IN (m1, m2) AND year >= 1946"
    us_changed = "((m1 = 2 AND changed_m1 = 1) OR (m2 = 2 AND changed_m2 = 1))"
    groups = {
        "all": ("bilateral, 1919-2018", "true"),
        "democracies": ("both democratic, 1946 on", "both_democratic = 1 AND year >= 1946"),
        "democracies-year-before": (
            "both democratic the year before, 1946 on",
            "both_democratic_before = 1 AND year >= 1946",
        ),
        "other-pairs": ("not both democratic, 1946 on", "both_democratic = 0 AND covered AND year >= 1946"),
        "coordination-0": ("low coordination", "coordination = 0"),
        "coordination-1": ("moderate coordination", "coordination = 1"),
        "coordination-2": ("high coordination", "coordination = 2"),
        "us": ("with the United States, 1946 on", us),
        "us-change": ("with the United States, year of a change of its governing party", f"{us} AND {us_changed}"),
    }
    found = []
    for group, (words, condition) in groups.items():
        for cause in CAUSES if group in ("all", "democracies", "us") else CAUSES[:1]:
            rate = poisson_rate(*count(made, cause, condition))
            about = f"{cause}; {words}"
            found.append(
                from_rate(f"end-{cause}-{group}", OUTCOME, about, rate, unit="alliance-years", may=MAY, may_not=MAY_NOT)
            )
    rate = poisson_rate(*count(made, "abrogated", "both_polyarchies = 1 AND year >= 1946"))
    about = f"abrogated; both at {POLYARCHY} or more in V-Dem polyarchy, 1946 on"
    id, of = "end-abrogated-democracies-vdem", "end-abrogated-democracies"
    found.append(
        from_rate(id, OUTCOME, about, rate, unit="alliance-years", may=MAY, may_not=MAY_NOT, role="alternative", of=of)
    )
    return found


def _fit(made: Panel, cause: str, names: tuple[str, ...], how: str) -> tuple[Fit, int]:
    rows = made.only("coordination IS NOT NULL AND covered").arrays("age", cause, *names)
    x = np.column_stack([rows[name] for name in names]).astype(float)
    y = rows[cause].astype(float)
    if how == "cox":
        return fit_cox(rows["age"].astype(int), y, x, names), int(y.sum())
    with_age = np.column_stack([x, np.log1p(rows["age"].astype(float))])
    return fit_firth(y, with_age, (*names, "log_age")), int(y.sum())


def estimate(collection: Collection) -> Iterator[Estimate]:
    """Rates by cause, regime and coordination; hazard ratios with an alternative and a negative control.

    Raises:
        MissingDataset: ATOP or CHISOLS has not been added.
    """
    made = panel(collection).add(turnover_coordination="turnover * coordination")
    yield from _rates(made)

    def ratio(
        id: str,
        about: str,
        name: str,
        *,
        cause: str = "abrogated",
        how: str = "cox",
        names: tuple[str, ...] = COVARIATES,
        role: Role = "main",
        of: str = "",
        source: Panel = made,
    ) -> Estimate:
        fit, events = _fit(source, cause, names, how)
        method = "Cox, cause-specific, Efron ties" if how == "cox" else "Firth logit with log age"
        return from_fit(
            id, OUTCOME, about, fit, name, measure="hazard ratio" if how == "cox" else "odds ratio", events=events,
            exposure=fit.n, unit="alliance-years", method=method, role=role, of=of, may=MAY, may_not=MAY_NOT,
        )  # fmt: skip

    step, turned = "end-abrogated-per-step", "end-abrogated-turnover"
    for cause in CAUSES:
        yield ratio(f"end-{cause}-per-step", f"{cause}; per step of coordination", "coordination", cause=cause)
    about = "abrogated; per step of coordination"
    yield ratio(f"{step}-firth", about, "coordination", how="firth", role="alternative", of=step)
    since = made.only("year >= 1946")
    yield ratio(f"{step}-1946", f"{about}, 1946 on", "coordination", source=since, role="alternative", of=step)
    about = "a member ceased to exist, an end that coordination should not bring about; per step"
    yield ratio(f"{step}-lost", about, "coordination", cause="member_lost", role="negative control", of=step)
    yield ratio(turned, "abrogated; change of governing coalition dated before the end", "turnover")
    yield ratio(f"{turned}-firth", "abrogated; the same", "turnover", how="firth", role="alternative", of=turned)
    with_product = (*COVARIATES, "turnover_coordination")
    about = "abrogated; change x step of coordination"
    yield ratio(f"{turned}-x-step", about, with_product[-1], names=with_product, role="alternative", of=turned)
    about = "abrogated; a change two years later, which cannot be a cause"
    names = ("coordination", "turnover_later", "both_democratic")
    known = made.only("year <= 2016")
    yield ratio(f"{turned}-later", about, names[1], names=names, source=known, role="negative control", of=turned)
