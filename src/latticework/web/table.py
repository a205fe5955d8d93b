"""The register as tables: a row an entity, a cell a property, a claim each value that is stated, with its statements."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from latticework.model import Entity, Lattice, Statement

Kind = Literal["arrangements", "meetings", "commitments", "positions", "roles"]
KINDS: tuple[str, ...] = get_args(Kind)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "arrangements": ("kind", "theatre", "status", "parties", "founded", "cadence", "horizon", "lead"),
    "meetings": ("date", "kind", "parties", "place", "series"),
    "commitments": ("date", "promisers", "beneficiaries", "action", "amount", "currency", "stage", "horizon", "arrangement"),
    "positions": ("date", "holders", "person", "stance", "targets", "about"),
    "roles": ("kind", "holder", "person", "office", "arrangement", "since"),
}  # fmt: skip
ACTORS = ("parties", "promisers", "beneficiaries", "holders", "targets", "holder", "actors")
"""The properties that name actors by code."""
NAMES = (*ACTORS, "arrangement")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FEW = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value of a cell: in words, item by item, and the ids of the statements that say so; the first is preferred."""

    value: Any
    items: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def words(self) -> str:
        """The value on one line."""
        return ", ".join(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entity; ``cells`` has an entry for each property that is stated, two claims or more where sources disagree."""

    id: str
    label: str
    cells: Mapping[str, tuple[Claim, ...]]

    @property
    def split(self) -> tuple[str, ...]:
        """The properties on which sources disagree."""
        return tuple(name for name, claims in self.cells.items() if len(claims) > 1 and name != "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be seen: words that must occur, an actor's code, only rows that disagree, a property to sort by."""

    words: str = ""
    party: str = ""
    disagreeing: bool = False
    sort: str = ""


def claims_of(lattice: Lattice, entity: Entity) -> dict[str, tuple[Claim, ...]]:
    """Group an entity's statements by property and value, the preferred value first."""
    groups: dict[str, dict[str, list[Statement]]] = {}
    for statement in entity.statements:
        key = json.dumps(statement.value, sort_keys=True)
        groups.setdefault(statement.property, {}).setdefault(key, []).append(statement)
    found = {}
    for name, values in groups.items():
        claims = [
            Claim(value=rows[0].value, items=words_of(lattice, name, rows[0].value), statements=tuple(rows))
            for rows in values.values()
        ]
        preferred = entity.values.get(name)
        found[name] = tuple(sorted(claims, key=lambda claim: name != "note" and claim.value != preferred))
    return found


def words_of(lattice: Lattice, name: str, value: Any) -> tuple[str, ...]:
    """Say a value in words, item by item; actors and arrangements by name."""
    if isinstance(value, list):
        return tuple(word for one in value for word in words_of(lattice, name, one))
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, int | float):
        return (f"{value:,.10g}" if abs(value) < 1e9 else f"{value:,.0f}",)
    if isinstance(value, dict):
        return tuple(f"{key}: {', '.join(words_of(lattice, name, one))}" for key, one in value.items())
    if value is None:
        return ("unknown",)
    if name == "theatre":
        return (str(value).replace("_", " "),)
    return (lattice.label(value) if name in NAMES else str(value),)


def rows_of(lattice: Lattice, kind: str, asked: Asked) -> list[Row]:
    """Give the rows that are asked for, sorted; entities of one kind as of the lattice's date."""
    shelf: Mapping[str, Entity] = getattr(lattice, kind)
    rows = [Row(id=id, label=entity.label, cells=claims_of(lattice, entity)) for id, entity in shelf.items()]
    words = asked.words.casefold().split()
    rows = [
        row
        for row in rows
        if (not asked.disagreeing or row.split)
        and (not asked.party or asked.party in _codes(row))
        and all(word in _text(row) for word in words)
    ]
    name, backwards = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    rows.sort(key=lambda row: row.label.casefold())
    if name and name != "label":
        rows.sort(key=lambda row: _sort_key(row, name), reverse=backwards)
    elif backwards:
        rows.reverse()
    return rows


def _text(row: Row) -> str:
    """What a search looks into: the id, the name, every value in words and its codes."""
    said = (claim.words for claims in row.cells.values() for claim in claims)
    return " ".join((row.id, row.label, *said, *_codes(row))).casefold()


def _codes(row: Row) -> set[str]:
    found: set[str] = set()
    for name in ACTORS:
        for claim in row.cells.get(name, ()):
            found |= set(claim.value) if isinstance(claim.value, list) else {str(claim.value)}
    return found


def _sort_key(row: Row, name: str) -> tuple[bool, float, str]:
    claims = row.cells.get(name)
    if not claims:
        return (True, 0.0, "")
    value = claims[0].value
    number = float(value) if isinstance(value, int | float) else 0.0
    return (False, number, "" if number else claims[0].words.casefold())


def columns_of(kind: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """Give the columns of a kind, and those on which a row's sources disagree."""
    usual = COLUMNS[kind]
    split = {name for row in rows for name in row.split if name != "label"}
    return (*usual, *sorted(split - set(usual)))


def parties_of(lattice: Lattice, kind: str) -> list[tuple[str, str]]:
    """Give code and name of every actor that a kind's rows name, by name."""
    codes = {code for row in rows_of(lattice, kind, Asked()) for code in _codes(row)}
    return sorted(((code, lattice.label(code)) for code in codes), key=lambda pair: pair[1].casefold())


def as_csv(kind: str, rows: Sequence[Row]) -> str:
    """Write rows as CSV: values that disagree stand beside each other with a bar between, then sources and sentences.

    What a spreadsheet would take for a formula gets an apostrophe in front: the texts come from documents.
    """
    written = io.StringIO()
    columns = columns_of(kind, rows)
    out = csv.writer(written)
    out.writerow(["id", "label", *columns, "sources", "sentences"])
    for row in rows:
        stated = [one for claims in row.cells.values() for claim in claims for one in claim.statements]
        sources = sorted({source for one in stated for source in one.sources})
        sentences = list(dict.fromkeys(one.evidence.quote for one in stated if one.evidence))
        cells = [" | ".join(claim.words for claim in row.cells.get(name, ())) for name in columns]
        line = [row.id, row.label, *cells, "; ".join(sources), " | ".join(sentences)]
        out.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in line])
    return written.getvalue()
