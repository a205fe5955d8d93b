"""Inside one process a register file is open once: a second handle of it would lose the lock that keeps others out."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from latticework.model import RegisterBusy, RegisterError
from latticework.register import RegisterFile, check, note

OTHER_PROCESS = """
import sys
from pathlib import Path
from latticework.model import RegisterBusy
from latticework.register import RegisterFile
try:
    RegisterFile.open(Path(sys.argv[1]), wait_s=0.2).log()
    print("let in")
except RegisterBusy:
    print("kept out")
"""


def of_another_process(path: Path) -> str:
    run = subprocess.run([sys.executable, "-c", OTHER_PROCESS, str(path)], capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("by", "write"), [("its name", True), ("its name", False), ("a link", True), ("a hard link", False)]
)
def test_a_second_opening_is_refused_at_once_and_the_lock_stays(file: RegisterFile, by: str, write: bool) -> None:
    assert file.path
    path = file.path
    if by == "a link":
        path = file.path.with_name("link.duckdb")
        path.symlink_to(file.path)
    elif by == "a hard link":
        path = file.path.with_name("hard.duckdb")
        path.hardlink_to(file.path)
    with file.held(write=True):
        assert of_another_process(file.path) == "kept out"
        with pytest.raises(RegisterBusy, match="open already in this program"):
            RegisterFile(path, wait_s=60).hold(write=write)
        assert of_another_process(file.path) == "kept out"
    assert of_another_process(file.path) == "let in"
    assert len(RegisterFile.open(path).log()) == 2


def test_another_thread_waits_until_the_first_has_closed_it(file: RegisterFile) -> None:
    came: list[str] = []

    def write() -> None:
        note(RegisterFile(file.path, wait_s=60), "pact", "from a thread", sources=("gazette",))
        came.append("second")

    with file.held(write=True):
        second = threading.Thread(target=write)
        second.start()
        note(file, "pact", "from the first", sources=("gazette",))
        came.append("first")
    second.join()
    assert came == ["first", "second"]
    assert [s.value for s in file.statements() if s.property == "note"] == ["from the first", "from a thread"]
    assert check(file).problems == ()


def test_another_thread_does_not_wait_for_ever(file: RegisterFile) -> None:
    said: list[str] = []

    def read() -> None:
        try:
            RegisterFile(file.path, wait_s=0.1).log()
        except RegisterBusy as problem:
            said.append(str(problem))

    with file.held(write=True):
        second = threading.Thread(target=read)
        second.start()
        second.join()
    assert len(said) == 1 and "open already in this program" in said[0]


def test_a_register_dropped_without_closing_is_in_use_no_longer(file: RegisterFile) -> None:
    assert file.path
    dropped = RegisterFile.open(file.path)
    dropped.hold(write=True)
    del dropped
    assert len(RegisterFile.open(file.path, wait_s=0.1).log()) == 2


def test_a_failed_opening_leaves_the_file_free(file: RegisterFile, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes(b"no register")
    for _ in range(2):
        with pytest.raises(RegisterError, match="not a register"):
            RegisterFile.open(other)
