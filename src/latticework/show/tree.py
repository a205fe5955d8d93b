"""Terminal tables of a fault tree."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from latticework.whatif.tree import TreeAnswer


def print_tree(console: Console, answer: TreeAnswer, most: int = 10) -> None:
    """Print the chance of the top event, the most important events and the likeliest cut sets."""
    console.print(f"{answer.name}: {answer.gates} gates, {answer.basic_events} basic events", style="bold")
    error = "" if answer.standard_error is None else f" (standard error {answer.standard_error:.2g})"
    console.print(f"Chance of {answer.top}: {answer.chance:.6g}{error}")
    rows = f"; {answer.diagram_rows:,} diagram rows" if answer.diagram_rows is not None else ""
    console.print(f"Engine: {answer.engine}{rows}.")
    if answer.events:
        table = Table(title="Importances", title_justify="left", box=None, pad_edge=False)
        for column in ("event", "chance", "Birnbaum", "Fussell-Vesely", "RAW", "RRW"):
            table.add_column(column)
        for one in answer.events[:most]:
            numbers = (one.chance, one.birnbaum, one.fussell_vesely, one.raw)
            table.add_row(
                one.event, *(f"{number:.6g}" for number in numbers), "-" if one.rrw is None else f"{one.rrw:.6g}"
            )
        console.print(table)
    if answer.cut_sets:
        table = Table(
            title=f"Minimal cut sets ({len(answer.cut_sets)})", title_justify="left", box=None, pad_edge=False
        )
        table.add_column("chance")
        table.add_column("events")
        for cut in answer.cut_sets[:most]:
            table.add_row(f"{cut.chance:.6g}", " and ".join(cut.events))
        console.print(table)
    if answer.cut_sets_note:
        console.print(answer.cut_sets_note)
