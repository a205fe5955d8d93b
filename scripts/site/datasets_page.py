"""The datasets that the package knows: where each comes from, on what terms, whom to cite; from its catalogue."""

from __future__ import annotations

from latticework.history.catalogue import datasets


def datasets_page() -> str:
    """One section a dataset, from the catalogue against which files are checked."""
    known = datasets()
    parts = [
        "# Datasets and their terms",
        "",
        "None of these datasets is in the package: get a file from its owners, on their terms, and add it with",
        "`latticework history add NAME FILE`. What ships are estimates made from some of them ([what the record says](history.md)).",
        "This page is made from the catalogue against which an added file is checked. “Not stated” means that no terms stand in",
        "the copies that we have seen; ask the owners before you pass data on.",
        "",
        "| dataset | unit | |",
        "|---|---|---|",
        *(f"| [{one.title}](#{name}) | {one.unit} | `{name}` |" for name, one in known.items()),
        "",
    ]
    for name, one in known.items():
        versions = sorted(set(one.versions.values()) | set(one.until))
        parts += [
            f"## {one.title} {{ #{name} }}",
            "",
            f"- Name for `latticework history add`: `{name}`",
            f"- Unit of a row: {one.unit}",
            f"- Source: {_linked(one.source)}",
            f"- Terms: {one.terms}",
            f"- Cite: {one.citation}",
            *([f"- Versions known: {', '.join(versions)}"] if versions else []),
            "",
        ]
    return "\n".join(parts)


def _linked(source: str) -> str:
    return f"<{source}>" if source.startswith(("http://", "https://")) else source
