"""`latticework read` on many files, with several processes, a second reader and an interrupt."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from latticework.api import Register

TEXT = (
    "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan, South Korea and the United States met "
    "in Tokyo and signed a memorandum of cooperation.\n\nWashington is putting up $500 million for coast guards in the "
    "Philippines.\n"
)
QUOTE = "Washington is putting up $500 million for coast guards in the Philippines."
PROPOSALS = [
    {"type": "commitment", "factuality": "announced", "parties": ["USA"], "quote": QUOTE},
    {"type": "commitment", "factuality": "announced", "parties": ["FRA"], "quote": QUOTE},
]


def command(*arguments: object, folder: Path) -> list[str]:
    return [sys.executable, "-m", "latticework.cli", "--register", str(folder / "r.duckdb"), *map(str, arguments)]


def latticework(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments, folder=folder), capture_output=True, text=True, timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Register.create(tmp_path / "r.duckdb"):
        (tmp_path / "texts").mkdir()
    return tmp_path


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    answer = json.dumps({"choices": [{"message": {"content": json.dumps({"records": PROPOSALS})}}]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_two_workers_print_the_same_lines_as_one(folder: Path) -> None:
    for i in range(20):
        (folder / "texts" / f"{i:02}.txt").write_text(TEXT.replace("July 28", f"July {i + 1}"))
    (folder / "texts" / "10.txt").write_text("")
    runs = [latticework("read", folder / "texts", "--format", "jsonl", "--workers", n, folder=folder) for n in (1, 2)]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == runs[1].stderr
    assert runs[0].stderr.count("10.txt") >= 1
    assert [run.returncode for run in runs] == [1, 1]
    assert {json.loads(line)["doc"] for line in runs[0].stdout.splitlines()} == {
        f"{i:02}.txt" for i in range(20) if i != 10
    }


def test_a_second_readers_proposals_wait_for_review(folder: Path, endpoint: str) -> None:
    (folder / "texts" / "note.txt").write_text(TEXT)
    run = latticework("read", folder / "texts", "--second-reader", endpoint, "--model", "m", folder=folder)
    assert run.returncode == 0, run.stderr
    assert "1 proposals to review" in run.stdout
    assert "one of the parties is not named in the document" in run.stdout
    with Register.open(folder / "r.duckdb") as register:
        (proposal,) = register.to_review()
        assert proposal["rule"] == "second reader: m"
        assert proposal["quote"] == QUOTE
        assert register.records()
        assert all(record["quote"] != QUOTE or record["rule"] != "second reader: m" for record in register.records())
        assert all(record["rule"] != "second reader: m" for record in register.as_of().records)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--second-reader", "http://localhost:1/v1"], "--model"),
        (["--second-reader", "nowhere", "--model", "m"], "address"),
        (["--model", "m"], "--second-reader"),
        (
            ["--second-reader", "http://localhost:1", "--model", "m", "--second-reader-key", "NOT_SET_ANYWHERE"],
            "NOT_SET",
        ),
    ],
)
def test_a_wrong_second_reader_is_said_before_reading(folder: Path, options: list[str], says: str) -> None:
    (folder / "texts" / "note.txt").write_text(TEXT)
    run = latticework("read", folder / "texts", *options, folder=folder)
    assert run.returncode == 1
    assert says in run.stderr
    assert "Traceback" not in run.stderr


def bytes_on_disk(folder: Path) -> int:
    """Register and its write-ahead log together, whichever of the two is there at this moment."""
    size = 0
    for name in ("r.duckdb", "r.duckdb.wal"):
        with contextlib.suppress(FileNotFoundError):
            size += (folder / name).stat().st_size
    return size


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_read_and_says_how_far_it_came(folder: Path, workers: int) -> None:
    for i in range(3000):
        (folder / "texts" / f"{i:04}.txt").write_text(TEXT + f"\n{i}\n")
    run = subprocess.Popen(
        command("read", folder / "texts", "--workers", workers, folder=folder),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    # The write-ahead log comes and goes with each checkpoint, so file and log are weighed together.
    empty, until = bytes_on_disk(folder), time.monotonic() + 60
    while bytes_on_disk(folder) < empty + 20_000 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert "Traceback" not in errors
    done = int(errors.split("Stopped; ")[1].split(" of ")[0])
    assert 0 < done < 3000
    with Register.open(folder / "r.duckdb") as register:
        assert len({record["doc"] for record in register.records()}) == done
