"""The sources for reference managers: CSL-JSON, BibTeX, RIS.

Sources: Citation Style Language, CSL-JSON schema 1.0; BibTeX (Patashnik 1988); Research Information Systems, RIS format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import Source

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

PLAIN_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
BIBTEX_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def csl_item(source: Source) -> dict[str, Any]:
    """Give one source as a CSL-JSON item."""
    item: dict[str, Any] = {"id": source.id, "type": "webpage" if source.address else "document", "title": source.title}
    if source.publisher:
        item["publisher"] = source.publisher
    if source.date:
        plain = PLAIN_DATE.fullmatch(source.date)
        parts = [int(part) for part in plain.groups() if part] if plain else None
        item["issued"] = {"date-parts": [parts]} if parts else {"literal": source.date}
    if source.address:
        item["URL"] = source.address
    return item


def write_csl(content: Content, file: Path) -> None:
    """Write the sources as a CSL-JSON array."""
    items = [csl_item(source) for source in content.sources]
    file.write_text(json.dumps(items, ensure_ascii=False, indent=1), encoding="utf-8")


def _bibtex_text(text: str) -> str:
    return "".join(BIBTEX_ESCAPES.get(c, c) for c in " ".join(text.split()))


def _bibtex_keys(sources: list[Source]) -> list[str]:
    """Give each source a key that BibTeX allows; two that would be the same are numbered."""
    keys: list[str] = []
    for source in sources:
        key = re.sub(r"[^A-Za-z0-9:.+/-]+", "-", source.id) or "source"
        number, candidate = 1, key
        while candidate.casefold() in {one.casefold() for one in keys}:
            number += 1
            candidate = f"{key}-{number}"
        keys.append(candidate)
    return keys


def write_bibtex(content: Content, file: Path) -> None:
    """Write the sources as BibTeX; the title keeps its capitals."""
    entries = []
    for source, key in zip(content.sources, _bibtex_keys(content.sources), strict=True):
        fields = {"title": "{" + _bibtex_text(source.title) + "}", "publisher": _bibtex_text(source.publisher)}
        if source.date:
            fields["date"] = _bibtex_text(source.date)
            if plain := PLAIN_DATE.fullmatch(source.date):
                fields["year"] = plain[1]
        if source.address:
            fields["url"] = source.address.replace("{", "%7B").replace("}", "%7D")
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        entries.append(f"@misc{{{key},\n{lines}}}\n")
    file.write_text("\n".join(entries), encoding="utf-8")


def write_ris(content: Content, file: Path) -> None:
    """Write the sources as RIS."""
    records = []
    for source in content.sources:
        plain = PLAIN_DATE.fullmatch(source.date or "")
        fields = [
            ("TY", "ELEC" if source.address else "GEN"),
            ("ID", source.id),
            ("TI", source.title),
            ("PB", source.publisher),
            ("PY", plain[1] if plain else ""),
            ("DA", "/".join(part or "" for part in plain.groups()) + "/" if plain else source.date or ""),
            ("UR", source.address or ""),
        ]
        lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value]
        records.append("".join(lines) + "ER  - \r\n")
    file.write_text("\r\n".join(records), encoding="utf-8", newline="")
