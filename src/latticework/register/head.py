"""The head of the log, noted beside the register, so that acts lost at its end are missed.

A register cut off inside its write-ahead log opens as if its last acts had never been. So each committed act leaves its
number and hash in ``NAME.head``; whoever opens the register looks whether that act is in it. A crash between commit and
note leaves an older note, which fits too. Without a note (a copy made without it, a folder that may not be written)
nothing is missed and nothing is refused; the next act writes a new one.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from latticework.model import RegisterError
from latticework.register import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last act of a log: its number and its hash."""

    act: int
    hash: str


def head_of(path: Path) -> Path:
    """Give the name of the file with the note."""
    return path.with_name(path.name + ".head")


def noted(path: Path) -> Head | None:
    """Give what is noted beside a register; ``None`` if nothing is, or the note itself is damaged."""
    try:
        act, hash, own = head_of(path).read_text(encoding="utf-8").split()
        head = Head(act=int(act), hash=hash)
    except (OSError, ValueError):
        return None
    return head if own == _own_hash(head) else None


def note_head(path: Path, head: Head) -> None:
    """Note the last act; where that cannot be done the act is in the register all the same.

    The note is of one length and written over in one piece, so that a process killed here leaves the old one or the new.
    """
    note = f"{head.act:020} {head.hash} {_own_hash(head)}\n".encode()
    with suppress(OSError):
        descriptor = os.open(head_of(path), os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            os.write(descriptor, note)
        finally:
            os.close(descriptor)


def look_for_head(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Look whether the act noted beside the register is in it.

    Raises:
        RegisterError: it is not: acts were lost, or the register is an older or another one.
    """
    head = noted(path)
    if head is None:
        return
    there = connection.execute(queries.HASH_OF, [head.act]).fetchall()  # all, so that nothing is left unfetched
    if there == [(head.hash,)]:
        return
    ((ends,),) = connection.execute(queries.LAST).fetchall()
    raise RegisterError(
        f"The register lacks acts that were in it: it ends with act {ends}, and act {head.act} had been written"
        if not there
        else f"Act {head.act} of the register is another one than the act {head.act} that had been written",
        where=str(path),
        remedy=(
            f"Go back to a backup or an export, or put {path.name}.wal back beside it; nothing was changed. If you "
            f"put an older or another register here on purpose, remove {head_of(path).name}"
        ),
    )


def _own_hash(head: Head) -> str:
    """Give the hash by which a damaged note is told from a register that lost something."""
    return hashlib.sha256(f"{head.act} {head.hash}".encode()).hexdigest()[:16]
