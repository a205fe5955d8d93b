"""The commands that read documents: ``read``, ``read-again``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from latticework.commands.options import AsJson, console, open_register, print_json, register_file
from latticework.model import LatticeworkError

if TYPE_CHECKING:
    from latticework.api import FileRead, ReadReport
    from latticework.read.endpoint import Endpoint


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("read")(read)
    app.command("read-again")(read_again)


class ReadFormat(StrEnum):
    """Where the records that ``read`` finds go."""

    register = "register"
    jsonl = "jsonl"


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

    with open_register(context) as register, reading_progress() as progress:
        report = register.read(*files, progress=progress, workers=workers, second=second)
    if as_json:
        print_json(report)
    else:
        from latticework.show.terminal import print_read_report

        read_well = [_report_row(file) for file in report.files if not file.problem]
        if read_well:
            print_read_report(console(), read_well)
        for file in report.problems:
            print(f"latticework: {file.path} set aside. {file.problem}", file=sys.stderr)
        _print_what_was_left(report)
    if report.stopped:
        done = f"{len(report.files)} of {report.in_all} files are read and stored"
        print(f"latticework: Stopped; {done}. The same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130)
    if report.problems:
        raise typer.Exit(1)


def read_again(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Documents or folders of them.")],
    as_json: AsJson = False,
) -> None:
    """Show what this version's reader would add, change and withdraw; nothing is stored."""
    from latticework import register
    from latticework.api import find_files
    from latticework.read.batches import read_files

    file, found = register_file(context), []
    for reading in read_files(find_files(files)):
        if reading.document is None:
            print(f"latticework: {reading.path} set aside. {reading.problem}", file=sys.stderr)
        else:
            found.append(register.compare(file, reading.document, reading.records))
    if as_json:
        print_json(found)
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
