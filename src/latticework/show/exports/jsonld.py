"""The register as JSON-LD: each statement an annotation of its sentence, with its provenance.

Sources: W3C, Web Annotation Data Model, 2017 (Annotation, SpecificResource, TextQuoteSelector, TextPositionSelector);
W3C, PROV-O, 2013 (wasAttributedTo, generatedAtTime, hadPrimarySource). The context stands in the file: nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from latticework.model import Evidence, Source, Statement

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

BASE = "urn:latticework:"
CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "lw": BASE,
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "Statement": "lw:Statement",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "Source": "prov:PrimarySource",
    "body": {"@id": "oa:hasBody"},
    "target": {"@id": "oa:hasTarget"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "documentName": "dcterms:title",
    "subject": {"@id": "rdf:subject", "@type": "@id"},
    "property": "lw:property",
    "value": {"@id": "rdf:value", "@type": "@json"},
    "entity": {"@id": "lw:entity", "@type": "@id"},
    "entityType": "lw:entityType",
    "layer": "lw:layer",
    "status": "lw:status",
    "confidence": {"@id": "lw:confidence", "@type": "xsd:double"},
    "preferred": "lw:preferred",
    "validFrom": "lw:validFrom",
    "validTo": "lw:validTo",
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:dateTime"},
    "wasAttributedTo": "prov:wasAttributedTo",
    "hadPrimarySource": {"@id": "prov:hadPrimarySource", "@type": "@id", "@container": "@list"},
    "name": "lw:sourceName",
    "title": "dcterms:title",
    "publisher": "dcterms:publisher",
    "date": "dcterms:date",
    "address": "dcterms:identifier",
}


def _urn(kind: str, id: str) -> str:
    return f"{BASE}{kind}:{quote(id, safe='')}"


def _id(urn: str) -> str:
    return unquote(urn.removeprefix(BASE).partition(":")[2])


def _without_nothing(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def write_jsonld(content: Content, file: Path) -> None:
    """Write one graph of annotations and sources."""
    graph: list[dict[str, Any]] = [_annotation(s, content.merged.get(s.subject, s.subject)) for s in content.statements]
    graph += [
        _without_nothing(
            {
                "id": _urn("source", s.id),
                "type": "Source",
                "title": s.title,
                "publisher": s.publisher,
                "date": s.date,
                "address": s.address,
            }
        )
        for s in content.sources
    ]
    file.write_text(json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1), encoding="utf-8")


def _annotation(s: Statement, entity: str) -> dict[str, Any]:
    body = {
        "type": "Statement",
        "subject": _urn("entity", s.subject),
        "entity": _urn("entity", entity),
        "entityType": s.subject_type,
        "property": s.property,
        "value": s.value,
        "layer": s.layer,
        "status": s.status,
        "confidence": s.confidence,
        "preferred": s.preferred,
        "validFrom": s.valid_from,
        "validTo": s.valid_to,
    }
    annotation: dict[str, Any] = {
        "id": _urn("statement", s.id),
        "type": "Annotation",
        "body": {name: value for name, value in body.items() if value is not None or name == "value"},
        "generatedAtTime": s.recorded_at or None,
        "wasAttributedTo": s.recorded_by,
        "hadPrimarySource": [_urn("source", id) for id in s.sources],
    }
    if s.evidence:
        e = s.evidence
        annotation["target"] = {
            "type": "SpecificResource",
            "source": f"urn:sha256:{e.document_sha256}",
            "documentName": e.document_name,
            "selector": [
                {"type": "TextQuoteSelector", "exact": e.quote, "prefix": e.prefix, "suffix": e.suffix},
                {"type": "TextPositionSelector", "start": e.start, "end": e.end},
            ],
        }
    return _without_nothing(annotation)


def read_jsonld(file: Path) -> tuple[list[Statement], list[Source], dict[str, str]]:
    """Read back what ``write_jsonld`` wrote: statements, sources, and the entity of each merged subject."""
    statements, sources, merged = [], [], {}
    for node in json.loads(file.read_text(encoding="utf-8"))["@graph"]:
        if node["type"] == "Source":
            sources.append(
                Source(
                    id=_id(node["id"]),
                    title=node["title"],
                    publisher=node["publisher"],
                    date=node.get("date"),
                    address=node.get("address"),
                )
            )
            continue
        statement = _statement(node)
        statements.append(statement)
        entity = _id(node["body"]["entity"])
        if entity != statement.subject:
            merged[statement.subject] = entity
    return statements, sources, merged


def _statement(node: Mapping[str, Any]) -> Statement:
    body, target = node["body"], node.get("target")
    evidence = None
    if target:
        quoted, placed = target["selector"]
        evidence = Evidence(
            document_sha256=target["source"].removeprefix("urn:sha256:"),
            document_name=target["documentName"],
            start=placed["start"],
            end=placed["end"],
            quote=quoted["exact"],
            prefix=quoted["prefix"],
            suffix=quoted["suffix"],
        )
    return Statement(
        id=_id(node["id"]),
        subject=_id(body["subject"]),
        subject_type=body["entityType"],
        property=body["property"],
        value=body["value"],
        sources=tuple(_id(urn) for urn in node["hadPrimarySource"]),
        evidence=evidence,
        layer=body.get("layer"),
        status=body["status"],
        confidence=body.get("confidence"),
        valid_from=body.get("validFrom"),
        valid_to=body.get("validTo"),
        recorded_at=node.get("generatedAtTime", ""),
        recorded_by=node["wasAttributedTo"],
        preferred=body["preferred"],
    )
