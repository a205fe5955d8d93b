"""The command line: the register it is about, the commands, and problems told as sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from latticework.commands import (
    advising,
    asking,
    by_hand,
    deciding,
    doctor,
    figures,
    history,
    keeping,
    peers,
    reading,
    rerunning,
    serving,
    showing,
)
from latticework.model import BadScenario, LatticeworkError, UnknownName

DEFAULT_REGISTER = Path("register.duckdb")

app = typer.Typer(
    name="latticework",
    help="Read the record of security cooperation, and ask what holds if a party walks away.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"latticework {version('latticework')}")
        raise typer.Exit


@app.callback()
def choose_register(
    context: typer.Context,
    register: Annotated[
        Path, typer.Option("--register", help="The register file; `latticework init` creates it.")
    ] = DEFAULT_REGISTER,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Read the record of security cooperation, and ask what holds if a party walks away."""
    context.obj = register


THEMES = (
    showing,
    reading,
    asking,
    advising,
    figures,
    deciding,
    by_hand,
    keeping,
    serving,
    peers,
    history,
    doctor,
    rerunning,
)

for theme in THEMES:
    theme.add_to(app)


def _stop(message: str, code: int) -> NoReturn:
    print(f"latticework: {message}", file=sys.stderr)
    sys.exit(code)


def main() -> None:
    """Run the command line; our own errors become one paragraph and exit code 1, or 2 for wrong input."""
    try:
        app()
    except (UnknownName, BadScenario) as problem:
        _stop(str(problem), 2)
    except LatticeworkError as problem:
        _stop(str(problem), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except PermissionError as problem:
        _stop(f"Not allowed: {problem.filename}. Check the file's permissions.", 1)


if __name__ == "__main__":
    main()
