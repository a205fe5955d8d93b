"""The command ``latticework advise``: parse, call the API, print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from latticework.commands.options import (
    Actor,
    AsJson,
    AsKnown,
    AsOf,
    Judged,
    On,
    Output,
    PostureOption,
    ScenarioFile,
    Seed,
    outcome_of,
    told_as_json,
)
from latticework.model import BadScenario

if TYPE_CHECKING:
    from latticework.advise.checkpoint import Checkpoint

StepsOption = Annotated[int, typer.Option("--steps", min=0, max=6, help="Sets of up to so many steps.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("advise")(advise)


def advise(
    context: typer.Context,
    actor: Actor = None,
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    steps: StepsOption = 2,
    function: Annotated[list[str] | None, typer.Option("--function", help="Only this function counts; may be repeated.")] = None,
    own: Annotated[Path | None, typer.Option("--own", help="A TOML file with steps of your own, beside those found.")] = None,
    only_own: Annotated[bool, typer.Option("--only-own", help="Compare only the steps of --own.")] = False,
    without: Annotated[list[str] | None, typer.Option("--without", help="Leave this step out; may be repeated.")] = None,
    lift: Annotated[
        list[str] | None,
        typer.Option("--lift", help="Take this constraint away and say what it was worth (lead-time: the date)."),
    ] = None,
    weight: Annotated[
        list[str] | None, typer.Option("--weight", help="FUNCTION=NUMBER: score by a weighted sum of chances instead.")
    ] = None,
    judgements: Judged = None,
    seed: Seed = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:  # fmt: skip
    """Compare steps before they are taken: which set next, why not the others, what would change the advice."""
    from latticework.advise import load_steps
    from latticework.advise.checkpoint import Checkpoint

    outcome = outcome_of(context, actor, posture, on, scenario, seed, as_of, judgements, as_known)
    if only_own and own is None:
        raise BadScenario("--only-own without --own", remedy="Say --own STEPS.toml")
    checkpoint = Checkpoint(context.obj, lambda text: print(f"latticework: {text}", file=sys.stderr))
    with _stopping(checkpoint), _progress() as progress:
        advice = outcome.advise(
            steps,
            functions=function or (),
            own=load_steps(own, outcome.lattice.snapshot) if own else (),
            without=without or (),
            lift=lift or (),
            weights=dict(map(_weight, weight or ())),
            find=not only_own,
            progress=progress,
            checkpoint=checkpoint,
        )
    if told_as_json(context, advice, as_json, output, seed=outcome.answer.scenario.seed):
        return
    from rich.console import Console

    from latticework.show.advise import print_advice

    width = None if sys.stdout.isatty() else 150
    print_advice(Console(highlight=False, width=width), outcome.lattice.snapshot, advice)


def _weight(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name, float(number)
    except ValueError as problem:
        raise BadScenario(f"{text!r} is no weight", remedy="Write --weight sustain-ukraine=2") from problem


@contextmanager
def _stopping(checkpoint: Checkpoint) -> Iterator[None]:
    """End on Ctrl-C with a sentence that says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        kept = checkpoint.path is not None and checkpoint.path.exists()
        then = (
            f"The same command goes on from there ({checkpoint.path.name} keeps it; delete that file to give it up)."
            if kept and checkpoint.path
            else "Nothing was kept, as the search had hardly begun. Fewer --steps or --function are faster."
        )
        print(f"latticework: Stopped; no advice was reached. {then}", file=sys.stderr)
        raise typer.Exit(130) from None


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar with time left on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("comparing sets"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("compare", total=None)
        yield lambda done, in_all: bar.update(task, completed=done, total=in_all)
