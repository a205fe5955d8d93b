"""The command ``rerun``: make an output again from its manifest, and say whether it is the same, byte for byte."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from latticework.commands.recording import WRITES, arguments_of, in_words, input_of, versions
from latticework.model import LatticeworkError

if TYPE_CHECKING:
    from latticework.show.manifest import Input, Manifest, Output, Versions

REFUSED: type[Exception] = typer.BadParameter.__mro__[1]  # type: ignore[assignment]  # wrong usage of any kind; typer has no name of its own for it
FOLDERS = ("save",)  # options that name the folder into which files go


class Changed(LatticeworkError):
    """Something that was read then is not the same now."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("rerun")(rerun)


def rerun(
    context: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="The manifest, a file that ends in .manifest.json.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write into this folder; default: beside the manifest.")
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option("--inputs", help="Where the inputs are now, if not where the manifest says (found by name)."),
    ] = None,
) -> None:
    """Make an output again from its manifest: the same bytes, or a precise word on what differs."""
    from latticework.show.manifest import read_manifest

    then = read_manifest(manifest)
    target = output or manifest.parent
    if not target.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(target), remedy="Create it first")
    root = context.find_root()
    command = _command(root, then, manifest)
    source = root.get_parameter_source("register")
    own = Path(root.params["register"]) if source and source.name == "COMMANDLINE" else None
    with TemporaryDirectory(prefix=".rerun-", dir=target) as work:
        folder = Path(work)
        places = [_place(one, manifest.parent, inputs, own) for one in then.inputs]
        registers = _checked(then.inputs, places, folder)
        _run(root, command, then, places, registers, folder)
        made = _made(then, folder)
        now = versions()
        again = _rebased(then, places, made, now, target, command)
        _put(context, manifest, then, again, folder, target, beside=output is None)


def _command(root: Any, then: Manifest, manifest: Path) -> Any:
    """Find the command, which must be one that writes what the manifest says: a manifest may come from anybody."""
    from latticework.show.manifest import BadManifest

    command: Any = root.command
    for word in then.run:
        command = getattr(command, "commands", {}).get(word)
    options = WRITES.get(tuple(then.run), ())
    if command is None or any(one.option not in options for one in then.outputs):
        raise BadManifest(
            f"The manifest names a command that makes no such output: {' '.join(then.run)[:60]!r}", where=str(manifest)
        )
    known = {param.name for param in command.params}
    unknown = sorted({*then.parameters, *(one.role for one in then.inputs)} - known - {"register", "dataset"})
    if unknown:
        raise BadManifest(
            f"`{' '.join(then.run)}` has no {', '.join(unknown)} in this version",
            where=str(manifest),
            remedy=f"Install latticework {then.versions.latticework}",
        )
    return command


def _place(one: Input, beside: Path, inputs: Path | None, register: Path | None) -> Path:
    """Where an input is now."""
    if one.role == "register" and register is not None:
        return register
    if one.role == "dataset" and register is not None:
        return register.with_suffix(".history")
    if inputs is not None:
        return inputs / Path(one.path).name
    return beside / one.path


def _checked(inputs: Sequence[Input], places: Sequence[Path], folder: Path) -> Path | None:
    """Compare every input with what it was then, and give the register to ask.

    Raises:
        Changed: the first that is not the same, by name.
    """
    register: Path | None = None
    for one, place in zip(inputs, places, strict=True):
        if one.role == "register":
            register = _register_as_it_was(one, place, folder)
        elif one.role == "dataset":
            _check_dataset(one, place, [other.name for other in inputs])
            register = register or place.with_suffix(".duckdb")
        else:
            _check_files(one, place)
    return register


def _check_files(one: Input, place: Path) -> None:
    if one.count is None and not place.is_file() or one.count is not None and place.is_file():
        raise Changed(
            f"The input {place.name} ({one.role}) is not there", where=str(place), remedy="Say --inputs FOLDER"
        )
    now = input_of(one.role, place, place.parent)
    if now.sha256 == one.sha256:
        return
    names = sorted(
        name
        for name in {*(one.files or {}), *(now.files or {})}
        if (one.files or {}).get(name) != (now.files or {}).get(name)
    )
    which = f": {', '.join(names[:5])}{' and others' if len(names) > 5 else ''}" if names else ""
    raise Changed(
        f"The input {place.name} ({one.role}) has changed since{which}",
        where=str(place),
        remedy=f"Put the old one back (SHA-256 {one.sha256[:12]}…), or run the command afresh",
    )


def _check_dataset(one: Input, place: Path, used: Sequence[str | None]) -> None:
    from latticework.history import Collection

    id = one.name or ""
    collection = Collection(place)
    added, newest = collection.find(id), collection.find(id.partition("@")[0])
    if added.sha256 != one.sha256:
        said = f"The dataset {id} has changed since: its SHA-256 is {added.sha256[:12]}… now"
    elif newest.id not in used:
        said = f"The dataset {id} has changed since: {newest.id} was added, and would be used"
    else:
        return
    raise Changed(said, where=str(place), remedy="Use a collection with the data of then, or run the command afresh")


def _register_as_it_was(one: Input, place: Path, folder: Path) -> Path:
    """Give the register, or where it has grown since, a copy that ends with the act known then."""
    from latticework.register import RegisterFile, as_it_was

    file = RegisterFile.open(place)
    acts = one.acts or 0
    if file.hash_of(acts) != one.sha256:
        raise Changed(
            f"The register {place.name} is not the one used then: its act {acts} is another",
            where=str(place),
            remedy="Say --register with the one that was used, or a copy of it",
        )
    more = file.head()[0] - acts
    if not more:
        return place
    print(f"latticework: {place.name} has {more} acts more by now; made from what it held then.", file=sys.stderr)
    kept = folder / "as-it-was"
    kept.mkdir()
    return as_it_was(file, acts, kept / place.name)


def _run(
    root: Any,
    command: Any,
    then: Manifest,
    places: Sequence[Path],
    register: Path | None,
    folder: Path,
) -> None:
    given: dict[str, list[str]] = {}
    for one, place in zip(then.inputs, places, strict=True):
        given.setdefault(one.role, []).append(str(place))
    outputs = {one.option: str(folder if one.option in FOLDERS else folder / one.name) for one in then.outputs}
    arguments = arguments_of(command, then.parameters, given, outputs)
    ask = ["--register", str(register)] if register else []
    try:
        with redirect_stdout(StringIO()):
            root.command.main([*ask, *then.run, *arguments], prog_name="latticework", standalone_mode=False)
    except REFUSED as problem:
        raise LatticeworkError(
            f"The command of the manifest is refused: {problem}",
            remedy=f"Install latticework {then.versions.latticework}",
        ) from problem


def _made(then: Manifest, folder: Path) -> list[Output]:
    from latticework.show.manifest import output_of

    missing = [one.name for one in then.outputs if not (folder / one.name).exists()]
    if missing:
        raise LatticeworkError(f"The command did not make {', '.join(missing)} this time")
    return [output_of(one.option, folder / one.name) for one in then.outputs]


def _rebased(
    then: Manifest, places: Sequence[Path], made: list[Output], now: Versions, target: Path, command: Any
) -> Manifest:
    """The manifest of what was made now, as seen from the folder into which it goes."""
    from latticework.show.manifest import path_from

    inputs = [
        one.model_copy(update={"path": path_from(target, place)})
        for one, place in zip(then.inputs, places, strict=True)
    ]
    words = in_words(command, then.run, then.parameters, inputs, made)
    return then.model_copy(update={"command": words, "inputs": inputs, "outputs": made, "versions": now})


def _put(
    context: typer.Context, manifest: Path, then: Manifest, again: Manifest, folder: Path, target: Path, *, beside: bool
) -> None:
    """Put what was made where it belongs, and say whether it is the same."""
    from latticework.show.manifest import output_of, write_manifest

    differ = [one for one, old in zip(again.outputs, then.outputs, strict=True) if one.sha256 != old.sha256]
    for one in again.outputs:
        there = target / one.name
        if there.exists() and output_of(one.option, there).sha256 == one.sha256:
            continue
        if there.exists() or beside and differ:
            what = "differs from what is made now" if there.exists() else "would not be the same"
            print(f"latticework: {one.name} {what}, and is left as it is; say --output FOLDER.", file=sys.stderr)
            continue
        shutil.move(folder / one.name, there)
    if not beside:
        write_manifest(again, target / manifest.name)
    for one in again.outputs:
        same = "not the same as then" if one in differ else "the same as then, byte for byte"
        print(f"{one.name}: {same} (SHA-256 {one.sha256[:12]}…).")
    told = list(_what_differs(then.versions, again.versions))
    if differ:
        for line in told or ["Inputs, parameters and versions are the same: was the manifest changed by hand?"]:
            print(f"latticework: {line}", file=sys.stderr)
        raise typer.Exit(1)


def _what_differs(then: Versions, now: Versions) -> Iterator[str]:
    for name in ("latticework", "python", "machine", "reader", "model"):
        old, new = getattr(then, name), getattr(now, name)
        if old != new:
            yield f"{name} was {old} then and is {new} now."
    if then.latticework == now.latticework and then.package_sha256 != now.package_sha256:
        yield "latticework has the same version, but other files than then."
    for name in sorted({*then.libraries, *now.libraries}):
        old, new = then.libraries.get(name, "not there"), now.libraries.get(name, "not there")
        if old != new:
            yield f"{name} was {old} then and is {new} now."
