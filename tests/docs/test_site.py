"""The documentation as a site: built without a warning, complete, and asking nothing of any host."""

import functools
import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import typer
from commands_page import commands
from playwright.sync_api import Browser, Page, expect

import latticework
from latticework.cli import app
from latticework.history.catalogue import datasets

REPOSITORY = Path(__file__).resolve().parents[2]
LOADS = re.compile(
    r"""<(?:script|img|iframe|embed|source|video|audio|object)\b[^>]*\s(?:src|data|srcset)\s*=\s*["']?(?:https?:)?//
    |<link\b(?![^>]*rel=["']?canonical)[^>]*\shref\s*=\s*["']?(?:https?:)?//
    |url\(\s*["']?(?:https?:)?//
    |@import\s+["'](?:https?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)
OTHERS = re.compile(r"unpkg\.com|googleapis\.com|gstatic\.com|jsdelivr|cdnjs|cloudflare|googletagmanager|polyfill\.io")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a warning is an error."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=REPOSITORY, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    return folder


def text_of(page: Path) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    looked_at = [file for file in built.rglob("*") if file.suffix in (".html", ".css", ".js", ".svg")]
    assert len(looked_at) > 30
    loading = [(file.name, found[0]) for file in looked_at for found in LOADS.finditer(file.read_text("utf-8"))]
    assert loading == []
    assert [file.name for file in looked_at if OTHERS.search(file.read_text("utf-8"))] == []


def test_the_check_for_what_is_loaded_sees_it() -> None:
    for bad in (
        '<script src="https://example.org/a.js">',
        "<img alt=x src=//example.org/a.png>",
        '<link rel="stylesheet" href="https://example.org/a.css">',
        "@font-face { src: url(https://example.org/a.woff2) }",
        '@import "//example.org/a.css"',
    ):
        assert LOADS.search(bad), bad
    assert not LOADS.search('<a href="https://example.org">a source</a>')


def test_every_command_is_in_the_reference_with_its_options(built: Path) -> None:
    said = text_of(built / "cli.html")
    for path, command in commands(typer.main.get_command(app)):
        assert f"latticework {' '.join(path)}" in said or hasattr(command, "commands"), path
        assert (command.help or "").split(".")[0].split("\n")[0].split("`")[0] in said, path
        for one in command.params:
            for name in one.opts if one.param_type_name == "option" else ():
                assert name in said, (path, name)


def test_every_public_name_is_in_the_reference_and_what_it_gives_back_too(built: Path) -> None:
    said = text_of(built / "python.html")
    for name in latticework.__all__:
        assert f"lw.{name}" in said, name
    given = set(re.findall(r"\) -> [^\n]*", said)) | set(re.findall(r"^\w+: [^\n]*$", said, re.MULTILINE))
    names = {name for line in given for name in re.findall(r"\b[A-Z][A-Za-z]+\b", line.partition("->")[2])}
    headings = set(re.findall(r"<h[23] id=[^>]*>(?:lw\.)?(\w+)", (built / "python.html").read_text("utf-8")))
    assert names - headings - {"None", "Any", "Mapping", "Path", "RegisterFile", "Answer", "True", "NDArray"} == set()


def test_every_path_that_programs_can_ask_is_in_the_reference(built: Path) -> None:
    described = json.loads((built / "openapi.json").read_text(encoding="utf-8"))
    said = text_of(built / "http.html")
    asked = [(method.upper(), path, told) for path, ways in described["paths"].items() for method, told in ways.items()]
    assert len(asked) > 10
    for method, path, told in asked:
        assert f"{method} {path}" in said
        for one in told.get("parameters", []):
            assert one["name"] in said, (path, one["name"])


def test_every_dataset_is_named_with_terms_and_citation(built: Path) -> None:
    said = text_of(built / "datasets.html")
    for one in datasets().values():
        assert one.terms in said and one.citation in said and one.source in said, one.name


def test_the_citation_is_that_of_the_citation_file(built: Path) -> None:
    said = text_of(built / "cite.html")
    assert "Latticework: what holds if a party walks away?" in said
    assert f"version {latticework.__version__}" in said


def test_settings_name_no_host_and_no_path_of_a_machine() -> None:
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    assert "//" not in settings
    assert not re.search(r"(?<![\w.])/(?:home|root|work|tmp|usr)", settings)


@pytest.fixture(scope="module")
def on_loopback(built: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def look_around(page: Page, start: str) -> list[str]:
    """Read pages and search, as somebody would; give every request and every error."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(f"error: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda problem: asked.append(f"error: {problem}"))
    for name in ("index.html", "examples/article-to-figure.html", "cli.html"):
        page.goto(f"{start}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("textbox", name="Search").click()
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching", timeout=60_000)  # ready
    page.get_by_role("textbox", name="Search").press_sequentially("institutionalization")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=60_000)
    page.locator(".md-search-result__link").first.click()
    expect(page).not_to_have_url(re.compile(r"cli\.html$"))
    return asked


def test_reading_and_searching_stays_on_loopback(browser: Browser, on_loopback: str) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    asked = look_around(context.new_page(), on_loopback)
    context.close()
    assert [one for one in asked if not one.startswith((on_loopback, "data:", "blob:"))] == []


def test_it_opens_from_a_folder_and_can_be_searched_there(browser: Browser, built: Path) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    asked = look_around(context.new_page(), built.as_uri())
    context.close()
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []
