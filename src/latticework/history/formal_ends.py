"""How often alliances end formally, and how: abrogated, fulfilled or replaced, each against staying in force.

Bilateral alliances since 1919, when CHISOLS begins. A member that ceases to exist, and the end of coding, censor.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from latticework.history.collection import Collection
from latticework.history.cox import fit_cox
from latticework.history.end_rates import CAUSES, MAY, MAY_NOT, OUTCOME, POLYARCHY, count, rates
from latticework.history.estimate import Estimate, Role, from_fit
from latticework.history.event_panels import iso_now
from latticework.history.fit import Fit
from latticework.history.logit import fit_firth
from latticework.history.panel import Panel
from latticework.history.panels import add_turnover, alliance_years
from latticework.history.results import AlliedPair

__all__ = ["CAUSES", "COVARIATES", "NEEDS", "count", "estimate", "pairs", "panel"]
NEEDS = ("atop-alliance", "chisols", "democracy")
REGIMES = ("democracy", "v-dem")  # the extract, or V-Dem's own file
COVARIATES = ("coordination", "turnover", "both_democratic")


def panel(collection: Collection) -> Panel:
    """Bilateral alliance-years with regime, turnover dated before the end by day, and turnover two years later."""
    regimes = collection.either(*REGIMES)
    made = alliance_years(collection, "chisols", regimes).only("bilateral AND year BETWEEN 1919 AND 2018")
    if regimes != "democracy":
        polyarchy = (
            "SELECT ccode, year, max(v2x_polyarchy) AS v2x_polyarchy FROM v_dem WHERE ccode IS NOT NULL GROUP BY ALL"
        )
        made.connection.execute(f"CREATE VIEW democracy AS {polyarchy}")
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
    yield from rates(made)

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

    steps = [f"end-{cause}-per-step" for cause in CAUSES]
    step, turned = steps[0], "end-abrogated-turnover"
    for id, cause in zip(steps, CAUSES, strict=True):
        yield ratio(id, f"{cause}; per step of coordination", "coordination", cause=cause)
    for id, cause in zip(steps, CAUSES, strict=True):
        about = f"{cause}; per step of coordination"
        yield ratio(f"{id}-firth", about, "coordination", cause=cause, how="firth", role="alternative", of=id)
    since = made.only("year >= 1946")
    about = "abrogated; per step of coordination, 1946 on"
    yield ratio(f"{step}-1946", about, "coordination", source=since, role="alternative", of=step)
    about = "a member ceased to exist, an end that coordination should not bring about; per step"
    yield ratio(
        f"{step}-lost", about, "coordination", cause="member_lost", role="negative control", of=" ".join(steps)
    )  # fmt: skip
    yield ratio(turned, "abrogated; change of governing coalition dated before the end", "turnover")
    yield ratio(f"{turned}-firth", "abrogated; the same", "turnover", how="firth", role="alternative", of=turned)
    with_product = (*COVARIATES, "turnover_coordination")
    about = "abrogated; change x step of coordination"
    yield ratio(f"{turned}-x-step", about, with_product[-1], names=with_product, role="alternative", of=turned)
    about = "abrogated; a change two years later, which cannot be a cause"
    names = ("coordination", "turnover_later", "both_democratic")
    known = made.only("year <= 2016")
    yield ratio(f"{turned}-later", about, names[1], names=names, source=known, role="negative control", of=turned)


def pairs(collection: Collection) -> tuple[AlliedPair, ...]:
    """Give the bilateral alliances in force in the last year of the data: where its rates may be used.

    Raises:
        MissingDataset: ATOP or CHISOLS has not been added.
    """
    made = panel(collection)
    iso = iso_now()
    query = f"""
        SELECT m1, m2, atopid, both_democratic = 1 FROM {made.table}
        WHERE year = (SELECT max(year) FROM {made.table}) AND ended IS NULL AND covered
    """  # noqa: S608 - own table
    found = [
        AlliedPair(one=one, other=other, atopid=int(atopid), democratic=bool(democratic))
        for m1, m2, atopid, democratic in made.connection.execute(query).fetchall()
        for one, other in [sorted((iso.get(m1, ""), iso.get(m2, "")))]
        if one
    ]
    return tuple(sorted(found, key=lambda pair: (pair.one, pair.other, pair.atopid)))
