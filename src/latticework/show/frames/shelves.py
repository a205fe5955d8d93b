"""A lattice as frames: what it holds of each type, the statements behind it, its sources, records and profiles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from latticework.measure import Profile
from latticework.model import Entity, Lattice, bounds
from latticework.show.export import content_in_hand
from latticework.show.exports.content import SHELVES
from latticework.show.exports.tabular import SOURCE_COLUMNS, STATEMENT_COLUMNS, source_cells, statement_cells
from latticework.show.frames.frame import Column, Frame, Kind

ID = {"id": Column(kind="text", means="Id"), "label": Column(kind="text", means="Name")}
SOURCES = {
    "sources": Column(kind="texts", means="Ids of the sources of all its statements"),
    "disputed": Column(kind="texts", means="Properties on which accepted statements disagree"),
    "other": Column(kind="text", means="What else is stated, as JSON"),
}


def _texts(means: str) -> Column:
    return Column(kind="texts", means=means)


def _text(means: str) -> Column:
    return Column(kind="text", means=means)


def _dated(name: str, means: str) -> dict[str, Column]:
    return {
        name: _text(f"{means} (EDTF)"),
        f"{name}_earliest": Column(kind="day", means=f"{means}: the first day that it may be"),
        f"{name}_latest": Column(kind="day", means=f"{means}: the last day that it may be"),
    }


# Shelf of the lattice: its columns between name and sources. A column that is not stated is missing, never zero.
OF_SHELF: Mapping[str, Mapping[str, Column]] = {
    "actors": {"kind": _text("State, organization or group")},
    "arrangements": {
        "kind": _text("Treaty, command, forum …"), "theatre": _text("Theatre"), "status": _text("Status"),
        "parties": _texts("Codes of the parties"), "beneficiaries": _texts("Codes of those it is for"),
        "lead": _text("Who leads"), **_dated("founded", "Founded"), "horizon": _text("Until when, and how it ends"),
        "cadence": _text("How often it meets"), "obligations": _text("What it obliges to"),
    },
    "meetings": {
        "kind": _text("Summit, ministerial …"), "parties": _texts("Codes of the parties"), **_dated("date", "Held"),
        "place": _text("Where"), "series": _text("Id of the arrangement whose series it belongs to"),
    },
    "commitments": {
        "promisers": _texts("Codes of those who promise"), "beneficiaries": _texts("Codes of those it is for"),
        "action": _text("What is promised"), "arrangement": _text("Id of the arrangement"), **_dated("date", "Promised"),
        **_dated("horizon", "By or until"), "stage": _text("Announced, signed, in force …"),
        "amount": Column(kind="number", means="Amount in units of the currency"), "currency": _text("ISO 4217"),
    },
    "positions": {
        "holders": _texts("Codes of those who hold it"), "targets": _texts("Codes of those it is about"),
        "stance": _text("Stance"), "about": _text("On what"), "person": _text("Who said so"), **_dated("date", "Stated"),
    },
    "roles": {
        "kind": _text("Kind"), "holder": _text("Code of the actor"), "person": _text("Person"),
        "office": _text("Office"), "arrangement": _text("Id of the arrangement"), **_dated("since", "Since"),
    },
    "constraints": {
        "actors": _texts("Codes of those it binds"), "limits": _text("What it says"),
        "applies_to": _texts("Arrangements or tasks"), "rules_out": _texts("Kinds of steps ruled out"),
        "asks_of": _texts("Kinds of steps that it asks something of"),
    },
}  # fmt: skip
KINDS: Mapping[str, Kind] = {"string": "text", "number": "number", "boolean": "yes or no"}
PROFILE = {
    **ID,
    "index": Column(kind="number", means="Institutionalization, 0-100, at the middle of the coding"),
    "low": Column(kind="number", means="... at its low end"),
    "high": Column(kind="number", means="... at its high end"),
    "rank_low": Column(kind="count", means="Best rank in 90 % of draws"),
    "rank_high": Column(kind="count", means="Worst rank in 90 % of draws"),
    "weakest_pillar": _text("Weakest pillar"),
    **{
        f"{pillar}_{end}": Column(kind="number", means=f"Pillar {pillar.replace('_', '-')}, 0-4, {end} end")
        for pillar in ("obligation", "organization", "integration", "lock_in")
        for end in ("low", "high")
    },
}
LATTICE_FRAMES = (*SHELVES, "profiles", "statements", "sources", "records")
OF_RECORD: Mapping[str, Column] = {
    "record": _text("Id of the record"), "doc": _text("Name of the document"), "type": _text("Record type"),
    "kind": _text("Kind"), "name": _text("Name of the instrument or body"), "parties": _texts("Codes of the parties"),
    "targets": _texts("Codes of those it is about"), **_dated("date", "When"), "place": _text("Where"),
    "amount": Column(kind="number", means="Amount in units of the currency or unit"), "currency": _text("ISO 4217"),
    "unit": _text("What is counted"), **_dated("horizon", "By or until"), "persons": _texts("Persons named"),
    "factuality": _text("Held, agreed, planned, announced, hypothetical, negated or standing"),
    "start": Column(kind="count", means="First character of the sentence in the document, counted from 0"),
    "end": Column(kind="count", means="The character after its last"), "quote": _text("The sentence, exactly"),
    "reported_by": _texts("Who reports it"), "trigger": _text("The word that gave it away"),
    "rule": _text("The rule that made it"), "inferred": _texts("Fields that the text does not state, with the rule"),
    "document_sha256": _text("SHA-256 of the document"), "copy_of": _text("SHA-256 of the text that it is a copy of"),
    "decision": _text("accept, or nothing yet"), "proposed": _text("Id of the entity that it may be"),
    "proposed_score": Column(kind="number", means="How near that entity is, 0 to 1"),
    "proposed_because": _text("Why"),
}  # fmt: skip


def lattice_frame(
    lattice: Lattice, records: Sequence[Mapping[str, Any]], profiles: Iterable[Profile], name: str
) -> Frame:
    """Give one of the ``LATTICE_FRAMES``; rows in the order of the register, profiles by institutionalization."""
    if name in OF_SHELF:
        columns = {**ID, **OF_SHELF[name], **SOURCES}
        shelf: Mapping[str, Entity] = getattr(lattice, name)
        return Frame(name=name, columns=columns, rows=tuple(_entity(one, columns) for one in shelf.values()))
    if name == "profiles":
        return Frame(name=name, columns=PROFILE, rows=tuple(_profile(one) for one in profiles))
    if name == "records":
        return Frame(name=name, columns=OF_RECORD, rows=tuple(_row(record, OF_RECORD) for record in records))
    if name == "sources":
        columns = _described(SOURCE_COLUMNS)
        return Frame(
            name=name, columns=columns, rows=source_cells(sorted(lattice.sources.values(), key=lambda s: s.id))
        )
    content = content_in_hand(lattice, records)
    return Frame(name=name, columns=_described(STATEMENT_COLUMNS), rows=statement_cells(content))


def _entity(entity: Entity, columns: Mapping[str, Column]) -> tuple[Any, ...]:
    rest = {key: value for key, value in sorted(entity.values.items()) if key not in columns and key != "name"}
    of_its_own = {
        "id": entity.id,
        "label": entity.label,
        "sources": list(dict.fromkeys(source for one in entity.statements for source in one.sources)),
        "disputed": sorted(entity.conflicts()),
        "other": json.dumps(rest, ensure_ascii=False) if rest else None,
    }
    return _row({**entity.values, **of_its_own}, columns)


def _row(values: Mapping[str, Any], columns: Mapping[str, Column]) -> tuple[Any, ...]:
    """Cells in the order of the columns; the days of a date are worked out from it."""
    cells = []
    for name, column in columns.items():
        if column.kind == "day":
            stem, _, end = name.rpartition("_")
            cells.append(_bounds(values.get(stem))[end == "latest"])
        else:
            cells.append(_cell(values.get(name), column.kind))
    return tuple(cells)


def _bounds(edtf: Any) -> tuple[date | None, date | None]:
    try:
        return bounds(edtf) if isinstance(edtf, str) else (None, None)
    except ValueError:
        return None, None


def _cell(value: Any, kind: Kind) -> Any:
    """A cell of its column's kind; what does not fit (a user's own value) stays as text, or is missing in numbers."""
    if value is None:
        return None
    if kind == "texts":
        return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
    if kind in ("number", "count"):
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        return (float(value) if kind == "number" else int(value)) if fits else None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _profile(one: Profile) -> tuple[Any, ...]:
    pillars = [end for name in ("obligation", "organization", "integration", "lock-in") for end in one.pillars[name]]
    return (
        one.id, one.label, one.index, one.low, one.high, one.rank_low, one.rank_high, one.weakest_pillar, *pillars,
    )  # fmt: skip


def _described(columns: Mapping[str, tuple[str, str]]) -> dict[str, Column]:
    return {name: Column(kind=KINDS[kind], means=means) for name, (kind, means) in columns.items()}
