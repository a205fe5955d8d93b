"""The command line: parse, call the API, hand the answer to ``show``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from latticework import advise_command
from latticework.history_commands import history
from latticework.model import BadScenario, LatticeworkError, UnknownName
from latticework.register_commands import add_commands

if TYPE_CHECKING:
    from rich.console import Console

    from latticework.api import FileRead, Lattice, Outcome, ReadReport, Register
    from latticework.model import Scenario
    from latticework.read.endpoint import Endpoint

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


app.add_typer(history)


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
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; default: all cores when there is much to read.")
    ] = None,
    second_reader: Annotated[
        str | None,
        typer.Option("--second-reader", help="An OpenAI-compatible endpoint, such as http://localhost:8080/v1."),
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="The second reader's model.")] = None,
    second_reader_key: Annotated[
        str | None,
        typer.Option("--second-reader-key", help="The environment variable that holds the second reader's key."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read documents: find meetings, arrangements, commitments, positions and roles, with their sentences."""
    second = _second_reader(second_reader, model, second_reader_key)
    if format is ReadFormat.jsonl:
        _print_records(files, workers, second)
        return
    from latticework.show.progress import reading_progress

    with _open(context) as register, reading_progress() as progress:
        report = register.read(*files, progress=progress, workers=workers, second=second)
    if as_json:
        _print_json(report)
    else:
        from latticework.show.terminal import print_read_report

        read_well = [_report_row(file) for file in report.files if not file.problem]
        if read_well:
            print_read_report(_console(), read_well)
        for file in report.problems:
            print(f"latticework: {file.path} set aside. {file.problem}", file=sys.stderr)
        _print_what_was_left(report)
    if report.stopped:
        done = f"{len(report.files)} of {report.in_all} files are read and stored"
        print(f"latticework: Stopped; {done}. The same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130)
    if report.problems:
        raise typer.Exit(1)


def _second_reader(url: str | None, model: str | None, key: str | None) -> Endpoint | None:
    if url is None:
        if model or key:
            raise LatticeworkError("A model or key without a second reader", remedy="Say --second-reader URL")
        return None
    from latticework.read.endpoint import Endpoint

    return Endpoint(url=url, model=model or "", key_from=key)


def _print_what_was_left(report: ReadReport) -> None:
    """Print the sentences that were set aside, and what came of the second reader."""
    for file in report.files:
        for start, end, reason in file.set_aside:
            print(f"{file.path}, characters {start} to {end}: set aside, {reason}.")
    second = report.second
    if second is None:
        return
    print(f"Second reader: {second.to_review} proposals to review, {second.agreed} that the reader found as well.")
    for what, tally in (("Dropped", second.dropped), (f"Of {second.asked} pieces without answer", second.failed)):
        if tally:
            print(f"{what}: " + "; ".join(f"{n} ({reason})" for reason, n in sorted(tally.items())) + ".")


def _report_row(file: FileRead) -> dict[str, Any]:
    return {
        "path": file.path,
        "title": file.title,
        "records": dict(file.records or {}),
        "already_read": file.already_read,
        "proposals": file.proposals,
    }


def _print_records(paths: list[Path], workers: int | None, second: Endpoint | None) -> None:
    from latticework.api import find_files
    from latticework.read.batches import read_files, workers_for

    failed = False
    files = find_files(paths)
    readings = read_files(files, workers=workers or workers_for(files), second=second)
    try:
        for reading in readings:
            if reading.problem:
                print(f"latticework: {reading.path} set aside. {reading.problem}", file=sys.stderr)
                failed = True
            for start, end, reason in reading.set_aside:
                print(f"latticework: {reading.path}, characters {start} to {end}: {reason}", file=sys.stderr)
            for record in (*reading.records, *(reading.second.records if reading.second else ())):
                print(json.dumps(record.as_line(), ensure_ascii=False))
            if reading.second and (reading.second.dropped or reading.second.failed):
                left = {**reading.second.dropped, **reading.second.failed}
                told = "; ".join(f"{n} ({reason})" for reason, n in sorted(left.items()))
                print(f"latticework: {reading.path}, second reader, not taken: {told}", file=sys.stderr)
    except KeyboardInterrupt:
        print("latticework: Stopped.", file=sys.stderr)
        raise typer.Exit(130) from None
    finally:
        readings.close()
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


def _levels(text: str) -> tuple[float, ...]:
    try:
        levels = tuple(float(part) for part in text.split(","))
    except ValueError:
        levels = ()
    if not levels or not all(0 <= level <= 1 for level in levels):
        raise BadScenario(f"{text!r} is no list of levels", remedy="Write levels from 0 to 1, like --grid 0,0.5,1")
    return levels


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
    grid: Annotated[
        str | None, typer.Option("--grid", help="Answer instead for each of these engagement levels, like 0,0.5,1.")
    ] = None,
    months: Annotated[
        int | None, typer.Option("--months", min=1, max=120, help="Answer month by month up to this horizon instead.")
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option("--score", help="Compare the chances with outcomes (CSV: id,held,on,source) instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask what holds if an actor walks away: functions, arrangements, breaks, linchpins."""
    outcome = _outcome(context, actor, posture, on, scenario, seed, as_of, judgements, as_known)
    if grid is not None:
        from latticework.show.deeper import print_grid

        points = outcome.grid(_levels(grid))
        if as_json:
            _print_json([{"levels": at, "functions": one.functions} for at, one in points])
        else:
            print_grid(_console(), outcome.lattice.snapshot, points)
    elif months is not None:
        from latticework.show.deeper import print_months

        over_time = outcome.months(months)
        if as_json:
            _print_json(over_time)
        else:
            print_months(_console(), outcome.lattice.snapshot, over_time)
    elif outcomes is not None:
        from latticework.show.deeper import print_score

        scored = outcome.score(outcomes)
        if as_json:
            _print_json(scored)
        else:
            print_score(_console(), scored)
    elif as_json:
        _print_json(outcome.answer)
    else:
        from latticework.show.record import print_record
        from latticework.show.terminal import print_outcome

        print_outcome(_console(), outcome.answer, outcome.lattice.snapshot)
        print_record(_console(), outcome.record())


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
    width: Annotated[
        bool, typer.Option("--width", help="Say instead which inputs a function's interval comes from.")
    ] = False,
    given: Annotated[
        str | None, typer.Option("--given", help="Say instead its chance given that this arrangement or task holds.")
    ] = None,
    mef: Annotated[
        Path | None,
        typer.Option("--mef", help="Write the function as a fault tree (Open-PSA MEF) to this file instead."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Explain one function or task: what provides it, what breaks it, on what evidence (default: the essay's question)."""
    outcome = _outcome(context, None if scenario else actor, posture, on, scenario, None, as_of, judgements, as_known)
    carried = outcome.carried(function)
    if mef is not None:
        mef.write_text(outcome.mef(function), encoding="utf-8")
        print(f"Wrote {mef}: the top gate is true when {carried.label!r} holds; chances are means over the draws.")
    elif given is not None:
        from latticework.show.words import chance

        conditional = outcome.given(function, given)
        if as_json:
            _print_json(conditional)
        else:
            label = outcome.lattice.snapshot.label(given)
            print(f"{carried.label}: {chance(carried.after)}; given that {label!r} holds: {chance(conditional)}.")
    elif width:
        from latticework.show.deeper import print_width

        split = outcome.width(function)
        if as_json:
            _print_json(split)
        else:
            print_width(_console(), outcome.lattice.snapshot, split)
    elif as_json:
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
def compare(
    context: typer.Context,
    a: Annotated[Path, typer.Argument(help="Scenario A, a TOML file.")],
    b: Annotated[Path, typer.Argument(help="Scenario B, a TOML file.")],
    as_of: AsOf = "2024-07-31",
    as_json: AsJson = False,
) -> None:
    """Compare two scenarios side by side: what changed, and why."""
    from latticework.show.deeper import print_comparison
    from latticework.whatif import load_scenario

    lattice = _lattice(context, as_of)
    compared = lattice.what_if(load_scenario(a)).compare(lattice.what_if(load_scenario(b)))
    if as_json:
        _print_json(compared)
    else:
        print_comparison(_console(), compared)


@app.command("fill-gap")
def fill_gap(
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
    if as_json:
        _print_json(gap)
    else:
        print_gap(_console(), gap)


@app.command()
def tree(
    file: Annotated[Path, typer.Argument(help="A fault tree in the Open-PSA Model Exchange Format (.xml, .xml.gz).")],
    top: Annotated[str | None, typer.Option("--top", help="The gate to answer for, where several are on top.")] = None,
    house: Annotated[list[str] | None, typer.Option("--house", help="State of a house event: NAME=true.")] = None,
    order: Annotated[int, typer.Option("--order", min=0, help="Largest minimal cut set to list.")] = 3,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sampler, if the tree is too large.")] = 1,
    as_json: AsJson = False,
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
    answer = answer_tree(file, top=top, houses=houses, most_events=order, seed=seed)
    if as_json:
        _print_json(answer)
    else:
        print_tree(_console(), answer)


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
    advise: Annotated[
        int, typer.Option("--advise", min=0, max=6, help="Add the comparison of sets of up to so many steps.")
    ] = 0,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write, .html.")] = Path("briefing.html"),
) -> None:
    """Write the briefing: one self-contained HTML file, every number linked to its basis."""
    outcome = _outcome(context, actor, posture, on, scenario, seed, as_of, judgements, as_known)
    written = outcome.brief(output, outcome.advise(advise) if advise else None)
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
advise_command.add_to(app)


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
