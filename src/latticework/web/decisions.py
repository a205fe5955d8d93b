"""Decisions on what was read, as pages and programs send them; each is one act in the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from latticework.model import LatticeworkError, Proposed
from latticework.register import RegisterFile, accept, find_record, redo, reject, shown_fields, skip, undo

Verdict = Literal["accept", "accept-new", "merge", "reject", "skip", "undo", "redo"]
WHY_REJECTED = "not what the sentence says"
LISTS = ("parties", "targets", "persons")


def decide(
    file: RegisterFile,
    verdict: Verdict,
    record: str = "",
    *,
    entity: str = "",
    changes: Mapping[str, Any] | None = None,
    why: str = "",
) -> str:
    """Do what was decided, and say what was done.

    ``accept`` takes the record into the entity that was proposed, if one was; ``accept-new`` makes a new entity; ``merge``
    takes it into ``entity``.

    Raises:
        RegisterError: it was decided before, something is unknown, or a reason is missing.
    """
    if verdict == "undo":
        act = undo(file)
        return f"Undone: act {act.number}, {act.kind} by {act.who}."
    if verdict == "redo":
        act = redo(file)
        return f"Act {act.number}, {act.kind} by {act.who}, counts again."
    if verdict == "reject":
        reject(file, record, why=why or WHY_REJECTED)
        return f"Rejected: {why or WHY_REJECTED}."
    if verdict == "skip":
        skip(file, record, why=why)
        return "Skipped; it stands at the end of the queue."
    into: str | None = None
    if verdict == "merge":
        if not entity:
            raise LatticeworkError("No entity to take it into", remedy="Choose one, or accept it as new")
        into = entity
    elif verdict == "accept":
        proposed, _ = find_record(file, record)
        into = proposed.match.entity if proposed.match else None
    made = accept(file, record, entity=into, changes=changes or None, why=why)
    return f"Accepted as {made}."


def changed(proposed: Proposed, written: Mapping[str, str]) -> dict[str, Any]:
    """Give the fields that a person wrote otherwise than they were shown, as the register keeps them.

    Raises:
        LatticeworkError: an amount is no number.
    """
    changes: dict[str, Any] = {}
    for name, old in shown_fields(proposed.line).items():
        if name not in written or written[name].strip() == as_written(old):
            continue
        text = written[name].strip()
        if name in LISTS:
            changes[name] = [one.strip() for one in text.split(",") if one.strip()]
        elif name == "amount" and text:
            try:
                changes[name] = float(text.replace(",", ""))
            except ValueError as problem:
                raise LatticeworkError(f"{text!r} is no number", where="amount") from problem
        else:
            changes[name] = text or None
    return changes


def as_written(value: Any) -> str:
    """Write a field's value as it stands in the box where it is edited.

    >>> as_written(["JPN", "USA"]), as_written(5e8), as_written(None)
    ('JPN, USA', '500000000', '')
    """
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)
