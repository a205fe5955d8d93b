"""The register as a STIX 2.1 bundle: actors as identities, arrangements and meetings as groupings, notes as notes.

STIX has no object for a treaty or a summit; a grouping says that its parties share a context, and its source is an
external reference. Ids follow from our ids, so the same register gives the same bundle.
Source: OASIS, STIX Version 2.1, 2021, sections 4.3 (Grouping), 4.5 (Identity), 4.12 (Note).
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import Entity

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:latticework:register")
CLASSES = {"state": "organization", "organization": "organization", "group": "group"}
LONG_AGO = "1970-01-01T00:00:00Z"


def stix_id(kind: str, id: str) -> str:
    """Give the STIX id of one of our ids."""
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind} {id}')}"


def _moment(at: str) -> str:
    return (at or LONG_AGO).replace("Z", ".000Z") if "." not in at else at


def _common(kind: str, id: str, entity: Entity | None) -> dict[str, Any]:
    recorded = [s.recorded_at for s in entity.statements if s.recorded_at] if entity else []
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": stix_id(kind, id),
        "created": _moment(min(recorded, default=LONG_AGO)),
        "modified": _moment(max(recorded, default=LONG_AGO)),
    }


def write_stix(content: Content, file: Path) -> None:
    """Write the bundle."""
    lattice, objects = content.lattice, []
    groups = [*lattice.arrangements.values(), *lattice.meetings.values()]
    codes = sorted({code for one in groups for code in one.get("parties", ()) or ()})
    for code in codes:
        actor = lattice.actors.get(code)
        kind = CLASSES.get(str(actor.get("kind")) if actor else "", "unspecified")
        objects.append({**_common("identity", code, actor), "name": lattice.label(code), "identity_class": kind})
    for one in groups:
        members = [stix_id("identity", code) for code in one.get("parties", ()) or ()]
        if not members:
            continue  # a grouping of nothing is not allowed
        grouping = {
            **_common("grouping", one.id, one),
            "name": one.label,
            "context": one.type,
            "object_refs": members,
            "labels": [str(one.get("kind") or one.type)],
        }
        when = one.get("date") or one.get("founded")
        if when:
            grouping["description"] = f"{'Date' if one.type == 'meeting' else 'Founded'}: {when}"
        references = _references(content, one)
        if references:
            grouping["external_references"] = references
        confidence = max((s.confidence for s in one.statements if s.confidence is not None), default=None)
        if confidence is not None:
            grouping["confidence"] = round(100 * confidence)
        objects.append(grouping)
        for number, text in enumerate(one.get("note", ()) or ()):
            objects.append(
                {
                    **_common("note", f"{one.id} {number}", one),
                    "content": str(text),
                    "object_refs": [grouping["id"]],
                }
            )
    bundle = {"type": "bundle", "id": stix_id("bundle", lattice.as_of), "objects": objects}
    file.write_text(json.dumps(bundle, ensure_ascii=False, indent=1), encoding="utf-8")


def _references(content: Content, one: Entity) -> list[dict[str, str]]:
    ids = dict.fromkeys(id for s in one.statements for id in s.sources)
    found = []
    for id in ids:
        source = content.lattice.sources.get(id)
        if source:
            reference = {"source_name": source.publisher or source.id, "description": source.title, "external_id": id}
            if source.address:
                reference["url"] = source.address
            found.append(reference)
    quotes = dict.fromkeys((s.evidence.document_name, s.evidence.quote) for s in one.statements if s.evidence)
    return found + [{"source_name": document, "description": quote} for document, quote in quotes]
