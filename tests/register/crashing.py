"""Processes that are killed while they write, and what their register must hold afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from latticework.register import RegisterFile, check

DOCUMENTS = 200
RECORDS = 20
IMPORTED = 4000
# What one process does: store documents one by one, saying when each is done; or import one large table.
READING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from crashing import document
from latticework.register import RegisterFile
file = RegisterFile.open(Path(sys.argv[1]))
print("open", flush=True)
for number in range(int(sys.argv[3])):
    file.add_document(*document(number), "r1")
    print("done", number, flush=True)
print("all", flush=True)
"""
IMPORTING = """
import sys
from pathlib import Path
from latticework.register import RegisterFile, add, claims_of
file = RegisterFile.open(Path(sys.argv[1]))
claims = [c for n in range(int(sys.argv[3])) for c in claims_of(f"pact-{n}", "arrangement", {"label": f"Pact {n}"}, ("gazette",))]
print("open", flush=True)
add(file, claims, kind="import")
print("all", flush=True)
"""


def document(number: int):  # type: ignore[no-untyped-def]
    """A document with ``RECORDS`` meetings, a sentence each."""
    from latticework.model import Document, Record, quote_span

    sentences = [f"Meeting {place} of paper {number} took place. " for place in range(RECORDS)]
    text = "".join(sentences)
    paper = Document(sha256=f"{number:064x}", name=f"{number:03}.txt", text=text)
    records, at = [], 0
    for place, sentence in enumerate(sentences):
        evidence = quote_span(paper, at, at + len(sentence) - 1)
        at += len(sentence)
        records.append(
            Record(
                type="meeting", parties=("JPN", "USA"), factuality="held", evidence=evidence, rule="test",
                date=f"2024-07-{1 + place:02}",
            )
        )  # fmt: skip
    return paper, records


@dataclass
class Tally:
    """What happened: kills that struck while the process ran, and documents (or imports) finished in all."""

    kills: int = 0
    struck: int = 0
    finished: int = 0


def put(path: Path, content: bytes) -> None:
    """Put a register in the place of another, of which nothing is left."""
    for left in (path, *path.parent.glob(f"{path.name}.*")):
        left.unlink(missing_ok=True)
    path.write_bytes(content)


def run_and_kill(program: str, path: Path, count: int, after_s: float) -> list[str]:
    """Run a program on a register, kill it after some seconds (counted from when it has the file open)."""
    command = [sys.executable, "-c", program, str(path), str(Path(__file__).parent), str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout and process.stdout.readline() == "open\n"
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().splitlines()
    process.wait()
    return said


def time_of(program: str, path: Path, count: int) -> float:
    """Give the seconds that a program needs from having the file open to its end."""
    command = [sys.executable, "-c", program, str(path), str(Path(__file__).parent), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "open\n"
        begun = time.monotonic()
        assert process.stdout.readline() == "all\n"
        return time.monotonic() - begun


def kill_while_reading(fresh: bytes, path: Path, kills: int, seed: int, documents: int = DOCUMENTS) -> Tally:
    """Kill again and again while documents are stored; after each kill every document is whole or absent."""
    rng, tally = random.Random(seed), Tally()
    put(path, fresh)
    done: set[int] = set()
    while tally.kills < kills:
        said = run_and_kill(READING, path, documents, rng.uniform(0.0, 0.8))
        tally.kills += 1
        tally.struck += "all" not in said
        done |= {int(line.split()[1]) for line in said if line.startswith("done") and line.split()[1:]}
        file = RegisterFile.open(path)
        per_document: dict[str, int] = {}
        for record in file.records():
            per_document[record["doc"]] = per_document.get(record["doc"], 0) + 1
        assert set(per_document.values()) <= {RECORDS}, "a document is half there"
        assert {f"{number:03}.txt" for number in done} <= set(per_document), "a finished document is gone"
        assert check(file).problems == ()
        if len(per_document) == documents:
            tally.finished += documents
            done.clear()
            put(path, fresh)
    command = [sys.executable, "-c", READING, str(path), str(Path(__file__).parent), str(documents)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.endswith("all\n")
    assert len(RegisterFile.open(path).records()) == documents * RECORDS
    tally.finished += documents
    return tally


def kill_while_importing(fresh: bytes, path: Path, kills: int, seed: int, rows: int = IMPORTED) -> Tally:
    """Kill while one table is imported; after each kill all of it is there or nothing."""
    rng, tally = random.Random(seed), Tally()
    put(path, fresh)
    needed_s = time_of(IMPORTING, path, rows)
    for number in range(kills):
        put(path, fresh)
        before = len(RegisterFile.open(path).statements())
        said = run_and_kill(
            IMPORTING, path, rows, rng.uniform(0.9 if number % 2 else 0.0, 1.1) * needed_s
        )  # every second one about the commit
        tally.kills += 1
        tally.struck += "all" not in said
        file = RegisterFile.open(path)
        came = len(file.statements()) - before
        assert came in (0, rows), f"{came} of {rows} rows are there"
        assert came == rows or "all" not in said, "a finished import is gone"
        tally.finished += came == rows
        assert check(file).problems == ()
    return tally
