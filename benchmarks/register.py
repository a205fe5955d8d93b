"""How fast a large register answers, against the same questions in plain DuckDB SQL over one flat table.

    python benchmarks/register.py [--records 200000] [--folder DIR]

Synthetic and seeded: documents of 100 records, five statements a record with evidence, four of five records accepted,
some statements retracted. The flat table holds the same statements in one table with dates as columns and no log: what
an analyst would write by hand, and the limit. Prints a ratio for each question and what was asked of it.
"""

# ruff: noqa: S608 -- constants, and the name of a folder of our own

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from latticework.model import Document, Evidence, Record, Source, Statement, quote_span
from latticework.register import RegisterFile, queries, queue
from latticework.register.rows import new_id, statement_row

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


def main() -> None:
    """Build, ask, print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, default=200_000)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        path, flat = Path(folder) / "register.duckdb", Path(folder) / "flat.duckdb"
        first = Statement(
            id="first", subject="first", subject_type="actor", property="label", value="First",
            recorded_at="2024-12-31T00:00:00Z", recorded_by="bench",
        )  # fmt: skip
        file = RegisterFile.create(path, [first], [Source(id="s", title="t", publisher="p")])
        rate = build(file, chosen.records, rng)
        print(f"{5 * chosen.records:,} statements over {chosen.records:,} records, {path.stat().st_size / 1e6:.0f} MB")
        print(f"stored statements/s, with hashes and commits: {rate:,.0f} (goal: over 20,000)")
        with flat_table(path, flat) as plain:
            plain.table("flat").write_parquet(str(Path(folder) / "flat.parquet"))
            in_parquet = (Path(folder) / "flat.parquet").stat().st_size
            ask(file, plain, f"meeting-{chosen.records // 2 // RECORDS_A_DOCUMENT:08x}{7:04x}")
        everything = sum(_parquet_size(path, Path(folder), name) for name in TABLES)
        print(
            f"file size / the same rows of all tables in Parquet: {path.stat().st_size / everything:.2f} (goal: under 3)"
        )
        print(f"file size / the statements alone in Parquet: {path.stat().st_size / in_parquet:.2f}")
        print(f"one document of 40 records stored, matches proposed: {store_one(file):.0f} ms")


TABLES = ("acts", "documents", "readings", "records", "found", "statements", "decisions", "retractions")


def _parquet_size(path: Path, folder: Path, name: str) -> int:
    target = folder / f"{name}.parquet"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.table(name).write_parquet(str(target))
    return target.stat().st_size


def ask(file: RegisterFile, plain: duckdb.DuckDBPyConnection, entity: str) -> None:
    """Ask each question both ways and print the ratio."""
    day = date(2024, 7, 31)
    with file.reading() as own:
        known = file.known(own, "2025-06-30")
        values = {"known": known, "day": day}
        ours, theirs = own.execute(queries.TRUE_ON, values).fetchall(), plain.execute(FLAT_SNAPSHOT).fetchall()
        assert len(ours) == len(theirs) and ours[:100] == theirs[:100] and ours[-100:] == theirs[-100:]
        rows = len(ours)
        del ours, theirs

        def table(connection: duckdb.DuckDBPyConnection, sql: str, given: Any = None) -> Any:
            return connection.execute(sql, given).fetchnumpy() if given else connection.execute(sql).fetchnumpy()

        report(
            f"snapshot of everything, {rows:,} rows, as columns",
            timed(lambda: table(own, queries.TRUE_ON, values), 3),
            timed(lambda: table(plain, FLAT_SNAPSHOT), 3),
        )
        begun = time.perf_counter()
        file.true_on("2024-07-31", "2025-06-30")
        print(f"  the same as Python statements: {time.perf_counter() - begun:.1f} s")
        report(
            "one entity's whole history",
            timed(lambda: file.history(entity)),
            timed(lambda: plain.execute(FLAT_ENTITY, [entity]).fetchall()),
        )
        report(
            "first page of the review queue",
            timed(lambda: queue(file, 20)),
            timed(lambda: plain.execute(FLAT_QUEUE).fetchall()),
        )
    report(
        "the same two with opening and closing the file", timed(lambda: (file.history(entity), queue(file, 20))), None
    )


def report(what: str, ours_ms: float, theirs_ms: float | None) -> None:
    """Print one line."""
    beside = f", by hand {theirs_ms:.1f} ms, ratio {ours_ms / theirs_ms:.2f}" if theirs_ms else ""
    print(f"{what}: {ours_ms:.1f} ms{beside}")


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
