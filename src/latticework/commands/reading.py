"""The commands that read documents: ``read``, ``read-again``."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from latticework.commands.options import (
    AsJson,
    Output,
    console,
    open_register,
    print_json,
    register_file,
)
from latticework.commands.recording import keep_manifest
from latticework.model import LatticeworkError

if TYPE_CHECKING:
    from latticework.api import FileRead, ReadReport
    from latticework.read.endpoint import Endpoint


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("read")(read)
    app.command("read-again")(read_again)
    app.command("copies")(copies)


WHAT_IS_READ = (
    "Documents (txt, md, html, pdf, docx), folders, patterns, .zip archives, or tables of documents: "
    ".jsonl, .jsonl.gz, .parquet."
)
MOST_SHOWN = 200


class ReadFormat(StrEnum):
    """Where the records that ``read`` finds go."""

    register = "register"
    jsonl = "jsonl"


def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=WHAT_IS_READ)],
    format: Annotated[
        ReadFormat, typer.Option("--format", help="register: store what is found; jsonl: one record a line.")
    ] = ReadFormat.register,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; default: all cores when there is much to read.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Read on this Dask cluster: its scheduler, such as tcp://node1:8786."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be read.")] = False,
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
    output: Output = None,
) -> None:
    """Read documents: find meetings, arrangements, commitments, positions and roles, with their sentences."""
    second = _second_reader(second_reader, model, second_reader_key)
    if dry_run:
        _print_plan(context, files, as_json)
        return
    if output is not None and format is not ReadFormat.jsonl:
        raise LatticeworkError("--output is for lines of JSON", remedy="Say --format jsonl too")
    if output is not None:
        half = output.with_name(output.name + ".part")
        try:
            with half.open("w", encoding="utf-8") as lines:
                failed = _write_records(lines, files, workers, second, cluster)
            half.replace(output)
        finally:
            half.unlink(missing_ok=True)
        keep_manifest(context, {"output": output})
        print(f"Wrote {output}.")
        if failed:
            raise typer.Exit(1)
        return
    if format is ReadFormat.jsonl:
        if _write_records(sys.stdout, files, workers, second, cluster):
            raise typer.Exit(1)
        return
    from latticework.show.progress import reading_progress

    with open_register(context) as register, reading_progress() as (progress, each):
        report = register.read(*files, progress=progress, each=each, workers=workers, second=second, cluster=cluster)
    if as_json:
        print_json(report)
    else:
        _print_report(report)
    if report.stopped:
        done = f"{report.done} of {report.in_all} documents are read and stored"
        print(f"latticework: Stopped; {done}. The same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130)
    if report.set_aside:
        raise typer.Exit(1)


def _print_report(report: ReadReport) -> None:
    """Print a table of few documents, or the sums of many; then what was left."""
    from latticework.show.terminal import print_read_report

    read_well = [_report_row(file) for file in report.files if not file.problem]
    if report.done <= MOST_SHOWN:
        if read_well:
            print_read_report(console(), read_well)
    else:
        found = ", ".join(f"{n:,} {kind}s" for kind, n in sorted(report.records.items())) or "no records"
        print(
            f"{report.done:,} documents: {report.done - report.already_read - report.set_aside:,} read, "
            f"{report.already_read:,} read before, {report.set_aside:,} set aside. Found: {found}; "
            f"{report.proposals:,} proposed matches."
        )
    if report.copies:
        print(f"{report.copies:,} are copies of texts in other places (`latticework copies`).")
    _print_what_was_left(report)


def _print_plan(context: typer.Context, files: list[Path], as_json: bool) -> None:
    from latticework.read.batches import workers_for_size
    from latticework.read.corpus import plan, refuse_nothing

    planned = plan(files)
    refuse_nothing(planned, files)
    workers = workers_for_size(planned.in_all, planned.size_bytes)
    if as_json:
        print_json({
            "documents": dict(planned.documents), "in_all": planned.in_all, "bytes": planned.size_bytes,
            "left_out": dict(planned.left_out), "workers": workers, "register": str(context.obj),
        })  # fmt: skip
        return
    kinds = ", ".join(f"{n:,} in {kind}" for kind, n in planned.documents.most_common())
    print(f"{planned.in_all:,} documents would be read ({kinds}), {planned.size_bytes / 1e6:,.1f} MB, by {workers}")
    print(f"process{'es' if workers > 1 else ''}, into {context.obj}. What is read already is passed over.")
    if planned.left_out:
        left = ", ".join(f"{n:,} {ending}" for ending, n in planned.left_out.most_common())
        print(f"Left out, since they cannot be read: {left}.")


def read_again(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=WHAT_IS_READ)],
    as_json: AsJson = False,
) -> None:
    """Show what this version's reader would add, change and withdraw; nothing is stored."""
    from latticework import register
    from latticework.read.batches import read_pieces
    from latticework.read.corpus import pieces
    from latticework.read.engines import ThisProcess

    file, found = register_file(context), []
    for reading in read_pieces(pieces(files), ThisProcess()):
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


def copies(
    context: typer.Context,
    most: Annotated[int, typer.Option("--most", help="How many texts to list.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """List texts that were read in several places, such as a wire story in several papers: each is one source."""
    from latticework.register import names_of

    with open_register(context) as register:
        texts = register.copies()
        named = names_of(register.file, [sha for text in texts for sha in (text.original, *text.places)])
    if as_json:
        print_json([
            {"original": one.original, "name": named[one.original], "places": [
                {"document": sha, "name": named[sha], "share": share} for sha, share in one.places.items()
            ]} for one in texts[:most]
        ])  # fmt: skip
        return
    for one in texts[:most]:
        print(f"{named[one.original]}, in {1 + len(one.places)} places")
        for sha, share in one.places.items():
            print(f"  {named[sha]} (shares {share:.0%} of its runs of five words)")
    print(f"{len(texts)} texts in {sum(1 + len(one.places) for one in texts)} documents.")


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


def _write_records(
    lines: TextIO, paths: list[Path], workers: int | None, second: Endpoint | None, cluster: str | None
) -> bool:
    """Write one record a line; say whether a document was set aside."""
    from latticework.read.batches import Reading, read_pieces, workers_for_size
    from latticework.read.cluster import Cluster
    from latticework.read.corpus import pieces, plan
    from latticework.read.engines import local_engine

    failed = False
    if workers is None and cluster is None:
        planned = plan(paths)
        workers = workers_for_size(planned.in_all, planned.size_bytes)
    engine = Cluster(cluster) if cluster else local_engine(workers or 1)
    readings = read_pieces(pieces(paths), engine, Reading(second), travels=cluster is not None)
    try:
        for reading in readings:
            if reading.problem:
                print(f"latticework: {reading.path} set aside. {reading.problem}", file=sys.stderr)
                failed = True
            for start, end, reason in reading.set_aside:
                print(f"latticework: {reading.path}, characters {start} to {end}: {reason}", file=sys.stderr)
            for record in (*reading.records, *(reading.second.records if reading.second else ())):
                print(json.dumps(record.as_line(), ensure_ascii=False), file=lines)
            if reading.second and (reading.second.dropped or reading.second.failed):
                left = {**reading.second.dropped, **reading.second.failed}
                told = "; ".join(f"{n} ({reason})" for reason, n in sorted(left.items()))
                print(f"latticework: {reading.path}, second reader, not taken: {told}", file=sys.stderr)
    except KeyboardInterrupt:
        print("latticework: Stopped.", file=sys.stderr)
        raise typer.Exit(130) from None
    finally:
        readings.close()
    return failed
