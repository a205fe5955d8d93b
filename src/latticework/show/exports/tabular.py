"""Statements as tables: a CSV bundle described by a Frictionless data package, and Parquet.

Source: Frictionless Data, Data Package (v1), Tabular Data Resource and Table Schema, 2017.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import Evidence, Source, Statement

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

# Column: type in the table schema, what it means.
STATEMENT_COLUMNS: Mapping[str, tuple[str, str]] = {
    "entity": ("string", "What it is stated of, after merges"),
    "subject": ("string", "What it is stated of, before merges"),
    "subject_type": ("string", "Type of the entity"),
    "property": ("string", "What is stated"),
    "value": ("string", "The value: text, or JSON where value_form says so"),
    "value_form": ("string", "text or json"),
    "layer": ("string", "de_jure (text of the instrument) or de_facto (practice)"),
    "status": ("string", "accepted"),
    "confidence": ("number", "0 to 1"),
    "preferred": ("boolean", "A recorded judgement shows this value first"),
    "sources": ("string", "Ids of sources, separated by ;"),
    "evidence": ("string", "The sentence, as JSON: document, characters, quotation"),
    "valid_from": ("string", "True since (EDTF)"),
    "valid_to": ("string", "True until (EDTF)"),
    "recorded_at": ("string", "When the register learned it (ISO 8601)"),
    "recorded_by": ("string", "Who recorded it"),
    "statement": ("string", "Id of the statement"),
}
SOURCE_COLUMNS: Mapping[str, tuple[str, str]] = {
    "id": ("string", "Id of the source"),
    "title": ("string", "Title"),
    "publisher": ("string", "Publisher"),
    "date": ("string", "Date (EDTF)"),
    "address": ("string", "Web address"),
}

PARQUET_TABLE = (
    "CREATE TABLE statements AS SELECT unnest(?::VARCHAR[]) AS entity, unnest(?::VARCHAR[]) AS subject, "
    "unnest(?::VARCHAR[]) AS subject_type, unnest(?::VARCHAR[]) AS property, unnest(?::VARCHAR[]) AS value, "
    "unnest(?::VARCHAR[]) AS value_form, unnest(?::VARCHAR[]) AS layer, unnest(?::VARCHAR[]) AS status, "
    "unnest(?::DOUBLE[]) AS confidence, unnest(?::BOOLEAN[]) AS preferred, unnest(?::VARCHAR[]) AS sources, "
    "unnest(?::VARCHAR[]) AS evidence, unnest(?::VARCHAR[]) AS valid_from, unnest(?::VARCHAR[]) AS valid_to, "
    "unnest(?::VARCHAR[]) AS recorded_at, unnest(?::VARCHAR[]) AS recorded_by, unnest(?::VARCHAR[]) AS statement"
)


def statement_cells(content: Content) -> list[list[Any]]:
    """Give one row a statement, columns as in ``STATEMENT_COLUMNS``."""
    return [
        [
            content.merged.get(s.subject, s.subject),
            s.subject,
            s.subject_type,
            s.property,
            s.value if isinstance(s.value, str) else json.dumps(s.value, ensure_ascii=False),
            "text" if isinstance(s.value, str) else "json",
            s.layer,
            s.status,
            s.confidence,
            s.preferred,
            ";".join(s.sources),
            json.dumps(asdict(s.evidence), ensure_ascii=False) if s.evidence else None,
            s.valid_from,
            s.valid_to,
            s.recorded_at,
            s.recorded_by,
            s.id,
        ]
        for s in content.statements
    ]


def statement_of(cells: Mapping[str, Any]) -> tuple[Statement, str]:
    """Turn a row (column to cell) back into a statement; give the entity beside it."""
    evidence = cells["evidence"]
    statement = Statement(
        id=cells["statement"],
        subject=cells["subject"],
        subject_type=cells["subject_type"],
        property=cells["property"],
        value=json.loads(cells["value"]) if cells["value_form"] == "json" else cells["value"] or "",
        sources=tuple(cells["sources"].split(";")) if cells["sources"] else (),
        evidence=Evidence(**json.loads(evidence)) if evidence else None,
        layer=cells["layer"] or None,
        status=cells["status"],
        confidence=None if cells["confidence"] in (None, "") else float(cells["confidence"]),
        valid_from=cells["valid_from"] or None,
        valid_to=cells["valid_to"] or None,
        recorded_at=cells["recorded_at"] or "",
        recorded_by=cells["recorded_by"] or "",
        preferred=str(cells["preferred"]).casefold() == "true",
    )
    return statement, cells["entity"]


def source_cells(sources: Iterable[Source]) -> list[list[Any]]:
    """Give one row a source, columns as in ``SOURCE_COLUMNS``."""
    return [[s.id, s.title, s.publisher, s.date, s.address] for s in sources]


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def write_table(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write one CSV table in UTF-8."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def resource(name: str, columns: Mapping[str, tuple[str, str]], key: str | None = None) -> dict[str, Any]:
    """Describe one CSV table for the data package."""
    fields = [{"name": column, "type": form, "description": says} for column, (form, says) in columns.items()]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def write_csv(content: Content, folder: Path) -> None:
    """Write the folder of CSV tables and its ``datapackage.json``."""
    folder.mkdir()
    write_table(folder / "statements.csv", list(STATEMENT_COLUMNS), statement_cells(content))
    write_table(folder / "sources.csv", list(SOURCE_COLUMNS), source_cells(content.sources))
    resources = [
        resource("statements", STATEMENT_COLUMNS, "statement"),
        resource("sources", SOURCE_COLUMNS, "id"),
    ]
    if content.records:
        names = list(content.records[0])
        write_table(folder / "records.csv", names, ([record.get(n) for n in names] for record in content.records))
        numbers = {"start": "integer", "end": "integer", "amount": "number", "proposed_score": "number"}
        resources.append(resource("records", {n: (numbers.get(n, "string"), "A field of the record") for n in names}))
    package = {
        "name": "latticework-register",
        "profile": "tabular-data-package",
        "title": f"Register as of {content.lattice.as_of}, as known on {content.lattice.as_known or 'the day of export'}",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2), encoding="utf-8")


def write_parquet(content: Content, file: Path) -> None:
    """Write the statements as one Parquet file; titles of sources are not in it."""
    import duckdb

    columns = [list(column) for column in zip(*statement_cells(content), strict=True)]
    with duckdb.connect(":memory:") as connection:
        connection.execute(PARQUET_TABLE, columns or [[] for _ in STATEMENT_COLUMNS])
        connection.table("statements").write_parquet(str(file))


def read_csv(folder: Path) -> tuple[list[Statement], list[Source], dict[str, str]]:
    """Read back what ``write_csv`` wrote: statements, sources, and the entity of each merged subject."""
    csv.field_size_limit(2**31 - 1)
    with (folder / "statements.csv").open(newline="", encoding="utf-8") as file:
        statements, merged = from_rows(csv.DictReader(file))
    with (folder / "sources.csv").open(newline="", encoding="utf-8") as file:
        return statements, sources_from(csv.DictReader(file)), merged


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Statement], dict[str, str]]:
    """Turn rows back into statements and merges."""
    statements, merged = [], {}
    for cells in rows:
        statement, entity = statement_of(cells)
        statements.append(statement)
        if entity != statement.subject:
            merged[statement.subject] = entity
    return statements, merged


def sources_from(rows: Iterable[Mapping[str, Any]]) -> list[Source]:
    """Turn rows back into sources."""
    return [
        Source(
            id=row["id"],
            title=row["title"] or "",
            publisher=row["publisher"] or "",
            date=row["date"] or None,
            address=row["address"] or None,
        )
        for row in rows
    ]
