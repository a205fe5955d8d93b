"""Steps as data: the catalogue of kinds, the moves on record, and steps of the analyst's own (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from latticework.model import BadVocabulary, Lattice, UnknownName
from latticework.vocab import vocabulary

EditKind = Literal[
    "secure",
    "hand-over",
    "co-lead",
    "succeed",
    "provide",
    "widen",
    "loosen",
    "host",
    "prefund",
    "fill",
    "notice",
    "lock",
]
EDITS: tuple[str, ...] = get_args(EditKind)
PersonMonths = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One institutionalizing step on one arrangement or task.

    Args:
        kind: id of its kind in the catalogue; ``edit`` is what it changes in the structure.
        arrangement: the arrangement it changes or, for ``provide``, the one that provides afterwards.
        task: the task it changes (money, providers); ``tasks`` all tasks that a new provider carries.
        event: the judged input (``handover:ID``, ``ready:ID``, ``carry-on:ID``) that ``secure`` makes surer.
        actors: new lead, successors, members, host or providers; the giver of money paid in advance.
        effect: judged range in [0, 1], meaning by edit (see ``vocab/steps.toml``); ``None`` where structure says it all.
        profile: indicator → (from, to), in 0-4.
        effort: person-months of officials until it stands; ``lead_months`` from the decision on.
        consent: actors whose agreement it needs; ``needs`` says it in words, with the law.
        precedents: ids of arrangements in the register.
        basis: what its effect rests on.
    """

    id: str
    kind: str
    label: str
    edit: str
    arrangement: str | None = None
    tasks: tuple[str, ...] = ()
    event: str | None = None
    actors: tuple[str, ...] = ()
    share: float | None = None
    effect: tuple[float, float] | None = None
    notice_months: int | None = None
    profile: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    consent: tuple[str, ...] = ()
    needs: str = ""
    effort: PersonMonths = (0.0, 0.0)
    lead_months: tuple[float, float] = (0.0, 0.0)
    precedents: tuple[str, ...] = ()
    why: str = ""
    found: str = ""

    @property
    def basis(self) -> str:
        """``structure``, or ``judgement`` where the effect or the time it takes is a judged range."""
        timed = self.lead_months[0] != self.lead_months[1]
        return "structure, judgement" if self.effect or timed else "structure"


Part = Annotated[float, Field(ge=0, le=1)]
Months = Annotated[float, Field(ge=0)]


class _StepTable(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str
    kind: str
    edit: EditKind | None = None
    arrangement: str | None = None
    tasks: list[str] = []
    event: str | None = None
    actors: list[str] = []
    share: Part | None = None
    effect: tuple[Part, Part] | None = None
    notice_months: Annotated[int, Field(ge=0)] | None = None
    profile: dict[str, float] = {}
    consent: list[str] = []
    needs: str | None = None
    effort: tuple[Months, Months] | None = None
    lead_months: tuple[Months, Months] | None = None
    precedents: list[str] | None = None
    why: str | None = None


def kinds() -> dict[str, dict[str, Any]]:
    """Give the catalogue of kinds of steps."""
    return dict(vocabulary("steps")["kinds"])


def load_steps(path: Path, lattice: Lattice) -> tuple[Step, ...]:
    """Read steps of the analyst's own from a file; raises as ``read_steps`` does."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadVocabulary(f"The steps cannot be read: {problem}", where=str(path)) from problem
    return read_steps(text, lattice, str(path))


def read_steps(text: str, lattice: Lattice, where: str) -> tuple[Step, ...]:
    """Read steps of the analyst's own, as TOML: one table per step, its name the step's id.

    Args:
        where: what an error names as the place.
    Raises:
        BadVocabulary: the text is no TOML, or a value does not make sense.
        UnknownName: a kind, arrangement, task or actor that nobody knows.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadVocabulary(f"The steps cannot be read: {problem}", where=where) from problem
    return tuple(_own(id, table, lattice, where) for id, table in tables.items())


def _own(id: str, table: Any, lattice: Lattice, where: str) -> Step:
    try:
        given = _StepTable.model_validate(table)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BadVocabulary(f"The step {id!r} has a wrong {place}: {first['msg']}", where=where) from problem
    known = kinds()
    if given.kind not in known:
        raise UnknownName("kind of step", given.kind, known, where=where)
    kind = known[given.kind]
    edit = given.edit or kind["edit"]
    named = [*given.tasks, *given.actors, *given.consent, *([given.arrangement] if given.arrangement else [])]
    for name in named:
        if name not in lattice.tasks and lattice.entity(name) is None:
            raise UnknownName("task, arrangement or actor", name, [*lattice.tasks, *lattice.arrangements], where=where)
    effect = given.effect or (tuple(kind["effect"]) if "effect" in kind else None)
    if effect and effect[0] > effect[1]:
        raise BadVocabulary(f"The effect of {id!r} is upside down", where=where, remedy="Write effect = [0.3, 0.7]")
    lead, effort = given.lead_months or kind["lead_months"], given.effort or kind["effort"]
    for name, (low, high) in (("lead_months", lead), ("effort", effort)):
        if low > high:
            raise BadVocabulary(f"The {name} of {id!r} is upside down", where=where)
    missing = _missing(edit, given, lattice)
    if missing:
        raise BadVocabulary(f"The step {id!r} needs {missing}", where=where)
    return Step(
        id=id,
        kind=given.kind,
        label=given.label,
        edit=edit,
        arrangement=given.arrangement,
        tasks=tuple(given.tasks),
        event=given.event,
        actors=tuple(given.actors),
        share=given.share,
        effect=(effect[0], effect[1]) if effect else None,
        notice_months=given.notice_months,
        profile=profile_change(lattice, given.arrangement, given.profile or kind["profile"]),
        consent=tuple(given.consent),
        needs=given.needs or kind["needs"],
        effort=(float(effort[0]), float(effort[1])),
        lead_months=(float(lead[0]), float(lead[1])),
        precedents=tuple(kind["precedents"] if given.precedents is None else given.precedents),
        why=given.why or kind["why"],
        found="the analyst's own",
    )


def _missing(edit: str, given: _StepTable, lattice: Lattice) -> str | None:
    """What a step of an edit must name and does not."""
    if edit in ("hand-over", "co-lead", "succeed", "widen", "host", "loosen", "notice", "lock"):
        if given.arrangement not in lattice.works:
            return "an arrangement of the register"
        if edit in ("hand-over", "co-lead", "succeed", "widen", "host") and not given.actors:
            return "actors"
    if edit in ("provide", "fill", "prefund") and not given.tasks:
        return "tasks"
    if edit == "provide" and not (given.arrangement or given.actors):
        return "an arrangement or actors that provide"
    if edit in ("fill", "prefund") and any(lattice.tasks[id].gate != "share" for id in given.tasks):
        return "tasks that hold by shares of money or means"
    if edit == "provide" and any(lattice.tasks[id].gate == "share" for id in given.tasks):
        return None if given.actors and given.share else "actors and a share, since the task holds by shares"
    if edit == "prefund" and not given.actors:
        return "an actor who pays"
    return None


def profile_change(
    lattice: Lattice, arrangement: str | None, raised: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Indicators that a step raises: (coded middle before, after); those that are as high already are left out."""
    if arrangement is None or arrangement not in lattice.arrangements:
        return {}
    coded = lattice.arrangements[arrangement].get("indicators", {})
    found = {}
    for name, to in raised.items():
        low, high = coded.get(name, (0, 4))[:2]
        if (low + high) / 2 < to:
            found[name] = ((low + high) / 2, float(to))
    return found
