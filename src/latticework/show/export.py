"""The register for other tools: CSV (a folder), Parquet, GraphML; whole or not at all."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from latticework.model import Lattice, LatticeworkError

COLUMNS = tuple(
    [
        "subject",
        "subject_type",
        "property",
        "value",
        "layer",
        "confidence",
        "sources",
        "valid_from",
        "valid_to",
        "recorded_at",
        "recorded_by",
        "statement",
    ]
)
SHELVES = ("arrangements", "meetings", "commitments", "positions", "roles", "constraints", "actors")


def _rows(lattice: Lattice) -> list[list[Any]]:
    rows = []
    for shelf in SHELVES:
        for entity in getattr(lattice, shelf).values():
            for s in entity.statements:
                value = s.value if isinstance(s.value, str) else json.dumps(s.value, ensure_ascii=False)
                rows.append(
                    [s.subject, s.subject_type, s.property, value, s.layer, s.confidence, ";".join(s.sources)]
                    + [s.valid_from, s.valid_to, s.recorded_at, s.recorded_by, s.id]
                )
    return rows


def export_lattice(lattice: Lattice, records: Sequence[Mapping[str, Any]], target: Path, format: str) -> None:
    """Write a lattice and the records read; an existing target is never overwritten.

    Raises:
        LatticeworkError: the target exists, or its folder does not.
    """
    if target.exists():
        raise LatticeworkError("The target exists already", where=str(target), remedy="Choose another --output")
    if not target.parent.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(target.parent), remedy="Create it first")
    half = target.with_name(target.name + ".part")
    if half.is_dir():
        shutil.rmtree(half)
    {"csv": _csv, "parquet": _parquet, "graphml": _graphml}[format](lattice, records, half)
    half.rename(target)


def _csv(lattice: Lattice, records: Sequence[Mapping[str, Any]], folder: Path) -> None:
    folder.mkdir()
    with (folder / "statements.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *_rows(lattice)])
    with (folder / "sources.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[s.id, s.title, s.publisher, s.date] for s in lattice.sources.values()]
        csv.writer(file).writerows([["id", "title", "publisher", "date"], *rows])
    if records:
        with (folder / "records.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(records[0]))
            writer.writeheader()
            for record in records:
                cells = {k: ";".join(map(str, v)) if isinstance(v, list) else v for k, v in record.items()}
                writer.writerow(cells)


def _parquet(lattice: Lattice, records: Sequence[Mapping[str, Any]], file: Path) -> None:
    import duckdb

    connection = duckdb.connect(":memory:")
    columns = ", ".join(f"unnest(?::{'DOUBLE' if c == 'confidence' else 'VARCHAR'}[]) AS {c}" for c in COLUMNS)
    by_column = [list(column) for column in zip(*_rows(lattice), strict=True)]
    connection.execute(f"CREATE TABLE statements AS SELECT {columns}", by_column)
    connection.table("statements").write_parquet(str(file))
    connection.close()


def _graphml(lattice: Lattice, records: Sequence[Mapping[str, Any]], file: Path) -> None:
    root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for key, owner in (("label", "node"), ("type", "node"), ("founded", "node"), ("role", "edge")):
        ElementTree.SubElement(root, "key", {"id": key, "for": owner, "attr.name": key, "attr.type": "string"})
    graph = ElementTree.SubElement(root, "graph", id="lattice", edgedefault="undirected")

    def node(id: str, **values: str) -> None:
        element = ElementTree.SubElement(graph, "node", id=id)
        for name, value in values.items():
            ElementTree.SubElement(element, "data", key=name).text = value

    parties = {id: list(one.get("parties", ())) for id, one in lattice.arrangements.items()}
    for code in sorted({code for codes in parties.values() for code in codes}):
        node(code, label=lattice.label(code), type="actor")
    for id, one in lattice.arrangements.items():
        node(id, label=one.label, type="arrangement", founded=str(one.get("founded", "")))
        for code in parties[id]:
            edge = ElementTree.SubElement(graph, "edge", source=code, target=id)
            ElementTree.SubElement(edge, "data", key="role").text = "party"
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
