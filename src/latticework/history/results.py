"""Estimates as small files in the package: written by ``history estimate --save``, read by anyone, nothing to install.

A file carries the datasets with their checksums, the command that makes it again, the seed, the support of the data
and a checksum of itself; a file that was changed by hand is refused.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from latticework.history.collection import Added
from latticework.history.estimate import Estimate
from latticework.model import BadVocabulary, UnknownName

FORMAT = 1
SEED = 20240731
CHECKSUM = "sha256_of_what_follows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Where the data speak: which hubs and kinds of pairs, and which years."""

    about: str
    hubs: tuple[str, ...]  # empty: any
    since: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllyContact:
    """Posterior draws of high-level contact of the hub with one ally within a year, for what-ifs.

    ``after`` and ``usual`` are draws of the chance after a change of the governing party and in other years, as 41
    evenly spaced quantiles from 1.25 to 98.75 %. The change is the hub's, or (``of`` is ``ally``) the ally's own.
    ``waits`` are (day of a change, days until the first contact after it; -1 if none came).
    """

    iso: str
    of: Literal["hub", "ally"] = "hub"
    windows: int
    seen: int
    after: tuple[float, ...]
    usual: tuple[float, ...]
    waits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlliedPair:
    """A bilateral alliance in force in the last year of the data: its states (ISO, ascending) and whether both were democratic."""

    one: str
    other: str
    atopid: int
    democratic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorAfter:
    """A donor after its change of government: allocations over what its own level and the months before and after give.

    ``ratio`` is 1 where nothing changed; ``months`` how many were seen after the month of the change, ``day``.
    """

    iso: str
    day: str
    months: int
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The estimates of one outcome and how they were made."""

    outcome: str
    command: str
    seed: int
    code_version: str
    datasets: Mapping[str, str]
    known_from: str
    support: Support
    estimates: tuple[Estimate, ...]
    cases: tuple[str, ...]
    allies: tuple[AllyContact, ...] = ()
    pairs: tuple[AlliedPair, ...] = ()
    donors: tuple[DonorAfter, ...] = ()

    def find(self, id: str) -> Estimate:
        """Find one estimate by id.

        Raises:
            UnknownName: there is none of that id.
        """
        for estimate in self.estimates:
            if estimate.id == id:
                return estimate
        raise UnknownName("estimate", id, [estimate.id for estimate in self.estimates])


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}" if "." in f"{value:.6g}" or "e" in f"{value:.6g}" else f"{value:.6g}.0"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _table(header: str, values: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{json.dumps(k) if '@' in k else k} = {_value(v)}" for k, v in values.items() if v is not None and v != ""
    ]
    return ["", header, *lines]


def as_toml(results: Results) -> str:
    """Write results as TOML: the same results give the same bytes."""
    top = {
        "format": FORMAT,
        "outcome": results.outcome,
        "command": results.command,
        "seed": results.seed,
        "code_version": results.code_version,
        "known_from": results.known_from,
        "cases": results.cases,
        **({"pairs": [list(asdict(pair).values()) for pair in results.pairs]} if results.pairs else {}),
        **({"donors": [list(asdict(donor).values()) for donor in results.donors]} if results.donors else {}),
    }
    lines = [f"{key} = {_value(value)}" for key, value in top.items()]
    lines += _table("[datasets]", results.datasets)
    lines += _table("[support]", asdict(results.support))
    for estimate in results.estimates:
        lines += _table("[[estimate]]", asdict(estimate))
    for ally in results.allies:
        lines += _table("[[ally]]", asdict(ally))
    body = "\n".join(lines) + "\n"
    return f'{CHECKSUM} = "{hashlib.sha256(body.encode()).hexdigest()}"\n{body}'


def read_results(text: str, where: str) -> Results:
    """Read what :func:`as_toml` wrote.

    Raises:
        BadVocabulary: no TOML, another format, or changed since it was written.
    """
    first, _, body = text.partition("\n")
    if first != f'{CHECKSUM} = "{hashlib.sha256(body.encode()).hexdigest()}"':
        raise BadVocabulary(
            "The estimates were changed after they were made",
            where=where,
            remedy="Make them again with `latticework history estimate --save`; give ranges of your own as judgements",
        )
    table = tomllib.loads(body)
    if table.pop("format") != FORMAT:
        raise BadVocabulary("The estimates have another format than this version reads", where=where)
    support = table.pop("support")
    floats = {f.name for f in fields(Estimate) if f.type in ("float", "float | None")}
    items: list[dict[str, Any]] = table.pop("estimate")
    for item in items:
        item.update({name: float(item[name]) for name in floats & item.keys()})
    estimates = tuple(Estimate(**{"point": None, **item}) for item in items)
    allies = tuple(_ally(item) for item in table.pop("ally", []))
    pairs = [dict(zip(("one", "other", "atopid", "democratic"), row, strict=True)) for row in table.pop("pairs", [])]
    donors = [dict(zip(("iso", "day", "months", "ratio"), row, strict=True)) for row in table.pop("donors", [])]
    return Results(
        allies=allies,
        pairs=tuple(AlliedPair(**pair) for pair in pairs),
        donors=tuple(DonorAfter(**donor) for donor in donors),
        support=Support(**{**support, "hubs": tuple(support["hubs"])}),
        estimates=estimates,
        cases=tuple(table.pop("cases")),
        **table,
    )


def _ally(item: dict[str, Any]) -> AllyContact:
    lists = {name: tuple(map(float, item[name])) for name in ("after", "usual")}
    return AllyContact(**{**item, **lists, "waits": tuple(map(tuple, item["waits"]))})


def save(results: Results, path: Path) -> None:
    """Write a results file, whole or not at all."""
    half = path.with_name(path.name + ".part")
    half.write_text(as_toml(results), encoding="utf-8")
    half.replace(path)


@cache
def shipped_results(as_known: date | None = None) -> Mapping[str, Results]:
    """Give the shipped results by name (``formal-ends``, ``lapse``, ``cooperation``, ``aid``).

    Args:
        as_known: leave out results that use data released after this day.
    """
    folder = files("latticework").joinpath("shipped", "estimates")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            results = read_results(file.read_text(encoding="utf-8"), f"shipped/estimates/{file.name}")
            if as_known is None or date.fromisoformat(results.known_from) <= as_known:
                found[file.name.removesuffix(".toml")] = results
    return found


def dataset_checksums(added: Sequence[Added]) -> dict[str, str]:
    """Name and version of each dataset to the checksum of its file."""
    return {item.id: item.sha256 for item in sorted(added, key=lambda a: a.id)}
