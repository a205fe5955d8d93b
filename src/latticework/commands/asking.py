"""The commands that ask: ``what-if``, ``why``, ``compare``, ``brief``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from latticework.api.writing import write_whole
from latticework.commands.options import (
    Actor,
    AsJson,
    AsKnown,
    AsOf,
    ClusterAddress,
    FromRecord,
    Judged,
    On,
    Output,
    PostureOption,
    ScenarioFile,
    Seed,
    Workers,
    can_be_written,
    console,
    lattice_of,
    outcome_of,
    stoppable,
    told_as_json,
)
from latticework.commands.recording import keep_manifest
from latticework.model import BadScenario

if TYPE_CHECKING:
    from latticework.api import Lattice
    from latticework.model import Outcome as Answer


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("what-if")(what_if)
    app.command("why")(why)
    app.command("compare")(compare)
    app.command("brief")(brief)


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
    record: FromRecord = False,
    grid: Annotated[
        str | None, typer.Option("--grid", help="Answer instead for each of these engagement levels, like 0,0.5,1.")
    ] = None,
    actors: Annotated[
        str | None,
        typer.Option(
            "--actors", help="Answer instead for each of these actors, like USA,DEU; all: every state with a part."
        ),
    ] = None,
    postures: Annotated[
        str | None,
        typer.Option("--postures", help="With --actors: for each of these postures, like scaled_back,withdrawn."),
    ] = None,
    months: Annotated[
        int | None, typer.Option("--months", min=1, max=120, help="Answer month by month up to this horizon instead.")
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option("--score", help="Compare the chances with outcomes (CSV: id,held,on,source) instead.")
    ] = None,
    workers: Workers = None,
    cluster: ClusterAddress = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Ask what holds if an actor walks away: functions, arrangements, breaks, linchpins."""
    if actors is not None:
        if actor or scenario or grid or months is not None or outcomes:
            raise BadScenario("--actors goes without --actor, --scenario, --grid, --months and --score")
        lattice = lattice_of(context, as_of, as_known)
        rows, drawn = _over_actors(lattice, actors, postures or posture, on, seed, judgements, record, workers, cluster)
        said = [{"actor": who, "posture": how, "functions": one.functions} for (who, how), one in rows]
        if not told_as_json(context, said, as_json, output, seed=drawn):
            from latticework.show.deeper import print_actors

            print_actors(console(), lattice.snapshot, rows)
        return
    if postures is not None:
        raise BadScenario("--postures without --actors", remedy="Say --actors USA, or --posture for one")
    outcome = outcome_of(context, actor, posture, on, scenario, seed, as_of, judgements, as_known, record)
    tell = partial(told_as_json, context, as_json=as_json, output=output, seed=outcome.answer.scenario.seed)
    each = _varied(scenario) if months is None and outcomes is None else ()
    if grid is not None or each:
        from latticework.show.deeper import print_grid

        levels = _levels(grid) if grid is not None else ()
        with _counted() as progress:
            points = outcome.grid(levels, each, workers=workers, cluster=cluster, progress=progress)
        if not tell([{"levels": at, "functions": one.functions} for at, one in points]):
            print_grid(console(), outcome.lattice.snapshot, points)
    elif months is not None:
        from latticework.show.deeper import print_months

        over_time = outcome.months(months)
        if not tell(over_time):
            print_months(console(), outcome.lattice.snapshot, over_time)
    elif outcomes is not None:
        from latticework.show.deeper import print_score

        scored = outcome.score(outcomes)
        if not tell(scored):
            print_score(console(), scored)
    elif not tell(outcome.with_record() if record else outcome.answer):
        from latticework.show.record import print_record, print_record_ranges
        from latticework.show.terminal import print_outcome

        print_outcome(console(), outcome.answer, outcome.lattice.snapshot)
        print_record_ranges(console(), outcome.record_ranges, outcome.judgements())
        print_record(console(), outcome.record())


@contextmanager
def _counted() -> Iterator[Callable[[int, int, str], None]]:
    """A bar over the answers of a grid; Ctrl-C says how many there were."""
    from latticework.show.progress import progress_bar

    done, in_all = 0, 0

    def count(now: int, of: int, what: str) -> None:
        nonlocal done, in_all
        done, in_all = now, of
        if move:
            move(now, of, what)

    with (
        stoppable(lambda: f"{done} of {in_all or 'the'} answers were there, and nothing is kept of a grid in part"),
        progress_bar("answers") as move,
    ):
        yield count


def _over_actors(
    lattice: Lattice,
    actors: str,
    postures: str,
    on: str,
    seed: int | None,
    judgements: Path | None,
    record: bool,
    workers: int | None,
    cluster: str | None,
) -> tuple[list[tuple[tuple[str, str], Answer]], int]:
    """Answer for each actor and posture; also gives the seed of the draws."""
    from latticework.whatif import load_judgements
    from latticework.whatif.levels import parties_of

    known = lattice.snapshot.actors
    if actors == "all":
        parts = {actor for id in lattice.snapshot.arrangements for actor in parties_of(lattice.snapshot, id)}
        who = sorted(actor for actor in parts if actor in known and known[actor].get("kind") == "state")
    else:
        who = [one.strip() for one in actors.split(",")]
    with _counted() as progress:
        rows = lattice.over_actors(
            who,
            [one.strip() for one in postures.split(",")],
            on=on,
            seed=seed,
            judgements=load_judgements(judgements) if judgements else None,
            record=record,
            workers=workers,
            cluster=cluster,
            progress=progress,
        )
    return rows, rows[0][1].scenario.seed


def _varied(scenario: list[Path] | None) -> tuple[tuple[float, ...], ...]:
    """The levels that scenario files ask to try (``vary``)."""
    if not scenario:
        return ()
    from latticework.whatif.scenario_combine import combined

    return combined(scenario).levels


def _levels(text: str) -> tuple[float, ...]:
    try:
        levels = tuple(float(part) for part in text.split(","))
    except ValueError:
        levels = ()
    if not levels or not all(0 <= level <= 1 for level in levels):
        raise BadScenario(f"{text!r} is no list of levels", remedy="Write levels from 0 to 1, like --grid 0,0.5,1")
    return levels


def why(
    context: typer.Context,
    function: Annotated[str, typer.Argument(help="A function or task, such as train-ukrainian-forces.")],
    actor: Actor = "USA",
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    seed: Seed = None,
    judgements: Judged = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    record: FromRecord = False,
    width: Annotated[
        bool, typer.Option("--width", help="Say instead which inputs a function's interval comes from.")
    ] = False,
    given: Annotated[
        str | None, typer.Option("--given", help="Say instead its chance given that this arrangement or task holds.")
    ] = None,
    mef: Annotated[
        Path | None,
        typer.Option(
            "--mef",
            callback=can_be_written,
            help="Write the function as a fault tree (Open-PSA MEF) to this file instead.",
        ),
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Explain one function or task: what provides it, what breaks it, on what evidence (default: the essay's question)."""
    who = None if scenario else actor
    outcome = outcome_of(context, who, posture, on, scenario, seed, as_of, judgements, as_known, record)
    carried = outcome.carried(function)
    drawn = outcome.answer.scenario.seed
    tell = partial(told_as_json, context, as_json=as_json, output=output, seed=drawn)
    if mef is not None:
        write_whole(mef, outcome.mef(function).encode())
        keep_manifest(context, {"mef": mef}, seed=drawn)
        print(f"Wrote {mef}: the top gate is true when {carried.label!r} holds; chances are means over the draws.")
    elif given is not None:
        from latticework.show.words import chance

        conditional = outcome.given(function, given)
        if not tell(conditional):
            label = outcome.lattice.snapshot.label(given)
            print(f"{carried.label}: {chance(carried.after)}; given that {label!r} holds: {chance(conditional)}.")
    elif width:
        from latticework.show.deeper import print_width

        split = outcome.width(function)
        if not tell(split):
            print_width(console(), outcome.lattice.snapshot, split)
    elif not tell(outcome.why(function)):
        from latticework.show.terminal import print_why

        print_why(
            console(),
            outcome.lattice.snapshot,
            outcome.answer,
            carried.id,
            outcome.lattice.records,
            outcome.judgements(),
        )


def compare(
    context: typer.Context,
    a: Annotated[Path, typer.Argument(help="Scenario A, a TOML file.")],
    b: Annotated[Path, typer.Argument(help="Scenario B, a TOML file.")],
    seed: Seed = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Compare two scenarios side by side: what changed, and why."""
    from latticework.show.deeper import print_comparison
    from latticework.whatif import load_scenario

    lattice = lattice_of(context, as_of, as_known)
    one, other = (lattice.what_if(load_scenario(path), seed=seed) for path in (a, b))
    compared = one.compare(other)
    if not told_as_json(context, compared, as_json, output, seed=one.answer.scenario.seed):
        print_comparison(console(), compared)


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
    record: FromRecord = False,
    advise: Annotated[
        int, typer.Option("--advise", min=0, max=6, help="Add the comparison of sets of up to so many steps.")
    ] = 0,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write: .html, .pdf or .docx.")] = Path(
        "briefing.html"
    ),
) -> None:
    """Write the briefing as HTML, PDF or DOCX: every number leads to its basis; footnotes give source, date and sentence."""
    outcome = outcome_of(context, actor, posture, on, scenario, seed, as_of, judgements, as_known, record)
    written = outcome.brief(output, outcome.advise(advise) if advise else None)
    keep_manifest(context, {"output": written}, seed=outcome.answer.scenario.seed)
    print(
        f"Wrote {written} ({written.stat().st_size / 1000:.0f} kB).{' Open it in a browser.' if written.suffix in ('.html', '.htm') else ''}"
    )
