"""A served register, and a tab in which it is open."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from web.served import Site, Tab, command, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped register, served from a process of its own."""
    register = tmp_path_factory.mktemp("served") / "r.duckdb"
    subprocess.run(command("--register", register, "init"), check=True, capture_output=True)
    with served(register) as running:
        yield running


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Tab]:
    """A fresh tab in which the printed address was opened; at the end, no error and no request to elsewhere."""
    context: BrowserContext = browser.new_context()
    page = context.new_page()
    noted = Tab(page, [], [])
    page.on("console", lambda said: noted.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: noted.errors.append(str(problem)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((site.base, "data:", "blob:")) else noted.outside.append(asked.url),
    )
    page.goto(site.address)
    yield noted
    context.close()
    assert noted.errors == []
    assert noted.outside == []
