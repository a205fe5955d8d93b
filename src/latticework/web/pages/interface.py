"""The HTTP interface for programs, described on a page of our own from the app's OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from latticework.web.rendering import page

router = APIRouter()


@router.get("/api", response_class=HTMLResponse)
def interface(request: Request) -> HTMLResponse:
    """What programs can ask, with parameters and answers."""
    description = request.app.openapi()
    return page(
        request,
        "interface.html",
        title="The HTTP interface",
        operations=list(_operations(description)),
        shapes=sorted(description.get("components", {}).get("schemas", {}).items()),
        typed=typed,
    )


def _operations(description: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            yield {
                "path": path,
                "method": method.upper(),
                "summary": told.get("description") or told.get("summary", ""),
                "parameters": told.get("parameters", []),
                "body": [
                    (kind, typed(one.get("schema", {})))
                    for kind, one in told.get("requestBody", {}).get("content", {}).items()
                ],
                "answers": [
                    (status, one.get("description", ""), kind, typed(content.get("schema", {})))
                    for status, one in told["responses"].items()
                    for kind, content in (one.get("content") or {"": {}}).items()
                ],
            }


def typed(schema: Mapping[str, Any]) -> str:
    """Say the type of a JSON schema in a few words.

    >>> typed({"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Row"}}, {"type": "null"}]})
    'list of Row or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " or ".join(typed(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"list of {typed(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")
