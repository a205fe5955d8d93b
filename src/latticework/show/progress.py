"""A progress bar with rate, what was set aside and time left, when a terminal is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Move = Callable[[int, int, Path], None]


@contextmanager
def reading_progress() -> Iterator[tuple[Move | None, Callable[[Any], None]]]:
    """Give a callback (done, in all, path) that moves the bar, and one that takes what came of each document.

    A document that was set aside is told on standard error at once. Without a terminal there is no bar.
    """
    if not sys.stderr.isatty():
        yield None, lambda file: _tell(file, lambda text: print(text, file=sys.stderr))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("reading {task.fields[name]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[aside]}"),
        TimeRemainingColumn(),
    )
    aside = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", name="", rate="", aside="", total=None)

        def move(done: int, in_all: int, path: Path) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed:.1f} documents/s" if speed else ""
            bar.update(
                task, completed=done, total=in_all, name=path.name[:40], rate=rate,
                aside=f"{aside} set aside" if aside else "",
            )  # fmt: skip

        def take(file: Any) -> None:
            nonlocal aside
            aside += file.problem is not None
            _tell(file, lambda text: bar.console.print(text, markup=False, highlight=False))

        yield move, take


def _tell(file: Any, say: Callable[[str], None]) -> None:
    if file.problem:
        say(f"latticework: {file.path} set aside. {file.problem}")
