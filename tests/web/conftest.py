"""A served register and a real browser: Debian's Chromium, or one that is there."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from web.served import Site, Tab, command, served

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped register, served from a process of its own."""
    register = tmp_path_factory.mktemp("served") / "r.duckdb"
    subprocess.run(command("--register", register, "init"), check=True, capture_output=True)
    with served(register) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one these tests are skipped, except in CI, which installs it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium in CI: .ci/run must install it")
        pytest.skip("no Chromium here; install one (Debian: apt install chromium) to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


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
