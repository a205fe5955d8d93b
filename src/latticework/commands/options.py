"""What the commands share: options with one wording, the register they open, the outcome they ask for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from latticework.api.writing import write_whole
from latticework.commands.recording import keep_manifest, note_register
from latticework.model import BadScenario, LatticeworkError

if TYPE_CHECKING:
    from rich.console import Console

    from latticework.api import Lattice, Outcome, Register
    from latticework.model import Scenario
    from latticework.register import RegisterFile


def can_be_written(path: Path | None) -> Path | None:
    """Refuse a target before the work is done, not after it."""
    if path is not None and path.is_dir():
        raise LatticeworkError("The output is a folder", where=str(path), remedy="Name a file in it")
    if path is not None and not path.absolute().parent.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(path.parent), remedy="Create it first")
    return path


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", callback=can_be_written, help="Write the JSON to this file, with a run manifest beside it."
    ),
]
AsOf = Annotated[str, typer.Option("--as-of", help="What was true on this date (ISO).")]
AsKnown = Annotated[str | None, typer.Option("--as-known", help="As the register knew it on this date (ISO).")]
Actor = Annotated[str | None, typer.Option("--actor", help="Who changes course: a code such as USA, or a name.")]
PostureOption = Annotated[str, typer.Option("--posture", help="engaged, new_government, scaled_back or withdrawn.")]
On = Annotated[str, typer.Option("--on", help="From which date on (ISO).")]
ScenarioFile = Annotated[
    list[Path] | None,
    typer.Option("--scenario", help="A scenario as a TOML file, instead of flags; several files are put together."),
]
Judged = Annotated[
    Path | None,
    typer.Option("--judgements", help="A TOML file with judged ranges of your own, in place of shipped ones."),
]
FromRecord = Annotated[
    bool,
    typer.Option(
        "--record", help="Let estimates of the historical record in, where an arrangement lies inside the data."
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=2**32 - 8, help="Seed of the draws; the same seed gives the same bytes."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes; default: all cores where there is much to do.")
]
ClusterAddress = Annotated[
    str | None,
    typer.Option("--cluster", help="Work on this Dask cluster: its scheduler, such as tcp://node1:8786."),
]
Why = Annotated[str, typer.Option("--why", help="The reason, for the log.")]
Who = Annotated[str | None, typer.Option("--who", help="Who decides; default: LATTICEWORK_WHO or your login.")]
Sources = Annotated[list[str], typer.Option("--source", help="The id of a source; several are allowed.")]
SourceTitle = Annotated[str | None, typer.Option("--source-title", help="Title, if the source is a new one.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Publisher of a new source.")]
SourceDate = Annotated[str | None, typer.Option("--source-date", help="Date of a new source.")]
Address = Annotated[str | None, typer.Option("--address", help="Web address of a new source.")]
RecordId = Annotated[str, typer.Argument(help="The id of a record, or its first six characters or more.")]


def console() -> Console:
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


@contextmanager
def said_if_slow(words: str, seconds: float = 3.0) -> Iterator[None]:
    """Say on a terminal what takes so long, if it does."""
    from threading import Timer

    timer = Timer(seconds, lambda: typer.echo(words, err=True))
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def as_json_text(value: Any) -> str:
    from latticework.show.as_json import to_json

    return json.dumps(to_json(value), ensure_ascii=False, indent=2)


@contextmanager
def stoppable(left: Callable[[], str]) -> Iterator[None]:
    """End on Ctrl-C with a sentence that says what is there then."""
    try:
        yield
    except (KeyboardInterrupt, RuntimeError) as problem:
        if isinstance(problem, RuntimeError) and "interrupted" not in str(problem).lower():
            raise  # DuckDB makes a RuntimeError of a Ctrl-C that meets a query
        print(f"latticework: Stopped; {left()}.", file=sys.stderr)
        raise typer.Exit(130) from None


def print_json(value: Any) -> None:
    print(as_json_text(value))


def told_as_json(
    context: typer.Context, value: Any, as_json: bool, output: Path | None, *, seed: int | None = None
) -> bool:
    """Print an answer as JSON, or write it with its manifest; ``False`` where tables are wanted instead."""
    if output is None:
        if as_json:
            print_json(value)
        return as_json
    write_whole(output, (as_json_text(value) + "\n").encode())
    keep_manifest(context, {"output": output}, seed=seed)
    print(f"Wrote {output}.")
    return True


def open_register(context: typer.Context) -> Register:
    from latticework.api import Register

    return Register.open(context.obj)


def lattice_of(context: typer.Context, as_of: str, as_known: str | None = None) -> Lattice:
    with open_register(context) as register, register.file.held():
        note_register(context, register.file)
        return register.as_of(as_of, as_known=as_known)


def outcome_of(
    context: typer.Context,
    actor: str | None,
    posture: str,
    on: str,
    scenario_files: list[Path] | None,
    seed: int | None,
    as_of: str,
    judgements: Path | None,
    as_known: str | None = None,
    record: bool = False,
) -> Outcome:
    lattice = lattice_of(context, as_of, as_known)
    scenario: Scenario | None = None
    if scenario_files:
        if actor is not None:
            raise BadScenario("Both --scenario and --actor are given", remedy="Give one of them")
        from latticework.whatif.scenario_combine import combined

        scenario = combined(scenario_files).scenario
    elif actor is None:
        raise BadScenario("No scenario", remedy="Say --actor USA (or another actor), or --scenario FILE.toml")
    judged = None
    if judgements is not None:
        from latticework.whatif import load_judgements

        judged = load_judgements(judgements)
    return lattice.what_if(scenario, actor=actor, posture=posture, on=on, seed=seed, judgements=judged, record=record)


def register_file(context: typer.Context) -> RegisterFile:
    """The register's file, for the commands that write to it."""
    from latticework.register import RegisterFile

    return RegisterFile.open(context.obj)
