"""Arrangements whose parties still meet or not by a range of their own, in place of the posture of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from latticework.model import Lattice, Range, Scenario, UnknownName, Works
from latticework.whatif.draws import CONTACT, USUAL


def with_contacts(lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range]) -> Lattice:
    """Give the lattice in which ranges ``contact-ARRANGEMENT`` stand for the parties that the scenario changes.

    An arrangement that no change touches in its theatre stays as it is; so does the lattice without any such range.

    Raises:
        UnknownName: a range for an arrangement that the lattice does not have.
    """
    works = dict(lattice.works)
    for name in judgements:
        if not name.startswith(CONTACT) or name.endswith(USUAL):
            continue
        id = name.removeprefix(CONTACT)
        if id not in lattice.arrangements:
            raise UnknownName("arrangement", id, lattice.arrangements)
        theatre = str(lattice.arrangements[id].get("theatre", "cross_regional"))
        changed = {
            change.actor
            for change in scenario.changes
            if not change.functions and theatre in (change.theatres or [theatre])
        }
        old = works.get(id, Works())
        if changed & set(old.essential):
            others = tuple(actor for actor in old.essential if actor not in changed)
            works[id] = replace(old, essential=others, contact=name)
    return lattice if works == lattice.works else replace(lattice, works=works)
