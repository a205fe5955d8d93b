"""The reference of the Python API, from signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import latticework

# What the public classes give back, beside what `latticework` itself names: module and names.
GIVEN_BACK = {
    "latticework.model": ("Break", "CarriedAnswer", "Linchpin", "Entity", "Source", "Proposed"),
    "latticework.model.outcome": ("ArrangementAnswer", "Outcome"),
    "latticework.model.lattice": ("Lattice",),
    "latticework.api": ("FileRead", "SecondRead"),
    "latticework.measure": ("Profile", "Dependence", "LatticeNess"),
    "latticework.whatif.levels": ("Standing",),
    "latticework.whatif.months": ("MonthByMonth",),
    "latticework.whatif.variance": ("Width",),
    "latticework.whatif.score": ("Score",),
    "latticework.whatif.compare": ("Comparison",),
    "latticework.advise": ("Advice", "StepSet"),
    "latticework.show.frames": ("Frame", "Column"),
    "latticework.register": ("CopiedText",),
    "latticework.history": ("Added", "Results", "Estimate"),
    "latticework.history.panel": ("Panel",),
    "latticework.history.similarity": ("Similarity",),
    "latticework.history.backtest": ("Backtest",),
}
SECTION = re.compile(r"^(Args|Returns|Raises|Source|Yields|Attributes):\s*(.*)$")
FIRST = ("Register", "Lattice", "Outcome", "History")


def python_page() -> str:
    """Every public name with what its docstring says."""
    parts = [
        "# Python",
        "",
        "Made from signatures and docstrings. `import latticework as lw` loads nothing heavy; everything below hangs on four",
        "classes: a **register** (a file), its **lattice** on a date, the **outcome** of a scenario, the **history** of record.",
        "Chances are in [0, 1], dates are ISO or EDTF text, ids are those of `latticework show`.",
        "",
    ]
    public = [*FIRST, *(name for name in latticework.__all__ if name not in FIRST)]
    for name in public:
        parts += [*_about(getattr(latticework, name), f"lw.{name}"), ""]
    parts += ["## What they give back", ""]
    for module, names in GIVEN_BACK.items():
        for name in names:
            found = getattr(import_module(module), name)
            if getattr(latticework, name, None) is not found:
                parts += [*_about(found, f"{module}.{name}", level=3), ""]
    return "\n".join(parts)


def _about(thing: Any, name: str, level: int = 2) -> Iterator[str]:
    yield f"{'#' * level} {name.rpartition('.')[2] if level > 2 else name}"
    yield ""
    if level > 2:
        yield f"`{name}`\n"
    yield from docstring(thing)
    if dataclasses.is_dataclass(thing) and level > 1:
        yield ""
        yield "```python"
        for field in dataclasses.fields(thing):
            if not field.name.startswith("_"):
                yield f"{field.name}: {field.type}"
        yield "```"
    for member, value in members(thing):
        yield ""
        yield f"{'#' * (level + 1)} {member}"
        yield ""
        if isinstance(value, property):
            yield f"```python\n{member}: {_returns(value.fget)}\n```\n"
            yield from docstring(value)
        else:
            function = getattr(value, "__func__", value)
            yield f"```python\n{_signature(member, function)}\n```\n"
            yield from docstring(function)


def members(thing: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class defines itself, in the order in which they are written."""
    for name, value in vars(thing).items():
        if name.startswith("_") or isinstance(value, type):
            continue
        if isinstance(value, (property, classmethod, staticmethod)) or inspect.isfunction(value):
            yield name, value


def _signature(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    parameters = [one for one in signature.parameters.values() if one.name not in ("self", "cls")]
    short = _bare(str(signature.replace(parameters=parameters)))
    if len(name) + len(short) <= 100:
        return name + short
    lines, starred = [], False
    for one in parameters:
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            lines.append("    *,")
        starred = starred or one.kind is inspect.Parameter.VAR_POSITIONAL
        lines.append(f"    {_bare(str(one))},")
    return f"{name}(\n" + "\n".join(lines) + f"\n) -> {_returns(function)}"


def _returns(function: Any) -> str:
    return str(inspect.signature(function).return_annotation).replace("'", "")


def _bare(signature: str) -> str:
    """Annotations without their quotation marks; defaults keep theirs."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)


def docstring(thing: Any) -> Iterator[str]:
    """A docstring as Markdown: its sections become lists, its examples code."""
    text = inspect.getdoc(thing) or ""
    section, example = "", False
    for line in text.splitlines():
        if line.startswith(">>>") and not example:
            example = True
            yield "\n```pycon"
        elif example and not line.strip():
            example = False
            yield "```"
        if example:
            yield line
            continue
        if found := SECTION.match(line):
            section = found[1]
            yield f"\n**{section}** {_plain(found[2])}\n"
        elif section and line.startswith("    ") and not line.startswith("     ") and ":" in line:
            name, _, says = line.strip().partition(":")
            yield f"- `{name.strip('`')}`: {_plain(says.strip())}" if _is_name(name) else f"- {_plain(line.strip())}"
        elif section and line.startswith("    "):
            yield f"  {_plain(line.strip())}"
        else:
            section = "" if line.strip() else section
            yield _plain(line)
    if example:
        yield "```"


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[\w, *`]+", text.strip()) is not None


def _plain(text: str) -> str:
    return text.replace("``", "`")
