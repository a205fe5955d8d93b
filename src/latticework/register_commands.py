"""The commands that change the register: review, merge, undo, write by hand, import, check. ``cli.py`` adds them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from latticework.model import LatticeworkError, RegisterError, Source

if TYPE_CHECKING:
    from latticework.register import RegisterFile

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the log.")]
Who = Annotated[str | None, typer.Option("--who", help="Who decides; default: LATTICEWORK_WHO or your login.")]
Sources = Annotated[list[str], typer.Option("--source", help="The id of a source; several are allowed.")]
SourceTitle = Annotated[str | None, typer.Option("--source-title", help="Title, if the source is a new one.")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Publisher of a new source.")]
SourceDate = Annotated[str | None, typer.Option("--source-date", help="Date of a new source.")]
Address = Annotated[str | None, typer.Option("--address", help="Web address of a new source.")]
RecordId = Annotated[str, typer.Argument(help="The id of a record, or its first six characters or more.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (
        review, accept, reject, skip, undo, redo, log, check, candidates, merge, split, apart, past, add, edit,
        retract, note, prefer,
    ):  # fmt: skip
        app.command(command.__name__)(command)
    app.command("read-again")(read_again)
    app.command("import")(import_table)
    app.command("template")(template)
    app.command("restore")(restore)


def _file(context: typer.Context) -> RegisterFile:
    from latticework.register import RegisterFile

    return RegisterFile.open(context.obj)


def _print_json(value: Any) -> None:
    from latticework.show.as_json import to_json

    print(json.dumps(to_json(value), ensure_ascii=False, indent=2))


def _value(text: str) -> Any:
    """Take JSON as JSON and everything else as text."""
    try:
        return json.loads(text, parse_constant=lambda _: text)
    except ValueError:
        return text


def _pairs(given: list[str]) -> dict[str, Any]:
    pairs = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise RegisterError(f"{one!r} is no NAME=VALUE", remedy="Say for example place=Tokyo")
        pairs[name] = _value(value)
    return pairs


def _new_source(
    ids: list[str], title: str | None, publisher: str | None, date: str | None, address: str | None
) -> list[Source]:
    if title is None and publisher is None:
        return []
    if len(ids) != 1:
        raise RegisterError("A new source needs one --source ID")
    return [Source(id=ids[0], title=title or "", publisher=publisher or "", date=date, address=address)]


def review(
    context: typer.Context,
    list_them: Annotated[bool, typer.Option("--list", help="Only list what waits, decide nothing.")] = False,
    most: Annotated[int, typer.Option("--most", help="How many to list.", min=1)] = 20,
    as_json: AsJson = False,
    who: Who = None,
) -> None:
    """Decide on what readers propose, one key a decision, with the sentence in view."""
    from latticework.register import queue, queue_length

    file = _file(context)
    if list_them or as_json:
        waiting = queue(file, most)
        if as_json:
            _print_json({"waiting": queue_length(file), "records": waiting})
            return
        for proposed in waiting:
            line = proposed.line
            match = f" may be {proposed.match.entity} ({proposed.match.score:.2f})" if proposed.match else ""
            print(f"{proposed.id[:10]}  {line['type']:<12}{', '.join(line['parties'])}  {line['date'] or ''}{match}")
        print(f"{queue_length(file)} wait for a decision.")
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

    file = _file(context)
    if match and into is None:
        proposed, _ = register.find_record(file, record)
        if proposed.match is None:
            raise RegisterError("No entity was proposed for this record", remedy="Say --into ID, or accept it as new")
        into = proposed.match.entity
    entity = register.accept(file, record, entity=into, changes=_pairs(change or []), why=why, who=who)
    print(f"Accepted as {entity}.")


def reject(context: typer.Context, record: RecordId, why: Why = "", who: Who = None) -> None:
    """Reject a record; the reason is kept."""
    from latticework import register

    register.reject(_file(context), record, why=why, who=who)
    print("Rejected.")


def skip(context: typer.Context, record: RecordId, why: Why = "", who: Who = None) -> None:
    """Put a record at the end of the queue."""
    from latticework import register

    register.skip(_file(context), record, why=why, who=who)
    print("Skipped.")


def undo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The number of an act in the log; default: the last.")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Take back a decision, edit, merge, addition or import."""
    from latticework import register

    act = register.undo(_file(context), number, why=why, who=who)
    print(f"Undid act {act.number}: {act.kind} by {act.who}. `latticework redo` brings it back.")


def redo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The number of an undone act; default: undone last.")] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Let an undone act count again."""
    from latticework import register

    act = register.redo(_file(context), number, why=why, who=who)
    print(f"Act {act.number} counts again: {act.kind} by {act.who}.")


def log(context: typer.Context, as_json: AsJson = False) -> None:
    """Show who did what, when and why."""
    acts = _file(context).log()
    if as_json:
        _print_json(acts)
        return
    for act in acts:
        print(f"{act.number:>5}  {act.at}  {act.who:<16} {act.kind:<8}{' (undone)' if act.undone else ''} {act.why}")


def check(
    context: typer.Context,
    head: Annotated[str | None, typer.Option("--head", help="A hash noted earlier that must be in the log.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read every row and recompute the chain of the log."""
    from latticework import register

    checked = register.check(_file(context), head)
    if as_json:
        _print_json(checked)
    else:
        print(f"{checked.acts} acts, {checked.rows} rows. Last hash: {checked.head}")
    for problem in checked.problems:
        print(f"latticework: {problem}.", file=sys.stderr)
    if checked.problems:
        raise typer.Exit(1)
    if not as_json:
        print("Everything is as it was written.")


def candidates(context: typer.Context, as_json: AsJson = False) -> None:
    """Show which entities may be one, with reason and score."""
    from latticework import register

    found = register.candidates(_file(context))
    if as_json:
        _print_json(found)
        return
    for one in found:
        print(f"{one.score:.2f}  {one.one}  {one.entity}  {one.reason}")
    print(f"{len(found)} pairs. `latticework merge ONE INTO --why TEXT` or `latticework apart ONE OTHER --why TEXT`.")


def merge(context: typer.Context, one: str, into: str, why: Why = "", who: Who = None) -> None:
    """Say that one entity is the same as another."""
    from latticework import register

    print(f"Both are {register.merge(_file(context), one, into, why=why, who=who)} now.")


def split(context: typer.Context, subject: str, why: Why = "", who: Who = None) -> None:
    """Take a subject out of the entity into which it was merged."""
    from latticework import register

    register.split(_file(context), subject, why=why, who=who)
    print(f"{subject} stands for itself again.")


def apart(context: typer.Context, one: str, other: str, why: Why = "", who: Who = None) -> None:
    """Record that two entities are two, so that they are not proposed again."""
    from latticework import register

    register.keep_apart(_file(context), one, other, why=why, who=who)
    print(f"{one} and {other} are two.")


def past(
    context: typer.Context,
    entity: str,
    as_known: Annotated[str | None, typer.Option("--as-known", help="What the register knew on this date.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show everything ever stated of an entity, and what became of it."""
    stated = _file(context).history(entity, as_known)
    if not stated:
        raise RegisterError(f"Nothing was ever stated of {entity!r}", remedy="`latticework show` lists what there is")
    if as_json:
        _print_json(stated)
        return
    for one in stated:
        s = one.statement
        state = "undone" if one.undone else f"taken back by act {one.retracted_by}" if one.retracted_by else "counts"
        value = s.value if isinstance(s.value, str) else json.dumps(s.value, ensure_ascii=False)
        basis = f"“{s.evidence.quote[:80]}”" if s.evidence else ", ".join(s.sources)
        print(f"{s.id}  {s.recorded_at[:10]}  {state:<20} {s.subject}  {s.property} = {value[:80]}  [{basis}]")


def read_again(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Documents or folders of them.")],
    as_json: AsJson = False,
) -> None:
    """Show what this version's reader would add, change and withdraw; nothing is stored."""
    from latticework import register
    from latticework.api import find_files
    from latticework.read.batches import read_files

    file, found = _file(context), []
    for reading in read_files(find_files(files)):
        if reading.document is None:
            print(f"latticework: {reading.path} set aside. {reading.problem}", file=sys.stderr)
        else:
            found.append(register.compare(file, reading.document, reading.records))
    if as_json:
        _print_json(found)
        return
    for one in found:
        print(
            f"{one.document}: {one.same} the same, {len(one.added)} added, {len(one.changed)} changed, "
            f"{len(one.withdrawn)} withdrawn, {len(one.kept_accepted)} kept because accepted"
        )
        for sign, lines in (("+", one.added), ("-", one.withdrawn)):
            for line in lines:
                print(
                    f"  {sign} {line['type']} {', '.join(line['parties'])} {line['date'] or ''}: {line['quote'][:90]}"
                )
        for old, new in one.changed:
            fields = [name for name in new if old.get(name) != new[name]]
            print(f"  ~ {new['type']}: " + "; ".join(f"{name} {old.get(name)} → {new[name]}" for name in fields))


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

    claims = register.claims_of(subject, type, _pairs(values), tuple(source), valid_from=valid_from, valid_to=valid_to)
    new = _new_source(source, source_title, publisher, source_date, address)
    added = register.add(_file(context), claims, new_sources=new, why=why, who=who)
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
        _file(context), statement, _value(value), sources=tuple(source), new_sources=new, why=why, who=who
    )
    print(f"Statement {id} stands in the place of {statement}.")


def retract(context: typer.Context, statement: str, why: Why = "", who: Who = None) -> None:
    """Take a statement back; it stays in the history."""
    from latticework import register

    register.retract(_file(context), statement, why=why, who=who)
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
    register.note(_file(context), subject, text, sources=tuple(source), new_sources=new, who=who)
    print("Noted.")


def prefer(context: typer.Context, statement: str, why: Why = "", who: Who = None) -> None:
    """Record that this value is shown first where sources disagree."""
    from latticework import register

    register.prefer(_file(context), statement, why=why, who=who)
    print("Preferred; the other values stay beside it.")


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

    report = import_file(_file(context), table, skip_bad_rows=skip_bad_rows, why=why, who=who)
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
