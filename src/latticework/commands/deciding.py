"""The commands that decide on records and entities: review, accept, reject, merge, prefer, undo."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from latticework.commands.options import AsJson, AsKnown, RecordId, Who, Why, print_json, register_file
from latticework.commands.values import pairs_of
from latticework.model import BadScenario, LatticeworkError, RegisterError


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("review")(review)
    app.command("accept")(accept)
    app.command("reject")(reject)
    app.command("skip")(skip)
    app.command("undo")(undo)
    app.command("redo")(redo)
    app.command("candidates")(candidates)
    app.command("merge")(merge)
    app.command("split")(split)
    app.command("apart")(apart)
    app.command("prefer")(prefer)


def review(
    context: typer.Context,
    list_them: Annotated[bool, typer.Option("--list", help="Only list what waits, decide nothing.")] = False,
    most: Annotated[int, typer.Option("--most", help="How many to list.", min=1)] = 20,
    as_known: AsKnown = None,
    as_json: AsJson = False,
    who: Who = None,
) -> None:
    """Decide on what readers propose, one key a decision, with the sentence in view."""
    from latticework.register import queue, queue_length

    file = register_file(context)
    if as_known and not (list_them or as_json):
        raise BadScenario("Decisions are made on what waits now", remedy="Say --list with --as-known")
    if list_them or as_json:
        waiting, length = queue(file, most, as_known), queue_length(file, as_known)
        if as_json:
            print_json({"waiting": length, "records": waiting})
            return
        for proposed in waiting:
            line = proposed.line
            match = f" may be {proposed.match.entity} ({proposed.match.score:.2f})" if proposed.match else ""
            print(f"{proposed.id[:10]}  {line['type']:<12}{', '.join(line['parties'])}  {line['date'] or ''}{match}")
        print(f"{length} wait for a decision.")
        return
    if not sys.stdin.isatty():
        raise LatticeworkError(
            "Review by keys needs a terminal", remedy="Use `review --list`, `accept ID` and `reject ID --why TEXT`"
        )
    from latticework.show.review_screen import review_by_keys

    review_by_keys(file, who)


def accept(
    context: typer.Context,
    record: RecordId,
    into: Annotated[str | None, typer.Option("--into", help="The entity for which it is more evidence.")] = None,
    match: Annotated[bool, typer.Option("--match", help="Into the entity that was proposed.")] = False,
    change: Annotated[list[str] | None, typer.Option("--set", help="A corrected field, NAME=VALUE.")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Accept a record as a new entity, or as more evidence for one."""
    from latticework import register

    file = register_file(context)
    if match and into is None:
        proposed, _ = register.find_record(file, record)
        if proposed.match is None:
            raise RegisterError("No entity was proposed for this record", remedy="Say --into ID, or accept it as new")
        into = proposed.match.entity
    entity = register.accept(file, record, entity=into, changes=pairs_of(change or []), why=why, who=who)
    print(f"Accepted as {entity}.")


def reject(context: typer.Context, record: RecordId, why: Why = "", who: Who = None) -> None:
    """Reject a record; the reason is kept."""
    from latticework import register

    register.reject(register_file(context), record, why=why, who=who)
    print("Rejected.")


def skip(context: typer.Context, record: RecordId, why: Why = "", who: Who = None) -> None:
    """Put a record at the end of the queue."""
    from latticework import register

    register.skip(register_file(context), record, why=why, who=who)
    print("Skipped.")


def undo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The number of an act in the log; default: the last.")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Take back a decision, edit, merge, addition or import."""
    from latticework import register

    act = register.undo(register_file(context), number, why=why, who=who)
    print(f"Undid act {act.number}: {act.kind} by {act.who}. `latticework redo` brings it back.")


def redo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The number of an undone act; default: undone last.")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Let an undone act count again."""
    from latticework import register

    act = register.redo(register_file(context), number, why=why, who=who)
    print(f"Act {act.number} counts again: {act.kind} by {act.who}.")


def candidates(context: typer.Context, as_known: AsKnown = None, as_json: AsJson = False) -> None:
    """Show which entities may be one, with reason and score."""
    from latticework import register

    found = register.candidates(register_file(context), as_known)
    if as_json:
        print_json(found)
        return
    for one in found:
        print(f"{one.score:.2f}  {one.one}  {one.entity}  {one.reason}")
    print(f"{len(found)} pairs. `latticework merge ONE INTO --why TEXT` or `latticework apart ONE OTHER --why TEXT`.")


def merge(context: typer.Context, one: str, into: str, why: Why = "", who: Who = None) -> None:
    """Say that one entity is the same as another."""
    from latticework import register

    print(f"Both are {register.merge(register_file(context), one, into, why=why, who=who)} now.")


def split(context: typer.Context, subject: str, why: Why = "", who: Who = None) -> None:
    """Take a subject out of the entity into which it was merged."""
    from latticework import register

    register.split(register_file(context), subject, why=why, who=who)
    print(f"{subject} stands for itself again.")


def apart(context: typer.Context, one: str, other: str, why: Why = "", who: Who = None) -> None:
    """Record that two entities are two, so that they are not proposed again."""
    from latticework import register

    register.keep_apart(register_file(context), one, other, why=why, who=who)
    print(f"{one} and {other} are two.")


def prefer(context: typer.Context, statement: str, why: Why = "", who: Who = None) -> None:
    """Record that this value is shown first where sources disagree."""
    from latticework import register

    register.prefer(register_file(context), statement, why=why, who=who)
    print("Preferred; the other values stay beside it.")
