"""Scenarios as TOML files, and the check that every name in one is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from latticework.model import POSTURES, BadScenario, Change, Lattice, Scenario, UnknownName, bounds
from latticework.vocab import actors, members

STANDARD = Scenario(changes=())


def _both_ends(level: Any) -> Any:
    return [level, level] if isinstance(level, int | float) else level


Level = Annotated[float, Field(ge=0, le=1)]


class _ChangeTable(BaseModel):
    model_config = ConfigDict(extra="forbid")
    actor: str
    posture: str
    on: Annotated[str, BeforeValidator(str)]  # TOML has dates of its own
    level: Annotated[tuple[Level, Level] | None, BeforeValidator(_both_ends)] = None
    theatres: list[str] = []
    functions: list[str] = []
    leaves: list[str] = []
    vary: list[Level] = []


class _ScenarioTable(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = ""
    seed: int = STANDARD.seed
    draws: int = STANDARD.draws
    change: list[_ChangeTable] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRead:
    """What one file holds: for each change the levels to try (none: as it is), and which general keys it states."""

    scenario: Scenario
    vary: tuple[tuple[float, ...], ...]
    stated: frozenset[str]


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from a TOML file: ``name``, ``seed``, ``draws`` and one or more ``[[change]]`` tables.

    Raises:
        BadScenario: the file cannot be read, or a value does not make sense.
        UnknownName: a key that no scenario has.
    """
    return read_scenario(path).scenario


def read_scenario(path: Path) -> ScenarioRead:
    """Read a scenario file with what it asks to vary (``vary = [0, 0.5, 1]`` in a change) and what it states."""
    try:
        table = _ScenarioTable.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadScenario(f"The scenario cannot be read: {problem}", where=str(path)) from problem
    except ValidationError as problem:
        raise _for_people(problem, path) from problem
    changes = []
    for number, row in enumerate(table.change, 1):
        where = f"{path} (change {number})"
        if row.level and row.level[0] > row.level[1]:
            raise BadScenario(
                f"The level {list(row.level)} is upside down", where=where, remedy="Write level = [0.3, 0.7]"
            )
        if row.level and row.vary:
            raise BadScenario("A change has both level and vary", where=where, remedy="Give one of them")
        changes.append(
            Change(
                actor=row.actor,
                posture=row.posture,  # type: ignore[arg-type]  # check_scenario refuses an unknown one
                on=row.on,
                level=row.level,
                theatres=tuple(row.theatres),
                functions=tuple(row.functions),
                leaves=tuple(row.leaves),
            )
        )
    return ScenarioRead(
        scenario=Scenario(changes=tuple(changes), name=table.name or path.stem, seed=table.seed, draws=table.draws),
        vary=tuple(tuple(row.vary) for row in table.change),
        stated=frozenset(table.model_fields_set),
    )


def _for_people(problem: ValidationError, path: Path) -> BadScenario | UnknownName:
    first = problem.errors()[0]
    inside = "change" in first["loc"][:-1]
    key = str(first["loc"][-1])
    if first["type"] == "extra_forbidden":
        return UnknownName(
            "scenario key", key, (_ChangeTable if inside else _ScenarioTable).model_fields, where=str(path)
        )
    number = next((part + 1 for part in first["loc"] if isinstance(part, int)), None)
    at = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
    place = f"{path}, {at}" + (f" (change {number})" if number else "")
    return BadScenario(f"The scenario has a wrong or missing value: {first['msg']}", where=place)


def with_codes(scenario: Scenario, lattice: Lattice) -> Scenario:
    """Write actors that are given by name (``Germany``, ``usa``) by their codes; others stay as they are."""
    codes = {alias.casefold(): code for code, row in actors().items() for alias in row.get("aliases", ())}
    codes |= {entity.label.casefold(): code for code, entity in lattice.actors.items()}
    codes |= {code.casefold(): code for code in lattice.actors}
    changes = tuple(replace(one, actor=codes.get(one.actor.casefold(), one.actor)) for one in scenario.changes)
    return replace(scenario, changes=changes)


def check_scenario(scenario: Scenario, lattice: Lattice) -> None:
    """Refuse a scenario that names what the lattice does not know; the nearest names are suggested.

    Raises:
        BadScenario: no change, a date that is none, no draws, one actor changed twice in the same place.
        UnknownName: actor, posture, theatre, function or arrangement.
    """
    if not scenario.changes:
        raise BadScenario("The scenario changes nothing", remedy="Give at least one change")
    if scenario.seed < 0:
        raise BadScenario(f"The seed {scenario.seed} is negative", remedy="Take 0 or a larger whole number")
    if not 1 <= scenario.draws <= 1_000_000:
        raise BadScenario(f"{scenario.draws} draws", remedy="Take 1 to 1,000,000 draws")
    theatres = {task.theatre for task in lattice.tasks.values()} | {f.theatre for f in lattice.functions.values()}
    seen: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    for change in scenario.changes:
        actor = lattice.actors.get(change.actor)
        if actor is None:
            labels = [entity.label for entity in lattice.actors.values()]
            raise UnknownName("actor", change.actor, [*lattice.actors, *labels], list_them="latticework show actors")
        if actor.get("kind") not in ("state", "organization"):  # a group acts through its members
            within = ", ".join(members(change.actor, lattice.as_of)) or "whom you mean"
            raise BadScenario(f"{actor.label} is a group, which acts through its members", remedy=f"Name {within}")
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
