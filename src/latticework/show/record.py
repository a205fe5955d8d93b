"""Estimates of the record as terminal tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from latticework.history.answer import RecordLine
from latticework.history.backtest import Backtest
from latticework.history.estimate import Estimate
from latticework.history.record_ranges import RecordRange
from latticework.history.results import Results
from latticework.model import DrawnRange, Interval, Range
from latticework.show.words import chance
from latticework.vocab import actors

CASES_SHOWN = 4
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


def with_state_names(case: str) -> str:
    """Write the states of a historical case by name, as they are called today.

    >>> with_state_names("ATOP 4760: states 850 and 900 (COW), abrogated 1999")
    'ATOP 4760: Indonesia and Australia, abrogated 1999'
    """
    names = {str(actor["cow"]): str(actor["label"]) for actor in actors().values() if actor.get("cow")}

    def named(match: re.Match[str]) -> str:
        return " and ".join(names.get(code, f"state {code} (COW)") for code in match.groups())

    return re.sub(r"states (\d+) and (\d+) \(COW\)", named, case)


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
        f"~ alternative specification, 0 negative control (a ratio of it should be near 1). Under five events: a one-sided upper bound "
        f"and no point.\nAssociation, not effect. May be used for: {first.may}. {first.may_not}.\n"
        f"Basis: record. Data: {', '.join(results.datasets)}; support {results.support.since}-{results.support.until}.\n",
        style="italic",
    )


def print_backtest(console: Console, result: Backtest) -> None:
    """Print scores beside the base rate and "nothing changes", and the calibration of the record model."""
    console.print(
        f"{result.outcome}, fitted to {result.until} ({result.fitted_units:,} units, {result.fitted_events:,} events), "
        f"scored after it ({result.scored_units:,} units, {result.scored_events:,} events)",
        style="bold",
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("forecaster", "Brier score", "log score"):
        table.add_column(column, justify="left" if column == "forecaster" else "right")
    for score in result.scores:
        table.add_row(score.forecaster, f"{score.brier:.4f}", f"{score.log_score:.4f}")
    console.print(table)
    bins = "  ".join(f"{100 * b.said:.1f}→{100 * b.happened:.1f}" for b in result.calibration)
    console.print(f"Calibration, tenths of units, chance said → share that happened (%): {bins}")
    console.print(f"Data: {result.vintage}. Lower scores are better.\n", style="italic")


def calibration_svg(result: Backtest) -> str:
    """Draw chance said against share that happened; points on the diagonal are calibrated."""
    top = max(0.02, *(max(b.said, b.happened) for b in result.calibration)) * 1.1
    side, margin = 300, 50

    def at(x: float, y: float) -> tuple[float, float]:
        return margin + side * x / top, margin + side * (1 - y / top)

    points = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"><title>{b.units} units: said {b.said:.3f}, happened {b.happened:.3f}'
        f"</title></circle>"
        for b in result.calibration
        for x, y in [at(b.said, b.happened)]
    )
    (x0, y0), (x1, y1) = at(0, 0), at(top, top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side + 2 * margin}" height="{side + 2 * margin}" '
        f'font-family="sans-serif" font-size="13" role="img"><title>Calibration of {result.outcome}, fitted to '
        f'{result.until}</title><rect x="{x0}" y="{y1:.1f}" width="{side}" height="{side}" fill="none" stroke="#888"/>'
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="#888" stroke-dasharray="4"/>'
        f'<g fill="#1f5fa8">{points}</g><text x="{margin}" y="{margin - 12}">{result.outcome}, fitted to {result.until}, '
        f'scored after</text><text x="{margin}" y="{side + margin + 20}">0 – chance said – {top:.2f}</text>'
        f'<text transform="translate({margin - 12},{side + margin}) rotate(-90)">0 – share that happened – {top:.2f}</text>'
        "</svg>\n"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the record gives to one arrangement or share of an answer, in words; no chances where it gives nothing."""

    arrangement: str
    label: str
    then: str
    usual: str
    why: str
    cases: tuple[str, ...]


def given_by_record(given: Sequence[RecordRange], used: Mapping[str, Range]) -> tuple[Given, ...]:
    """Say which ranges of the record stand in an answer, with the nearest cases, and where it was silent and why."""
    found = []
    for line in (line for line in given if line.ranges):
        then, usual, why = "", "", "not used: a range of your own stands in its place"
        if used.get(line.name) is line.ranges[line.name]:
            then, why = said_of(line.ranges[line.name]), line.why
            usual = said_of(line.ranges[before]) if (before := f"{line.name}:usual") in line.ranges else ""
        cases = tuple(map(with_state_names, line.cases[:CASES_SHOWN]))
        found.append(
            Given(arrangement=line.arrangement, label=line.label, then=then, usual=usual, why=why, cases=cases)
        )  # fmt: skip
    for why, labels in silences(given):
        found.append(Given(arrangement="", label=", ".join(labels), then="", usual="", why=why, cases=()))
    return tuple(found)


def print_record_ranges(console: Console, given: Sequence[RecordRange], used: Mapping[str, Range]) -> None:
    """Print which ranges of the record stand in the answer, with the nearest cases, and where it was silent and why."""
    if not given:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left", title_style="bold")
    table.title = "What the record gives to this answer (basis: record; association, not effect)"
    for column in ("arrangement or share", "within a year", "in other years", "why"):
        table.add_column(column)
    said = given_by_record(given, used)
    for line in said:
        table.add_row(line.label, line.then, line.usual, line.why, style=None if line.then else "dim")
    console.print(table)
    for line in said:
        if line.cases:
            console.print(f"Nearest cases, {line.label}: {'; '.join(line.cases)}.")
    console.print()


def silences(given: Sequence[RecordRange]) -> list[tuple[str, list[str]]]:
    """Why the record is silent, with the variable it lies outside of, and of which arrangements that is said."""
    found: dict[str, list[str]] = {}
    for line in given:
        if not line.ranges:
            found.setdefault(f"{line.why} (variable: {line.outside})", []).append(line.label)
    return list(found.items())


def said_of(range: DrawnRange) -> str:
    """Say draws by their middle and their 5th and 95th percentile, in 100."""
    low, middle, high = (range.draws[round(part * (len(range.draws) - 1))] for part in (0.05, 0.5, 0.95))
    return chance(Interval(mean=middle, low=low, high=high))


def print_record(console: Console, lines: Sequence[RecordLine]) -> None:
    """Print what the record says beside a what-if; it does not enter the chances, and says so."""
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left", title_style="bold")
    table.title = "What the record says (basis: record; association, not effect; it does not enter the chances above)"
    for column in ("outcome", "events", "exposure", "number (95 %)", "what it is, or why there is none"):
        table.add_column(column, justify="right" if column in ("events", "exposure") else "left")
    for line in lines:
        if line.estimate is None:
            table.add_row(line.outcome, "", "", "", line.why, style="dim")
            continue
        e = line.estimate
        table.add_row(
            line.outcome, f"{e.events:,}", f"{e.exposure:,.0f}", number(e), f"{e.measure}: {e.about}; {line.why}"
        )
    console.print(table)
    cases = [case for line in lines for case in line.cases]
    if cases:
        console.print("Nearest cases: " + "; ".join(with_state_names(case) for case in cases) + ".")
