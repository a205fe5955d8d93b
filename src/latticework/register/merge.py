"""Which things may be one: proposed with a reason and a score, never merged silently.

A record is compared with the entities near it, an entity with its like. Names and aliases count by the longest common
blocks of letters (Ratcliff & Metzener 1988, as in ``difflib``), parties by the share that both have (Jaccard 1901),
dates by whether they can be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

import duckdb

from latticework.model import Candidate, Statement, bounds, earliest, latest
from latticework.register import queries
from latticework.register.rows import statement_from
from latticework.register.snapshot import preferred_values

PROPOSE_FROM = 0.6
MOST_IN_A_BLOCK = 60
MATCHED_TYPES = ("meeting", "arrangement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What two things are compared by."""

    id: str
    type: str
    names: tuple[str, ...]
    parties: frozenset[str]
    date: str | None
    kind: str | None = None


def described_record(id: str, line: Mapping[str, Any]) -> Described:
    """Describe a record by the fields of its line."""
    return Described(
        id=id,
        type=line["type"],
        names=(line["name"],) if line.get("name") else (),
        parties=frozenset(line.get("parties") or ()),
        date=line.get("date"),
        kind=line.get("kind"),
    )


def described_entities(statements: Iterable[Statement], roots: Mapping[str, str]) -> list[Described]:
    """Describe each entity by what is stated of it and of what was merged into it."""
    rows: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        rows.setdefault((roots.get(statement.subject, statement.subject), statement.subject_type), []).append(statement)
    found = []
    for (id, kind), some in rows.items():
        values = preferred_values(some)
        names = [row.value for row in some if row.property == "label"]
        names += [
            name for row in some if row.property == "aliases" and isinstance(row.value, list) for name in row.value
        ]
        parties = values.get("parties") or ()
        date = values.get("date") or values.get("founded")
        found.append(
            Described(
                id=id,
                type=kind,
                names=tuple(dict.fromkeys(name for name in names if isinstance(name, str))),
                parties=frozenset(p for p in parties if isinstance(p, str))
                if isinstance(parties, list)
                else frozenset(),
                date=date if isinstance(date, str) else None,
                kind=values.get("kind"),
            )
        )
    return found


def score(one: Described, other: Described) -> tuple[float, str]:
    """Score in [0, 1] how likely two things of one type are the same, and say why."""
    parties = (
        len(one.parties & other.parties) / len(one.parties | other.parties) if one.parties | other.parties else 0.0
    )
    dates = 1.0 if dates_agree(one.date, other.date) else 0.0
    kinds = ", same kind" if one.kind and one.kind == other.kind else ""
    if one.type == "meeting":
        if not dates:
            return 0.0, "dates differ"
        return 0.5 * parties + 0.5, f"parties agree {parties:.2f}, dates overlap ({one.date}, {other.date}){kinds}"
    names = max((_names_agree(a, b) for a in one.names for b in other.names), default=0.0)
    said = f"names agree {names:.2f}, parties {parties:.2f}{kinds}"
    return max(0.6 * names + 0.2 * parties + 0.2 * dates, names * 0.9), said


def best_matches(
    connection: duckdb.DuckDBPyConnection, known: int, roots: Mapping[str, str], lines: Mapping[str, Mapping[str, Any]]
) -> list[Candidate]:
    """Find, for each record (id to line), the best entity that it may be, if one is near enough."""
    records = [described_record(id, line) for id, line in lines.items() if line["type"] in MATCHED_TYPES]
    near = described_entities(_near(connection, known, records), roots)
    found = []
    for record in records:
        scored = [
            (*score(record, entity), entity.id)
            for entity in near
            if entity.type == record.type and (entity.type != "meeting" or entity.parties & record.parties)
            if _could_be(record, entity)
        ]
        best = max(scored, key=lambda one: (one[0], one[2]), default=None)
        if best and best[0] >= PROPOSE_FROM:
            found.append(Candidate(one=record.id, entity=best[2], score=round(best[0], 3), reason=best[1]))
    return found


def _near(connection: duckdb.DuckDBPyConnection, known: int, records: Sequence[Described]) -> list[Statement]:
    meetings = [r for r in records if r.type == "meeting" and r.date and r.parties]
    rows: list[Any] = []
    if meetings:
        parties = sorted({f'"{party}"' for r in meetings for party in r.parties})
        values = {"known": known, "parties": parties, **_months(meetings)}
        rows += connection.execute(queries.NEAR_MEETINGS, values).fetchall()
    named = [r for r in records if r.type == "arrangement" and r.names]
    if named:
        names = sorted({name for r in named for name in r.names})
        values = {"known": known, "names": names, "type": "arrangement", **_months(named)}
        rows += connection.execute(queries.NEAR_NAMES, values).fetchall()
    return [statement_from(row) for row in rows]


def _months(records: Sequence[Described]) -> dict[str, list[str]]:
    days = [day for r in records for day in _days(r.date)]
    return {"months": sorted({f"{day:%Y-%m}" for day in days}), "years": sorted({f"{day:%Y}" for day in days})}


def alike(entities: Sequence[Described], apart: Iterable[frozenset[str]] = ()) -> list[Candidate]:
    """Find the pairs of entities of one type that may be one, the likeliest first.

    ``apart`` are pairs that somebody judged to be two things. Only pairs that share a party and a year, or a longer
    word of a name, are compared; a word or party that very many share tells nothing and is passed over.
    """
    blocks: dict[tuple[str, str], list[Described]] = {}
    for entity in entities:
        for key in _keys(entity):
            blocks.setdefault((entity.type, key), []).append(entity)
    judged, found = set(apart), {}
    for block in blocks.values():
        if len(block) > MOST_IN_A_BLOCK:
            continue
        for one, other in combinations(sorted(block, key=lambda e: e.id), 2):
            pair = frozenset((one.id, other.id))
            if pair in judged or pair in found:
                continue
            points, reason = score(one, other)
            if points >= PROPOSE_FROM:
                found[pair] = Candidate(one=one.id, entity=other.id, score=round(points, 3), reason=reason)
    return sorted(found.values(), key=lambda c: (-c.score, c.one, c.entity))


def _keys(entity: Described) -> set[str]:
    if entity.type == "meeting":
        months = {f"{day:%Y-%m}" for day in _days(entity.date)}
        return {f"{party} {month}" for party in entity.parties for month in months}
    return {word for name in entity.names for word in name.casefold().split() if len(word) > 3}


def _could_be(one: Described, other: Described) -> bool:
    """Say whether two things can reach the score from which one is proposed, by what is quick to see."""
    if one.type == "meeting":
        return dates_agree(one.date, other.date)
    rest = 0.2 * bool(one.parties & other.parties) + 0.2 * dates_agree(one.date, other.date)
    least = min((PROPOSE_FROM - rest) / 0.6, PROPOSE_FROM / 0.9)
    return any(_could_agree(a, b, least) for a in one.names for b in other.names)


def _could_agree(one: str, other: str, least: float) -> bool:
    """Say whether names could agree as much: no two agree more than their lengths allow."""
    shorter, longer = sorted((len(one), len(other)))
    return (
        2 * shorter >= least * (shorter + longer)
        or one.casefold() in other.casefold()
        or other.casefold() in one.casefold()
    )


@lru_cache(maxsize=200_000)
def _names_agree(one: str, other: str) -> float:
    a, b = one.casefold(), other.casefold()
    return 1.0 if a in b or b in a else SequenceMatcher(None, a, b).ratio()


def _days(written: str | None) -> list[Any]:
    try:
        return [day for day in (earliest(written), latest(written)) if day]
    except ValueError:
        return []


def dates_agree(one: str | None, other: str | None) -> bool:
    """Say whether two EDTF dates can mean the same day.

    >>> dates_agree("2024-07", "2024-07-28"), dates_agree("2024-07-27", "2024-07-28"), dates_agree(None, "2024")
    (True, False, False)
    """
    if not one or not other:
        return False
    (first, last), (other_first, other_last) = _span(one), _span(other)
    if first and last and other_first and other_last:
        return max(first, other_first) <= min(last, other_last)
    return _may_overlap(one, other)


@cache
def _span(written: str) -> tuple[date | None, date | None]:
    try:
        return bounds(written)
    except ValueError:
        return None, None


def _may_overlap(one: str, other: str) -> bool:
    try:
        starts = [d for d in (earliest(one), earliest(other)) if d]
        ends = [d for d in (latest(one), latest(other)) if d]
    except ValueError:
        return False
    return not starts or not ends or max(starts) <= min(ends)
