"""Terminal tables of the deeper answers: months, widths, scores, comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from latticework.model import Change, Lattice, Outcome
from latticework.show.words import MEANING, chance
from latticework.whatif.compare import Comparison
from latticework.whatif.months import MonthByMonth
from latticework.whatif.score import Score
from latticework.whatif.variance import Width

MOST_COLUMNS = 5


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_months(console: Console, lattice: Lattice, over_time: Sequence[MonthByMonth]) -> None:
    """Print chances at a few months of the horizon; ``--json`` has every month."""
    last = len(over_time[0].in_month) - 1
    shown = sorted({round(last * i / (MOST_COLUMNS - 1)) for i in range(MOST_COLUMNS)})
    console.print(MEANING)
    table = _table("Month by month", "function", "", *(f"month {month}" for month in shown))
    for one in over_time:
        table.add_row(lattice.label(one.function), "holds then", *(chance(one.in_month[m]) for m in shown))
        table.add_row("", "held until then", *(chance(one.until[m]) for m in shown))
    console.print(table)
    console.print("Basis: structure and judgement (months to replace; notice where a party leaves).")


def print_width(console: Console, lattice: Lattice, width: Width) -> None:
    """Print the split of an answer's variance."""
    console.print(f"{lattice.label(width.function)}: standard deviation {100 * width.standard_deviation:.1f} in 100")
    table = _table("Where the width comes from", "input", "first-order", "total", "within about")
    for share in (*width.groups, *width.inputs):
        table.add_row(share.input, f"{share.first:.2f}", f"{share.total:.2f}", f"{2 * share.error:.2f}")
    console.print(table)
    console.print("First-order: what would go were it alone known. Total: what would stay were all else known.")


def print_score(console: Console, scored: Score) -> None:
    """Print how the chances compare with the outcomes."""
    if scored.invented:
        console.print("These outcomes are invented; the scores mean nothing.", style="bold")
    table = _table("Scored", "what", "chance", "held", "on", "(chance - held)²")
    for one in scored.answers:
        table.add_row(
            one.label, f"{round(100 * one.chance)} in 100", "yes" if one.held else "no", one.on, f"{one.brier:.3f}"
        )
    console.print(table)
    console.print(
        f"Brier score {scored.brier:.3f} (always 50 in 100: {scored.brier_of_half:.3f}; always the share that held, known "
        f"only afterwards: {scored.brier_of_share:.3f}); log score {scored.log_score:.3f}. Lower is better."
    )


def print_comparison(console: Console, compared: Comparison) -> None:
    """Print two scenarios side by side."""
    for name, said in (("Only in A", compared.only_in_a), ("Only in B", compared.only_in_b)):
        console.print(f"{name}: {'; '.join(said) or 'nothing'}")
    table = _table("What differs", "function", "A", "B", "B - A", "why")
    for one in compared.functions:
        a, b = (f"{round(100 * value)} in 100" for value in (one.a, one.b))
        table.add_row(one.label, a, b, f"{100 * one.difference:+.0f}", "; ".join(one.why))
    console.print(table)
    if not compared.same_draws:
        console.print("Seeds or draws differ: small differences may be chance.")


def _level(change: Change) -> str:
    if change.level is None:
        return change.posture
    low, high = change.level
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def print_actors(console: Console, lattice: Lattice, rows: Sequence[tuple[tuple[str, str], Outcome]]) -> None:
    """Print the chance of each function for each actor and posture."""
    console.print(MEANING)
    table = _table("One actor at a time", "actor", "posture", *(lattice.label(id) for id in lattice.functions))
    for (_, posture), outcome in rows:
        chances = (chance(outcome.functions[id].after) for id in lattice.functions)
        table.add_row(lattice.label(outcome.scenario.changes[0].actor), posture, *chances)
    console.print(table)


def print_grid(console: Console, lattice: Lattice, points: Sequence[tuple[tuple[float, ...], Outcome]]) -> None:
    """Print the chance of each function at each point of a grid of engagement levels."""
    console.print(MEANING)
    actors = [change.actor for change in points[0][1].scenario.changes]
    table = _table("Over engagement levels", *actors, *(lattice.label(id) for id in lattice.functions))
    for _, outcome in points:
        chances = (chance(outcome.functions[id].after) for id in lattice.functions)
        table.add_row(*map(_level, outcome.scenario.changes), *chances)
    console.print(table)
