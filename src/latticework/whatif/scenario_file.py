"""Scenarios as TOML files, and the check that every name in one is known."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from latticework.model import POSTURES, BadScenario, Change, Lattice, Scenario, UnknownName, bounds

SCENARIO_KEYS = ("name", "seed", "draws", "change")
CHANGE_KEYS = ("actor", "posture", "on", "level", "theatres", "functions", "leaves")


def _refuse_unknown(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise UnknownName("scenario key", key, known, where=where)


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from a TOML file: ``name``, ``seed``, ``draws`` and one or more ``[[change]]`` tables.

    Raises:
        BadScenario: the file cannot be read, or a value does not make sense.
        UnknownName: a key that no scenario has.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadScenario(f"The scenario cannot be read: {problem}", where=str(path)) from problem
    _refuse_unknown(table, SCENARIO_KEYS, str(path))
    changes = []
    for row in table.get("change", []):
        _refuse_unknown(row, CHANGE_KEYS, str(path))
        missing = [key for key in ("actor", "posture", "on") if key not in row]
        if missing:
            raise BadScenario(f"A change has no {', '.join(missing)}", where=str(path))
        level = row.get("level")
        changes.append(
            Change(
                actor=str(row["actor"]),
                posture=row["posture"],
                on=str(row["on"]),
                level=None if level is None else _level(level, str(path)),
                theatres=tuple(row.get("theatres", ())),
                functions=tuple(row.get("functions", ())),
                leaves=tuple(row.get("leaves", ())),
            )
        )
    standard = Scenario(changes=())
    return Scenario(
        changes=tuple(changes),
        name=str(table.get("name", path.stem)),
        seed=int(table.get("seed", standard.seed)),
        draws=int(table.get("draws", standard.draws)),
    )


def _level(level: Any, where: str) -> tuple[float, float]:
    if isinstance(level, (int, float)):
        level = [level, level]
    if len(level) != 2 or not 0 <= level[0] <= level[1] <= 1:
        raise BadScenario(f"The level {level} is no range in 0 to 1", where=where, remedy="Write level = [0.3, 0.7]")
    return float(level[0]), float(level[1])


def check_scenario(scenario: Scenario, lattice: Lattice) -> None:
    """Refuse a scenario that names what the lattice does not know; the nearest names are suggested.

    Raises:
        BadScenario: no change, a date that is none, no draws, one actor changed twice in the same place.
        UnknownName: actor, posture, theatre, function or arrangement.
    """
    if not scenario.changes:
        raise BadScenario("The scenario changes nothing", remedy="Give at least one change")
    if not 1 <= scenario.draws <= 1_000_000:
        raise BadScenario(f"{scenario.draws} draws", remedy="Take 1 to 1,000,000 draws")
    theatres = {task.theatre for task in lattice.tasks.values()} | {f.theatre for f in lattice.functions.values()}
    seen: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    for change in scenario.changes:
        if change.actor not in lattice.actors:
            names = {entity.label: code for code, entity in lattice.actors.items()}
            if change.actor in names:
                raise BadScenario(f"{change.actor!r} is a name", remedy=f"Use its code, {names[change.actor]}")
            raise UnknownName("actor", change.actor, [*lattice.actors, *names])
        if change.posture not in POSTURES:
            raise UnknownName(f"posture ({', '.join(POSTURES)})", change.posture, POSTURES)
        try:
            bounds(change.on)
        except ValueError as problem:
            raise BadScenario(f"The date {change.on!r} is none", remedy="Write it like 2025-01-20") from problem
        for names_given, known, kind in (
            (change.theatres, theatres, "theatre"),
            (change.functions, set(lattice.functions), "function"),
            (change.leaves, set(lattice.arrangements), "arrangement"),
        ):
            for name in names_given:
                if name not in known:
                    raise UnknownName(kind, name, known)
        key = (change.actor, change.theatres, change.functions)
        if key in seen:
            raise BadScenario(f"{change.actor} is changed twice in the same place")
        seen.add(key)
