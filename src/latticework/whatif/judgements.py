"""Judged ranges: TOML in, checked ``Range`` objects out."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from latticework.model import POSTURES, BadVocabulary, DrawnRange, Range, UnknownName
from latticework.whatif.draws import STANDS_FOR

KEYS = {"low", "high", "about", "why", "source"}
DRAWN_KEYS = {"draws", "about", "why", "source"}
FEWEST_DRAWS = 2


def load_judgements(path: Path | None = None) -> dict[str, Range]:
    """Read the shipped judged ranges, or these with those of a TOML file in their place; postures are ``posture:ID``.

    A range has a ``low`` and a ``high``, or ``draws`` of the user's own. Some stand in place of something
    (``whatif.stands_for``): ``contact-ARRANGEMENT``, ``in-force-ARRANGEMENT``, ``gives-TASK-ACTOR``.

    Raises:
        BadVocabulary: the file cannot be read; a range without reason, out of [0, 1], upside down or with an unknown key.
        UnknownName: a range that no shipped one corresponds to, so that nothing would use it.
    """
    if path is None:
        return _load(None)
    shipped, own = _load(None), _load(path)
    for id in own:
        if id not in shipped and not id.startswith(STANDS_FOR):  # whether it is about something, the lattice knows
            raise UnknownName("judged range", id, shipped, where=str(path))
    return {**shipped, **own}


def _load(path: Path | None) -> dict[str, Range]:
    where = path or files("latticework").joinpath("shipped", "judgement.toml")
    try:
        tables = tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadVocabulary(f"The judged ranges cannot be read: {problem}", where=str(where)) from problem
    postures = tables.pop("postures", {})
    ranges = {id: _range(id, table, str(where)) for id, table in sorted(tables.items())}
    for posture in POSTURES:
        if posture in postures:
            ranges[f"posture:{posture}"] = _range(f"posture:{posture}", postures[posture], str(where))
    return ranges


def _range(id: str, table: Any, where: str) -> Range:
    given = set(table) if isinstance(table, dict) else set()
    if given == DRAWN_KEYS:
        return _of_draws(id, table, where)
    if given != KEYS:
        wrong = sorted(given ^ KEYS)
        raise BadVocabulary(
            f"The judged range {id!r} has missing or unknown keys: {', '.join(wrong)}",
            where=where,
            remedy=f"Give {', '.join(sorted(KEYS))}; or draws in place of low and high",
        )
    if not all(isinstance(table[end], int | float) for end in ("low", "high")) or not (
        0 <= table["low"] <= table["high"] <= 1
    ):
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


def _of_draws(id: str, table: Any, where: str) -> DrawnRange:
    draws = table["draws"]
    if not isinstance(draws, list) or len(draws) < FEWEST_DRAWS or not all(isinstance(d, int | float) for d in draws):
        raise BadVocabulary(
            f"The draws of {id!r} are no list of numbers", where=where, remedy=f"Give at least {FEWEST_DRAWS} of them"
        )
    wrong = next((draw for draw in draws if not 0 <= draw <= 1), None)
    if wrong is not None:
        raise BadVocabulary(f"The judged range {id!r} has the draw {wrong}", where=where, remedy="Draws lie in [0, 1]")
    ordered = tuple(sorted(map(float, draws)))
    return DrawnRange(
        id=id,
        low=ordered[0],
        high=ordered[-1],
        about=table["about"],
        why=table["why"],
        source=table["source"],
        draws=ordered,
    )
