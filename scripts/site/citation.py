"""How to cite the software, from CITATION.cff."""

from __future__ import annotations

from pathlib import Path

import yaml


def citation(file: Path) -> str:
    """The citation as a sentence and as BibTeX."""
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    authors = " and ".join(one.get("name") or f"{one['given-names']} {one['family-names']}" for one in told["authors"])
    year = str(told["date-released"])[:4]
    return (
        f"> {authors} ({year}). *{told['title']}* (version {told['version']}) [Computer software].\n\n"
        "```bibtex\n"
        "@software{latticework,\n"
        f"  author  = {{{{{authors}}}}},\n  title   = {{{told['title']}}},\n  year    = {{{year}}},\n"
        f"  version = {{{told['version']}}},\n  license = {{{told['license']}}}\n}}\n```"
    )
