"""A progress bar with rate and time left, when a terminal is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


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
def reading_progress() -> Iterator[tuple[Callable[[int, int, Path], None] | None, Callable[[Any], None]]]:
    """The same for reading: a callback (done, in all, path), and one that takes what came of each document.

    What was set aside is counted beside the bar and told on standard error at once.
    """
    aside = 0
    with progress_bar("documents") as move:

        def go_on(done: int, in_all: int, path: Path) -> None:
            assert move is not None
            left = f" ({aside} set aside)" if aside else ""
            move(done, in_all, f"reading {path.name[:40]}{left}")

        def take(file: Any) -> None:
            nonlocal aside
            if file.problem:
                aside += 1
                print(f"latticework: {file.path} set aside. {file.problem}", file=sys.stderr)

        yield go_on if move else None, take
