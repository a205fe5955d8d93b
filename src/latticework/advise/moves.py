"""The moves on record as steps: the structure before them, and the step that turns it into the recorded one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from latticework.advise.steps import Step, kinds
from latticework.model import Entity, Lattice
from latticework.vocab import vocabulary


def moves(lattice: Lattice) -> tuple[Step, ...]:
    """Give the moves whose arrangement the lattice holds, as steps; they are taken already, so that they take no time."""
    found = []
    for id, move in vocabulary("steps")["moves"].items():
        by = move["arrangement"]
        if by not in lattice.arrangements:
            continue
        kind, entity = kinds()[move["kind"]], lattice.arrangements[by]
        coded = entity.get("indicators", {})
        found.append(
            Step(
                id=id,
                kind=move["kind"],
                label=move["label"],
                edit="provide",
                arrangement=by,
                tasks=tuple(move["provides"]),
                profile={name: (float(low), sum(coded[name][:2]) / 2) for name, low in move["before"].items()},
                consent=tuple(entity.get("parties", ())),
                needs=kind["needs"],
                effort=(float(kind["effort"][0]), float(kind["effort"][1])),
                lead_months=(0.0, 0.0),
                precedents=(by,),
                why=move["says"],
                found="taken by 2024-07-31",
            )
        )
    return tuple(found)


def before_moves(lattice: Lattice, taken_back: Collection[str]) -> Lattice:
    """Give the lattice as if these moves (by id) had not been made: their arrangements provide nothing yet.

    The arrangements stay in the register, so that the moves can be taken again as steps; a task that a move brought
    a provider to counts as many providers as it does on record.
    """
    gone = [move for move in moves(lattice) if move.id in taken_back]
    tasks = dict(lattice.tasks)
    arrangements = dict(lattice.arrangements)
    for move in gone:
        for id in move.tasks:
            tasks[id] = replace(tasks[id], providers=tuple(p for p in tasks[id].providers if p.by != move.arrangement))
        assert move.arrangement
        entity = arrangements[move.arrangement]
        coded = {name: list(value) for name, value in entity.get("indicators", {}).items()}
        for name, (low, _) in move.profile.items():
            coded[name] = [low, low, coded[name][2], "Before the move"]
        arrangements[move.arrangement] = Entity(
            id=entity.id, type=entity.type, values={**entity.values, "indicators": coded}, statements=entity.statements
        )
    return replace(lattice, tasks=tasks, arrangements=arrangements)
