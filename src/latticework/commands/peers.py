"""The commands that answer what neighbouring tools answer: ``fill-gap`` (who could give what), ``tree`` (fault trees)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import AsJson, Output, console, said_if_slow, told_as_json
from latticework.model import BadScenario, UnknownName


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("fill-gap")(fill_gap)
    app.command("tree")(tree)


def fill_gap(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A Kiel Ukraine Support Tracker table, donor by month (CSV).")],
    hub: Annotated[str, typer.Option("--hub", help="The donor that stops.")] = "United States",
    residual: Annotated[
        str, typer.Option("--residual", help="The donor that carries what the others do not.")
    ] = "EU (Commission and Council)",
    without: Annotated[list[str] | None, typer.Option("--without", help="A donor that does not step in.")] = None,
    percent: Annotated[float, typer.Option("--percent", help="Least share of GDP a year, in percent.")] = 0.21,
    since: Annotated[str, typer.Option("--since", help="First month averaged.")] = "2022-02",
    until: Annotated[str, typer.Option("--until", help="Last month averaged.")] = "2024-12",
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Say what each of the others would have to give a year if one donor stopped."""
    from latticework.show.deeper import print_gap
    from latticework.whatif.gap import fill_the_gap, load_kiel

    flows = load_kiel(file, since, until)
    out = {hub, residual, *(without or [])}
    for name in out:
        if name not in flows.yearly:
            raise UnknownName("donor", name, flows.yearly)
    among = tuple(donor for donor in flows.yearly if donor not in out)
    gap = fill_the_gap(flows, hub, among, residual, percent)
    if not told_as_json(context, gap, as_json, output):
        print_gap(console(), gap)


def tree(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A fault tree in the Open-PSA Model Exchange Format (.xml, .xml.gz).")],
    top: Annotated[str | None, typer.Option("--top", help="The gate to answer for, where several are on top.")] = None,
    house: Annotated[list[str] | None, typer.Option("--house", help="State of a house event: NAME=true.")] = None,
    order: Annotated[int, typer.Option("--order", min=0, help="Largest minimal cut set to list.")] = 3,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sampler, if the tree is too large.")] = 1,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Answer a published fault tree: exact chance, importances, minimal cut sets."""
    from latticework.show.tree import print_tree
    from latticework.whatif.tree import answer_tree

    houses = {}
    for text in house or []:
        name, sign, state = text.partition("=")
        if not sign or state not in ("true", "false"):
            raise BadScenario(f"The house event {text!r} has no state", remedy="Write --house NAME=true or NAME=false")
        houses[name] = state == "true"
    with said_if_slow("Working (after an install the engine is first compiled for this machine: up to a minute) ..."):
        answer = answer_tree(file, top=top, houses=houses, most_events=order, seed=seed)
    if not told_as_json(context, answer, as_json, output, seed=seed):
        print_tree(console(), answer)
