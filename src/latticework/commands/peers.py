"""The commands that answer what neighbouring tools answer: ``fill-gap`` (who could give what), ``tree`` (fault trees)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import AsJson, AsOf, Output, console, lattice_of, said_if_slow, told_as_json
from latticework.commands.recording import note_datasets
from latticework.model import BadScenario, UnknownName


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("fill-gap")(fill_gap)
    app.command("tree")(tree)


def fill_gap(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A Kiel Ukraine Support Tracker table, donor by month (CSV). Without one: that of `history add "
            "kiel-donor-month`, else the shipped published totals."
        ),
    ] = None,
    hub: Annotated[str, typer.Option("--hub", help="The donor that stops.")] = "United States",
    residual: Annotated[
        str, typer.Option("--residual", help="The donor that carries what the others do not.")
    ] = "EU (Commission and Council)",
    without: Annotated[list[str] | None, typer.Option("--without", help="A donor that does not step in.")] = None,
    percent: Annotated[float, typer.Option("--percent", help="Least share of GDP a year, in percent.")] = 0.21,
    since: Annotated[str, typer.Option("--since", help="First month averaged.")] = "2022-02",
    until: Annotated[str, typer.Option("--until", help="Last month averaged.")] = "2024-12",
    weapons: Annotated[Path | None, typer.Option("--weapons", help="A Kiel table of weapons by donor (CSV).")] = None,
    as_of: AsOf = "2024-07-31",
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Say who could fill the gap if one donor stopped: money, weapons, tasks, posts, and what nobody can replace."""
    from latticework.commands.history import collection_of
    from latticework.history import MissingDataset
    from latticework.show.gap import print_who_fills
    from latticework.whatif.gap import fill_the_gap, flows_of, load_kiel
    from latticework.whatif.gap_answer import WhoFills
    from latticework.whatif.gap_published import published, published_for
    from latticework.whatif.gap_tasks import post_gaps, task_gaps
    from latticework.whatif.gap_weapons import weapon_gaps

    flows, money_from = None, ""
    if file is not None:
        flows, money_from = load_kiel(file, since, until), f"allocations of {since} to {until}, {file.name}"
    else:
        try:
            collection = collection_of(context)
            added = collection.find("kiel-donor-month")
            query = "SELECT country, year, month, gdp, financial, humanitarian, military FROM kiel_donor_month"
            rows = collection.connect("kiel-donor-month").sql(query)
            flows = flows_of((dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()), since, until)
            note_datasets(context, collection, ("kiel-donor-month",))
            money_from = f"allocations of {since} to {until}, {added.id}"
        except MissingDataset:
            pass
    if flows is None:
        shipped = published_for(hub)
        money, money_from, note = shipped.gap, f"published totals, {shipped.unit}; {shipped.source}", shipped.trap
    else:
        out = {hub, residual, *(without or [])}
        for name in sorted(out):
            if name not in flows.yearly:
                raise UnknownName("donor", name, flows.yearly)
        among = tuple(donor for donor in flows.yearly if donor not in out)
        money, note = fill_the_gap(flows, hub, among, residual, percent), ""
    lattice = lattice_of(context, as_of).snapshot
    actor = next((id for id in lattice.actors if lattice.label(id).casefold() == hub.casefold()), None)
    found = WhoFills(
        money=money,
        money_from=money_from,
        note=note,
        weapons=weapon_gaps(weapons, hub) if weapons else (),
        tasks=task_gaps(lattice, actor) if actor else (),
        posts=post_gaps(lattice, actor) if actor else (),
        cannot=published().cannot if hub == published().gap.hub else (),
    )
    if not told_as_json(context, found, as_json, output):
        print_who_fills(console(), lattice, found)


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
