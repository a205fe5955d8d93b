"""History room against pandas, statsmodels and lifelines on the same rows in the same run; prints ratios.

    python benchmarks/history.py ../shared/data [--year 2000]

Needs the test dependencies and the research data (see docs/history.md for where to get each file).
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # pandas has one thread; more of ours only wait for a busy machine

import numpy as np
import pandas as pd
import statsmodels.api as sm
from lifelines import CoxTimeVaryingFitter
from statsmodels.discrete.conditional_models import ConditionalPoisson

from latticework.history import Collection, cooperation, formal_ends
from latticework.history.counts import fit_counts
from latticework.history.cox import fit_cox
from latticework.history.logit import fit_logit
from latticework.history.panels import dyad_years
from latticework.history.similarity import alliance_portfolios, compare_portfolios

FILES = {
    "atop-alliance": "atop/atop5_0_alliance.csv",
    "atop-member": "atop/atop4_01_member.csv",
    "chisols": "chisols/chisols_v5_0_state_year.csv.gz",
    "democracy": "covariates/cow_state_year_democracy.csv.gz",
    "cow-states": "cow/cow_states_v2016.csv",
    "cow-alliance-dyad": "cow/alliance_v4.1_by_dyad.csv",
    "icews-dyad-year": "events/icews_directed_dyad_year_2002_2014.csv.gz",
}


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Run a few times; give the shortest time and the last result."""
    shortest, result = np.inf, None
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest, result


def report(what: str, ours: float, theirs: float, peer: str, goal: float) -> None:
    """Print one line."""
    ratio = theirs / ours
    verdict = "met" if ratio >= goal else "NOT met"
    print(
        f"{what:<42} {ours * 1000:>9.1f} ms  {peer:<28} {theirs * 1000:>10.1f} ms  {ratio:>7.1f} x  goal {goal:g} x {verdict}"
    )


def pandas_similarity(portfolios: np.ndarray) -> pd.DataFrame:
    """S of all pairs the straightforward way: long table, merge on the item, group by pair."""
    i, k = np.indices(portfolios.shape)
    long = pd.DataFrame({"i": i.ravel(), "k": k.ravel(), "p": portfolios.ravel()})
    pairs = long.merge(long, on="k", suffixes=("_a", "_b"))
    pairs["d"] = (pairs.p_a - pairs.p_b).abs()
    sums = pairs.groupby(["i_a", "i_b"]).d.agg(["sum", "count"])
    return (1 - 2 * sums["sum"] / (3 * sums["count"])).unstack()


def pandas_dyad_years(members: pd.DataFrame) -> pd.DataFrame:
    """Alliance memberships to dyad-years the straightforward way: a row per year, self-merge, group."""
    obligations = ["defense", "offense", "neutral", "nonagg", "consul"]
    rows = [
        {"atopid": r.atopid, "ccode": r.member, "year": year, **{o: getattr(r, o) for o in obligations}}
        for r in members.itertuples()
        for year in range(r.yrent, (r.yrexit or 2016) + 1)
    ]
    years = pd.DataFrame(rows).groupby(["atopid", "ccode", "year"], as_index=False)[obligations].max()
    pairs = years.merge(years, on=["atopid", "year"], suffixes=("_1", "_2"))
    pairs = pairs[pairs.ccode_1 < pairs.ccode_2]
    for name in obligations:
        pairs[name] = pairs[[f"{name}_1", f"{name}_2"]].min(axis=1)
    return pairs.groupby(["ccode_1", "ccode_2", "year"], as_index=False)[obligations].max()


def vectorized_dyad_years(members: pd.DataFrame) -> pd.DataFrame:
    """The same with every trick pandas has: repeat instead of a row per year, pair spells first, integer keys."""
    obligations = ["defense", "offense", "neutral", "nonagg", "consul"]
    spells = members[["atopid", "member", *obligations]].assign(
        first=members.yrent, last=members.yrexit.where(members.yrexit > 0, 2016)
    )
    pairs = spells.merge(spells, on="atopid", suffixes=("_1", "_2"))
    first, last = pairs[["first_1", "first_2"]].max(axis=1), pairs[["last_1", "last_2"]].min(axis=1)
    kept = (pairs.member_1 < pairs.member_2) & (first <= last)
    pairs, first, last = pairs[kept], first[kept], last[kept]
    made = pd.DataFrame({"ccode_1": pairs.member_1, "ccode_2": pairs.member_2, "first": first})
    for name in obligations:
        made[name] = np.minimum(pairs[f"{name}_1"], pairs[f"{name}_2"])
    times = (last - first + 1).to_numpy()
    rows = made.loc[made.index.repeat(times)]
    rows["year"] = rows["first"].to_numpy() + np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    return rows.groupby(["ccode_1", "ccode_2", "year"], as_index=False)[obligations].max()


def compare_fits(collection: Collection) -> None:
    """Logit, Cox and counts with dyad effects."""
    panel = formal_ends.panel(collection).only("coordination IS NOT NULL AND covered")
    names = list(formal_ends.COVARIATES)
    rows = panel.arrays("atopid", "age", "abrogated", *names)
    x = np.column_stack([rows[n] for n in names]).astype(float)
    y, age = rows["abrogated"].astype(float), rows["age"].astype(int)
    ours, fit = best(lambda: fit_logit(y, x, names))
    theirs, reference = best(lambda: sm.Logit(y, sm.add_constant(x)).fit(disp=0))
    np.testing.assert_allclose(fit.coefficients, reference.params, rtol=1e-5)
    report(f"logit, {len(y):,} rows", ours, theirs, "statsmodels Logit", 1)
    ours, fit = best(lambda: fit_cox(age, y, x, names))
    table = pd.DataFrame(x, columns=names).assign(id=rows["atopid"], start=age, stop=age + 1, event=y)
    theirs, reference = best(
        lambda: CoxTimeVaryingFitter().fit(table, id_col="id", start_col="start", stop_col="stop", event_col="event"), 1
    )
    np.testing.assert_allclose(fit.coefficients, reference.params_.to_numpy(), atol=1e-4)
    report(f"Cox, {len(y):,} rows, {int(y.sum())} events", ours, theirs, "lifelines CoxTimeVarying", 1)
    events = cooperation.panel(collection).only("ccode1 < 100 AND ccode2 < 100")
    rows = events.arrays("ccode1", "ccode2", "year", "cooperation", "change", "target_change")
    dyads = (rows["ccode1"] * 10000 + rows["ccode2"]).astype(int)
    x = np.column_stack([rows["change"], rows["target_change"], rows["year"] - 2008]).astype(float)
    y = rows["cooperation"].astype(float)
    ours, fit = best(lambda: fit_counts(y, x, ["a", "b", "c"], dyads))
    theirs, reference = best(lambda: ConditionalPoisson(y, x, groups=dyads).fit(disp=0), 1)
    np.testing.assert_allclose(fit.coefficients, reference.params, atol=2e-3)
    report(f"counts with dyad effects, {len(y):,} rows", ours, theirs, "statsmodels ConditionalPoisson", 1)


def main() -> None:
    """Add the data to a temporary folder and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--year", type=int, default=2000)
    given = parser.parse_args()
    if not given.data.is_dir():
        raise SystemExit(f"There is no folder {given.data}: give the folder of the research data")
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(folder)
        for name, file in FILES.items():
            collection.add(name, given.data / file)
        connection = collection.connect("cow-states", "cow-alliance-dyad")
        codes, portfolios = alliance_portfolios(connection, given.year)
        ours, found = best(lambda: compare_portfolios(portfolios, span=3))
        theirs, reference = best(lambda: pandas_similarity(portfolios), 1)
        np.testing.assert_allclose(found.s, reference.to_numpy(), atol=1e-9)
        report(f"S, kappa, pi of {len(codes)} states, {given.year}", ours, theirs, "pandas, S only", 20)

        def every_year() -> None:
            for year in range(1816, 2013):
                compare_portfolios(alliance_portfolios(connection, year)[1], span=3)

        print(f"{'all pairs in all years 1816-2012':<42} {best(every_year, 1)[0]:>9.1f} s")
        members = collection.connect("atop-member").table("atop_member").df()
        connection = collection.connect("atop-member", "atop-alliance")
        ours, made = best(lambda: dyad_years(collection, connection), 10)
        theirs, reference = best(lambda: pandas_dyad_years(members))
        assert made.rows == len(reference)
        report(f"memberships to {made.rows:,} dyad-years", ours, theirs, "pandas, straightforward", 20)
        np.testing.assert_array_equal(
            np.nan_to_num(made.only("defense IS NOT NULL").arrays("ccode1", "ccode2", "year", "defense")["defense"]),
            reference.dropna(subset="defense").sort_values(["ccode_1", "ccode_2", "year"]).defense,
        )
        theirs, reference = best(lambda: vectorized_dyad_years(members))
        assert made.rows == len(reference)
        report("the same", ours, theirs, "pandas, tuned by hand", 1)
        compare_fits(collection)


if __name__ == "__main__":
    main()
