"""What the tests of the web app hold in hand: the served register, and a tab that notes what it must not do."""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Site:
    """Where `latticework serve` listens, its token, and the register's file."""

    base: str
    token: str
    register: Path

    @property
    def address(self) -> str:
        """The address that `serve` printed."""
        return f"{self.base}/?token={self.token}"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "latticework.cli", *map(str, arguments)]


@dataclass
class Tab:
    """A page with what it must not do noted: errors on the console, requests that leave this machine."""

    page: Page
    errors: list[str]
    outside: list[str]
