"""What the tests of the web app hold in hand: the served register, and a tab that notes what it must not do."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page

import latticework as lw
from latticework.register.turns import Serving, announced
from latticework.web import Keeper, create_app


@dataclass(frozen=True)
class Site:
    """Where `latticework serve` listens, its token, and the register's file."""

    base: str
    token: str
    register: Path
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """The address that `serve` printed."""
        return f"{self.base}/?token={self.token}"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "latticework.cli", *map(str, arguments)]


@contextmanager
def served(register: Path) -> Iterator[Site]:
    """Serve a register from a process of its own until the block ends."""
    process = subprocess.Popen(
        command("--register", register, "serve", "--port", 0), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )  # fmt: skip
    assert process.stdout
    try:
        said = next((line for line in process.stdout if "http://" in line), "")
        found = re.search(r"(http://[^/]+)/\?token=(\S+)", said)
        assert found, f"serve printed no address: {said}"
        yield Site(found[1], found[2], register, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def served_here(path: Path) -> Iterator[Site]:
    """Serve a register from a thread of this process until the block ends: as ``serve`` does, and there at once."""
    with lw.Register.open(path) as register, socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port, token = listening.getsockname()[1], "a-token-of-these-tests"
        app = create_app(Keeper(register), token=token, port=port)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        serving = Serving(address=f"http://127.0.0.1:{port}", token=token, process=os.getpid())
        with register.file.held(write=True), announced(path, serving):
            thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            try:
                yield Site(serving.address, token, path)
            finally:
                server.should_exit = True
                thread.join(30)


@dataclass
class Tab:
    """A page with what it must not do noted: errors on the console, requests that leave this machine."""

    page: Page
    errors: list[str]
    outside: list[str]


@contextmanager
def opened(browser: Browser, site: Site, **options: Any) -> Iterator[Tab]:
    """A fresh tab in which the printed address was opened; at the end, no error and no request to elsewhere."""
    context = browser.new_context(**options)
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


@contextmanager
def copy_served(register: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of a register, laid into a folder, from a thread until the block ends; tests may write into it."""
    path = folder / "r.duckdb"
    shutil.copy(register, path)
    with served_here(path) as running:
        yield running
