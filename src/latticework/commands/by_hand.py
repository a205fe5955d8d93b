"""The commands that state something by hand: add, edit, retract, note, import, template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import Address, Publisher, SourceDate, Sources, SourceTitle, Who, Why, register_file
from latticework.commands.values import pairs_of, value_of
from latticework.model import RegisterError, Source


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("add")(add)
    app.command("edit")(edit)
    app.command("retract")(retract)
    app.command("note")(note)
    app.command("import")(import_table)
    app.command("template")(template)


def add(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="The id of an entity, new or there already.")],
    values: Annotated[list[str], typer.Argument(help="What is stated, NAME=VALUE; lists as JSON.")],
    type: Annotated[str, typer.Option("--type", help="arrangement, meeting, commitment, position, role, …")],
    source: Sources,
    source_title: SourceTitle = None,
    publisher: Publisher = None,
    source_date: SourceDate = None,
    address: Address = None,
    valid_from: Annotated[str | None, typer.Option("--from", help="True since (EDTF).")] = None,
    valid_to: Annotated[str | None, typer.Option("--to", help="True until (EDTF).")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """State something by hand; a source is required."""
    from latticework import register

    claims = register.claims_of(
        subject, type, pairs_of(values), tuple(source), valid_from=valid_from, valid_to=valid_to
    )
    new = _new_source(source, source_title, publisher, source_date, address)
    added = register.add(register_file(context), claims, new_sources=new, why=why, who=who)
    print(f"Added {len(added)} statements ({len(claims) - len(added)} were there already).")


def edit(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="The id of a statement, from `latticework past`.")],
    value: Annotated[str, typer.Argument(help="What is to stand there; lists as JSON.")],
    source: Sources,
    source_title: SourceTitle = None,
    publisher: Publisher = None,
    source_date: SourceDate = None,
    address: Address = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Put another value in the place of a statement; the old one stays in the history."""
    from latticework import register

    new = _new_source(source, source_title, publisher, source_date, address)
    id = register.edit(
        register_file(context), statement, value_of(value), sources=tuple(source), new_sources=new, why=why, who=who
    )
    print(f"Statement {id} stands in the place of {statement}.")


def retract(context: typer.Context, statement: str, why: Why = "", who: Who = None) -> None:
    """Take a statement back; it stays in the history."""
    from latticework import register

    register.retract(register_file(context), statement, why=why, who=who)
    print("Taken back.")


def note(
    context: typer.Context,
    subject: str,
    text: str,
    source: Sources,
    source_title: SourceTitle = None,
    publisher: Publisher = None,
    source_date: SourceDate = None,
    address: Address = None,
    who: Who = None,
) -> None:
    """Write a note about an entity; a source is required."""
    from latticework import register

    new = _new_source(source, source_title, publisher, source_date, address)
    register.note(register_file(context), subject, text, sources=tuple(source), new_sources=new, who=who)
    print("Noted.")


def import_table(
    context: typer.Context,
    table: Annotated[Path, typer.Argument(help="A filled-in template: .xlsx, .csv or a folder of .csv.")],
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Take the good rows; default: all or nothing.")
    ] = False,
    why: Why = "",
    who: Who = None,
) -> None:
    """Import a filled-in template; every row is checked."""
    from latticework.register import import_file

    report = import_file(register_file(context), table, skip_bad_rows=skip_bad_rows, why=why, who=who)
    for problem in report.problems:
        print(f"latticework: {problem}", file=sys.stderr)
    print(f"Imported {report.added} statements; {report.there} were there already; {len(report.problems)} problems.")
    if report.problems:
        raise typer.Exit(1)


def template(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to: .xlsx, or a folder for CSV.")] = Path(
        "template.xlsx"
    ),
) -> None:
    """Write the empty template that `latticework import` takes."""
    from latticework.register import write_template

    write_template(output)
    print(f"Wrote {output}.")


def _new_source(
    ids: list[str], title: str | None, publisher: str | None, date: str | None, address: str | None
) -> list[Source]:
    if title is None and publisher is None:
        return []
    if len(ids) != 1:
        raise RegisterError("A new source needs one --source ID")
    return [Source(id=ids[0], title=title or "", publisher=publisher or "", date=date, address=address)]
