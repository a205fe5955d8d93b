"""A long search kept beside the register as it goes, so that one that was stopped goes on where it was.

One file for one question, named by the hash of all that goes in: the lattice, the scenario, the ranges, the options and
this program's version. Other inputs have another name, so that nobody goes on with the wrong state.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
import zipfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

EVERY_SECONDS = 5.0
State = Mapping[str, NDArray[np.generic]]


class Checkpoint:
    """The states of one search's stages; written every few seconds, and once more when the search is stopped.

    Args:
        beside: the register's file; the search is kept as ``FILE.advise-HASH`` in the same folder.
        say: told in a sentence that a search goes on, or why it cannot be kept.
    """

    def __init__(self, beside: Path, say: Callable[[str], None] | None = None) -> None:
        self.beside, self.say = beside, say or (lambda _: None)
        self.path: Path | None = None
        self.states: dict[str, State] = {}
        self._latest: dict[str, Callable[[], State]] = {}
        self._written = time.monotonic()

    def begin(self, *inputs: Any) -> None:
        """Take up the search of these inputs, or start a new one."""
        key = inputs_hash(*inputs)
        self.path = self.beside.with_name(f"{self.beside.name}.advise-{key[:16]}")
        self.states, self._latest, self._written = {}, {}, time.monotonic()
        try:
            found = _read(self.path)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            self.say(f"The search kept in {self.path.name} cannot be read; it starts anew.")
            return
        if found:
            self.states = found
            self.say(f"Going on with the search that was stopped ({self.path.name}).")
        elif others := self._others():
            self.say(
                f"A search with other inputs was stopped and is kept in {', '.join(others)}; this one starts anew. "
                "Delete that file to give the other up."
            )

    def _others(self) -> list[str]:
        start = f"{self.beside.name}.advise-"
        names = [one.name for one in self.beside.parent.iterdir()] if self.beside.parent.is_dir() else []
        return sorted(name for name in names if name.startswith(start) and not name.endswith(".part"))

    def stage(self, name: str) -> Stage:
        """One part of the search."""
        return Stage(self, name)

    def keep(self, stage: str, state: Callable[[], State]) -> None:
        """Remember how to state a stage; write when some seconds have passed."""
        self._latest[stage] = state
        if time.monotonic() - self._written >= EVERY_SECONDS:
            self.write()

    def write(self) -> bool:
        """Write all stages, whole or not at all; False when there is nothing, or no room, to keep."""
        states = {**self.states, **{stage: state() for stage, state in self._latest.items()}}
        if self.path is None or not states:
            return False
        arrays = {f"{stage}\t{name}": array for stage, state in states.items() for name, array in state.items()}
        half = self.path.with_name(self.path.name + ".part")
        try:
            with half.open("wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            half.replace(self.path)
        except OSError as problem:
            half.unlink(missing_ok=True)
            self.say(f"The search cannot be kept ({problem.strerror}: {self.path.name}); stopped, it would start anew.")
            self._written = float("inf")  # said once is enough
            return False
        self._written = time.monotonic()
        return True

    def finish(self) -> None:
        """The answer is reached: nothing is kept any longer."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """One part of a search in a checkpoint; ``state`` is what was kept of it, if anything."""

    kept: Checkpoint
    name: str

    @property
    def state(self) -> State | None:
        return self.kept.states.get(self.name)

    def keep(self, state: Callable[[], State]) -> None:
        """Remember how to state this stage."""
        self.kept.keep(self.name, state)


def inputs_hash(*inputs: Any) -> str:
    """One name for all that goes into a search: equal inputs have it in every run."""
    plain = json.dumps([version("latticework"), *map(_plain, inputs)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _read(path: Path) -> dict[str, State]:
    """The states in a file, by stage; none when there is no file."""
    if not path.exists():
        return {}
    states: dict[str, dict[str, NDArray[np.generic]]] = {}
    with np.load(path, allow_pickle=False) as arrays:
        for name in arrays.files:
            stage, _, part = name.rpartition("\t")
            states.setdefault(stage, {})[part] = arrays[name]
    return dict(states)
