"""Vocabularies as TOML; this module only reads them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from latticework.model import BadVocabulary


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Read one list of this room by name, such as ``actors``.

    Raises:
        BadVocabulary: there is no such list, or it is no TOML.
    """
    where = files("latticework").joinpath("vocab", f"{name}.toml")
    try:
        return tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise BadVocabulary(f"The vocabulary {name!r} cannot be read: {problem}", where=str(where)) from problem


__all__ = ["vocabulary"]
