"""Judged ranges: TOML in, checked ``Range`` objects out."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from latticework.model import POSTURES, BadVocabulary, Range

KEYS = {"low", "high", "about", "why", "source"}


def load_judgements(path: Path | None = None) -> dict[str, Range]:
    """Read judged ranges from a TOML file, or the shipped ones; posture levels come as ``posture:withdrawn``.

    Raises:
        BadVocabulary: a range without reason, out of [0, 1], upside down, or with an unknown key.
    """
    where = path or files("latticework").joinpath("shipped", "judgement.toml")
    try:
        tables = tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise BadVocabulary(f"The judged ranges cannot be read: {problem}", where=str(where)) from problem
    postures = tables.pop("postures", {})
    ranges = {id: _range(id, table, str(where)) for id, table in sorted(tables.items())}
    for posture in POSTURES:
        if posture in postures:
            ranges[f"posture:{posture}"] = _range(f"posture:{posture}", postures[posture], str(where))
    return ranges


def _range(id: str, table: dict[str, Any], where: str) -> Range:
    if set(table) != KEYS:
        wrong = sorted(set(table) ^ KEYS)
        raise BadVocabulary(
            f"The judged range {id!r} has missing or unknown keys: {', '.join(wrong)}",
            where=where,
            remedy=f"Give {', '.join(sorted(KEYS))}",
        )
    if not 0 <= table["low"] <= table["high"] <= 1:
        raise BadVocabulary(
            f"The judged range {id!r} is {table['low']} to {table['high']}", where=where, remedy="0 <= low <= high <= 1"
        )
    return Range(
        id=id,
        low=float(table["low"]),
        high=float(table["high"]),
        about=table["about"],
        why=table["why"],
        source=table["source"],
    )
