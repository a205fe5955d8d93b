"""The catalogue of datasets: ``datasets.toml`` in, checked ``Dataset`` objects out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from latticework.model import BadVocabulary, UnknownName

SQL_TYPES = {"int": "BIGINT", "float": "DOUBLE", "date": "DATE", "text": "VARCHAR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column a dataset must have: its type, range (inclusive) and whether it may be missing.

    ``also`` are other names that copies of the dataset give it.
    """

    name: str
    type: Literal["int", "float", "date", "text"]
    between: tuple[float, float] | None = None
    equals: str | None = None
    missing: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds in every row (DuckDB SQL), and what it says when a row breaks it."""

    holds: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What is known of one dataset before a file of it is seen.

    ``header`` names the columns of files published without one, of which the last ``header_optional`` may be absent.
    ``parts``: files of several periods are read together, each row once. ``only_listed``: no other column is kept.
    """

    name: str
    title: str
    unit: str
    source: str
    terms: str
    citation: str
    version: str
    covers: tuple[str, str]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    missing: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    until: Mapping[str, int] = field(default_factory=dict)
    released: Mapping[str, date] = field(default_factory=dict)
    codes: str = "COW"
    header: tuple[str, ...] = ()
    header_optional: int = 0
    plain_tabs: bool = False
    parts: bool = False
    only_listed: bool = False


@cache
def datasets() -> dict[str, Dataset]:
    """Read the catalogue.

    Raises:
        BadVocabulary: an entry with an unknown key or type.
    """
    where = files("latticework").joinpath("history", "datasets.toml")
    tables = tomllib.loads(where.read_text(encoding="utf-8"))
    return {name: _dataset(name, table, str(where)) for name, table in tables.items()}


def dataset(name: str) -> Dataset:
    """Find one dataset by name.

    Raises:
        UnknownName: the catalogue has no such dataset; the nearest names are suggested.
    """
    found = datasets().get(name)
    if found is None:
        raise UnknownName("dataset", name, datasets(), where="history/datasets.toml")
    return found


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _dataset(name: str, table: dict[str, Any], where: str) -> Dataset:
    try:
        columns = tuple(Column(name=column, **_frozen(spec)) for column, spec in table.pop("columns").items())
        rules = tuple(Rule(**rule) for rule in table.pop("rules", []))
        found = Dataset(name=name, columns=columns, rules=rules, **_frozen(table))
    except (TypeError, KeyError) as problem:
        raise BadVocabulary(f"The dataset {name!r} has a wrong or missing entry: {problem}", where=where) from problem
    wrong = [column.name for column in columns if column.type not in SQL_TYPES]
    if wrong:
        raise BadVocabulary(f"The dataset {name!r} has columns of unknown type: {', '.join(wrong)}", where=where)
    return found
