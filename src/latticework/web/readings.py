"""Reading in the background: one process at a time, with progress, which can be cancelled; what is stored stays."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from latticework.model import LatticeworkError
from latticework.read.corpus import READABLE

MOST_FILE_BYTES = 20_000_000
MOST_REQUEST_BYTES = 100_000_000
LONGEST_NAME = 120
State = Literal["none", "reading", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTold:
    """What came of one file."""

    name: str
    records: int
    already_read: bool
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the reading is: files done of all, the one being read, what came of each once it has ended."""

    state: State = "none"
    done: int = 0
    total: int = 0
    file: str = ""
    seconds: float = 0.0
    files: tuple[FileTold, ...] = ()
    problem: str | None = None


@dataclass(slots=True)
class Readings:
    """Starts and stops the process that reads into a register.

    Args:
        register: the register's file; ``None`` in memory, where nothing can be read into it.
    """

    register: Path | None
    _now: Progress = field(default_factory=Progress)
    _begun: float = 0.0
    _process: subprocess.Popen[str] | None = None
    _cancelled: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def progress(self) -> Progress:
        """Say how far the reading is."""
        with self._lock:
            if self._now.state == "reading":
                return replace(self._now, seconds=round(time.monotonic() - self._begun, 1))
            return self._now

    def start(self, uploads: Sequence[tuple[str, bytes]]) -> Progress:
        """Read documents (name and content each) in a process of its own.

        Raises:
            LatticeworkError: one is of a kind that is not read or too large, none is given, or a reading is under way.
        """
        if self.register is None:
            raise LatticeworkError("This register is in memory only", remedy="Serve one that `latticework init` made")
        named = [(checked(name, len(content)), content) for name, content in uploads]
        if not named:
            raise LatticeworkError("Nothing to read", remedy=f"Choose a file ({', '.join(READABLE)}) or paste a text")
        with self._lock:
            if self._now.state == "reading":
                raise LatticeworkError("A reading is under way", remedy="Wait until it has ended, or cancel it")
            folder = Path(tempfile.mkdtemp(prefix="latticework-"))
            paths = []
            for number, (name, content) in enumerate(named):
                paths.append(folder / str(number) / name)
                paths[-1].parent.mkdir()
                paths[-1].write_bytes(content)
            command = [sys.executable, "-m", "latticework.web.reading_process", str(self.register), *map(str, paths)]
            with (folder / "errors").open("w") as errors:
                self._process = subprocess.Popen(
                    command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, text=True,
                    start_new_session=True,
                )  # fmt: skip
            self._cancelled = False
            self._begun = time.monotonic()
            self._now = Progress(state="reading", total=len(paths), file=named[0][0])
            threading.Thread(target=self._follow, args=(self._process, folder), daemon=True).start()
            return self._now

    def cancel(self) -> None:
        """Stop after the document that is being read; what is stored stays."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._cancelled = True
                self._process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """End the process, since the server ends."""
        self.cancel()
        process = self._process
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            if process.poll() is None:
                process.kill()

    def _follow(self, process: subprocess.Popen[str], folder: Path) -> None:
        assert process.stdout
        told = None
        for line in process.stdout:
            said = json.loads(line)
            if "total" in said:
                with self._lock:
                    self._now = replace(self._now, **said)
            else:
                told = said
        process.wait()
        errors = (folder / "errors").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        shutil.rmtree(folder, ignore_errors=True)
        with self._lock:
            if told is None and self._cancelled:
                told = {"files": [], "stopped": True}
            self._now = _ended(replace(self._now, seconds=round(time.monotonic() - self._begun, 1)), told, errors)


def _ended(before: Progress, told: dict[str, object] | None, errors: Sequence[str]) -> Progress:
    if told is None:
        problem = (
            f"The process that was reading ended ({errors[-1] if errors else 'it said nothing'}). What it had stored "
        )
        problem += "is there; the same files again go on from there."
        return replace(before, state="failed", problem=problem)
    if "failed" in told:
        return replace(before, state="failed", problem=str(told["failed"]))
    files = tuple(FileTold(**one) for one in told["files"])  # type: ignore[attr-defined]
    return replace(before, state="stopped" if told["stopped"] else "done", done=len(files) or before.done, files=files)


def checked(name: str, size: int) -> str:
    """Give the name under which an upload is kept: its last part, without what no file's name should hold.

    Raises:
        LatticeworkError: it is of a kind that is not read, or too large.

    >>> checked("..\\\\..\\\\a/../b\\0c.txt", 10)
    'bc.txt'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    stem, dot, ending = kept.rpartition(".")
    if f".{ending.lower()}" not in READABLE or not stem.strip("."):
        raise LatticeworkError(
            f"{kept[:LONGEST_NAME] or 'A file without a name'!r} is of a kind that is not read",
            remedy=f"Readable are {', '.join(READABLE)}",
        )
    if size > MOST_FILE_BYTES:
        raise LatticeworkError(
            f"{kept[:LONGEST_NAME]!r} is too large: {size / 1e6:.0f} MB, and {MOST_FILE_BYTES / 1e6:.0f} MB are taken here",
            remedy="Split it, or use `latticework read`, which takes 200 MB",
        )
    return f"{stem[:LONGEST_NAME]}{dot}{ending}"
