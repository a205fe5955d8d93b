"""What the register holds: entities, described by statements that are never overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from latticework.model.evidence import Evidence

EntityType = Literal[
    "actor", "arrangement", "meeting", "commitment", "position", "role", "constraint", "function", "task"
]
Layer = Literal["de_jure", "de_facto"]
Basis = Literal["structure", "record", "judgement"]
ENTITY_TYPES: tuple[str, ...] = get_args(EntityType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claimed value: subject, property, value, and who says so since when.

    ``value`` is plain JSON. Valid time (``valid_from``, ``valid_to``, EDTF) is when it was true;
    recorded time (``recorded_at``, ISO 8601 with zone) is when the register learned it. ``sources``
    are ids of public sources, ``evidence`` the sentence in a document that was read. ``preferred`` records the
    judgement that this value is shown first where accepted ones disagree.
    """

    id: str
    subject: str
    subject_type: EntityType
    property: str
    value: Any
    sources: tuple[str, ...] = ()
    evidence: Evidence | None = None
    layer: Layer | None = None
    status: Literal["accepted", "proposed", "rejected"] = "accepted"
    confidence: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    recorded_at: str = ""
    recorded_by: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing in the register as of a date, with every statement that still describes it.

    ``values`` holds the preferred value per property; ``statements`` all of them, so that
    disagreeing sources stay visible.
    """

    id: str
    type: EntityType
    values: dict[str, Any]
    statements: tuple[Statement, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """The name that people read."""
        return str(self.values.get("label") or self.values.get("name") or self.id)

    def get(self, name: str, default: Any = None) -> Any:
        """Give the preferred value of a property, or ``default`` when the register has none."""
        return self.values.get(name, default)

    def conflicts(self) -> dict[str, tuple[Statement, ...]]:
        """Give the properties on which accepted statements disagree, with those statements."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            found.setdefault(statement.property, []).append(statement)
        return {
            name: tuple(rows)
            for name, rows in found.items()
            if name != "note" and any(row.value != rows[0].value for row in rows)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry of the log: who did what to the register, when and why.

    ``number`` counts from 1; ``at`` is ISO 8601 in UTC and never earlier than the act before; ``hash`` (SHA-256, hex)
    covers the act, every row that it wrote and the hash of the act before. ``undone`` says that a later act took it back.
    """

    number: int
    at: str
    who: str
    kind: str
    why: str
    hash: str
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two things may be one, for a reason; ``score`` in [0, 1]. Nothing is merged by being proposed.

    ``one`` is the id of a record or an entity, ``entity`` the id of the entity that it may be.
    """

    one: str
    entity: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A record as a reader found it, waiting for a decision.

    ``line`` holds the fields of ``Record.as_line``; ``match`` is the entity that it may be, if one is near.
    """

    id: str
    line: dict[str, Any]
    match: Candidate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A statement in an entity's history: when it was recorded, and the acts that recorded and took it back."""

    statement: Statement
    act: int
    undone: bool
    retracted_by: int | None
