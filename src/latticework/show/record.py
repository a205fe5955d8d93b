"""Estimates of the record as terminal tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from latticework.history.estimate import Estimate
from latticework.history.results import Results

MARKS = {"main": "", "alternative": "  ~ ", "negative control": "  0 "}


def number(estimate: Estimate) -> str:
    """Say a number with its interval, or only the bound.

    >>> from latticework.history.estimate import Estimate
    >>> e = Estimate(id="a", outcome="o", about="b", measure="m", n=10, events=2, exposure=10, exposure_unit="u",
    ...              point=None, low=0, high=0.63, method="x")
    >>> number(e)
    'at most 0.63'
    """
    if estimate.point is None:
        return f"at most {estimate.high:.2f}"
    return f"{estimate.point:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def print_results(console: Console, results: Results) -> None:
    """Print one outcome: events, exposure and interval of each number, and what it may be used for."""
    first = results.estimates[0]
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left", title_style="bold")
    table.title = f"{first.outcome}: {results.support.about}, {results.support.since}-{results.support.until}"
    for column in ("about", "measure", "n", "events", "exposure", "95 % interval"):
        table.add_column(column, justify="right" if column in ("n", "events", "exposure") else "left")
    for estimate in results.estimates:
        style = "" if estimate.role == "main" else "dim"
        table.add_row(
            MARKS[estimate.role] + estimate.about,
            estimate.measure,
            f"{estimate.n:,}",
            f"{estimate.events:,}",
            f"{estimate.exposure:,.0f}",
            number(estimate),
            style=style,
        )
    console.print(table)
    console.print(
        f"~ alternative specification, 0 negative control (should be near 1). Under five events: a one-sided upper bound "
        f"and no point.\nAssociation, not effect. May be used for: {first.may}. {first.may_not}.\n"
        f"Basis: record. Data: {', '.join(results.datasets)}; support {results.support.since}-{results.support.until}.\n",
        style="italic",
    )
