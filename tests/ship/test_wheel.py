"""What a user gets: the wheel in an environment of its own, outside the checkout."""

import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

from shipping import REPOSITORY, Installed

PACKAGE = REPOSITORY / "src" / "latticework"

EVERY_HELP = """
import json, sys
import click, typer
from typer.testing import CliRunner
import latticework
from latticework.cli import app

def names(group, path=()):
    for name, command in group.commands.items():
        yield [*path, name]
        if hasattr(command, "commands"):
            yield from names(command, (*path, name))

commands = list(names(typer.main.get_command(app)))
failed = [name for name in commands if CliRunner().invoke(app, [*name, "--help"]).exit_code]
print(json.dumps({"file": latticework.__file__, "commands": [" ".join(one) for one in commands], "failed": failed}))
"""


def tracked() -> set[str]:
    """The files of the package that git knows, so that a stray file of a working copy is no reason to fail."""
    run = subprocess.run(["git", "ls-files", "src/latticework"], cwd=REPOSITORY, capture_output=True, text=True)
    if run.returncode:  # an unpacked sdist
        return {str(p.relative_to(REPOSITORY)) for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc"}
    return {line for line in run.stdout.splitlines() if (REPOSITORY / line).exists()}


def test_wheel_and_sdist_carry_every_file_of_the_package(installed: Installed) -> None:
    wanted = {path.removeprefix("src/") for path in tracked()}
    assert any(path.endswith(".toml") for path in wanted)
    in_wheel = set(zipfile.ZipFile(installed.wheel).namelist())
    assert wanted - in_wheel == set()
    with tarfile.open(installed.sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{path}" for path in wanted} - in_sdist == set()
    assert {"LICENSE", "README.md", "pyproject.toml", "requirements.lock"} <= in_sdist
    print(f"\nwheel {installed.wheel.stat().st_size / 1e6:.1f} MB, sdist {installed.sdist.stat().st_size / 1e6:.1f} MB")


def test_the_installed_wheel_has_every_command(installed: Installed) -> None:
    run = installed.run("python", "-c", EVERY_HELP)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert not Path(told["file"]).is_relative_to(REPOSITORY)
    assert told["failed"] == []
    assert {"read", "what-if", "advise", "brief", "history backtest", "doctor"} <= set(told["commands"])


def test_the_installed_wheel_answers(installed: Installed) -> None:
    doctor = installed.run("latticework", "doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    found = {one["about"]: one for one in json.loads(doctor.stdout)}
    assert str(installed.bin.parent) in found["latticework"]["found"]
    assert "estimates: " in found["shipped data"]["found"]
    assert found["register"]["state"] == "optional"
    made = installed.run("lw", "init")
    assert made.returncode == 0, made.stderr
    asked = installed.run("lw", "brief", "--actor", "USA")
    assert asked.returncode == 0, asked.stderr
    assert (installed.folder / "briefing.html").stat().st_size > 50_000
