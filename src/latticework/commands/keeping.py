"""The commands that look into the register's log: log, past, check, restore."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from latticework.commands.options import AsJson, AsKnown, print_json, register_file
from latticework.model import RegisterError


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("log")(log)
    app.command("past")(past)
    app.command("check")(check)
    app.command("restore")(restore)


def log(context: typer.Context, as_known: AsKnown = None, as_json: AsJson = False) -> None:
    """Show who did what, when and why."""
    acts = register_file(context).log(as_known)
    if as_json:
        print_json(acts)
        return
    for act in acts:
        print(f"{act.number:>5}  {act.at}  {act.who:<16} {act.kind:<8}{' (undone)' if act.undone else ''} {act.why}")


def past(
    context: typer.Context,
    entity: str,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what was true on this date (ISO).")] = None,
    as_known: AsKnown = None,
    as_json: AsJson = False,
) -> None:
    """Show everything ever stated of an entity, and what became of it."""
    stated = register_file(context).history(entity, as_known, as_of)
    if not stated:
        when = f" that was true on {as_of}" if as_of else ""
        raise RegisterError(
            f"Nothing was ever stated of {entity!r}{when}", remedy="`latticework show` lists what there is"
        )
    if as_json:
        print_json(stated)
        return
    for one in stated:
        s = one.statement
        state = "undone" if one.undone else f"taken back by act {one.retracted_by}" if one.retracted_by else "counts"
        value = s.value if isinstance(s.value, str) else json.dumps(s.value, ensure_ascii=False)
        basis = f"“{s.evidence.quote[:80]}”" if s.evidence else ", ".join(s.sources)
        print(f"{s.id}  {s.recorded_at[:10]}  {state:<20} {s.subject}  {s.property} = {value[:80]}  [{basis}]")


def check(
    context: typer.Context,
    head: Annotated[str | None, typer.Option("--head", help="A hash noted earlier that must be in the log.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read every row and recompute the chain of the log."""
    from latticework import register

    checked = register.check(register_file(context), head)
    if as_json:
        print_json(checked)
    else:
        print(f"{checked.acts} acts, {checked.rows} rows. Last hash: {checked.head}")
    for problem in checked.problems:
        print(f"latticework: {problem}.", file=sys.stderr)
    if checked.problems:
        raise typer.Exit(1)
    if not as_json:
        print("Everything is as it was written.")
        if checked.noted is None:
            print("No note of the last act lies beside the file; acts lost at its end could not be missed.")


def restore(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="What `latticework export csv --whole` or `parquet --whole` wrote.")],
) -> None:
    """Make a register from a whole export, equal to the one exported."""
    from latticework.register import check as check_register
    from latticework.show.exports.whole import read_whole

    file = read_whole(bundle, context.obj)
    checked = check_register(file)
    print(f"Restored {context.obj}: {checked.acts} acts, {checked.rows} rows, last hash {checked.head}.")
