"""Elections, handovers of office and ends of terms: dated public facts beside the register, each with its source."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from latticework.model import BadVocabulary, Lattice, Source, bounds

Kind = Literal["election", "handover", "term"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDate:
    """One election (``election``), office taken up (``handover``) or end of a term (``term``).

    ``date`` is EDTF: ``../2025-10-30`` is the last day that the law allows. ``known`` is a day on which it was public.
    """

    id: str
    actor: str
    kind: Kind
    date: str
    label: str
    known: datetime.date
    source: Source


@cache
def public_dates() -> tuple[PublicDate, ...]:
    """Give all that ship, by the last day that each can mean.

    Raises:
        BadVocabulary: one is incomplete, or its dates are none.
    """
    where = files("latticework").joinpath("shipped", "public_dates.toml")
    found = []
    for id, table in tomllib.loads(where.read_text(encoding="utf-8")).items():
        try:
            if table["kind"] not in get_args(Kind) or bounds(table["date"])[1] is None:
                raise ValueError(f"kind {table['kind']!r} or date {table['date']!r}")
            told = table["source"]
            source = Source(
                id=id, title=told["title"], publisher=told["publisher"], date=told.get("date"), address=told.get("address")
            )  # fmt: skip
            found.append(
                PublicDate(
                    id=id, actor=table["actor"], kind=table["kind"], date=table["date"], label=table["label"],
                    known=datetime.date.fromisoformat(table["known"]), source=source,
                )
            )  # fmt: skip
        except (KeyError, ValueError) as problem:
            raise BadVocabulary(
                f"The public date {id!r} is not whole: {problem}", where="public_dates.toml"
            ) from problem
    return tuple(sorted(found, key=lambda one: (str(bounds(one.date)[1]), one.id)))


def public_dates_of(lattice: Lattice) -> tuple[PublicDate, ...]:
    """Give those of actors in the lattice that were public on its date, and by the date as known where it has one."""
    until = min(filter(None, (lattice.as_of, lattice.as_known)))[:10]
    return tuple(one for one in public_dates() if one.actor in lattice.actors and one.known.isoformat() <= until)
