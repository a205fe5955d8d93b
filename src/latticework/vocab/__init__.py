"""Vocabularies as TOML and CSV; this module only reads them."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from latticework.model import BadVocabulary

MEMBER = re.compile(r"(?P<code>[A-Z0-9_]+)(?: from (?P<from>[\d-]+))?(?: to (?P<to>[\d-]+))?")


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Read one TOML list of this room by name, such as ``groups``.

    Raises:
        BadVocabulary: there is no such list, or it is no TOML.
    """
    where = files("latticework").joinpath("vocab", f"{name}.toml")
    try:
        return tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise BadVocabulary(f"The vocabulary {name!r} cannot be read: {problem}", where=str(where)) from problem


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Read one CSV list of this room by name, such as ``states`` or ``holders``.

    Raises:
        BadVocabulary: there is no such list.
    """
    where = files("latticework").joinpath("vocab", f"{name}.csv")
    try:
        return tuple(csv.DictReader(io.StringIO(where.read_text(encoding="utf-8"))))
    except OSError as problem:
        raise BadVocabulary(f"The vocabulary {name!r} cannot be read: {problem}", where=str(where)) from problem


@cache
def actors() -> dict[str, dict[str, Any]]:
    """Give every known actor by code: label, kind (state, organization, group), names by the way they are used.

    ``aliases`` are names, ``demonyms`` adjectives and peoples, ``capitals`` seats of government that
    stand for the actor, ``institutions`` its ministries and forces; states carry COW and
    Gleditsch-Ward numbers and, where they are no more, the year ``until`` which they existed.
    """
    known: dict[str, dict[str, Any]] = {}
    for row in rows("states"):
        split = {key: row[key].split(";") if row[key] else [] for key in ("aliases", "demonyms", "capitals")}
        known[row["iso"]] = {
            "label": row["label"],
            "kind": "state",
            "cow": row["cow"],
            "gw": row["gw"],
            "institutions": row["institutions"].split(";") if row["institutions"] else [],
            "until": row["until"],
            **split,
        }
    for kind in ("organization", "group"):
        for code, table in vocabulary(f"{kind}s").items():
            known[code] = {"kind": kind, **table}
    return known


def members(code: str, on: str) -> tuple[str, ...]:
    """Give the members of an organization or group on a date (ISO, or its beginning).

    >>> "SWE" in members("NATO", "2024-03-01"), "SWE" in members("NATO", "2024-03-08")
    (False, True)
    """
    found = []
    for written in actors()[code].get("members", ()):
        match = MEMBER.fullmatch(written)
        if match is None:
            raise BadVocabulary(f"No member of {code}: {written!r}", remedy='Write "CODE from DATE to DATE"')
        if (match["from"] or "") <= on and on <= (match["to"] or "9999"):
            found.append(match["code"])
    return tuple(found)


__all__ = ["actors", "members", "rows", "vocabulary"]
