"""What the site is built from beside the pages in docs/: references made from the code, so that none can be stale.

MkDocs calls these functions. Commands, Python API, HTTP interface, datasets and the citation are read from the package;
figures are drawn by it; the notebook becomes a page. Whatever the theme would fetch from elsewhere is taken out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from citation import citation
from commands_page import commands_page
from datasets_page import datasets_page
from http_page import http_page
from mkdocs.structure.files import File, Files
from notebook_page import notebook_page
from python_page import python_page

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOK = REPOSITORY / "docs" / "examples" / "article-to-figure.ipynb"
PLACE_OF_CITATION = "<!-- citation -->"
WORKER = '<script src="https://unpkg.com/iframe-worker/shim"></script>'
NEVER_LOADED = ("https://unpkg.com/mermaid@11/dist/mermaid.min.js", "https://unpkg.com/resize-observer-polyfill")


def on_files(files: Files, config: Any) -> Files:
    """Add the pages and figures that are made."""
    made: dict[str, str | bytes] = {
        "cli.md": commands_page(),
        "python.md": python_page(),
        "datasets.md": datasets_page(),
        "examples/article-to-figure.md": notebook_page(NOTEBOOK),
        **http_page(),
        **_figures(),
    }
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the citation where a page asks for it."""
    return markdown.replace(PLACE_OF_CITATION, citation(REPOSITORY / "CITATION.cff"))


def on_post_build(config: Any) -> None:
    """Put our own script in the place of the one that the theme fetches, and take out what no page of ours needs."""
    site = Path(config["site_dir"])
    for file in site.rglob("*"):
        if file.suffix == ".map":
            file.unlink()
        elif file.suffix == ".html":
            up = "../" * (len(file.relative_to(site).parts) - 1)
            _replace(file, {WORKER: f'<script src="{up}offline-worker.js"></script>'})
        elif file.suffix == ".js":
            _replace(file, {**{address: "about:blank" for address in NEVER_LOADED}, "//# sourceMappingURL=": "// "})


def _replace(file: Path, changes: dict[str, str]) -> None:
    text = without = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        without = without.replace(old, new)
    if without != text:
        file.write_text(without, encoding="utf-8")


def _figures() -> dict[str, bytes]:
    import latticework as lw
    from latticework.show.paper import KINDS, figure_bytes

    with lw.Register.shipped() as register:
        lattice = register.as_of()
    outcome, index = lattice.what_if(actor="USA"), {one.id: one.index for one in lattice.profiles()}
    return {
        f"figures/{kind}.svg": figure_bytes(
            lattice.snapshot, outcome.answer, index, Path(f"{kind}.svg"), kind, 183.0, letters=True
        )
        for kind in KINDS
    }
