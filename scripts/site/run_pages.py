"""Runs what the pages show: commands in an empty folder, their output compared; Python in the same folder.

usage: python scripts/site/run_pages.py [--write] PAGE.md ...

In a page, a block ``console`` holds commands (``$ latticework …``) and what they print; a line ``...`` stands for any
lines. A block with ``title="NAME"`` is a file of that name; a block ``python`` is run. ``--write`` puts the output that
was printed in the place of what is shown where the two differ.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
ANY = "..."
WIDTH = 120  # of what is printed where there is no terminal


@dataclass(frozen=True, slots=True)
class Difference:
    """A command whose output is not what the page shows."""

    command: str
    shown: str
    printed: str

    def __str__(self) -> str:
        return f"$ {self.command}\n--- the page shows\n{self.shown}\n--- printed\n{self.printed}"


def run_page(text: str) -> Iterator[Difference]:
    """Run the blocks of a page in order, in the folder in which we are; give what is not as shown.

    Raises:
        Exception: what a Python block raises.
    """
    names: dict[str, object] = {}
    for language, head, body in (found.groups() for found in BLOCK.finditer(text)):
        if title := TITLE.search(head):
            Path(title[1]).write_text(body, encoding="utf-8")
        elif language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(body, "page", "exec"), names)
        elif language == "console":
            for command, shown in commands(body):
                printed = run(command)
                if not agrees(shown, printed):
                    yield Difference(command, "\n".join(shown), printed)


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines shown below it."""
    command: str | None = None
    shown: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line.rstrip())
    if command is not None:
        yield command, shown


def run(command: str) -> str:
    """Run one command line of ours in this process; give what it prints, both streams, without blanks at line ends.

    Raises:
        ValueError: it is no command of ours.
    """
    from latticework.cli import main

    words = shlex.split(command)
    if words[0] not in ("latticework", "lw"):
        raise ValueError(f"A page may only show commands of ours to run: {command}")
    said = io.StringIO()
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, {"LATTICEWORK_WHO": "you", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.suppress(SystemExit),
    ):
        main()
    return "\n".join(line.rstrip() for line in said.getvalue().splitlines()).strip("\n")


def agrees(shown: list[str], printed: str) -> bool:
    """Whether what is printed is what is shown, a line ``...`` standing for any lines.

    >>> agrees(["a", "...", "d"], "a\\nb\\nd"), agrees(["a", "...", "d"], "a\\nd\\ne"), agrees([], "")
    (True, False, True)
    """
    lines, at = printed.splitlines(), 0
    while shown and not shown[-1]:
        shown = shown[:-1]
    pieces: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == ANY:
            pieces.append([])
        else:
            pieces[-1].append(line)
    if len(pieces) == 1:
        return pieces[0] == lines
    first, *middle, last = pieces
    if lines[: len(first)] != first:
        return False
    at = len(first)
    for piece in middle:
        at = next((n for n in range(at, len(lines)) if lines[n : n + len(piece)] == piece), len(lines)) + len(piece)
    return at <= len(lines) - len(last) and lines[len(lines) - len(last) :] == last


def main() -> None:
    """Run the pages named; end with code 1 where one differs, unless it was written anew."""
    write = "--write" in sys.argv
    differing = 0
    for page in (Path(name).resolve() for name in sys.argv[1:] if name != "--write"):
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            for one in run_page(text):
                differing += 1
                if write:
                    block = f"$ {one.command}\n"
                    old = block + (f"{one.shown}\n" if one.shown else "")
                    text = text.replace(old, f"{block}{one.printed}\n", 1)
                else:
                    print(one)
        page.write_text(text, encoding="utf-8")
    sys.exit(bool(differing and not write))


if __name__ == "__main__":
    main()
