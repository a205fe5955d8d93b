"""Reading at scale: documents a second over engines, memory against documents, what the register costs.

    python benchmarks/scale.py [--documents 700] [--memory 1000,10000] [--seed 1] [--no-dask] [--write FILE]

In one run, on the same documents: a plain loop over the same reader (the limit; copies' sketches and all), one process
and two through the seam, a Dask cluster of one and two worker processes on the same machine, all without a register; then
from folder to a register that can be queried, with the share of the time that the register takes; then highest memory of
reading (main process) at growing numbers of short documents. The first documents warm every engine up and are not
counted, the same ones for all. ``--store N`` measures the register's side alone with readings made up: storing and looking
for copies at N documents, in minutes instead of hours. Goals: 0.85 of ideal scaling over processes, 0.7 with
Dask, register under 10 % of the time, memory flat.

Documents: ``--corpus real``: White House documents in ../shared where they are, else ``short``: notices of some sixty
words made from a seed, cheap enough that the costs of the line show. Ideal is the plain loop, times the processes; by the
clock it needs a machine with nothing else to do, by processor time (of all processes together) less so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

WARM = 96  # documents, whole groups: each of two workers has done several groups by then
REPOSITORY = Path(__file__).resolve().parent.parent
WHITE_HOUSE = REPOSITORY.parent / "shared" / "data" / "text" / "white_house_2021_2023.jsonl.gz"
STATES = ("Japan", "Australia", "the Philippines", "Germany", "Poland", "France", "Canada", "Norway", "Italy", "Spain")
CITIES = ("Tokyo", "Canberra", "Manila", "Berlin", "Warsaw", "Paris", "Ottawa", "Oslo", "Rome", "Madrid")
THINGS = (
    "radar",
    "harbours",
    "training",
    "ammunition",
    "ferries",
    "repair yards",
    "maps",
    "fuel",
    "satellites",
    "schools",
)


def short_document(number: int, seed: int) -> str:
    """One notice of some sixty words; no two of them are copies."""
    chance = random.Random(f"{seed} {number}")
    one, other, third = chance.sample(STATES, 3)
    day, month = chance.randint(1, 28), chance.choice(("May", "June", "July"))
    words = " ".join(chance.choice(THINGS) for _ in range(30))
    return (
        f"Notice {number}\n\n2024-07-30\n\nOn {month} {day}, 2024, the defense ministers of {one} and {other} met in "
        f"{chance.choice(CITIES)}. {third} will provide ${chance.randint(2, 900)} million for {chance.choice(THINGS)}. "
        f"Listed were {words}.\n"
    )


def documents(corpus: str, count: int, seed: int) -> Iterator[str]:
    """The texts, one at a time."""
    if corpus == "real" and WHITE_HOUSE.exists():
        with gzip.open(WHITE_HOUSE, "rt", encoding="utf-8") as lines:
            for line in islice(lines, count):
                one = json.loads(line)
                yield "\n\n".join([one["title"], one["doc_date"], one["text"]])
    else:
        for number in range(count):
            yield short_document(number, seed)


def write_corpus(target: Path, corpus: str, count: int, seed: int) -> None:
    """One JSON Lines file."""
    with target.open("w", encoding="utf-8") as file:
        for number, text in enumerate(documents(corpus, count, seed)):
            file.write(json.dumps({"id": f"d{number:07}", "text": text}) + "\n")


def busy_seconds() -> float:
    """Processor seconds of this process and its descendants so far (Linux; elsewhere of this process alone)."""
    try:
        parents: dict[int, list[int]] = {}
        ticks: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
                ticks[int(entry.name)] = int(fields[11]) + int(fields[12])
        tree, total = [os.getpid()], 0
        while tree:
            one = tree.pop()
            total += ticks.get(one, 0)
            tree += parents.get(one, [])
        return total / os.sysconf("SC_CLK_TCK")
    except OSError:
        return time.process_time()


def over_engine(source: Path, engine: str, size: int) -> dict[str, float]:
    """Seconds and records of one engine, started and warm before the clock runs."""
    from latticework.read.batches import GROUP, FileReader, read_pieces
    from latticework.read.corpus import pieces
    from latticework.read.engines import local_engine
    from latticework.read.freed_memory import keep_freed_memory

    if engine == "plain":
        keep_freed_memory()
        waiting, reader, records, read = list(pieces([source])), FileReader(), 0, 0
        for first in range(0, len(waiting), GROUP):
            if first == WARM:
                start, busy, records, read = time.perf_counter(), time.process_time(), 0, 0
            found = reader.read(waiting[first : first + GROUP])
            records, read = records + sum(len(one.records) for one in found), read + len(found)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        return {"seconds": seconds, "busy": busy, "documents": read, "records": records}
    if engine == "dask":
        from distributed import LocalCluster

        from latticework.read.cluster import Cluster

        cluster = LocalCluster(n_workers=size, threads_per_worker=1, processes=True, dashboard_address=None)
        place = Cluster(cluster.scheduler_address)
    else:
        place = local_engine(size)
    warm = WARM  # the workers load the language model before the clock runs
    done, records, start, busy = 0, 0, 0.0, 0.0
    asked_for, last, used = sum(1 for _ in pieces([source])), 0.0, 0.0
    for reading in read_pieces(pieces([source]), place, travels=engine == "dask"):
        done += 1
        if done == warm:
            start, busy, records = time.perf_counter(), busy_seconds(), 0
        records += len(reading.records)
        if done == asked_for - 1:  # while the workers are there to be counted
            last, used = time.perf_counter() - start, busy_seconds() - busy
    result = {"seconds": last, "busy": used, "documents": done - warm, "records": records}
    if engine == "dask":
        cluster.close()
    return result


def to_register(source: Path, workers: int) -> dict[str, float]:
    """Seconds from a folder to a register that answers, and how many of them the register took."""
    from latticework.api import Register
    from latticework.api.reading import Intake

    spent = 0.0
    store = Intake._store

    def timed(self: Intake) -> None:
        nonlocal spent
        start = time.perf_counter()
        store(self)
        spent += time.perf_counter() - start

    Intake._store = timed  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder, Register.create(Path(folder) / "r.duckdb") as register:
        start = time.perf_counter()
        report = register.read(source, workers=workers)
        read, own = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        register.as_of()
        end = time.perf_counter()
    return {
        "seconds": end - start, "documents": report.done, "storing": spent, "asking": end - read,
        "records": sum(report.records.values()), "own_mb": own,
    }  # fmt: skip


def memory_of(source: Path, workers: int) -> dict[str, float]:
    """Highest memory of reading in MB: of this process, and of its largest worker."""
    result = to_register(source, workers)
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {**result, "worker_mb": worker}


def made_up(source: Path, count: int) -> dict[str, float]:
    """Store one document's records again and again under other texts: what the register costs at ``count`` documents."""
    from dataclasses import replace

    from latticework.api import Register
    from latticework.api.reading import Intake
    from latticework.read import document_from_text
    from latticework.read.batches import FileReader, FileReading
    from latticework.read.copies import sketch
    from latticework.read.corpus import Piece

    read = FileReader().read([Piece(path=Path("x"), text=short_document(0, 1))])[0].records

    class Made:
        def run(self, job: object, groups: Iterator[list[Piece]]) -> Iterator[FileReading]:
            for piece in (one for group in groups for one in group):
                document = document_from_text(piece.text or "", piece.path.name, sha256=piece.sha256())
                records = (replace(r, evidence=replace(r.evidence, document_sha256=document.sha256)) for r in read)
                text = document.text
                yield FileReading(path=piece.path, document=document, records=tuple(records), sketch=sketch(text))

    coming = (Piece(path=source / str(number), text=short_document(number, 1)) for number in range(count))
    with tempfile.TemporaryDirectory() as folder, Register.create(Path(folder) / "r.duckdb") as register:
        start = time.perf_counter()
        Intake(register.file, None, count).run(coming, Made())
        end = time.perf_counter()
        size = (Path(folder) / "r.duckdb").stat().st_size / 1e6
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": end - start, "documents": count, "own_mb": highest, "file_mb": size}


def apart(*arguments: object) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    threads = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}
    command = [sys.executable, __file__, "--measure", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **threads})
    return dict(json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=700)
    parser.add_argument("--memory", default="1000,10000")
    parser.add_argument("--corpus", choices=("real", "short"), default="real")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-dask", action="store_true")
    parser.add_argument("--store", default="", help="numbers of documents, with commas")
    parser.add_argument("--write", type=Path, help="also write what is printed into this file")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.documents < 2 * WARM:
        parser.error(f"--documents {asked.documents}: give {2 * WARM} or more, of which {WARM} warm up")
    if asked.measure:
        what, source, size = asked.measure[0], Path(asked.measure[1]), int(asked.measure[2])
        if what in ("plain", "processes", "dask"):
            print(json.dumps(over_engine(source, what, size)))
        else:
            print(json.dumps({"register": to_register, "memory": memory_of, "store": made_up}[what](source, size)))
        return
    lines: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)
        lines.append(text)

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    say(f"{os.cpu_count()} cores, load {load:.1f} before the run (another program's work makes every figure worse)")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "corpus.jsonl"
        write_corpus(source, asked.corpus, asked.documents, asked.seed)
        limit = apart("plain", source, 1)
        pace = limit["documents"] / limit["seconds"]
        say(
            f"\n{asked.documents} {asked.corpus} documents, {source.stat().st_size / asked.documents / 1000:.1f} kB each"
        )
        say(f"  {'plain loop over the reader':<30} {pace:8.1f} documents/s   the limit of one process")
        engines = [("processes", 1), ("processes", 2), *([] if asked.no_dask else [("dask", 1), ("dask", 2)])]
        for engine, size in engines:
            found = apart(engine, source, size)
            rate = found["documents"] / found["seconds"]
            share = (limit["busy"] / limit["documents"]) / (max(found["busy"], 0.01) / found["documents"])
            say(
                f"  {f'{engine}, {size}':<30} {rate:8.1f} documents/s   {rate / (pace * size):.2f} of ideal by the clock, "
                f"{share:.2f} by processor time"
            )
        for size in (1, 2):
            found = apart("register", source, size)
            say(
                f"  {f'to a register, {size}':<30} {found['documents'] / found['seconds']:8.1f} documents/s   "
                f"storing {found['storing'] / found['seconds']:.1%} of the time, first question {found['asking']:.2f} s"
            )
        say("\nmemory, short documents, one process")
        for count in map(int, filter(None, asked.memory.split(","))):
            write_corpus(source, "short", count, asked.seed)
            found = apart("memory", source, 1)
            say(
                f"  {count:>9,} documents   {found['own_mb']:6.0f} MB   {found['documents'] / found['seconds']:7.1f} documents/s   "
                f"storing {found['storing'] / found['seconds']:.1%}"
            )
        if asked.store:
            say("\nthe register alone, readings made up, with the search for copies")
        for count in map(int, filter(None, asked.store.split(","))):
            found = apart("store", source, count)
            say(
                f"  {count:>9,} documents   {found['own_mb']:6.0f} MB   {1000 * found['seconds'] / count:5.2f} ms a document   "
                f"file {found['file_mb']:.0f} MB"
            )
    if asked.write:
        asked.write.write_text("# Reading at scale\n\n```\n" + "\n".join(lines) + "\n```\n", encoding="utf-8")


if __name__ == "__main__":
    main()
