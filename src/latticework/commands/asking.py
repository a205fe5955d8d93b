"""The commands that ask: ``what-if``, ``why``, ``compare``, ``brief``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import (
    Actor,
    AsJson,
    AsKnown,
    AsOf,
    FromRecord,
    Judged,
    On,
    PostureOption,
    ScenarioFile,
    Seed,
    console,
    lattice_of,
    outcome_of,
    print_json,
)
from latticework.model import BadScenario


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
    months: Annotated[
        int | None, typer.Option("--months", min=1, max=120, help="Answer month by month up to this horizon instead.")
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option("--score", help="Compare the chances with outcomes (CSV: id,held,on,source) instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask what holds if an actor walks away: functions, arrangements, breaks, linchpins."""
    outcome = outcome_of(context, actor, posture, on, scenario, seed, as_of, judgements, as_known, record)
    each = _varied(scenario) if months is None and outcomes is None else ()
    if grid is not None or each:
        from latticework.show.deeper import print_grid

        points = outcome.grid(_levels(grid)) if grid is not None else outcome.grid(each=each)
        if as_json:
            print_json([{"levels": at, "functions": one.functions} for at, one in points])
        else:
            print_grid(console(), outcome.lattice.snapshot, points)
    elif months is not None:
        from latticework.show.deeper import print_months

        over_time = outcome.months(months)
        if as_json:
            print_json(over_time)
        else:
            print_months(console(), outcome.lattice.snapshot, over_time)
    elif outcomes is not None:
        from latticework.show.deeper import print_score

        scored = outcome.score(outcomes)
        if as_json:
            print_json(scored)
        else:
            print_score(console(), scored)
    elif as_json:
        print_json(outcome.answer)
    else:
        from latticework.show.record import print_record, print_record_ranges
        from latticework.show.terminal import print_outcome

        print_outcome(console(), outcome.answer, outcome.lattice.snapshot)
        print_record_ranges(console(), outcome.record_ranges, outcome.judgements())
        print_record(console(), outcome.record())


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
        typer.Option("--mef", help="Write the function as a fault tree (Open-PSA MEF) to this file instead."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Explain one function or task: what provides it, what breaks it, on what evidence (default: the essay's question)."""
    who = None if scenario else actor
    outcome = outcome_of(context, who, posture, on, scenario, None, as_of, judgements, as_known, record)
    carried = outcome.carried(function)
    if mef is not None:
        mef.write_text(outcome.mef(function), encoding="utf-8")
        print(f"Wrote {mef}: the top gate is true when {carried.label!r} holds; chances are means over the draws.")
    elif given is not None:
        from latticework.show.words import chance

        conditional = outcome.given(function, given)
        if as_json:
            print_json(conditional)
        else:
            label = outcome.lattice.snapshot.label(given)
            print(f"{carried.label}: {chance(carried.after)}; given that {label!r} holds: {chance(conditional)}.")
    elif width:
        from latticework.show.deeper import print_width

        split = outcome.width(function)
        if as_json:
            print_json(split)
        else:
            print_width(console(), outcome.lattice.snapshot, split)
    elif as_json:
        print_json(outcome.why(function))
    else:
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
    as_of: AsOf = "2024-07-31",
    as_json: AsJson = False,
) -> None:
    """Compare two scenarios side by side: what changed, and why."""
    from latticework.show.deeper import print_comparison
    from latticework.whatif import load_scenario

    lattice = lattice_of(context, as_of)
    compared = lattice.what_if(load_scenario(a)).compare(lattice.what_if(load_scenario(b)))
    if as_json:
        print_json(compared)
    else:
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
    print(
        f"Wrote {written} ({written.stat().st_size / 1000:.0f} kB).{' Open it in a browser.' if written.suffix in ('.html', '.htm') else ''}"
    )
