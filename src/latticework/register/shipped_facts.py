"""The shipped facts (TOML) as statements with sources."""

from __future__ import annotations

import hashlib
import json
import tomllib
from importlib.resources import files
from typing import Any

from latticework.model import BadVocabulary, Source, Statement
from latticework.model.register import EntityType
from latticework.vocab import actors

RECORDED_AT = "2024-07-31T00:00:00Z"
RECORDED_BY = "latticework shipped facts"
FACT_FILES: dict[str, EntityType] = {
    "arrangements": "arrangement",
    "meetings": "meeting",
    "commitments": "commitment",
    "positions": "position",
    "roles": "role",
    "constraints": "constraint",
}
TABLE_KEYS = ("sources", "confidence", "layer", "claims", "valid_from", "valid_to")


def _toml(*path: str) -> dict[str, Any]:
    where = files("latticework").joinpath("shipped", *path)
    try:
        return tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise BadVocabulary(f"Shipped facts cannot be read: {problem}", where="/".join(path)) from problem


def _statement(subject: str, kind: EntityType, name: str, value: Any, table: dict[str, Any]) -> Statement:
    content = json.dumps(
        [subject, kind, name, value, table.get("sources", []), table.get("valid_from")], sort_keys=True
    )
    return Statement(
        id=hashlib.sha256(content.encode()).hexdigest()[:20],
        subject=subject,
        subject_type=kind,
        property=name,
        value=value,
        sources=tuple(table.get("sources", ())),
        layer=table.get("layer"),
        confidence=table.get("confidence"),
        valid_from=table.get("valid_from"),
        valid_to=table.get("valid_to"),
        recorded_at=RECORDED_AT,
        recorded_by=RECORDED_BY,
        preferred=bool(table.get("preferred", False)),
    )


def shipped_statements() -> tuple[list[Statement], list[Source]]:
    """Load every shipped fact as a statement, and every source.

    Raises:
        BadVocabulary: a fact without a source, or with a source that nobody described.
    """
    sources = [
        Source(id=id, title=t["title"], publisher=t["publisher"], date=t.get("date"), address=t.get("address"))
        for id, t in _toml("sources.toml").items()
    ]
    known = {source.id for source in sources}
    statements: list[Statement] = []
    for name, kind in FACT_FILES.items():
        for subject, table in _toml("facts", f"{name}.toml").items():
            for row in (table, *table.get("claims", ())):
                unknown = set(row.get("sources", ())) - known
                if unknown or not row.get("sources"):
                    raise BadVocabulary(
                        f"A fact has no source, or an unknown one: {', '.join(sorted(unknown)) or 'none'}",
                        where=f"{name}.toml [{subject}]",
                    )
            for key, value in table.items():
                if key == "note":
                    statements += [_statement(subject, kind, "note", note, table) for note in value]
                elif key not in TABLE_KEYS:
                    statements.append(_statement(subject, kind, key, value, table))
            for claim in table.get("claims", ()):
                statements.append(_statement(subject, kind, claim["property"], claim["value"], {**claim}))
    structure = _toml("functions.toml")
    for id, table in structure["functions"].items():
        statements.append(_statement(id, "function", "structure", table, {"sources": []}))
    for id, table in structure["tasks"].items():
        statements.append(_statement(id, "task", "structure", table, table))
    for code, table in actors().items():
        for key in ("label", "kind"):
            if table.get(key):
                statements.append(_statement(code, "actor", key, table[key], {}))
    return statements, sources
