"""Keeping a run manifest beside what a command writes: what it read, with which parameters, made by what."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from latticework.history import Collection
    from latticework.register import RegisterFile
    from latticework.show.manifest import Input, Output, Versions

# Every command that writes a file which can be made again, and the options that name the file (or folder).
WRITES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("advise",): ("output",),
    ("brief",): ("output",),
    ("compare",): ("output",),
    ("export",): ("output",),
    ("fill-gap",): ("output",),
    ("figure",): ("output",),
    ("history", "backtest"): ("output", "plot"),
    ("history", "estimate"): ("save",),
    ("profiles",): ("output",),
    ("read",): ("output",),
    ("tree",): ("output",),
    ("what-if",): ("output",),
    ("why",): ("output", "mef"),
}
WHERE_IT_RUNS = ("workers", "cluster")  # the answer is the same whatever the engine
READ = "latticework.read"


def note_register(context: typer.Context, file: RegisterFile) -> None:
    """Note the register as it is at this moment: call it while the file is held for the answer."""
    if file.path is not None:
        number, hash = file.head()
        _read(context)["register"] = {"path": file.path, "sha256": hash, "acts": number}


def note_datasets(context: typer.Context, collection: Collection, names: Sequence[str]) -> None:
    """Note which datasets of the historical record are used."""
    for name in names:
        added = collection.find(name)
        _read(context)[f"dataset {added.id}"] = {
            "path": collection.folder, "sha256": added.sha256, "name": added.id,
        }  # fmt: skip


def _read(context: typer.Context) -> dict[str, dict[str, Any]]:
    noted: dict[str, dict[str, Any]] = context.meta.setdefault(READ, {})
    return noted


def keep_manifest(
    context: typer.Context,
    written: Mapping[str, Path],
    *,
    seed: int | None = None,
    only: Mapping[str, Any] | None = None,
) -> None:
    """Write the manifest beside the first of the files that a command has written.

    Args:
        written: option → file or folder.
        seed: of what was drawn.
        only: parameters in place of those given, where one run makes several outputs with a manifest each.
    """
    from latticework.show.manifest import Manifest, manifest_of, output_of, write_manifest

    beside = manifest_of(next(iter(written.values())))
    run = run_of(context)
    parameters = {**context.params, **(only or {})}
    inputs = [*_given(context, run, parameters, beside.parent), *_noted(context, beside.parent)]
    outputs = [output_of(option, path) for option, path in written.items()]
    plain = {
        name: _plain(value)
        for name, value in sorted(parameters.items())
        if name not in (*WRITES[run], *WHERE_IT_RUNS) and not paths_in(value) and value not in (None, False, [], ())
    }
    manifest = Manifest(
        command=in_words(context.command, run, plain, inputs, outputs),
        run=list(run),
        parameters=plain,
        seed=seed,
        inputs=inputs,
        outputs=outputs,
        versions=versions(),
    )
    write_manifest(manifest, beside)


def run_of(context: typer.Context) -> tuple[str, ...]:
    """Give the words of the command, such as ("history", "estimate")."""
    names: list[str] = []
    at: Any = context
    while at is not None and at.parent is not None:
        names.insert(0, str(at.info_name))
        at = at.parent
    return tuple(names)


def paths_in(value: Any) -> list[Path]:
    """Give the paths that a parameter's value holds."""
    several = value if isinstance(value, (list, tuple)) else [value]
    return [one for one in several if isinstance(one, Path)]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _given(
    context: typer.Context, run: tuple[str, ...], parameters: Mapping[str, Any], folder: Path
) -> Iterator[Input]:
    for param in context.command.params:
        if param.name and param.name not in WRITES[run]:
            for path in paths_in(parameters.get(param.name)):
                yield input_of(param.name, path, folder)


def input_of(role: str, path: Path, folder: Path) -> Input:
    """Describe a file, folder or pattern that was read, for a manifest in ``folder``."""
    from latticework.read.corpus import expand
    from latticework.show.manifest import MOST_NAMED, Input, checksums, path_from, sha256_of, sha256_of_files

    there = path_from(folder, path)
    if path.is_file():
        return Input(role=role, path=there, sha256=sha256_of(path))
    files = checksums(path if path.is_dir() else path.parent, expand([path]))
    named = files if len(files) <= MOST_NAMED else None
    return Input(role=role, path=there, sha256=sha256_of_files(files), count=len(files), files=named)


def _noted(context: typer.Context, folder: Path) -> Iterator[Input]:
    from latticework.show.manifest import Input, path_from

    for key, one in _read(context).items():
        yield Input(role=key.partition(" ")[0], **{**one, "path": path_from(folder, one["path"])})


def arguments_of(
    command: Any,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Sequence[str]],
    outputs: Mapping[str, str],
    *,
    short: bool = False,
) -> list[str]:
    """Give the words after the command's name; ``short`` leaves out what is the default."""
    options: list[str] = []
    places: list[str] = []
    for param in command.params:
        name = str(param.name)
        value: Any = outputs.get(name) or inputs.get(name) or parameters.get(name)
        if value in (None, False, (), []) or short and value == _plain(param.default):
            continue
        several = [str(one) for one in (value if isinstance(value, (list, tuple)) else [value])]
        if param.param_type_name == "option":
            flag = max(param.opts, key=len)
            options += [flag] if value is True else [word for one in several for word in (flag, one)]
        else:
            places += several
    return [*options, "--", *places] if any(one.startswith("-") for one in places) else [*places, *options]


def in_words(
    command: Any,
    run: Sequence[str],
    parameters: Mapping[str, Any],
    inputs: Sequence[Input],
    outputs: Sequence[Output],
) -> str:
    """Give the command as a person would type it in the manifest's folder."""
    register = [word for one in inputs if one.role == "register" for word in ("--register", one.path)]
    given: dict[str, list[str]] = {}
    for one in inputs:
        given.setdefault(one.role, []).append(one.path)
    named = {one.option: "." if one.option == "save" else one.name for one in outputs}
    arguments = arguments_of(command, parameters, given, named, short=True)
    return shlex.join(["latticework", *register, *run, *arguments])


@cache
def versions() -> Versions:
    """Give what is installed here, as far as an output can depend on it."""
    from packaging.requirements import Requirement

    from latticework.model.extras import BRINGS
    from latticework.read import READER_VERSION
    from latticework.read.parsing import MODELS
    from latticework.show.manifest import Versions, checksums, sha256_of_files

    needed = [Requirement(line) for line in metadata.requires("latticework") or ()]
    names = {one.name for one in needed if not one.marker or one.marker.evaluate({"extra": ""})} | set(BRINGS.values())
    package = Path(__file__).parents[1]
    files = [f for f in sorted(package.rglob("*")) if f.is_file() and "__pycache__" not in f.parts]
    model = next((name for name in MODELS if installed(name)), "none")
    return Versions(
        latticework=metadata.version("latticework"),
        package_sha256=sha256_of_files(checksums(package, files)),
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        reader=READER_VERSION,
        model=f"{model} {installed(model) or ''}".strip(),
        libraries={name: version for name in sorted(names) if (version := installed(name))},
    )


def installed(package: str) -> str | None:
    """Give the version of an installed package."""
    try:
        return metadata.version(package.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return None
