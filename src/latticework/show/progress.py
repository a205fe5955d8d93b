"""A progress bar with rate and time left, when a terminal is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def progress_bar(unit: str, size: float = 1.0) -> Iterator[Callable[[float, float, str], None] | None]:
    """Give a callback (done, in all, what is being done) that moves the bar; ``None`` where no terminal is there.

    The rate is told in ``unit`` a second, each of them ``size`` of what is counted.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[name]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("work", name="", rate="", total=None)

        def move(done: float, in_all: float, what: str) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed / size:.1f} {unit}/s" if speed else ""
            bar.update(task, completed=done, total=in_all, name=what, rate=rate)

        yield move


@contextmanager
def reading_progress() -> Iterator[Callable[[int, int, Path], None] | None]:
    """The same for reading documents: a callback (done, in all, path)."""
    with progress_bar("documents") as move:
        yield None if move is None else lambda done, in_all, path: move(done, in_all, f"reading {path.name}")
