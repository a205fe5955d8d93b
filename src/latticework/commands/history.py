"""The commands ``latticework history ...``: parse, call the history room, print."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from latticework.api.writing import write_whole
from latticework.commands.options import (
    AsJson,
    ClusterAddress,
    Output,
    Seed,
    Workers,
    as_json_text,
    can_be_written,
    console,
    print_json,
    stoppable,
)
from latticework.commands.recording import READ, keep_manifest, note_datasets

if TYPE_CHECKING:
    from latticework.history import Added, Collection
    from latticework.model import LatticeworkError

MOST_HERE = 100  # back-tests of some 50 ms that are done sooner than processes have started

history = typer.Typer(
    name="history",
    help="What the historical record says: add datasets, estimate, score.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the application."""
    app.add_typer(history)


def collection_of(context: typer.Context) -> Collection:
    """The collection beside the register that the command line names."""
    from latticework.history import Collection

    return Collection.beside(context.obj)


def _tell_left_out(problems: list[LatticeworkError], *, every: bool) -> None:
    """Stop at the first problem where the outcome was asked for by name, or nothing is left; else say them all."""
    if problems and every:
        raise problems[0]
    for problem in problems:
        print(f"latticework: {problem}", file=sys.stderr)


@history.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A dataset such as atop-alliance; `history list` names them all.")],
    files: Annotated[
        list[Path], typer.Argument(help="The file as published: .csv, .tsv or .txt (also .gz or .zip), or .parquet.")
    ],
    released: Annotated[
        str | None, typer.Option("--released", help="The day on which this vintage became public, YYYY-MM-DD.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a dataset file and keep it beside the register; a file that is not what it claims is refused.

    Several files are added one after the other: vintages stand side by side, files of events are read together.
    """
    from latticework.show.progress import progress_bar

    made, public = [], day_of(released) if released else None
    for place, file in enumerate(files):
        left = "nothing of the file is stored" if len(files) == 1 else f"{place} of {len(files)} files are stored"
        with stoppable(partial(str, left)), progress_bar("MB", 1e6) as progress:
            made.append(collection_of(context).add(name, file, progress, released=public))
        if not as_json:
            print(f"Added {made[-1].id}: {made[-1].title}")
            for label, value in _described(made[-1]):
                print(f"  {label:<9} {value}")
    if as_json:
        shown = [asdict(added) for added in made]
        print(json.dumps(shown if len(shown) > 1 else shown[0], ensure_ascii=False, indent=2))


def day_of(text: str) -> date:
    """Read a day, or say that it is none."""
    from latticework.model import LatticeworkError

    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise LatticeworkError(f"{text} is no day", where="--released", remedy="Give it as YYYY-MM-DD") from problem


def _described(added: Added) -> list[tuple[str, str]]:
    from latticework.history import dataset

    return [
        ("rows", f"{added.rows:,} ({added.unit})"),
        ("covers", f"{added.covers[0]}-{added.covers[1]}; outside it the answer is missing, not zero"),
        ("released", added.released or "day not known"),
        ("codes", dataset(added.name).codes),
        ("sha256", added.sha256),
        ("source", added.source),
        ("terms", added.terms),
        ("cite", added.citation),
    ]


@history.command("list")
def list_datasets(context: typer.Context, as_json: AsJson = False) -> None:
    """List the datasets that have been added, and those that could be."""
    from latticework.history import datasets

    added = collection_of(context).list()
    if as_json:
        print(json.dumps([asdict(item) for item in added], ensure_ascii=False, indent=2))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("dataset", "version", "rows", "covers", "title"):
        table.add_column(column, justify="right" if column == "rows" else "left")
    for item in added:
        table.add_row(item.name, item.version, f"{item.rows:,}", f"{item.covers[0]}-{item.covers[1]}", item.title)
    here = {item.name for item in added}
    for entry in datasets().values():
        if entry.name not in here:
            table.add_row(entry.name, "not added", "", "", entry.title, style="dim")
    console().print(table)


@history.command()
def estimate(
    context: typer.Context,
    outcomes: Annotated[
        list[str] | None,
        typer.Argument(
            help="formal-ends, lapse, cooperation (also -gdelt1, -gdelt2, -polecat), aid; all that can be if left out."
        ),
    ] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Show the shipped estimates; needs no datasets.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Also write OUTCOME.toml files into this folder.")] = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Estimate what the record says: events, exposure and interval of every number; association, not effect."""
    from latticework.history import MissingDataset
    from latticework.history.outcomes import OUTCOMES, askable, make_results, used_datasets
    from latticework.history.results import SEED, shipped_results
    from latticework.history.results import save as write
    from latticework.model import LatticeworkError, UnknownName
    from latticework.show.progress import progress_bar

    names = outcomes or [n for n in askable(collection_of(context)) if not shipped or OUTCOMES[n].shipped]
    for name in names:
        if name not in OUTCOMES:
            raise UnknownName("outcome", name, OUTCOMES)
        if shipped and not OUTCOMES[name].shipped:
            raise LatticeworkError(
                f"No estimates of {name} ship: its data were not at hand",
                remedy=f"Add the files and say: latticework history estimate {name}",
            )
    if save is not None and not save.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(save), remedy="Create it first")
    made = []
    left_out: list[LatticeworkError] = []
    for position, name in enumerate(names, start=1):
        left = f"{position - 1} of {len(names)} outcomes were estimated" + (
            " and saved" if save and position > 1 else ""
        )
        with stoppable(partial(str, left)), progress_bar("estimates") as progress:
            try:
                results = (
                    shipped_results()[name]
                    if shipped
                    else make_results(collection_of(context), name, progress, SEED if seed is None else seed)
                )
            except MissingDataset as problem:
                left_out.append(problem)
                continue
        made.append(results)
        if save is not None:
            write(results, save / f"{name}.toml")
            if not shipped:
                context.meta.pop(READ, None)  # one manifest an outcome, each with its own datasets
                note_datasets(
                    context, collection_of(context), [a.id for a in used_datasets(collection_of(context), name)]
                )
            keep_manifest(context, {"save": save / f"{name}.toml"}, seed=results.seed, only={"outcomes": [name]})
        if not as_json:
            from latticework.show.record import print_results

            print_results(console(), results)
    _tell_left_out(left_out, every=bool(outcomes) or not made)
    if as_json:
        print(json.dumps([asdict(results) for results in made], ensure_ascii=False, indent=2))


@history.command()
def backtest(
    context: typer.Context,
    until: Annotated[
        list[int],
        typer.Option("--until", help="Fit on the years to this one, score the years after; may be repeated."),
    ],
    outcomes: Annotated[
        list[str] | None,
        typer.Argument(help="abrogation, no-contact, cooperation-halved, aid-halved; all if left out."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", callback=can_be_written, help="Write the calibration plot as SVG (one outcome)."),
    ] = None,
    workers: Workers = None,
    cluster: ClusterAddress = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Score the record against what came after, beside the base rate and "nothing changes"."""
    from latticework.api.grid import engine_for
    from latticework.history.backtests import backtests
    from latticework.history.cases import CASES, REVISED
    from latticework.model import LatticeworkError
    from latticework.show.progress import progress_bar
    from latticework.show.record import calibration_svg, print_backtest

    names = outcomes or list(CASES)
    if plot is not None and len(names) * len(until) != 1:
        raise LatticeworkError("--plot draws one outcome from one year", remedy=f"Name one of {', '.join(CASES)}")
    engine = engine_for(len(names) * len(until), workers, cluster, MOST_HERE)
    told = "no back-test is there in part"
    with stoppable(lambda: told), progress_bar("back-tests") as move:

        def count(done: float, in_all: float, what: str) -> None:
            nonlocal told
            told = f"{done:.0f} of {in_all:.0f} back-tests were done, and nothing is kept of them"
            if move:
                move(done, in_all, what)

        scored, left_out = backtests(collection_of(context), names, until, engine, count)
    _tell_left_out(left_out, every=bool(outcomes) and len(until) == 1 or not scored)
    written = {option: path for option, path in (("output", output), ("plot", plot)) if path is not None}
    if output is not None:
        write_whole(output, (as_json_text(scored) + "\n").encode())
    elif as_json:
        print_json(scored)
    else:
        for result in scored:
            print_backtest(console(), result)
    if plot is not None:
        write_whole(plot, calibration_svg(scored[0]).encode())
    if written:
        collection = collection_of(context)
        done = dict.fromkeys(one.outcome for one in scored)
        revised = {dataset for name in done for dataset in REVISED.get(name, ((), None))[0]}
        vintages = [added.id for added in collection.list() if added.name in revised]  # fitted on, where older
        note_datasets(context, collection, [*(need for name in done for need in CASES[name][1]), *vintages])
        keep_manifest(context, written)
        print(f"Wrote {', '.join(map(str, written.values()))}.", file=sys.stderr)
