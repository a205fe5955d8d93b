"""Advice for people: the table of sets, the reasons, what is ruled out and on whose word."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from latticework.advise import Advice, StepSet
from latticework.model import Lattice
from latticework.show.words import MEANING, chance

SHOWN = 14
WHAT_RANGES = (
    "Effects, lead times and efforts of steps are judged ranges (vocab/steps.toml), varied over the draws; none is taken "
    "from the historical record."
)


def print_advice(console: Console, lattice: Lattice, advice: Advice, rows: int = SHOWN) -> None:
    """Print the advice: sentence, table, reasons, constraints."""
    console.print(MEANING)
    console.print(WHAT_RANGES)
    console.print(f"\n[bold]Advice[/bold]: {advice.explained.sentence}", soft_wrap=False)
    console.print()
    table = Table(title="Sets of steps", title_justify="left", title_style="bold", header_style="bold", box=None)
    moved = functions_that_move(advice)
    for column in ("set", "answer", *(lattice.label(f) for f in moved), "regret", "best in", "in time", "effort"):
        table.add_column(column, overflow="fold")
    for row in advice.table[:rows]:
        table.add_row(
            names(advice, row),
            row.verdict,
            *(chance(row.functions[f]) for f in moved),
            f"{100 * row.worst_regret:.0f} ({100 * row.mean_regret:.0f})",
            f"{100 * row.best_in:.0f} %",
            f"{100 * row.in_time:.0f} %",
            f"{row.effort[0]:g}–{row.effort[1]:g}",
        )
    console.print(table)
    for line in how_to_read(lattice, advice):
        console.print(line)
    _print_reasons(console, lattice, advice)
    _print_ruled_out(console, advice)


def functions_that_move(advice: Advice) -> list[str]:
    """The functions that some set of the table moves detectably; the others are named once."""
    nothing = advice.table[0]
    return [
        f
        for f in advice.functions
        if any(abs(row.functions[f].mean - nothing.functions[f].mean) >= 0.005 for row in advice.table)
    ]


def names(advice: Advice, row: StepSet) -> str:
    """The labels of a set's steps."""
    return "; ".join(advice.steps[id].label for id in row.steps) or "do nothing"


def how_to_read(lattice: Lattice, advice: Advice) -> list[str]:
    """Say what the columns mean, how many sets were compared, and which functions no step moves."""
    still = [lattice.label(f) for f in advice.functions if f not in functions_that_move(advice)]
    said = [
        f"{advice.sets:,} sets of up to {advice.most} steps compared ({advice.engine}). Regret: the largest shortfall in any "
        "function from the best that any set attains in the same draw, at worst over the draws (and on average), in 100. "
        "Best in: share of draws with the least regret. Effort: person-months.",
    ]
    if advice.weights:
        said.append(
            "With weights, regret is the shortfall of the weighted sum: "
            + ", ".join(f"{f} {w:g}" for f, w in advice.weights.items())
        )
    if still:
        said.append("Moved by no set here: " + "; ".join(still) + ".")
    return said


def _print_reasons(console: Console, lattice: Lattice, advice: Advice) -> None:
    told = advice.explained
    if advice.recommended:
        console.print("\n[bold]Each step of the recommended set[/bold]")
        row = advice.of(advice.recommended)
        for id in row.steps:
            step = advice.steps[id]
            falls = [f"{lattice.label(f)} {-100 * v:+.1f}" for f, v in row.marginal[id].items() if abs(v) >= 0.0005]
            console.print(
                f"  {step.label} \\[{id}]: without it {', '.join(falls) or 'nothing changes'} in 100. {step.why}"
            )
            console.print(
                f"    needs: {step.needs}; {step.lead_months[0]:g}–{step.lead_months[1]:g} months; "
                f"{step.effort[0]:g}–{step.effort[1]:g} person-months; basis: {step.basis}"
                + (f"; precedents: {', '.join(map(lattice.label, step.precedents))}" if step.precedents else "")
            )
        console.print(f"  Must agree: {', '.join(told.agree)}.")
    for title, lines in (
        ("Breaks that it bears", [f"{w} ({chance_of(c)}): holds in {100 * h:.0f} of 100 such cases, before in none" for w, c, h in told.removes]),
        ("What would change the advice", threshold_lines(advice)),
        ("Closest alternatives", [f"{'; '.join(advice.steps[i].label for i in ids)}: {said}" for ids, said in told.alternatives]),
    ):  # fmt: skip
        if lines:
            console.print(f"\n[bold]{title}[/bold]")
            for line in lines:
                console.print("  " + line.replace("[", "\\["))
    for one in advice.lifted:
        gains = [f"{lattice.label(f)} {100 * v:+.1f}" for f, v in one.worth.items() if abs(v) >= 0.0005]
        console.print(
            f"\nLifting {one.constraint} raises the best attainable mean, in 100: {', '.join(gains) or 'nothing'}."
        )


def chance_of(interval_mean: float) -> str:
    """A mean chance in words, without a range."""
    return f"{100 * interval_mean:.0f} in 100" if interval_mean >= 0.005 else "under 1 in 100"


def threshold_lines(advice: Advice) -> list[str]:
    """Thresholds on inputs, in words."""
    return [
        f"{one.about} {one.side.title()} {one.value:.2f} (range {one.range[0]:g}–{one.range[1]:g}): "
        + ("; ".join(advice.steps[id].label for id in one.then) or "do nothing")
        for one in advice.explained.thresholds
    ]


def _print_ruled_out(console: Console, advice: Advice) -> None:
    if advice.ruled_out:
        console.print("\n[bold]Ruled out[/bold] (--lift ID takes a constraint away and says what it was worth)")
    for id in dict.fromkeys(one.constraint for one in advice.ruled_out):
        ones = [one for one in advice.ruled_out if one.constraint == id]
        source = f" ({'; '.join(ones[0].sources)})" if ones[0].sources else ""
        console.print(f"  {id}: {ones[0].label}." + (f" {ones[0].sentence}.{source}" if source else ""))
        for one in ones:
            console.print(f"    {one.step.label}" + ("" if source else f": {one.sentence}"))
    if advice.idle:
        raised = [i for i in advice.idle if advice.steps[i].profile]
        console.print(
            f"\nNo detectable difference for any function: {len(advice.idle)} steps, {len(raised)} of which raise a profile; "
            "--json lists them."
        )
