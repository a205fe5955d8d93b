"""Candidates: kinds of steps from the catalogue, put where a what-if shows a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from latticework.advise.steps import Step, kinds, profile_change
from latticework.model import CarriedAnswer, Lattice, Outcome, Task, Works

Gap = tuple[str, str, str | None]  # when, arrangement or task, judged event


def candidates(lattice: Lattice, outcome: Outcome, functions: Collection[str]) -> tuple[Step, ...]:
    """Find the steps that the breaks and lapses of an outcome suggest for these functions, by id."""
    found: dict[str, Step] = {}
    for when, where, event in sorted(set(_gaps(lattice, outcome, functions)), key=str):
        hubs = _gone(outcome, where)
        for id, kind in kinds().items():
            if when in kind["when"]:
                for step in _steps(lattice, id, kind, when, where, event, hubs, outcome):
                    found.setdefault(step.id, step)
    return tuple(found[id] for id in sorted(found))


def _gone(outcome: Outcome, where: str = "") -> set[str]:
    """Actors that change course, and those that formally leave this arrangement while they stay engaged elsewhere."""
    return {one.actor for one in outcome.scenario.changes if one.posture != "engaged" or where in one.leaves}


def _gaps(lattice: Lattice, outcome: Outcome, functions: Collection[str]) -> Iterator[Gap]:
    hubs = _gone(outcome)
    tasks = [lattice.tasks[id] for function in functions for id in lattice.functions[function].tasks]
    asked: list[CarriedAnswer] = [outcome.functions[id] for id in functions] + [outcome.tasks[t.id] for t in tasks]
    lost = {event for one in asked for a_break in one.breaks for event in a_break.losses}
    providers = [p.by for task in tasks for p in task.providers if p.by in lattice.works]
    for by in providers:
        works = lattice.works[by]
        for when, judged in (("handover", works.handover), ("ready", works.ready), ("carry-on", works.carry_on)):
            if judged and f"{when}:{judged}" in lost:
                yield when, by, f"{when}:{judged}"
        if outcome.arrangements[by].state in ("lapses", "ends") and _gone(outcome, by) & set(works.essential):
            yield "needs-hub", by, None
        if works.host in _gone(outcome, by):
            yield "hub-hosts", by, None
    for task in tasks:
        answer = outcome.tasks[task.id]
        if f"fill:{task.id}" in lost:
            yield "fill", task.id, None
            if hubs & {p.by for p in task.providers}:
                yield "hub-money", task.id, None
        if answer.after.mean < answer.before.mean - 1e-9 and task.gate != "share":
            yield "shared-task", task.id, None
            if any(len(b.losses) == 1 and b.losses[0].startswith("engaged:") for b in answer.breaks):
                yield "sole-hub", task.id, None


def _steps(
    lattice: Lattice, id: str, kind: Mapping[str, Any], when: str, where: str, event: str | None, hubs: set[str],
    outcome: Outcome,
) -> Iterator[Step]:  # fmt: skip
    if where in lattice.tasks:
        yield from _on_task(lattice, id, kind, when, lattice.tasks[where], hubs, outcome)
        return
    entity, works = lattice.arrangements[where], lattice.works[where]
    parties = tuple(entity.get("parties", ()))
    coded = entity.get("indicators", {})
    if "only" in kind and entity.get("kind") not in kind["only"]:
        return
    if "theatres" in kind and entity.get("theatre") not in kind["theatres"]:
        return
    if any(sum(coded.get(name, (0, 4))[:2]) / 2 >= top for name, top in kind.get("below", {}).items()):
        return
    if len(parties) < kind.get("least_parties", 0) or set(parties) <= hubs:
        return
    actors = _actors(lattice, kind, where, works, parties, hubs)
    if actors is None:
        return
    consent = tuple(dict.fromkeys((*parties, *actors)))
    if kind["edit"] == "loosen":
        consent = tuple(code for code in consent if code not in hubs)
    yield _made(lattice, id, kind, when, where, arrangement=where, actors=actors, event=event, consent=consent)


def _actors(
    lattice: Lattice, kind: Mapping[str, Any], id: str, works: Works, parties: tuple[str, ...], hubs: set[str]
) -> tuple[str, ...] | None:
    """Whom an edit of an arrangement names; ``None`` when nobody is there to be named."""
    edit = kind["edit"]
    if edit in ("hand-over", "co-lead", "host"):
        if "actor" in kind:
            return (kind["actor"],) if kind["actor"] not in {*hubs, works.lead} else None
        able = [actor for actor in works.successors if actor not in hubs]
        return (able[0],) if able else None
    if edit == "loosen":
        return tuple(sorted(hubs & set(works.essential)))
    if edit == "widen":
        return _nearest(lattice, parties, hubs)
    return ()


def _nearest(lattice: Lattice, parties: tuple[str, ...], hubs: set[str]) -> tuple[str, ...] | None:
    """The state outside that shares most arrangements with the members who stay."""
    near: Counter[str] = Counter()
    for entity in lattice.arrangements.values():
        others = set(entity.get("parties", ()))
        for code in others - set(parties) - hubs:
            if lattice.actors[code].get("kind") == "state":
                near[code] += len(others & (set(parties) - hubs))
    best = sorted((code for code in near if near[code] > 0), key=lambda code: (-near[code], code))
    return (best[0],) if best else None


def _on_task(
    lattice: Lattice, id: str, kind: Mapping[str, Any], when: str, task: Task, hubs: set[str], outcome: Outcome
) -> Iterator[Step]:
    if when == "fill":
        givers = tuple(p.by for p in task.providers if p.by not in hubs)
        yield _made(lattice, id, kind, when, task.id, tasks=(task.id,), consent=givers)
    elif when == "hub-money":
        for hub in sorted(hubs & {p.by for p in task.providers}):
            yield _made(lattice, id, kind, when, task.id, tasks=(task.id,), actors=(hub,), consent=(hub,))
    elif when == "sole-hub":
        able = tuple(actor for actor in task.can_fill if actor not in hubs)
        if able:
            lead = task.months_to_replace
            yield _made(lattice, id, kind, when, task.id, tasks=(task.id,), actors=able, consent=able, lead=lead)
    elif when == "shared-task":
        given = {p.by for p in task.providers}
        for by, entity in lattice.arrangements.items():
            able_ = entity.get("kind") in ("command", "mission") and entity.get("theatre") == task.theatre
            if able_ and by not in given and outcome.arrangements[by].after.mean > 0:
                parties = tuple(entity.get("parties", ()))
                yield _made(
                    lattice, id, kind, when, f"{task.id}-{by}", tasks=(task.id,), arrangement=by, consent=parties
                )


def _made(
    lattice: Lattice, id: str, kind: Mapping[str, Any], when: str, where: str, *, arrangement: str | None = None,
    tasks: tuple[str, ...] = (), actors: tuple[str, ...] = (), event: str | None = None, consent: tuple[str, ...] = (),
    lead: tuple[float, float] | None = None,
) -> Step:  # fmt: skip
    names = " and ".join(lattice.label(actor) for actor in actors)
    on = lattice.label(tasks[0]) if tasks else lattice.label(arrangement or where)
    who = f" ({lattice.label(arrangement)})" if tasks and arrangement else f" ({names})" if names else ""
    effect = kind.get("effect")
    months, effort = lead or kind["lead_months"], kind["effort"]
    return Step(
        id=f"{id}-{where}",
        kind=id,
        label=f"{kind['label']}: {on}{who}",
        edit=kind["edit"],
        arrangement=arrangement,
        tasks=tasks,
        event=event,
        actors=actors,
        effect=(effect[0], effect[1]) if effect and (event or kind["edit"] != "secure") else None,
        notice_months=kind.get("notice_months"),
        profile=profile_change(lattice, arrangement, kind["profile"]) if not tasks else {},
        consent=consent,
        needs=kind["needs"],
        effort=(float(effort[0]), float(effort[1])),
        lead_months=(float(months[0]), float(months[1])),
        precedents=tuple(id for id in kind["precedents"] if id in lattice.arrangements),
        why=kind["why"],
        found={
            "handover": "its lead may go and the handover is in doubt",
            "ready": "it may not run in time",
            "carry-on": "the others may not go on",
            "needs-hub": "it cannot work without the actor that leaves",
            "hub-hosts": "the actor that leaves hosts it",
            "fill": "others may not fill the gap",
            "hub-money": "the money of the actor that leaves goes with it",
            "sole-hub": "one loss breaks the task",
            "shared-task": "the task is strained and a command stands beside it",
        }[when],
    )
