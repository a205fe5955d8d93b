"""What the tests of the web app hold in hand: the served register, and a tab that notes what it must not do."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Site:
    """Where `latticework serve` listens, its token, and the register's file."""

    base: str
    token: str
    register: Path
    process: subprocess.Popen[str]

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


@dataclass
class Tab:
    """A page with what it must not do noted: errors on the console, requests that leave this machine."""

    page: Page
    errors: list[str]
    outside: list[str]
