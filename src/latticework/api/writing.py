"""Files written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from latticework.model import LatticeworkError


def check_folder(target: Path) -> None:
    """Refuse a folder that is not there, before anything is worked out.

    Raises:
        LatticeworkError: the folder does not exist.
    """
    if not target.parent.is_dir():
        raise LatticeworkError("The folder does not exist", where=str(target.parent), remedy="Create it first")


def write_whole(target: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there when it is complete."""
    half = target.with_name(target.name + ".part")
    half.write_bytes(content)
    half.replace(target)
    return target
