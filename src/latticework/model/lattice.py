"""The Lattice: an immutable snapshot of the register, true on one date, known on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from latticework.model.evidence import Source
from latticework.model.register import Entity
from latticework.model.structure import Function, Task, Works


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Everything that the register holds true ``as_of`` a date, as known on another.

    Mappings go from entity id to entity; ``tasks``, ``functions`` and ``works`` are the typed structure,
    ``works`` keyed by arrangement id. ``actors`` maps a code (``USA``, ``NATO``) to an entity.
    """

    as_of: str
    as_known: str | None
    actors: Mapping[str, Entity]
    arrangements: Mapping[str, Entity]
    meetings: Mapping[str, Entity]
    commitments: Mapping[str, Entity]
    positions: Mapping[str, Entity]
    roles: Mapping[str, Entity]
    constraints: Mapping[str, Entity]
    functions: Mapping[str, Function]
    tasks: Mapping[str, Task]
    works: Mapping[str, Works]
    sources: Mapping[str, Source]

    def entity(self, id: str) -> Entity | None:
        """Find an entity of any type by its id."""
        for shelf in (
            self.actors,
            self.arrangements,
            self.meetings,
            self.commitments,
            self.positions,
            self.roles,
            self.constraints,
        ):
            if id in shelf:
                return shelf[id]
        return None

    def label(self, id: str) -> str:
        """Give the name that people read for an entity, task, function or actor; the id if unknown."""
        if id in self.tasks:
            return self.tasks[id].label
        if id in self.functions:
            return self.functions[id].label
        entity = self.entity(id)
        return entity.label if entity else id
