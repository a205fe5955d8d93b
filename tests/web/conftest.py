"""A served register and a real browser: Debian's Chromium, or one that is there."""

import os
import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import latticework as lw
from web.served import Site, Tab, opened, served

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


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the shipped facts, into which the shipped documents were read; to be copied, never opened."""
    path = tmp_path_factory.mktemp("filled") / "r.duckdb"
    with (
        lw.Register.create(path) as register,
        as_file(files("latticework").joinpath("shipped", "documents")) as documents,
    ):
        register.read(documents)
    return path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Site]:
    """That register served by the command, for all tests that change nothing in it."""
    path = tmp_path_factory.mktemp("served") / "r.duckdb"
    shutil.copy(filled, path)
    with served(path) as running:
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
    with opened(browser, site) as noted:
        yield noted
