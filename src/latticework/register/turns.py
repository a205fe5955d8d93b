"""A turn with a register that ``serve`` holds: where the server is, and how a command asks it for the file.

While a server runs, ``NAME.serving`` beside the register says where it listens and with what token; only this user can
read it. A command that finds the register held asks there for a turn. The server finishes what it does, closes the file
and answers; the turn lasts until the command closes its end, or dies, which closes it too. DuckDB's own lock on the file
stays the judge of who may open it: a turn only makes the lock free.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

TURN_PATH = "/api/turn"
ANSWER_S = 1.0  # added to the wait, so that the server is the one that says no


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Who serves a register: ``address`` (``http://127.0.0.1:8787``), the ``token`` to show, the ``process`` id."""

    address: str
    token: str = field(repr=False)
    process: int

    @property
    def link(self) -> str:
        """The address that opens the pages in a browser."""
        return f"{self.address}/?token={self.token}"


class Turn:
    """A turn that was granted; it ends when this end of the connection is closed."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection

    def end(self) -> None:
        """Give the register back to the server."""
        self._connection.close()


def notice_of(path: Path) -> Path:
    """Give the name of the file that says who serves a register."""
    return path.with_name(path.name + ".serving")


@contextmanager
def announced(path: Path, serving: Serving) -> Iterator[None]:
    """Say who serves a register for as long as the block runs, in a file that only this user can read."""
    notice, half = notice_of(path), notice_of(path).with_suffix(f".{os.getpid()}")
    with suppress(FileNotFoundError):
        half.unlink()
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(serving), file)
    half.replace(notice)
    try:
        yield
    finally:
        if serving_at(path) == serving:  # never another server's
            notice.unlink(missing_ok=True)


def serving_at(path: Path) -> Serving | None:
    """Give who says that they serve a register; ``None`` if nobody does, or it is not for this user to know."""
    try:
        told = json.loads(notice_of(path).read_text(encoding="utf-8"))
        return Serving(address=str(told["address"]), token=str(told["token"]), process=int(told["process"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def is_there(serving: Serving) -> bool:
    """Say whether that server answers; after a crash its notice may still lie there."""
    try:
        connection = _connection(serving, ANSWER_S * 5)
        connection.request("GET", TURN_PATH, headers={"Authorization": f"Bearer {serving.token}"})
        return connection.getresponse().status == 204
    except (OSError, HTTPException, ValueError):
        return False


def ask_for_turn(serving: Serving, wait_s: float) -> Turn | None:
    """Wait up to ``wait_s`` seconds for a turn; ``None`` if there is no such server, or others kept it that long."""
    try:
        connection = _connection(serving, wait_s + ANSWER_S)
    except ValueError:
        return None
    granted = False
    try:
        headers = {"Authorization": f"Bearer {serving.token}", "Content-Length": "0"}
        connection.request("POST", f"{TURN_PATH}?wait={wait_s:.3f}", headers=headers)
        granted = connection.getresponse().status == 200
    except (OSError, HTTPException):
        return None
    finally:
        if not granted:
            connection.close()
    return Turn(connection) if granted else None


def _connection(serving: Serving, timeout_s: float) -> HTTPConnection:
    at = urlsplit(serving.address)
    return HTTPConnection(at.hostname or "", at.port or 80, timeout=timeout_s)
