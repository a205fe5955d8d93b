"""The commands that show the register and write it out: ``init``, ``show``, ``profiles``, ``export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import (
    AsJson,
    AsKnown,
    AsOf,
    Output,
    Seed,
    console,
    lattice_of,
    open_register,
    print_json,
    told_as_json,
)
from latticework.commands.recording import keep_manifest, note_register
from latticework.model import LatticeworkError, Scenario

ENTITY_LISTS = ("arrangements", "meetings", "commitments", "positions", "roles", "constraints", "actors", "functions")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("init")(init)
    app.command("show")(show)
    app.command("profiles")(profiles)
    app.command("export")(export)


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


def init(
    context: typer.Context,
    examples: Annotated[
        Path | None, typer.Option("--examples", help="Also put five short example documents into this new folder.")
    ] = None,
) -> None:
    """Create a register file from the shipped public facts (as of 2024-07-31)."""
    from latticework.api import Register

    if examples is not None and examples.exists():
        raise LatticeworkError("The folder exists already", where=str(examples), remedy="Choose another name")
    with Register.create(context.obj) as register:
        snapshot = register.as_of().snapshot
    print(
        f"Created {context.obj}: {len(snapshot.arrangements)} arrangements, {len(snapshot.meetings)} meetings, "
        f"{len(snapshot.commitments)} commitments, {len(snapshot.functions)} functions, as of {snapshot.as_of}."
    )
    if examples is not None:
        examples.mkdir(parents=True)
        for document in Register.examples():
            (examples / document.name).write_bytes(document.read_bytes())
        print(f"Put {len(Register.examples())} example documents into {examples}.")


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

    lattice = lattice_of(context, as_of, as_known)
    if id is None or id in ENTITY_LISTS:
        kind = id or "arrangements"
        shelf = getattr(lattice.snapshot, kind)
        if as_json:
            print_json(dict(shelf))
        else:
            terminal.print_register_list(console(), lattice.snapshot, kind)
        return
    entity = lattice.entity(id)
    if as_json:
        print_json(entity)
    else:
        terminal.print_entity(console(), lattice.snapshot, entity, lattice.records)


def profiles(
    context: typer.Context,
    as_of: AsOf = "2024-07-31",
    as_known: AsKnown = None,
    seed: Seed = None,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Show how institutionalized each arrangement is: eight indicators, 0-100, with rank intervals."""
    lattice = lattice_of(context, as_of, as_known)
    drawn = Scenario(changes=()).seed if seed is None else seed
    if not told_as_json(context, scored := lattice.profiles(drawn), as_json, output, seed=drawn):
        from latticework.show.terminal import print_profiles

        print_profiles(console(), scored)


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
    with open_register(context) as register, register.file.held():
        note_register(context, register.file)
        target = register.export(output or Path(name), format.value, as_of=as_of, as_known=as_known, whole=whole)
    keep_manifest(context, {"output": target})
    print(f"Wrote {target}.")
