"""Who has given what kind of weapon: the hub's part of each category, and who else has given any."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from latticework.model import LatticeworkError

COLUMNS = {"donor", "category", "number_of_weapons", "monetary_value_eur"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaponGap:
    """One category: pieces given by the hub and by all donors, the hub's part of their number and value (0 to 1).

    ``others`` are the other donors with what each gave, the most first; without any nobody has shown that it can.
    """

    category: str
    by_hub: float
    by_all: float
    part_of_number: float
    part_of_value: float
    others: tuple[tuple[str, float], ...]


def weapon_gaps(path: Path, hub: str) -> tuple[WeaponGap, ...]:
    """Read a Kiel table of weapons (donor x category) and give the categories in which the hub gave any.

    Args:
        path: CSV with donor, category, number_of_weapons, monetary_value_eur.
        hub: the donor that stops.
    Raises:
        LatticeworkError: the table cannot be read, or a column is missing.
    """
    number: dict[str, dict[str, float]] = {}
    value: dict[str, dict[str, float]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = COLUMNS - set(rows.fieldnames or ())
            if missing:
                raise LatticeworkError(f"Columns are missing: {', '.join(sorted(missing))}", where=str(path))
            for row in rows:
                for table, column in ((number, "number_of_weapons"), (value, "monetary_value_eur")):
                    by = table.setdefault(row["category"], {})
                    by[row["donor"]] = by.get(row["donor"], 0.0) + float(row[column] or 0)
    except (OSError, ValueError) as problem:
        raise LatticeworkError(f"The table of weapons cannot be read: {problem}", where=str(path)) from problem
    found = []
    for category, given in number.items():
        if not given.get(hub):
            continue
        pieces, worth = sum(given.values()), sum(value[category].values())
        others = sorted(((d, n) for d, n in given.items() if d != hub and n > 0), key=lambda one: (-one[1], one[0]))
        found.append(
            WeaponGap(
                category=category,
                by_hub=given[hub],
                by_all=pieces,
                part_of_number=given[hub] / pieces,
                part_of_value=value[category].get(hub, 0.0) / worth if worth else 0.0,
                others=tuple(others),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.part_of_number, one.category)))
