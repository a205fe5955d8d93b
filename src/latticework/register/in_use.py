"""Which register files this process has open: each at most once.

The lock that keeps other processes out belongs to the process and to the file: when the process closes any other handle
of the file, the lock is gone and another program may write into it. And DuckDB gives two connections with different
settings to one file no chance of knowing of each other by another name of it. So every opening passes here.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from latticework.model import RegisterBusy


@dataclass(frozen=True, slots=True)
class Use:
    """A file in use: its device and number on it, by which a link is the same file."""

    device: int
    number: int


_change = threading.Condition()
_users: dict[Use, int] = {}


def take(path: Path, wait_s: float) -> Use:
    """Note that this thread uses a file, waiting up to ``wait_s`` seconds while another thread does.

    Raises:
        RegisterBusy: another thread keeps it that long, or this one has it itself.
        OSError: there is no such file.
    """
    there, me, end = path.stat(), threading.get_ident(), time.monotonic() + wait_s
    use = Use(there.st_dev, there.st_ino)
    with _change:
        while use in _users:
            left = end - time.monotonic()
            if _users[use] == me or left <= 0:
                raise RegisterBusy(
                    "The register is open already in this program",
                    where=str(path),
                    remedy="Ask the one that is open, or close it first; two at once would lose the lock on the file",
                )
            _change.wait(left)
        _users[use] = me
    return use


def give(use: Use) -> None:
    """Note that a file is no longer in use here."""
    with _change:
        _users.pop(use, None)
        _change.notify_all()


def _forget() -> None:
    """Begin anew in a process that was forked: what its parent has open, the parent's lock guards."""
    global _change
    _change = threading.Condition()
    _users.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
