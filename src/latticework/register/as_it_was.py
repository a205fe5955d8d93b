"""A register as it was once: rows are only ever added, so what came after an act can be left away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from latticework.register import queries
from latticework.register.acts import ROWS_OF
from latticework.register.opening import open_file

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile


def as_it_was(file: RegisterFile, act: int, target: Path) -> Path:
    """Copy a register file as it was when ``act`` was the last one; its log then ends with that act's hash."""
    file.copy_to(target)
    opened = open_file(target, write=True)
    try:
        opened.connection.execute("BEGIN")
        for table in (*ROWS_OF, "acts"):
            opened.connection.execute(queries.DELETE_AFTER[table], [act])
        opened.connection.execute("COMMIT")
    finally:
        opened.close()
    return target
