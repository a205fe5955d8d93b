"""A served register, and a tab in which it is open."""

import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import latticework as lw
from latticework.register import RegisterFile
from web.served import Site, Tab, opened, served


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
    with RegisterFile.open(path) as file:
        before = file.last_act()
    with served(path) as running:
        yield running
    with RegisterFile.open(path) as file:
        assert file.last_act() == before, "a test wrote into the register that all of them share"


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Tab]:
    """A fresh tab in which the printed address was opened; at the end, no error and no request to elsewhere."""
    with opened(browser, site) as noted:
        yield noted
