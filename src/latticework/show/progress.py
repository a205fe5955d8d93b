"""A progress bar with rate and time left, when a terminal is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def reading_progress() -> Iterator[Callable[[int, int, Path], None] | None]:
    """Give a callback (done, in all, path) that moves the bar; ``None`` where no terminal is there."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("reading {task.fields[name]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", name="", rate="", total=None)

        def move(done: int, in_all: int, path: Path) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed:.1f} documents/s" if speed else ""
            bar.update(task, completed=done, total=in_all, name=path.name, rate=rate)

        yield move
