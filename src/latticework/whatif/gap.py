"""Who fills the gap: what each of the others would have to give a year if one donor stopped.

The rule is that of Kiel Policy Brief 186 (Kiel Institute for the World Economy 2025): the total stays as it was;
every bilateral donor gives at least one common share of its GDP, who gives more goes on; a residual donor (the EU
institutions) carries the rest. The common share is bilateral: the residual donor's money comes on top of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latticework.model import LatticeworkError, UnknownName

KINDS = ("financial", "humanitarian", "military")
COLUMNS = {"country", "year", "month", "gdp", *KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Yearly averages in bn EUR; ``gdp`` in bn EUR, absent for donors without one (institutions)."""

    yearly: Mapping[str, float]
    gdp: Mapping[str, float]
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorGap:
    """One donor: bn EUR a year now and needed; shares of its GDP in percent, ``None`` without a GDP."""

    donor: str
    now: float
    needed: float
    now_percent: float | None
    needed_percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What replaces a hub's money, all in bn EUR a year.

    ``bilateral_percent`` is what the bilateral donors then give of their joint GDP; ``all_percent`` counts the
    residual donor's money too (``None`` where it is not known).
    """

    hub: str
    hub_gave: float
    now: float
    needed: float
    donors: tuple[DonorGap, ...]
    bilateral_percent: float
    all_percent: float | None


def load_kiel(path: Path, since: str, until: str) -> Flows:
    """Average the allocations of a Kiel Ukraine Support Tracker table (donor x month, bn EUR) over some months.

    Args:
        path: CSV with country, year, month, financial, humanitarian, military, gdp; absent months gave nothing.
        since: first month, like ``2022-02``.
        until: last month, included.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = COLUMNS - set(rows.fieldnames or ())
            if missing:
                raise LatticeworkError(f"Columns are missing: {', '.join(sorted(missing))}", where=str(path))
            return flows_of(rows, since, until)
    except (OSError, ValueError) as problem:
        raise LatticeworkError(f"The aid table cannot be read: {problem}", where=str(path)) from problem


def flows_of(rows: Iterable[Mapping[str, Any]], since: str, until: str) -> Flows:
    """Average rows of donor and month, as ``load_kiel`` reads them, over some months."""
    first, last = (12 * int(month[:4]) + int(month[5:7]) for month in (since, until))
    months = last - first + 1
    if months < 1:
        raise LatticeworkError(f"No month lies between {since} and {until}")
    total: dict[str, float] = {}
    gdp: dict[str, float] = {}
    for row in rows:
        if float(row["gdp"] or 0) > 0:
            gdp[row["country"]] = float(row["gdp"])
        total.setdefault(row["country"], 0.0)
        if first <= 12 * int(row["year"]) + int(row["month"]) <= last:
            total[row["country"]] += sum(float(row[kind] or 0) for kind in KINDS)
    return Flows(yearly={d: 12 * t / months for d, t in total.items()}, gdp=gdp, months=months)


def fill_the_gap(flows: Flows, hub: str, among: tuple[str, ...], residual: str, percent: float) -> Gap:
    """Share out the hub's money.

    Args:
        hub: donor that stops.
        among: bilateral donors that step in; each needs a GDP.
        residual: donor that carries the rest.
        percent: least share of GDP, in percent, that each bilateral donor gives a year.
    """
    for donor in (hub, residual, *among):
        if donor not in flows.yearly:
            raise UnknownName("donor", donor, flows.yearly)
    for donor in among:
        if donor not in flows.gdp:
            raise LatticeworkError(f"No GDP is known for {donor}")
    now = sum(flows.yearly[donor] for donor in (*among, residual))
    needed = now + flows.yearly[hub]
    donors = []
    for donor in among:
        gives, gdp = flows.yearly[donor], flows.gdp[donor]
        then = max(gives, percent / 100 * gdp)
        donors.append(
            DonorGap(
                donor=donor, now=gives, needed=then, now_percent=100 * gives / gdp, needed_percent=100 * then / gdp
            )
        )
    bilateral = sum(one.needed for one in donors)
    rest = max(flows.yearly[residual], needed - bilateral)
    donors.append(
        DonorGap(donor=residual, now=flows.yearly[residual], needed=rest, now_percent=None, needed_percent=None)
    )
    gdp = sum(flows.gdp[donor] for donor in among)
    return Gap(
        hub=hub,
        hub_gave=flows.yearly[hub],
        now=now,
        needed=bilateral + rest,
        donors=tuple(sorted(donors, key=lambda one: (one.now - one.needed, one.donor))),
        bilateral_percent=100 * bilateral / gdp,
        all_percent=100 * (bilateral + rest) / gdp,
    )
