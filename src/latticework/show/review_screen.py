"""Review in the terminal: the sentence in view, one key a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from latticework.model import LatticeworkError, Proposed
from latticework.register import accept, queue, queue_length, redo, reject, shown_fields, skip, undo

if TYPE_CHECKING:
    from latticework.register import RegisterFile

KEYS = "[a]ccept  accept as [n]ew  [e]dit  [r]eject  [s]kip  [u]ndo  re[d]o  [q]uit"
WHY_REJECTED = "not what the sentence says"


def printable(text: str) -> str:
    """Give text without characters that would steer the terminal; a document may hold any.

    >>> printable("met\\x1b[2J in Tokyo")
    'met\\ufffd[2J in Tokyo'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def show_proposed(console: Console, proposed: Proposed, waiting: int) -> None:
    """Show one record: where it stands, the sentence, the fields as they would be written, the proposed match."""
    line = proposed.line
    console.rule(Text(printable(f"{waiting} to decide · {line['doc']} · {line['type']} {proposed.id[:10]}")))
    console.print(Text("“", style="dim") + Text(printable(line["quote"]), style="bold") + Text("”", style="dim"))
    for name, value in shown_fields(line).items():
        if value not in (None, [], ""):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            mark = " (inferred)" if any(str(one).startswith(name) for one in line.get("inferred", ())) else ""
            console.print(Text(f"  {name:<11} {printable(shown)}{mark}"))
    if proposed.match:
        match = proposed.match
        console.print(Text(printable(f"  may be {match.entity} ({match.score:.2f}): {match.reason}")))
    console.print(Text(KEYS, style="dim"))


def review_by_keys(file: RegisterFile, who: str | None) -> None:
    """Go through the queue; each key is one act in the register, written before the next record is shown."""
    console = Console(highlight=False)
    while True:
        waiting = queue(file, 1)
        if waiting:
            show_proposed(console, waiting[0], queue_length(file))
        else:
            console.print("Nothing waits for a decision. [u]ndo  [q]uit", markup=False)
        key = click.getchar()
        if key in ("q", "\x03", "\x04"):
            return
        try:
            said = _decide(file, key, waiting[0] if waiting else None, who)
        except LatticeworkError as problem:
            said = str(problem)
        if said:
            console.print(Text(printable(said)))


def _decide(file: RegisterFile, key: str, proposed: Proposed | None, who: str | None) -> str:
    if key == "u":
        act = undo(file, who=who)
        return f"Undid act {act.number} ({act.kind})."
    if key == "d":
        act = redo(file, who=who)
        return f"Act {act.number} ({act.kind}) counts again."
    if proposed is None or key not in ("a", "n", "e", "r", "s"):
        return ""
    if key == "r":
        reject(file, proposed.id, why=WHY_REJECTED, who=who)
        return f"Rejected: {WHY_REJECTED}."
    if key == "s":
        skip(file, proposed.id, who=who)
        return "Skipped."
    entity = proposed.match.entity if key != "n" and proposed.match else None
    changes, why = _changes(proposed) if key == "e" else ({}, "")
    return f"Accepted as {accept(file, proposed.id, entity=entity, changes=changes, why=why, who=who)}."


def _changes(proposed: Proposed) -> tuple[dict[str, Any], str]:
    """Ask for one field, its value and the reason; an empty answer accepts the record as it is."""
    name = click.prompt("Field", default="", show_default=False)
    if not name:
        return {}, ""
    old = shown_fields(proposed.line).get(name)
    value: Any = click.prompt("Value", default=", ".join(old) if isinstance(old, list) else old or "")
    if isinstance(old, list):
        value = [one.strip() for one in value.split(",") if one.strip()]
    elif isinstance(old, float):
        try:
            value = float(value)
        except ValueError as problem:
            raise LatticeworkError(f"{value!r} is no number") from problem
    return {name: value}, click.prompt("Why")
