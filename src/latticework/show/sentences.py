"""Which sentences read in documents speak of an arrangement, by the matches proposed when they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from latticework.model import Lattice


def sentences_of(
    lattice: Lattice, records: Sequence[Mapping[str, Any]]
) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Give, for each arrangement, the records proposed to match it or a meeting of its series.

    Returns:
        Arrangement id → (position in ``records``, record), in the order read.
    """
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for position, record in enumerate(records):
        matched = record.get("proposed")
        if matched in lattice.meetings:
            matched = lattice.meetings[str(matched)].get("series")
        if matched in lattice.arrangements:
            found.setdefault(str(matched), []).append((position, record))
    return found
