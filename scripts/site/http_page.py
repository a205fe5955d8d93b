"""The HTTP interface for programs, from the app's own OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import latticework as lw


def http_page() -> dict[str, str]:
    """The page, and the description itself as ``openapi.json``."""
    from latticework.web.app import create_app
    from latticework.web.keeper import Keeper

    with lw.Register.shipped() as register:
        described = create_app(Keeper(register), token="none", port=1).openapi()
    parts = [
        "# HTTP",
        "",
        "`latticework serve` answers programs on this machine under `/api/`. It prints its address and a token; a request carries",
        "`Authorization: Bearer TOKEN`. Made from the app's own description: [openapi.json](openapi.json) (OpenAPI",
        f"{described['openapi']}), which a running app also gives at `/api/openapi.json`. What is wrong is told in words with a",
        "status from 400 to 499.",
        "",
    ]
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            parts += [*_operation(path, method, told), ""]
    whole = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    return {"http.md": "\n".join(parts), "openapi.json": whole}


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Iterator[str]:
    from latticework.web.pages.interface import typed

    yield f"## {method.upper()} {path}"
    yield ""
    yield str(told.get("description") or told.get("summary") or "").replace("``", "`")
    parameters = told.get("parameters", [])
    if parameters:
        yield ""
        yield "| parameter | in | type | |"
        yield "|---|---|---|---|"
        for one in parameters:
            says = str(one.get("description", "")).replace("\n", " ").replace("|", "\\|")
            needed = " (needed)" if one.get("required") else ""
            yield f"| `{one['name']}`{needed} | {one['in']} | {typed(one.get('schema', {}))} | {says} |"
    answers = [
        f"{status}: {one.get('description', '')}"
        + "".join(f" `{typed(content.get('schema', {}))}`" for content in (one.get("content") or {}).values())
        for status, one in told["responses"].items()
    ]
    yield ""
    yield "Answers: " + "; ".join(answers)
