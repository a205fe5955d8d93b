"""A notebook as a page: its words, its code, and what the code gave when it was run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def notebook_page(file: Path) -> str:
    """The notebook as Markdown; outputs are those that were kept in it."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(part for cell in cells for part in _cell(cell)) + "\n"


def _cell(cell: Mapping[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            yield f"```text\n{''.join(output['text']).rstrip()}\n```"
        elif "image/svg+xml" in output.get("data", {}):
            yield f'<div class="drawing">{"".join(output["data"]["image/svg+xml"])}</div>'.replace("\n", " ")
        elif "text/html" in output.get("data", {}):
            yield f'<div class="frame">{"".join(output["data"]["text/html"])}</div>'.replace("\n", " ")
        elif "text/plain" in output.get("data", {}):
            yield f"```text\n{''.join(output['data']['text/plain'])}\n```"
