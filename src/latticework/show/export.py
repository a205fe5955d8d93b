"""A lattice in hand, written for other tools (see ``show.exports`` for a register)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from latticework.model import Lattice
from latticework.show.exports import Content, export_content
from latticework.show.exports.content import SHELVES


def export_lattice(lattice: Lattice, records: Sequence[Mapping[str, Any]], target: Path, format: str) -> None:
    """Write a lattice and the records read; an existing target is never overwritten.

    Raises:
        LatticeworkError: the target exists, or its folder does not.
    """
    export_content(content_in_hand(lattice, records), target, format)


def content_in_hand(lattice: Lattice, records: Sequence[Mapping[str, Any]]) -> Content:
    """Give a lattice's statements shelf by shelf, with the records read and what was merged."""
    entities = [entity for shelf in SHELVES for entity in getattr(lattice, shelf).values()]
    statements = [statement for entity in entities for statement in entity.statements]
    merged = {s.subject: entity.id for entity in entities for s in entity.statements if s.subject != entity.id}
    return Content(lattice=lattice, statements=statements, records=records, merged=merged)
