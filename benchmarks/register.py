"""How fast a large register answers, against the same questions in plain DuckDB SQL over one flat table.

    python benchmarks/register.py [--records 200000] [--folder DIR] > benchmarks/results/register.md

Synthetic and seeded: documents of 100 records, five statements a record with evidence, four of five records accepted,
some statements retracted. The flat table holds the same statements in one table with dates as columns and no log: what
an analyst would write by hand, and the limit. Then what a person waits for on the shipped register with the shipped
documents read: held open as ``serve`` holds it, and opened and closed as a command does. Prints Markdown.
"""

# ruff: noqa: S608 -- constants, and the name of a folder of our own

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

import latticework as lw
from latticework.model import Document, Evidence, Record, Source, Statement, quote_span
from latticework.register import RegisterFile, queries, queue
from latticework.register.rows import new_id, statement_row
from latticework.web.keeper import Keeper

SEED = 20240731
RECORDS_A_DOCUMENT = 100
STATES = [
    "USA",
    "JPN",
    "KOR",
    "PHL",
    "AUS",
    "DEU",
    "FRA",
    "GBR",
    "POL",
    "UKR",
    "IND",
    "ITA",
    "CAN",
    "NOR",
    "SWE",
    "TUR",
]
KINDS = ["ministerial", "summit", "2+2", "call", "exercise"]
PLACES = ["Tokyo", "Manila", "Berlin", "Warsaw", "Washington", "Canberra", "Seoul", "Paris"]
FLAT = "CREATE TABLE flat AS SELECT s.*, a.moment AS recorded_at, a.who FROM register.statements s JOIN register.acts a USING (act) ANTI JOIN (SELECT statement AS id FROM register.retractions) g USING (id) ORDER BY s.act, s.position"
FLAT_RECORDS = (
    "CREATE TABLE waiting AS SELECT r.id, r.line, d.name, f.position, v.verdict FROM register.records r JOIN register.found f "
    "ON f.record = r.id JOIN register.documents d USING (sha256) LEFT JOIN register.decisions v ON v.record = r.id"
)
FLAT_COLUMNS = (
    "id, subject, subject_type, property, value, sources, evidence, layer, status, confidence, valid_from, valid_to, "
    "recorded_at, who, preferred"
)
FLAT_SNAPSHOT = (
    "SELECT " + FLAT_COLUMNS + " FROM flat WHERE recorded_at <= '2025-06-30T23:59:59Z' AND status = 'accepted' "
    "AND (valid_first IS NULL OR valid_first <= DATE '2024-07-31') AND (valid_last IS NULL OR valid_last >= DATE '2024-07-31') "
    "ORDER BY act, position"
)
FLAT_ENTITY = "SELECT " + FLAT_COLUMNS + " FROM flat WHERE subject = ? ORDER BY act, position"
FLAT_QUEUE = "SELECT id, line FROM waiting WHERE verdict IS NULL ORDER BY name, position LIMIT 20"


def line_of(rng: random.Random, number: int, place: int, sha256: str) -> dict[str, Any]:
    """Give one record as a reader would: two to four states that met on a day."""
    parties = sorted(rng.sample(STATES, rng.randint(2, 4)))
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(3800))
    kind, town = rng.choice(KINDS), rng.choice(PLACES)
    quote = f"On {day:%B %-d}, ministers of {', '.join(parties)} met in {town} for their {kind} ({number}.{place})."
    return {
        "doc": f"{number:05}.txt", "type": "meeting", "kind": kind, "name": None, "parties": parties, "targets": [],
        "date": day.isoformat(), "place": town, "amount": None, "currency": None, "unit": None, "horizon": None,
        "persons": [], "factuality": "held", "start": place * 120, "end": place * 120 + len(quote), "quote": quote,
        "document_sha256": sha256,
    }  # fmt: skip


def build(file: RegisterFile, records: int, rng: random.Random) -> float:
    """Fill the register; give statements stored a second, hashing and commits included."""
    seconds, stated = 0.0, 0
    with file.held(write=True):
        for number in range(records // RECORDS_A_DOCUMENT):
            sha256 = f"{number:064x}"
            lines = [line_of(rng, number, place, sha256) for place in range(RECORDS_A_DOCUMENT)]
            ids = [f"{number:08x}{place:04x}" for place in range(len(lines))]
            day = date(2025, 1, 1) + timedelta(days=number * 360 * RECORDS_A_DOCUMENT // records)
            file.clock = lambda day=day: f"{day}T12:00:00Z"  # type: ignore[misc]
            with file.writing("read", who="bench") as act:
                act.add("documents", [(sha256, f"{number:05}.txt", None, None, None, "text/plain", f"Paper {number}.")])
                act.add("readings", [(sha256, "r1")])
                act.add("records", [(id, sha256, json.dumps(line)) for id, line in zip(ids, lines, strict=True)])
                act.add("found", [(id, place) for place, id in enumerate(ids)])
            begun = time.perf_counter()
            with file.writing("accept", who="bench") as act:
                rows: list[Statement] = []
                for id, line in zip(ids, lines, strict=True):
                    evidence = Evidence(
                        document_sha256=sha256, document_name=line["doc"], start=line["start"], end=line["end"],
                        quote=line["quote"],
                    )  # fmt: skip
                    subject = f"meeting-{id}"
                    values = {"label": line["quote"][:40], **{k: line[k] for k in ("kind", "parties", "date", "place")}}
                    for name, value in values.items():
                        rows.append(
                            Statement(
                                id=new_id(act.act, len(rows), subject, name, value), subject=subject,
                                subject_type="meeting", property=name, value=value, evidence=evidence, layer="de_facto",
                                valid_from=line["date"] if rng.random() < 0.3 else None,
                            )
                        )  # fmt: skip
                act.add("statements", [statement_row(position, row) for position, row in enumerate(rows)])
                act.add("decisions", [(id, "accept", f"meeting-{id}") for place, id in enumerate(ids) if place % 5])
                act.add("retractions", [(row.id,) for row in rows[::97]])
            seconds += time.perf_counter() - begun
            stated += len(rows)
    return stated / seconds


def timed(ask: Callable[[], Any], repeats: int = 5) -> float:
    """Give the median time of an answer in milliseconds, after one to warm up."""
    ask()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


@contextmanager
def flat_table(path: Path, flat: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Make the flat table of the same statements in a file of its own."""
    with duckdb.connect(str(flat)) as connection:
        connection.execute("ATTACH '" + str(path) + "' AS register (READ_ONLY)")
        connection.execute(FLAT)
        connection.execute(FLAT_RECORDS)
        connection.execute("DETACH register")
        yield connection


def insert_by_hand(plain: duckdb.DuckDBPyConnection, documents: int = 100) -> float:
    """Give statements stored a second in the flat table, a document's 500 at a time, without hashes and log."""
    rows = plain.execute("SELECT * FROM flat LIMIT 500").fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)]
    types = [row[1] for row in plain.execute("DESCRIBE flat").fetchall()]
    insert = "INSERT INTO flat SELECT " + ", ".join(f"unnest(?::VARCHAR[])::{kind}" for kind in types)
    texts = [[None if value is None else str(value) for value in column] for column in columns]
    begun = time.perf_counter()
    for _ in range(documents):
        plain.execute("BEGIN")
        plain.execute(insert, texts)
        plain.execute("COMMIT")
    return documents * len(rows) / (time.perf_counter() - begun)


def main() -> None:
    """Build, ask, print a report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, default=200_000)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    begun, rng = time.perf_counter(), random.Random(SEED)
    print("# The register: how fast\n")
    print(
        f"`python benchmarks/register.py{'' if chosen.records == 200_000 else f' --records {chosen.records}'}`, "
        f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning, Python "
        f"{platform.python_version()}, DuckDB {duckdb.__version__}."
    )
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        path, flat = Path(folder) / "register.duckdb", Path(folder) / "flat.duckdb"
        first = Statement(
            id="first", subject="first", subject_type="actor", property="label", value="First",
            recorded_at="2024-12-31T00:00:00Z", recorded_by="bench",
        )  # fmt: skip
        file = RegisterFile.create(path, [first], [Source(id="s", title="t", publisher="p")])
        rate = build(file, chosen.records, rng)
        size = path.stat().st_size
        print(
            f"\n## A large register: {5 * chosen.records:,} statements over {chosen.records:,} records\n\n"
            f"{chosen.records // RECORDS_A_DOCUMENT:,} documents, synthetic, seed {SEED}; {size / 1e6:.0f} MB. By hand: "
            "the same statements in one flat table\nwithout a log, plain DuckDB SQL, same run. Both files are open.\n"
        )
        print("| question | register | by hand | ratio | goal |\n|---|---|---|---|---|")
        with flat_table(path, flat) as plain:
            plain.table("flat").write_parquet(str(Path(folder) / "flat.parquet"))
            in_parquet = (Path(folder) / "flat.parquet").stat().st_size
            ask(file, plain, f"meeting-{chosen.records // 2 // RECORDS_A_DOCUMENT:08x}{7:04x}")
            by_hand = insert_by_hand(plain)
        print(
            f"| statements stored a second, 500 at a time; with hashes, log and commit | {rate:,.0f} | {by_hand:,.0f} | "
            f"{by_hand / rate:.2f} | over 20,000 |"
        )
        everything = sum(_parquet_size(path, Path(folder), name) for name in TABLES)
        print(f"| size beside the same rows of all tables in Parquet | {_mb(size)} | {_mb(everything)} | ", end="")
        print(f"{size / everything:.2f} | under 3 |")
        print(f"| size beside the statements alone in Parquet | {_mb(size)} | {_mb(in_parquet)} | ", end="")
        print(f"{size / in_parquet:.2f} | |")
        print(
            f"| one more document of 40 records stored, matches proposed, file opened | {store_one(file):.0f} ms | | | |"
        )
        person_waits(Path(folder) / "shipped.duckdb")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nThe whole run took {time.perf_counter() - begun:.0f} s and at most {memory:,.0f} MB of memory.")


TABLES = ("acts", "documents", "readings", "records", "found", "statements", "decisions", "retractions")


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _parquet_size(path: Path, folder: Path, name: str) -> int:
    target = folder / f"{name}.parquet"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.table(name).write_parquet(str(target))
    return target.stat().st_size


def ask(file: RegisterFile, plain: duckdb.DuckDBPyConnection, entity: str) -> None:
    """Ask each question both ways and print the ratio."""
    day = date(2024, 7, 31)
    with file.reading() as own:
        values = {"known": file.known(own, "2025-06-30"), "day": day}
        rows, ours = _ends(own, queries.TRUE_ON, values)
        assert (rows, ours) == _ends(plain, FLAT_SNAPSHOT, None), "the two answer differently"

        def table(connection: duckdb.DuckDBPyConnection, sql: str, given: Any = None) -> Any:
            return connection.execute(sql, given).fetchnumpy() if given else connection.execute(sql).fetchnumpy()

        report(
            f"as-of snapshot of everything, {rows:,} rows, as columns",
            timed(lambda: table(own, queries.TRUE_ON, values), 3),
            timed(lambda: table(plain, FLAT_SNAPSHOT), 3),
            "2 ×",
        )
        report(
            "one entity's whole history",
            timed(lambda: file.history(entity)),
            timed(lambda: plain.execute(FLAT_ENTITY, [entity]).fetchall()),
            "50 ms",
        )
        report(
            "the review queue's first page",
            timed(lambda: queue(file, 20)),
            timed(lambda: plain.execute(FLAT_QUEUE).fetchall()),
            "50 ms",
        )
        begun = time.perf_counter()
        file.true_on("2024-07-31", "2025-06-30")
        report("the same snapshot as Python statements", 1000 * (time.perf_counter() - begun), None, "")
    report("one entity's whole history, file opened and closed", timed(lambda: file.history(entity)), None, "")
    report("the review queue's first page, file opened and closed", timed(lambda: queue(file, 20)), None, "")


def _ends(connection: duckdb.DuckDBPyConnection, sql: str, values: Any) -> tuple[int, list[Any]]:
    """Give the number of rows, and the first and last hundred."""
    rows = (connection.execute(sql, values) if values else connection.execute(sql)).fetchall()
    return len(rows), rows[:100] + rows[-100:]


def report(what: str, ours_ms: float, theirs_ms: float | None, goal: str) -> None:
    """Print one line of the table."""
    beside = f"{theirs_ms:.1f} ms | {ours_ms / theirs_ms:.2f}" if theirs_ms else " | "
    print(f"| {what} | {ours_ms:.1f} ms | {beside} | {goal} |", flush=True)


def person_waits(path: Path) -> None:
    """Print what a person waits for on the shipped register, the shipped documents read."""
    register = lw.Register.create(path)
    register.read(Path(lw.__file__).parent / "shipped" / "documents")
    file, keeper = register.file, Keeper(register)
    entity = next(iter(register.as_of().snapshot.meetings))

    def with_pages(question: Callable[[], Any]) -> Callable[[], Any]:
        def ask() -> Any:
            with keeper.file():
                return question()

        return ask

    questions: dict[str, Callable[[], Any]] = {
        "the as-of snapshot, made anew": file.lattice,
        "one entity's whole history": lambda: file.history(entity),
        "the review queue's first page": lambda: queue(file, 20),
    }
    held = {what: timed(with_pages(question), 15) for what, question in questions.items()}
    held["the as-of snapshot of a day that was asked before"] = timed(keeper.lattice, 15)
    file.let_go()
    opened = {what: timed(question, 15) for what, question in questions.items()}
    print(
        f"\n## What a person waits for: the shipped register, {len(file.statements()):,} statements, documents read\n"
    )
    print("| question | held by `serve` | opened and closed by a command | goal |\n|---|---|---|---|")
    for what, ms in held.items():
        alone = f"{opened[what]:.1f} ms" if what in opened else ""
        print(f"| {what} | {ms:.1f} ms | {alone} | 50 ms |")


def store_one(file: RegisterFile) -> float:
    """Give the milliseconds that storing one more document takes, from opening the file to closing it."""
    text = "".join(f"The ministers met in Tokyo for talk number {n:03}. " for n in range(40))
    sentence = len(text) // 40
    paper = Document(sha256="f" * 64, name="one-more.txt", text=text)
    records = [
        Record(
            type="meeting", parties=("JPN", "USA"), factuality="held", rule="bench", date="2024-07-28", place="Tokyo",
            evidence=quote_span(paper, n * sentence, (n + 1) * sentence - 1),
        )
        for n in range(40)
    ]  # fmt: skip
    file.clock = lambda: "2026-01-01T00:00:00Z"
    begun = time.perf_counter()
    assert file.add_document(paper, records, "r1")
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
