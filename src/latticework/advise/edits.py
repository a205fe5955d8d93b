"""What steps change in an arrangement: other leads, members, hosts; more than one way in which it works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from latticework.advise.steps import Step
from latticework.model import Works
from latticework.whatif.gates import AllOf, AnyOf, Event, Expression, works_expression

# In this order they are applied. Only handing over replaces what was there; every other edit adds a way to work.
WORKS_EDITS = ("hand-over", "loosen", "widen", "succeed", "co-lead", "host", "lock")
Way = tuple[Works, tuple[str, ...]]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Steps in the order in which they are applied: by edit, then by id, whatever the order they were given in."""
    return sorted(steps, key=lambda s: (WORKS_EDITS.index(s.edit) if s.edit in WORKS_EDITS else 99, s.id))


def edited(works: Works, ended: bool, theatre: str, steps: Iterable[Step]) -> Expression:
    """The expression of an arrangement after all of these steps, each of which is about it."""
    ways: list[Way] = [(works, ())]
    for step in in_order(steps):
        if step.edit == "lock":
            ended = False
        elif step.edit == "hand-over":
            ways = [(_handed_over(way, step.actors[0]), needs) for way, needs in ways]
        else:
            ways += [(other, (*needs, *_effect(step))) for way, needs in ways for other in _others(way, step)]
    found = tuple(dict.fromkeys(_expression(way, needs, theatre, ended) for way, needs in ways))
    return found[0] if len(found) == 1 else AnyOf(found)


def _expression(works: Works, needs: tuple[str, ...], theatre: str, ended: bool) -> Expression:
    expression = works_expression(works, theatre, ended)
    return AllOf((expression, *map(Event, needs))) if needs else expression


def _effect(step: Step) -> tuple[str, ...]:
    return (f"effect:{step.id}",) if step.effect and step.edit in ("loosen", "succeed") else ()


def _handed_over(works: Works, actor: str) -> Works:
    """The new lead leads; the old one, and then the other successors, stand by."""
    others = tuple(a for a in (works.lead, *works.successors) if a and a != actor) if works.handover else ()
    return replace(works, lead=actor, successors=others)


def _others(works: Works, step: Step) -> list[Works]:
    """The further ways in which the arrangement works after one step."""
    if step.edit in ("co-lead", "succeed"):
        return [replace(works, lead=actor) for actor in step.actors if works.lead]
    if step.edit == "host":
        return [replace(works, host=actor) for actor in step.actors if works.host]
    if step.edit == "widen" and works.quorum:
        k, members = works.quorum
        return [replace(works, quorum=(k, tuple(dict.fromkeys((*members, *step.actors)))))]
    if step.edit == "loosen":
        left = tuple(a for a in works.essential if a not in step.actors)
        return [replace(works, essential=left)] if left != works.essential else []
    return []


def changes_works(step: Step, ended: bool) -> bool:
    """Whether a step changes how its arrangement works (a lock does only where a formal exit ends it)."""
    return step.edit in WORKS_EDITS and (step.edit != "lock" or ended)
