"""Ranges of the record, or of a user, that stand in the structure in place of something else.

``contact-ARRANGEMENT`` stands for the engagement of the party that the scenario changes: do the parties still meet?
``in-force-ARRANGEMENT`` is the chance that its text is still in force, which is certain without one.
``gives-TASK-ACTOR`` stands for an actor's engagement in what it gives to a shared task (``World.gives``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from latticework.model import Lattice, Range, Scenario, UnknownName, Works
from latticework.whatif.draws import CONTACT, GIVES, IN_FORCE, STANDS_FOR, USUAL


def with_what_stands_for(lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range]) -> Lattice:
    """Give the lattice in which such ranges have their place.

    An arrangement that no change touches in its theatre stays as it is; so does the lattice without any such range.

    Raises:
        UnknownName: a range for an arrangement, a shared task or a provider of it that the lattice does not have.
    """
    works = dict(lattice.works)
    for name in judgements:
        if name.endswith(USUAL):
            if name.startswith(tuple(STANDS_FOR)) and name.removesuffix(USUAL) not in judgements:
                raise UnknownName("range for the scenario", name.removesuffix(USUAL), judgements)
            continue
        if name.startswith(GIVES):
            _check_giver(lattice, name)
        kind = next((kind for kind in (CONTACT, IN_FORCE) if name.startswith(kind)), None)
        if kind is None:
            continue
        id = name.removeprefix(kind)
        if id not in lattice.arrangements:
            raise UnknownName("arrangement", id, lattice.arrangements)
        changed = _changed(lattice, scenario, id)
        old = works.get(id, Works())
        if kind == IN_FORCE and changed:
            works[id] = replace(old, in_force=name)
        elif kind == CONTACT and changed & set(old.essential):
            others = tuple(actor for actor in old.essential if actor not in changed)
            works[id] = replace(old, essential=others, contact=name)
    return lattice if works == lattice.works else replace(lattice, works=works)


def _changed(lattice: Lattice, scenario: Scenario, id: str) -> set[str]:
    """The parties of an arrangement that the scenario changes in its theatre, for whatever function."""
    theatre = str(lattice.arrangements[id].get("theatre", "cross_regional"))
    parties = {*lattice.arrangements[id].get("parties", ()), *lattice.works.get(id, Works()).essential}
    return {
        change.actor
        for change in scenario.changes
        if change.actor in parties and not change.functions and theatre in (change.theatres or [theatre])
    }


def _check_giver(lattice: Lattice, name: str) -> None:
    known = {
        f"{GIVES}{task.id}-{provider.by}"
        for task in lattice.tasks.values()
        if task.gate == "share"
        for provider in task.providers
    }
    if name not in known:
        raise UnknownName("share of a task", name, known)
