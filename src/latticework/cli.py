"""The command line: parse, call the API, hand the answer to ``show``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from latticework.model import BadScenario, LatticeworkError, UnknownName
from latticework.register_commands import add_commands

if TYPE_CHECKING:
    from rich.console import Console

    from latticework.api import FileRead, Lattice, Outcome, Register
    from latticework.model import Scenario

DEFAULT_REGISTER = Path("register.duckdb")
ENTITY_LISTS = ("arrangements", "meetings", "commitments", "positions", "roles", "constraints", "actors", "functions")

app = typer.Typer(
    name="latticework",
    help="Read the record of security cooperation, and ask what holds if a party walks away.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


class ExportFormat(StrEnum):
    """The formats that ``export`` writes."""

    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"
    graphml = "graphml"
    gexf = "gexf"
    stix = "stix"
    ftm = "ftm"
    jsonld = "jsonld"
    csl = "csl"
    bibtex = "bibtex"
    ris = "ris"


class ReadFormat(StrEnum):
    """Where the records that ``read`` finds go."""

    register = "register"
    jsonl = "jsonl"


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]
AsOf = Annotated[str, typer.Option("--as-of", help="What was true on this date (ISO).")]
AsKnown = Annotated[str | None, typer.Option("--as-known", help="As the register knew it on this date (ISO).")]
Actor = Annotated[str | None, typer.Option("--actor", help="Who changes course: a code such as USA, or a name.")]
PostureOption = Annotated[str, typer.Option("--posture", help="engaged, scaled_back or withdrawn.")]
On = Annotated[str, typer.Option("--on", help="From which date on (ISO).")]
ScenarioFile = Annotated[Path | None, typer.Option("--scenario", help="A scenario as a TOML file, instead of flags.")]
Judged = Annotated[
    Path | None,
    typer.Option("--judgements", help="A TOML file with judged ranges of your own, in place of shipped ones."),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of the draws; the same seed gives the same bytes.")]


@app.callback()
def choose_register(
    context: typer.Context,
    register: Annotated[
        Path, typer.Option("--register", help="The register file; `latticework init` creates it.")
    ] = DEFAULT_REGISTER,
) -> None:
    """Read the record of security cooperation, and ask what holds if a party walks away."""
    context.obj = register


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def _print_json(value: Any) -> None:
    from latticework.show.as_json import to_json

    print(json.dumps(to_json(value), ensure_ascii=False, indent=2))


def _open(context: typer.Context) -> Register:
    from latticework.api import Register

    return Register.open(context.obj)


def _lattice(context: typer.Context, as_of: str, as_known: str | None = None) -> Lattice:
    with _open(context) as register:
        return register.as_of(as_of, as_known=as_known)


def _outcome(
    context: typer.Context,
    actor: str | None,
    posture: str,
    on: str,
    scenario_file: Path | None,
    seed: int | None,
    as_of: str,
    judgements: Path | None,
    as_known: str | None = None,
) -> Outcome:
    lattice = _lattice(context, as_of, as_known)
    scenario: Scenario | None = None
    if scenario_file is not None:
        if actor is not None:
            raise BadScenario("Both --scenario and --actor are given", remedy="Give one of them")
        from latticework.whatif import load_scenario

        scenario = load_scenario(scenario_file)
    elif actor is None:
        raise BadScenario("No scenario", remedy="Say --actor USA (or another actor), or --scenario FILE.toml")
    judged = None
    if judgements is not None:
        from latticework.whatif import load_judgements

        judged = load_judgements(judgements)
    return lattice.what_if(scenario, actor=actor, posture=posture, on=on, seed=seed, judgements=judged)


@app.command()
def init(context: typer.Context) -> None:
    """Create a register file from the shipped public facts (as of 2024-07-31)."""
    from latticework.api import Register

    with Register.create(context.obj) as register:
        snapshot = register.as_of().snapshot
    print(
        f"Created {context.obj}: {len(snapshot.arrangements)} arrangements, {len(snapshot.meetings)} meetings, "
        f"{len(snapshot.commitments)} commitments, {len(snapshot.functions)} functions, as of {snapshot.as_of}."
    )


@app.command()
def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Documents (txt, html, pdf, docx) or folders of them.")],
    format: Annotated[
        ReadFormat, typer.Option("--format", help="register: store what is found; jsonl: print one record a line.")
    ] = ReadFormat.register,
    as_json: AsJson = False,
) -> None:
    """Read documents: find meetings, arrangements, commitments, positions and roles, with their sentences."""
    if format is ReadFormat.jsonl:
        _print_records(files)
        return
    from latticework.show.progress import reading_progress

    with _open(context) as register, reading_progress() as progress:
        report = register.read(*files, progress=progress)
    if as_json:
        _print_json(report)
    else:
        from latticework.show.terminal import print_read_report

        read_well = [_report_row(file) for file in report.files if not file.problem]
        if read_well:
            print_read_report(_console(), read_well)
        for file in report.problems:
            print(f"latticework: {file.path} set aside. {file.problem}", file=sys.stderr)
    if report.problems:
        raise typer.Exit(1)


def _report_row(file: FileRead) -> dict[str, Any]:
    return {
        "path": file.path,
        "title": file.title,
        "records": dict(file.records or {}),
        "already_read": file.already_read,
        "proposals": file.proposals,
    }


def _print_records(paths: list[Path]) -> None:
    from latticework.api import find_files, read_file

    failed = False
    for path in find_files(paths):
        try:
            _, records = read_file(path)
        except LatticeworkError as problem:
            print(f"latticework: {path} set aside. {problem}", file=sys.stderr)
            failed = True
            continue
        for record in records:
            print(json.dumps(record.as_line(), ensure_ascii=False))
    if failed:
        raise typer.Exit(1)


@app.command()
def show(
    context: typer.Context,
    id: Annotated[
        str | None, typer.Argument(help=f"An id such as nsatu, or a list: {', '.join(ENTITY_LISTS)}.")
    ] = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    as_json: AsJson = False,
) -> None:
    """Show the register: everything that is stated of one entity and by whom, or a list of them."""
    from latticework.show import terminal

    lattice = _lattice(context, as_of, as_known)
    if id is None or id in ENTITY_LISTS:
        kind = id or "arrangements"
        shelf = getattr(lattice.snapshot, kind)
        if as_json:
            _print_json(dict(shelf))
        else:
            terminal.print_register_list(_console(), lattice.snapshot, kind)
        return
    entity = lattice.entity(id)
    if as_json:
        _print_json(entity)
    else:
        terminal.print_entity(_console(), lattice.snapshot, entity, lattice.records)


@app.command()
def profiles(
    context: typer.Context, as_of: AsOf = "2024-07-31", as_known: AsKnown = None, as_json: AsJson = False
) -> None:
    """Show how institutionalized each arrangement is: eight indicators, 0-100, with rank intervals."""
    lattice = _lattice(context, as_of, as_known)
    scored = lattice.profiles()
    if as_json:
        _print_json(scored)
    else:
        from latticework.show.terminal import print_profiles

        print_profiles(_console(), scored)


@app.command("what-if")
def what_if(
    context: typer.Context,
    actor: Actor = None,
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    seed: Seed = None,
    judgements: Judged = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    as_json: AsJson = False,
) -> None:
    """Ask what holds if an actor walks away: functions, arrangements, breaks, linchpins."""
    outcome = _outcome(context, actor, posture, on, scenario, seed, as_of, judgements, as_known)
    if as_json:
        _print_json(outcome.answer)
    else:
        from latticework.show.terminal import print_outcome

        print_outcome(_console(), outcome.answer, outcome.lattice.snapshot)


@app.command()
def why(
    context: typer.Context,
    function: Annotated[str, typer.Argument(help="A function or task, such as train-ukrainian-forces.")],
    actor: Actor = "USA",
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    judgements: Judged = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    as_json: AsJson = False,
) -> None:
    """Explain one function or task: what provides it, what breaks it, on what evidence (default: the essay's question)."""
    outcome = _outcome(context, None if scenario else actor, posture, on, scenario, None, as_of, judgements, as_known)
    carried = outcome.carried(function)
    if as_json:
        _print_json(outcome.why(function))
    else:
        from latticework.show.terminal import print_why

        print_why(
            _console(),
            outcome.lattice.snapshot,
            outcome.answer,
            carried.id,
            outcome.lattice.records,
            outcome.judgements(),
        )


@app.command()
def brief(
    context: typer.Context,
    actor: Actor = None,
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    seed: Seed = None,
    judgements: Judged = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write, .html.")] = Path("briefing.html"),
) -> None:
    """Write the briefing: one self-contained HTML file, every number linked to its basis."""
    outcome = _outcome(context, actor, posture, on, scenario, seed, as_of, judgements, as_known)
    written = outcome.brief(output)
    print(f"Wrote {written} ({written.stat().st_size / 1000:.0f} kB). Open it in a browser.")


@app.command()
def export(
    context: typer.Context,
    format: Annotated[ExportFormat, typer.Argument(help="The format; csv is a folder.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to; default: latticework.<format>.")
    ] = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Every row with its log, to be restored (csv, parquet; a folder).")
    ] = False,
) -> None:
    """Write the register, as of a date or whole, for other tools."""
    from latticework.show.exports import FORMATS

    name = f"latticework-whole-{format.value}" if whole else f"latticework{FORMATS[format.value][2]}"
    with _open(context) as register:
        target = register.export(output or Path(name), format.value, as_of=as_of, as_known=as_known, whole=whole)
    print(f"Wrote {target}.")


add_commands(app)


def _stop(message: str, code: int) -> NoReturn:
    print(f"latticework: {message}", file=sys.stderr)
    sys.exit(code)


def main() -> None:
    """Run the command line; our own errors become one paragraph and exit code 1, or 2 for wrong input."""
    try:
        app()
    except (UnknownName, BadScenario) as problem:
        _stop(str(problem), 2)
    except LatticeworkError as problem:
        _stop(str(problem), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except PermissionError as problem:
        _stop(f"Not allowed: {problem.filename}. Check the file's permissions.", 1)


if __name__ == "__main__":
    main()
