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
