"""Advice for people, in the terminal: the answer, the table of sets, the reasons, what is ruled out and on whose word."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from latticework.advise import Advice
from latticework.model import Lattice
from latticework.show.advise_words import (
    WHAT_RANGES,
    alternatives,
    breaks_borne,
    cautions_on,
    functions_that_move,
    how_to_read,
    numbered,
    ruled_out,
    scenario_line,
    set_by_numbers,
    thresholds,
    who_must_agree,
    worth_of_lifting,
)
from latticework.show.words import MEANING, chance

SHOWN = 14


def print_advice(console: Console, lattice: Lattice, advice: Advice, rows: int = SHOWN) -> None:
    """Print the advice: scenario, answer, table, reasons, constraints."""
    console.print(scenario_line(lattice, advice))
    console.print(f"\n[bold]Advice[/bold]: {_plain(advice.explained.sentence)}")
    if advice.recommended:
        console.print(_plain(who_must_agree(lattice, advice)))
    console.print("\n" + " ".join([MEANING, WHAT_RANGES, *map(_plain, cautions_on(lattice, advice))]) + "\n")
    number = numbered(advice, advice.table[:rows])
    _print_table(console, lattice, advice, rows, number)
    for line in how_to_read(lattice, advice):
        console.print(_plain(line))
    _print_steps(console, lattice, advice)
    inside, outside = thresholds(advice, number)
    for title, lines in (
        ("Breaks that it bears", breaks_borne(advice)),
        (
            "What would change the advice (one input held there, all else drawn as before; steps by their numbers above)",
            inside,
        ),
        ("… and only at or beyond the ends of the judged ranges", outside),
        ("Closest alternatives", alternatives(advice, number)),
    ):
        if lines:
            console.print(f"\n[bold]{title}[/bold]")
            for line in lines:
                console.print("  " + _plain(line))
    for line in worth_of_lifting(lattice, advice):
        console.print("\n" + _plain(line))
    _print_ruled_out(console, advice)


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return text.replace("[", "\\[")


def _print_table(console: Console, lattice: Lattice, advice: Advice, rows: int, number: Mapping[str, int]) -> None:
    moved = functions_that_move(advice)
    shown = advice.table[:rows]
    table = Table(title="Sets of steps", title_justify="left", title_style="bold", header_style="bold", box=None)
    table.add_column("set", no_wrap=True)
    for column in ("answer", *(lattice.label(f) for f in moved), "regret", "best in", "in time", "effort"):
        table.add_column(column, overflow="fold")
    for row in shown:
        table.add_row(
            set_by_numbers(number, row.steps),
            row.verdict if row.steps else "as it is",
            *(chance(row.functions[f]) for f in moved),
            f"{100 * row.worst_regret:.0f} ({100 * row.mean_regret:.0f})",
            f"{100 * row.best_in:.0f} %",
            f"{100 * row.in_time:.0f} %",
            f"{row.effort[0]:g}–{row.effort[1]:g}",
        )
    console.print(table)
    for id, n in number.items():
        console.print(f"  {n}  {_plain(advice.steps[id].label)}")


def _print_steps(console: Console, lattice: Lattice, advice: Advice) -> None:
    if not advice.recommended:
        return
    console.print("\n[bold]Each step of the recommended set[/bold]")
    row = advice.of(advice.recommended)
    for id in row.steps:
        step = advice.steps[id]
        falls = [f"“{lattice.label(f)}” {-100 * v:+.1f}" for f, v in row.marginal[id].items() if abs(v) >= 0.0005]
        console.print(f"  {_plain(step.label)}: without it {', '.join(falls) or 'nothing changes'} in 100. {step.why}")
        console.print(
            f"    needs: {step.needs}; {step.lead_months[0]:g}–{step.lead_months[1]:g} months; "
            f"{step.effort[0]:g}–{step.effort[1]:g} person-months; basis: {step.basis}"
            + (f"; precedents: {', '.join(map(lattice.label, step.precedents))}" if step.precedents else "")
            + f"; id {id}"
        )


def _print_ruled_out(console: Console, advice: Advice) -> None:
    groups = ruled_out(advice)
    if groups:
        console.print("\n[bold]Ruled out[/bold] (--lift ID takes a constraint away and says what it was worth)")
    for id, sentence, labels in groups:
        console.print(f"  {id}: {_plain(sentence)}")
        for label in labels:
            console.print(f"    {_plain(label)}")
    if advice.idle:
        raised = [i for i in advice.idle if advice.steps[i].profile]
        console.print(
            f"\nNo detectable difference for any function: {len(advice.idle)} steps, {len(raised)} of which raise a profile; "
            "--json lists them."
        )
