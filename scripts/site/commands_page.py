"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from latticework.cli import app

NOT_LISTED = ("help", "install_completion", "show_completion")


def commands_page() -> str:
    """Every command with its arguments and options, in the order of ``latticework --help``."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands",
        "",
        "Made from the commands themselves; `latticework COMMAND --help` says the same. `lw` is a short name of `latticework`.",
        "",
        "`--register FILE` comes before the command and chooses the register (default: `register.duckdb`). Data go to standard",
        "output, words about what went wrong to standard error. Exit codes: 0 well; 1 something could not be done, or documents",
        "were set aside; 2 wrong input; 130 stopped by Ctrl-C. `--install-completion` sets up completion for your shell.",
        "",
    ]
    for path, command in commands(root):
        parts += [*_section(path, command), ""]
    return "\n".join(parts)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below a group, with the words that call it."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


def _section(path: tuple[str, ...], command: Any) -> Iterator[str]:
    named = " ".join(path)
    context = command.context_class(command, info_name=f"latticework {named}")
    yield f"{'#' * (len(path) + 1)} {named}"
    yield ""
    yield _prose(command.help or "")
    if not hasattr(command, "commands"):
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"\n```text\nlatticework {named} {usage}".rstrip() + "\n```\n"
    rows = [one.get_help_record(context) for one in command.params if one.name not in NOT_LISTED]
    rows = [row for row in rows if row]
    if rows:
        yield "| argument or option | what it does |"
        yield "|---|---|"
        yield from (f"| `{_cell(names)}` | {_cell(says).replace('<', '&lt;')} |" for names, says in rows)


def _prose(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines()).replace("``", "`")


def _cell(text: str) -> str:
    return _prose(text).replace("\n", " ").replace("|", "\\|")
