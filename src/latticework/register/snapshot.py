"""Statements to an immutable lattice: what was true on a date, as known on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from latticework.model import (
    BadScenario,
    Entity,
    Function,
    Lattice,
    Provider,
    Source,
    Statement,
    Task,
    Works,
    bounds,
    earliest,
)

DATE_OF_BEING = {"arrangement": "founded", "meeting": "date", "position": "date", "commitment": "date"}


NO_FACT = ("hypothetical", "negated")


def day_of(written: str) -> date:
    """Give the last day that a date in a question can mean.

    Raises:
        BadScenario: it is no date.
    """
    try:
        day = bounds(written)[1]
    except ValueError as problem:
        raise BadScenario(f"The date {written!r} is none: {problem}") from problem
    if day is None:
        raise BadScenario(f"The date {written!r} has no end", remedy="Give one day, such as 2024-07-31")
    return day


def snapshot(
    statements: Iterable[Statement],
    sources: Iterable[Source],
    as_of: str,
    as_known: str | None = None,
    roots: Mapping[str, str] | None = None,
) -> Lattice:
    """Build the lattice of statements that are true on ``as_of``; ``roots`` gives the entity of merged subjects.

    Raises:
        BadScenario: a date that is none.
    """
    day, merged = day_of(as_of), roots or {}
    chosen: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        subject = merged.get(statement.subject, statement.subject)
        chosen.setdefault((statement.subject_type, subject), []).append(statement)
    shelves: dict[str, dict[str, Entity]] = {}
    structures: dict[str, dict[str, dict[str, Any]]] = {"function": {}, "task": {}}
    for (kind, subject), rows in chosen.items():
        if kind in structures:
            structures[kind][subject] = rows[-1].value
            continue
        values = preferred_values(rows)
        being = _first_day(values.get(DATE_OF_BEING.get(kind, "")))
        if being and being > day or values.get("factuality") in NO_FACT:
            continue
        shelves.setdefault(kind, {})[subject] = Entity(
            id=subject,
            type=kind,  # type: ignore[arg-type]  # the store keeps only entity types
            values=values,
            statements=tuple(rows),
        )
    arrangements = shelves.get("arrangement", {})
    return Lattice(
        as_of=as_of,
        as_known=as_known,
        actors=shelves.get("actor", {}),
        arrangements=arrangements,
        meetings=shelves.get("meeting", {}),
        commitments=shelves.get("commitment", {}),
        positions=shelves.get("position", {}),
        roles=shelves.get("role", {}),
        constraints=shelves.get("constraint", {}),
        functions={id: _function(id, table) for id, table in structures["function"].items()},
        tasks={id: _task(id, table) for id, table in structures["task"].items()},
        works={id: _works(entity.get("works", {})) for id, entity in arrangements.items()},
        sources={source.id: source for source in sources},
    )


def preferred_values(rows: list[Statement]) -> dict[str, Any]:
    """The value judged preferred, else the most confident one (the first of equals), of each property; all notes."""
    best: dict[str, Statement] = {}
    notes = []
    for row in rows:
        if row.property == "note":
            notes.append(row.value)
        elif row.property not in best or _weight(row) > _weight(best[row.property]):
            best[row.property] = row
    values = {name: row.value for name, row in best.items()}
    if notes:
        values["note"] = notes
    return values


def _first_day(written: Any) -> date | None:
    try:
        return earliest(written) if isinstance(written, str) else None
    except ValueError:  # a date written by hand in words is shown, and hides nothing
        return None


def _weight(row: Statement) -> tuple[bool, float]:
    return row.preferred, row.confidence or 0.0


def _works(table: dict[str, Any]) -> Works:
    quorum = table.get("quorum")
    return Works(
        lead=table.get("lead"),
        successors=tuple(table.get("successors", ())),
        handover=table.get("handover"),
        host=table.get("host"),
        essential=tuple(table.get("essential", ())),
        quorum=(quorum["k"], tuple(quorum["of"])) if quorum else None,
        carry_on=table.get("carry_on"),
        ready=table.get("ready"),
        shares=dict(table.get("shares", {})),
        notice_months=table.get("notice_months"),
    )


def _function(id: str, table: dict[str, Any]) -> Function:
    return Function(
        id=id,
        label=table["label"],
        theatre=table["theatre"],
        gate=table["gate"],
        tasks=tuple(table["tasks"]),
        k=table.get("k"),
        why=table.get("why", ""),
    )


def _task(id: str, table: dict[str, Any]) -> Task:
    providers = tuple(
        Provider(by=p["by"], share=p.get("share"), why=p.get("why", ""), sources=tuple(p.get("sources", ())))
        for p in table["providers"]
    )
    months = table.get("months_to_replace")
    return Task(
        id=id,
        label=table["label"],
        function=table["function"],
        theatre=table["theatre"],
        gate=table["gate"],
        providers=providers,
        k=table.get("k"),
        need=table.get("need"),
        fill=table.get("fill"),
        months_to_replace=(months[0], months[1]) if months else None,
        can_fill=tuple(table.get("can_fill", ())),
        sources=tuple(table.get("sources", ())),
    )
