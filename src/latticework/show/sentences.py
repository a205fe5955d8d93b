"""Which sentences read in documents speak of an arrangement, by the matches proposed when they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from latticework.model import Lattice


def sentences_of(
    lattice: Lattice, records: Sequence[Mapping[str, Any]]
) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Give, for each arrangement, the records proposed to match it or a meeting of its series.

    A sentence of a text that was read in several places is given once, with the other places in ``also_in``.

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
    return {id: one_source_each(rows) for id, rows in found.items()}


def one_source_each(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Give the same sentence of one text once, with the other places where it was read in ``also_in``."""
    first: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for position, record in rows:
        text = record.get("copy_of") or record["document_sha256"]
        key = (text, record["type"], record.get("proposed"), record["quote"])
        if key not in first:
            first[key] = (position, {**record, "also_in": []})
            continue
        also_in = first[key][1]["also_in"]
        if record["doc"] not in (first[key][1]["doc"], *also_in):
            also_in.append(record["doc"])
    return list(first.values())
