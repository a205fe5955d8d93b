"""Rooms import only rooms before them; the public API is what the design says; start-up stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import latticework

PACKAGE = Path(latticework.__file__).parent
ROOMS = ("model", "vocab", "read", "register", "history", "measure", "whatif", "advise", "show", "web")


def imported_modules(path: Path) -> list[str]:
    """Every module a file imports, also inside functions."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_before_it(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0]
    if here not in ROOMS:
        return  # commands, cli.py, api and __init__.py may import everything
    for name in imported_modules(path):
        root, _, rest = name.partition(".")
        if root != "latticework":
            continue
        room = rest.partition(".")[0]
        if here == "web" and room == "api":
            continue  # the pages say what the public API says
        assert room in ROOMS, f"{here} must not import {name}"
        assert ROOMS.index(room) <= ROOMS.index(here), f"{here} must not import {name}"


def test_no_public_name_hides_a_room() -> None:
    assert not set(latticework.__all__) & set(ROOMS)


def test_the_public_names_are_these() -> None:
    assert latticework.__all__ == [
        "Change",
        "Document",
        "Entity",
        "Evidence",
        "History",
        "Interval",
        "Lattice",
        "LatticeworkError",
        "Outcome",
        "Range",
        "ReadReport",
        "Record",
        "Register",
        "Scenario",
        "Statement",
    ]


@pytest.mark.parametrize("command", [["-c", "import latticework"], ["-m", "latticework.cli", "--help"]])
def test_starting_loads_nothing_heavy(command: list[str]) -> None:
    run = subprocess.run([sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|", 1)[1].strip() for line in run.stderr.splitlines() if "|" in line}
    assert not loaded & {"spacy", "numpy", "duckdb", "dd", "jinja2", "pypdfium2", "docx"}
