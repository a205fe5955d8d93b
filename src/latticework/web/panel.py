"""What the panel beside the picture says of one arrangement, task or function: why, what breaks it, who fills, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latticework.advise.candidates import candidates
from latticework.advise.steps import Step
from latticework.api import Outcome
from latticework.model import Break, Evidence, Range, Source, UnknownName
from latticework.show.sentences import sentences_of
from latticework.show.words import PLACES, STATE_SYMBOLS, SYMBOLS
from latticework.web.layout import parts_in

SAID_ELSEWHERE = {"label", "parties", "works", "indicators", "kind", "theatre", "status", "providers", "tasks"}
MOST_FACTS, MOST_STEPS, MOST_SENTENCES = 14, 6, 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated property with its sources, or the sentence that states it."""

    property: str
    name: str
    value: str
    sentence: Evidence | None
    sources: tuple[Source, ...]
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All that the panel shows; empty parts are left out on the page."""

    id: str
    label: str
    kind: str
    symbol: str
    word: str
    because: str
    before: Any
    after: Any
    basis: tuple[str, ...]
    about: str
    parts: tuple[tuple[str, str], ...]
    provided: tuple[Mapping[str, Any], ...]
    facts: tuple[Fact, ...]
    sentences: tuple[Mapping[str, Any], ...]
    breaks: tuple[Break, ...]
    anyway: tuple[Break, ...]
    fill: tuple[tuple[str, str], ...]
    judged: tuple[Range, ...]
    steps: tuple[Step, ...]
    functions: tuple[str, ...]


def panel_of(outcome: Outcome, id: str) -> Panel:
    """Gather what is known of one arrangement, task or function in a scenario.

    Raises:
        UnknownName: nothing on the picture has that id.
    """
    lattice = outcome.lattice.snapshot
    if id in lattice.arrangements:
        return _arrangement(outcome, id)
    if id in outcome.functions or id in outcome.tasks:
        return _carried(outcome, id)
    raise UnknownName("arrangement, function or task", id, [*lattice.arrangements, *outcome.functions, *outcome.tasks])


def _arrangement(outcome: Outcome, id: str) -> Panel:
    lattice = outcome.lattice.snapshot
    entity, answer = lattice.arrangements[id], outcome.arrangements[id]
    tasks = [task for task in lattice.tasks.values() if any(p.by == id for p in task.providers)]
    functions = tuple(dict.fromkeys(task.function for task in tasks))
    works = lattice.works.get(id)
    names = works.chances if works else ()
    fill = [(lattice.label(a), "could take the lead over") for a in (works.successors if works else ())]
    possible, anyway = outcome.arrangement_breaks(id)
    described = [str(entity.get("kind", "")).replace("_", " "), str(entity.get("status", ""))]
    return Panel(
        id=id,
        label=entity.label,
        kind="arrangement",
        symbol=STATE_SYMBOLS[answer.state],
        word=answer.state,
        because=answer.because,
        before=answer.before,
        after=answer.after,
        basis=tuple(answer.basis),
        about=", ".join(filter(None, [*described, PLACES.get(str(entity.get("theatre")), "")])),
        parts=tuple((lattice.label(actor), part) for actor, (part, _) in parts_in(lattice, id).items()),
        provided=(),
        facts=_facts(outcome, id),
        sentences=_sentences(outcome, [id]),
        breaks=possible,
        anyway=anyway,
        fill=tuple(fill + _fillers(outcome, [task.id for task in tasks])),
        judged=tuple(outcome.judgements()[n] for n in names if n in outcome.judgements()),
        steps=_steps(outcome, functions, id),
        functions=functions,
    )


def _carried(outcome: Outcome, id: str) -> Panel:
    lattice, carried, why = outcome.lattice.snapshot, outcome.carried(id), outcome.why(id)
    function = lattice.functions.get(id)
    tasks = list(function.tasks) if function else [id]
    gate = (function or lattice.tasks[id]).gate.replace("_", " ")
    k = (function or lattice.tasks[id]).k
    of = "its tasks do" if function else "what provides it does"
    about = f"Holds when {gate}{f' {k}' if k else ''} of {of}. {function.why if function else ''}"
    if not function and lattice.tasks[id].gate == "share":
        about = f"Holds when the engaged shares and what others add reach {lattice.tasks[id].need:.0%} of the whole."
    provided = [
        {
            **row,
            "task_label": lattice.label(row["task"]),
            "sources": [lattice.sources[s] for p in lattice.tasks[row["task"]].providers if p.by == row["by"] for s in p.sources if s in lattice.sources],
        }
        for row in why["provided_by"]
    ]  # fmt: skip
    return Panel(
        id=id,
        label=carried.label,
        kind=carried.kind,
        symbol=SYMBOLS[carried.verdict],
        word=carried.verdict,
        because=carried.because,
        before=carried.before,
        after=carried.after,
        basis=tuple(carried.basis),
        about=about.strip(),
        parts=(),
        provided=tuple(provided),
        facts=(),
        sentences=_sentences(outcome, [row["by"] for row in provided]),
        breaks=carried.breaks,
        anyway=carried.would_break,
        fill=tuple(_fillers(outcome, tasks)),
        judged=tuple(outcome.judgements()[name] for name in carried.judgements if name in outcome.judgements()),
        steps=_steps(outcome, (id,) if function else (lattice.tasks[id].function,), None if function else id),
        functions=(id,) if function else (lattice.tasks[id].function,),
    )


def _facts(outcome: Outcome, id: str) -> tuple[Fact, ...]:
    lattice = outcome.lattice.snapshot
    entity = lattice.arrangements[id]
    conflicts = entity.conflicts()
    found = [
        Fact(
            property=s.property,
            name=s.property.replace("_", " "),
            value=_plain(s.value),
            sentence=s.evidence,
            sources=tuple(lattice.sources[source] for source in s.sources if source in lattice.sources),
            disputed=s.property in conflicts,
        )
        for s in entity.statements
        if s.property not in SAID_ELSEWHERE
    ]
    return tuple(found[:MOST_FACTS])


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    return str(value)


def _sentences(outcome: Outcome, ids: list[str]) -> tuple[Mapping[str, Any], ...]:
    lattice = outcome.lattice
    spoken = sentences_of(lattice.snapshot, lattice.records)
    return tuple(record for id in dict.fromkeys(ids) for _, record in spoken.get(id, []))[:MOST_SENTENCES]


def _fillers(outcome: Outcome, tasks: list[str]) -> list[tuple[str, str]]:
    lattice = outcome.lattice.snapshot
    found: dict[str, str] = {}
    for task in tasks:
        one = outcome.tasks[task]
        months = f", in about {one.months_to_replace[0]:g} to {one.months_to_replace[1]:g} months" if one.months_to_replace else ""  # fmt: skip
        for actor in one.can_fill:
            found.setdefault(lattice.label(actor), f"could fill “{one.label}”{months}")
    return list(found.items())


def _steps(outcome: Outcome, functions: tuple[str, ...], where: str | None) -> tuple[Step, ...]:
    """Steps that the breaks suggest for these functions: on one arrangement or task, or on any."""
    if not functions or not outcome.answer.scenario.changes:
        return ()
    found = candidates(outcome.lattice.snapshot, outcome.answer, functions)
    here = [s for s in found if where is None or s.arrangement == where or where in s.tasks]
    return tuple(here[:MOST_STEPS])
