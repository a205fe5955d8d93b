"""A search that is stopped goes on where it was and ends in the same bytes; other inputs start anew."""

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import JUDGED, cases

import latticework as lw
from latticework.advise import compare, search
from latticework.advise.checkpoint import Checkpoint, inputs_hash
from latticework.show.as_json import to_json

SCENARIO = """draws = 40000
[[change]]
actor = "USA"
posture = "withdrawn"
on = "2025-01-20"
"""


class StopAt:
    """A progress bar at which somebody presses Ctrl-C after so many calls."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self.seen: list[tuple[int, int]] = []

    def __call__(self, done: int, in_all: int) -> None:
        self.seen.append((done, in_all))
        if len(self.seen) == self.calls:
            raise KeyboardInterrupt


def test_ctrl_c_on_a_terminal_keeps_the_search_and_the_same_command_goes_on(tmp_path: Path) -> None:
    register = tmp_path / "r.duckdb"
    lw.Register.create(str(register)).close()
    (tmp_path / "long.toml").write_text(SCENARIO)
    command = [
        sys.executable, "-m", "latticework.cli", "--register", str(register), "advise", "--json", "--steps", "3",
        "--scenario", str(tmp_path / "long.toml"), "--function", "sustain-ukraine",
    ]  # fmt: skip
    ours, theirs = pty.openpty()
    stopped = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    seen = b""
    try:
        while not re.search(rb"[1-9]\d*/40000", seen):
            seen += os.read(ours, 4096)
        stopped.send_signal(signal.SIGINT)
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
        except OSError:
            pass  # the other end is closed: it ended
        assert stopped.wait(60) == 130
    finally:
        stopped.kill()
        os.close(ours)
    assert b"The same command goes on from there" in seen and b"Traceback" not in seen
    assert stopped.stdout and stopped.stdout.read() == b""
    kept = list(tmp_path.glob("r.duckdb.advise-*"))
    assert len(kept) == 1
    other = subprocess.run(
        [*command[:-2], "--function", "quad-maritime", "--steps", "0"], capture_output=True, text=True, check=True
    )
    assert "this one starts anew" in other.stderr and kept[0].exists()
    went_on = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Going on with the search that was stopped" in went_on.stderr
    assert list(tmp_path.glob("r.duckdb.advise-*")) == []
    anew = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Going on" not in anew.stderr
    assert anew.stdout == went_on.stdout


@given(cases(), st.integers(1, 16), st.booleans())
@settings(max_examples=12, deadline=None)
def test_wherever_it_stops_the_answer_is_the_same(case: tuple, calls: int, bounded: bool) -> None:
    lattice, scenario, steps = case
    scenario = replace(scenario, draws=100)
    options = {"own": steps, "find": False, "explain": False, "lift": ("lead-time",)}
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        patch.setattr(search, "BLOCK", 8)
        patch.setattr(compare, "MOST_SETS", 0 if bounded else 1000)
        whole = compare.advise(lattice, scenario, JUDGED, 2, **options)
        kept = Checkpoint(folder / "r.duckdb")
        stop, stopped = StopAt(calls), False
        try:
            compare.advise(lattice, scenario, JUDGED, 2, progress=stop, checkpoint=kept, **options)
        except KeyboardInterrupt:
            stopped = True
            assert len(list(folder.iterdir())) == 1
        said: list[str] = []
        again = Checkpoint(folder / "r.duckdb", said.append)
        assert to_json(compare.advise(lattice, scenario, JUDGED, 2, checkpoint=again, **options)) == to_json(whole)
        assert bool(said) == stopped
        assert list(folder.iterdir()) == []


def test_a_kept_search_is_only_for_its_own_inputs_and_a_damaged_one_starts_anew(tmp_path: Path) -> None:
    said: list[str] = []
    one = Checkpoint(tmp_path / "r.duckdb", said.append)
    one.begin("some inputs", {"x": 1.0})
    one.keep("search", lambda: {"done": np.array(3)})
    assert one.write() and said == []
    other = Checkpoint(tmp_path / "r.duckdb", said.append)
    other.begin("some inputs", {"x": 1.5})
    assert other.states == {} and "starts anew" in said[-1]
    other.begin("some inputs", {"x": 1.0})
    assert other.states["search"]["done"] == 3
    for damage in (b"", b"PK\x03\x04 cut off", one.path.read_bytes()[:-40]):
        one.path.write_bytes(damage)
        other.begin("some inputs", {"x": 1.0})
        assert other.states == {} and "cannot be read" in said[-1]


def test_where_nothing_can_be_kept_the_search_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    nowhere = Checkpoint(tmp_path / "no such folder" / "r.duckdb", said.append)
    nowhere.begin("inputs")
    nowhere.keep("search", lambda: {"done": np.array(3)})
    assert not nowhere.write() and "cannot be kept" in said[-1]
    nowhere.finish()


def test_equal_inputs_have_one_hash_in_every_process() -> None:
    lattice = lw.Register.shipped().as_of("2024-07-31").snapshot
    asked = "import latticework as lw; from latticework.advise.checkpoint import inputs_hash;"
    asked += "print(inputs_hash(lw.Register.shipped().as_of('2024-07-31').snapshot))"
    elsewhere = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert elsewhere.strip() == inputs_hash(lattice)
    assert inputs_hash(replace(lattice, as_of="2024-08-01")) != inputs_hash(lattice)
