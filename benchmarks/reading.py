"""How fast and how lean reading is, beside plain spaCy on the same texts in the same run.

    python benchmarks/reading.py [--documents 150] [--seed 1] [--no-memory]

Prints sentences per second (spaCy's own sentences, so that both are counted alike) of the small English model with
all its parts (nlp.pipe over whole documents, one process) and of Latticework (one process), and their ratio; the time
that `latticework --help` and `latticework read` on one page take; and the highest memory at 200 and 1,000 documents.

Texts: a seeded sample of the White House documents in ../shared where they are, else the shipped example documents
again and again; and, as text off the topic, the language reference that comes with Python (pydoc_data.topics).
Every measurement runs in a process of its own, one after the other, on one core; seconds of the two readers are
seconds of processor time, so that other work on the machine disturbs less. Goals: 3 and 8 times plain spaCy, 0.3 s and 2.5 s.
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
from itertools import cycle, islice
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
WHITE_HOUSE = REPOSITORY.parent / "shared" / "data" / "text" / "white_house_2021_2023.jsonl.gz"
SHIPPED = REPOSITORY / "src" / "latticework" / "shipped" / "documents"
OFF_TOPIC_CHARS = 250_000


def on_topic(count: int, seed: int) -> list[str]:
    """Texts on the topic: a sample of the White House documents, else the shipped ones, repeated."""
    if not WHITE_HOUSE.exists():
        return list(islice(cycle(path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.txt"))), count))
    with gzip.open(WHITE_HOUSE, "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    chosen = random.Random(seed).sample(documents, min(count, len(documents)))
    return ["\n\n".join([one["title"], one["doc_date"], one["text"]]) for one in chosen]


def off_topic(seed: int) -> list[str]:
    """Texts off the topic: chapters of the reference that comes with Python, up to a quarter of a million characters."""
    from pydoc_data.topics import topics

    chapters = [topics[name] for name in sorted(topics)]
    random.Random(seed).shuffle(chapters)
    held, taken = 0, []
    for chapter in chapters:
        if held < OFF_TOPIC_CHARS:
            taken.append(chapter)
            held += len(chapter)
    return taken


def texts_of(which: str, count: int, seed: int) -> list[str]:
    return on_topic(count, seed) if which == "on" else off_topic(seed)


def measure_spacy(which: str, count: int, seed: int) -> dict[str, float]:
    """Seconds and sentences of the small model as it is installed, all parts at work."""
    import spacy

    from latticework.read.parsing import MODELS

    texts = texts_of(which, count, seed)
    model = spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))
    list(model.pipe(texts[:2]))
    start = time.process_time()
    sentences = sum(len(list(doc.sents)) for doc in model.pipe(texts))
    return {"seconds": time.process_time() - start, "sentences": sentences}


def measure_latticework(which: str, count: int, seed: int) -> dict[str, float]:
    """Seconds for everything from text to records, with the share of sentences that was parsed."""
    from latticework.read import document_from_text
    from latticework.read import find as reader
    from latticework.read.opening import open_document

    texts = texts_of(which, count, seed)
    list(reader.find_all_records(document_from_text(text, "warm-up") for text in texts[:2]))
    start = time.process_time()
    documents = (document_from_text(text, str(i)) for i, text in enumerate(texts))
    records = sum(len(result.records) for result in reader.find_all_records(documents))
    seconds = time.process_time() - start
    opened = [open_document(document_from_text(text, "again")) for text in texts]
    sentences = sum(len(one.sentences) for one in opened)
    return {
        "seconds": seconds,
        "records": records,
        "own_sentences": sentences,
        "parsed": sum(sum(one.parsed) for one in opened),
    }


def measure_memory(which: str, count: int, seed: int) -> dict[str, float]:
    """Highest memory, in MB, after reading so many documents as they come, keeping nothing."""
    from latticework.read import document_from_text
    from latticework.read.find import find_all_records

    def coming() -> Iterator[str]:
        if WHITE_HOUSE.exists():
            with gzip.open(WHITE_HOUSE, "rt", encoding="utf-8") as file:
                for line in islice(file, count):
                    yield json.loads(line)["text"]
        else:
            yield from on_topic(count, seed)

    read = sum(1 for _ in find_all_records(document_from_text(text, "one") for text in coming()))
    return {"documents": read, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


MEASURES = {"spacy": measure_spacy, "latticework": measure_latticework, "memory": measure_memory}


def apart(measure: str, which: str, count: int, seed: int) -> dict[str, float]:
    """Run one measurement in a process of its own, on one core."""
    command = [sys.executable, __file__, "--measure", measure, "--which", which, "--documents", str(count)]
    threads = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}
    run = subprocess.run(
        [*command, "--seed", str(seed)], capture_output=True, text=True, check=True, env={**os.environ, **threads}
    )
    return dict(json.loads(run.stdout.splitlines()[-1]))


def seconds_of(*arguments: str) -> float:
    """The shortest of three runs of the command line."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "latticework.cli", *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--which", choices=("on", "off"), default="on", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(MEASURES[asked.measure](asked.which, asked.documents, asked.seed)))
        return
    source = "White House 2021-2023" if WHITE_HOUSE.exists() else "shipped examples, repeated"
    for which, name, goal in (("on", f"{source}, {asked.documents} documents", 3), ("off", "Python's reference", 8)):
        plain = apart("spacy", which, asked.documents, asked.seed)
        ours = apart("latticework", which, asked.documents, asked.seed)
        sentences = plain["sentences"]
        ratio = plain["seconds"] / ours["seconds"]
        print(f"{name}: {sentences:,.0f} sentences by spaCy, {ours['own_sentences']:,.0f} by Latticework")
        print(f"  plain spaCy small   {sentences / plain['seconds']:8,.0f} sentences/s   {plain['seconds']:6.1f} s")
        print(f"  latticework         {sentences / ours['seconds']:8,.0f} sentences/s   {ours['seconds']:6.1f} s")
        print(f"  ratio               {ratio:8.1f} (goal {goal})")
        print(f"  parsed {ours['parsed'] / ours['own_sentences']:.0%} of the sentences, {ours['records']:,.0f} records")
    print(f"latticework --help: {seconds_of('--help'):.2f} s (goal 0.3)")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text((SHIPPED / "tokyo-ministers.txt").read_text(encoding="utf-8"), encoding="utf-8")
        print(f"latticework read, one page: {seconds_of('read', str(page), '--format', 'jsonl'):.2f} s (goal 2.5)")
    if not asked.no_memory:
        few, many = (apart("memory", "on", count, asked.seed) for count in (200, 1000))
        print(f"highest memory: {few['megabytes']:.0f} MB at 200 documents, {many['megabytes']:.0f} MB at 1,000")


if __name__ == "__main__":
    main()
