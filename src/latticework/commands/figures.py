"""The command ``figure``: a drawing for a paper, as SVG or PDF."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import (
    Actor,
    AsKnown,
    AsOf,
    FromRecord,
    Judged,
    On,
    PostureOption,
    ScenarioFile,
    Seed,
    outcome_of,
)
from latticework.commands.recording import keep_manifest


class FigureKind(StrEnum):
    """What a figure shows."""

    rails = "rails"
    chances = "chances"


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("figure")(figure)


def figure(
    context: typer.Context,
    output: Annotated[Path, typer.Argument(help="The file to write: .svg or .pdf.")],
    actor: Actor = None,
    posture: PostureOption = "withdrawn",
    on: On = "2025-01-20",
    scenario: ScenarioFile = None,
    seed: Seed = None,
    judgements: Judged = None,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    record: FromRecord = False,
    kind: Annotated[
        FigureKind, typer.Option("--kind", help="rails: the lattice in the scenario; chances: functions and tasks.")
    ] = FigureKind.rails,
    width: Annotated[
        float, typer.Option("--width", help="Width in mm: rails from 150, chances from 80 (a column has about 89).")
    ] = 183.0,
    letters: Annotated[
        bool, typer.Option("--letters", help="Keep letters as text in an SVG instead of outlines; needs no extra.")
    ] = False,
) -> None:
    """Draw a figure for a paper as SVG or PDF, fonts inside, at its printed width; prints a caption for it."""
    from latticework.show.paper import check_figure

    check_figure(output, kind.value, width)
    outcome = outcome_of(context, actor, posture, on, scenario, seed, as_of, judgements, as_known, record)
    written = outcome.figure(output, kind.value, width_mm=width, letters=letters)
    keep_manifest(context, {"output": written}, seed=outcome.answer.scenario.seed)
    print(f"Wrote {written} ({width:g} mm wide, {written.stat().st_size / 1000:.0f} kB). Caption:")
    print(outcome.caption(kind.value))
