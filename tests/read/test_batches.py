"""Many files: the same records by one process or several, and no file stops the others."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from latticework.model import LatticeworkError
from latticework.read.batches import FileReader, FileReading, read_files, workers_for
from latticework.read.corpus import Piece

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents").glob("*.txt"))


class Fragile(FileReader):
    """A reader that some files kill or break, as a fault in a format's library would."""

    def read(self, pieces):  # type: ignore[no-untyped-def]
        for piece in pieces:
            if piece.path.name.startswith("kills"):
                os.kill(os.getpid(), signal.SIGKILL)
            if piece.path.name.startswith("exits"):
                os._exit(3)
        return super().read(pieces)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Twenty-four files, good ones and bad ones of every kind."""
    where = tmp_path_factory.mktemp("many")
    paths = []
    for i in range(20):
        path = where / f"{i:02}.txt"
        path.write_text(SHIPPED[i % len(SHIPPED)].read_text())
        paths.append(path)
    (where / "empty.txt").write_text("")
    (where / "cut.pdf").write_bytes(b"%PDF-1.7 cut")
    (where / "odd.docx").write_bytes(b"PK\x03\x04 cut")
    return [*paths[:9], where / "empty.txt", where / "missing.txt", *paths[9:], where / "cut.pdf", where / "odd.docx"]


def test_one_and_two_workers_give_the_same_in_the_same_order(folder: list[Path]) -> None:
    one = list(read_files(folder, workers=1))
    two = list(read_files(folder, workers=2))
    assert [reading.path for reading in one] == folder
    assert one == two
    assert sum(len(reading.records) for reading in one) > 60
    assert {r.path.name for r in one if r.problem} == {"empty.txt", "missing.txt", "cut.pdf", "odd.docx"}


def test_a_file_that_kills_its_worker_is_set_aside_and_only_that_file(tmp_path: Path) -> None:
    paths = []
    for i, name in enumerate(["a", "kills", "b", "c", "exits", "d", "e", "f", "g", "h", "i"]):
        path = tmp_path / f"{name}.txt"
        path.write_text(SHIPPED[i % len(SHIPPED)].read_text())
        paths.append(path)
    readings = list(read_files(paths, workers=2, make_reader=Fragile))
    assert [reading.path for reading in readings] == paths
    problems = {reading.path.stem: reading.problem or "" for reading in readings}
    assert {name for name, problem in problems.items() if problem} == {"kills", "exits"}
    assert "signal 9" in problems["kills"]
    assert "code 3" in problems["exits"]
    assert str(paths[1]) in problems["kills"]
    sound = [path for path in paths if not path.stem.startswith(("kills", "exits"))]
    assert [r for r in readings if not r.problem] == list(read_files(sound))


class Broken(FileReader):
    """A reader whose extraction raises what nobody expects."""

    def _extract(self, piece: Piece) -> FileReading:
        if piece.path.name == "broken.txt":
            return super()._extract(Piece(path=piece.path / "\0"))
        return super()._extract(piece)


def test_an_error_nobody_expects_costs_only_its_file(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "broken.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text(SHIPPED[0].read_text())
    readings = list(read_files(paths, make_reader=Broken))
    assert [bool(reading.problem) for reading in readings] == [False, True, False]


def test_few_small_files_need_no_second_process(folder: list[Path]) -> None:
    assert workers_for(folder[:5]) == 1
    assert workers_for([]) == 1
    assert workers_for(folder * 10) >= 1
    with pytest.raises(LatticeworkError, match="worker"):
        next(read_files(folder, workers=0))


STOPPED = """
import sys
from pathlib import Path
from latticework.read.batches import read_files
if __name__ == "__main__":
    for i, reading in enumerate(read_files([Path(sys.argv[1])] * 5000, workers=2)):
        if i == 0:
            print("started", flush=True)
"""


def test_an_interrupt_ends_the_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(STOPPED)
    run = subprocess.Popen(
        [sys.executable, str(script), str(SHIPPED[0])],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "started\n"
    os.killpg(run.pid, signal.SIGINT)  # what Ctrl-C does: every process of the group gets it
    _, errors = run.communicate(timeout=20)
    assert run.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert errors.count("Traceback") == 1  # the caller's, none from a worker
    for _ in range(50):
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            return  # nobody is left
        time.sleep(0.1)
    pytest.fail("a worker is still running")


def test_a_worker_that_cannot_start_is_said_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(STOPPED.replace('if __name__ == "__main__":', "if True:"))
    run = subprocess.run([sys.executable, str(script), str(SHIPPED[0])], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert "could not start" in run.stderr
    assert "--workers 1" in run.stderr
