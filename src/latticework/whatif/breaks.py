"""Minimal sets of losses that break a task or function, in words, with their chance in the scenario."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from latticework.model import Break, Lattice
from latticework.whatif.diagram import Diagram
from latticework.whatif.draws import World, interval

MOST_BREAKS = 12
MOST_LOSSES, MOST_LOSSES_ANYWAY = 8, 2


def possible_breaks(world: World, diagram: Diagram, exact: Diagram) -> tuple[Break, ...]:
    """Give the breaks that the scenario makes possible, the likeliest first.

    Args:
        world: the scenario's.
        diagram: the structure with share gates written out as sets of providers.
        exact: the same structure as it is evaluated, share gates as one event each.
    """
    can_be_lost = {event for event in diagram.events if float(world.chance_of(event).min()) < 1}
    found = [_break(world, lost, exact.events) for lost in diagram.minimal_breaks(MOST_LOSSES, can_be_lost)]
    found = [one for one in found if one.chance.mean > 0]
    found.sort(key=lambda one: (-one.chance.mean, len(one.losses), one.losses))
    return tuple(found[:MOST_BREAKS])


def structural_breaks(world: World, diagram: Diagram, exact: Diagram) -> tuple[Break, ...]:
    """Give the smallest breaks whatever the scenario, single losses first."""
    found = [_break(world, lost, exact.events) for lost in diagram.minimal_breaks(MOST_LOSSES_ANYWAY)]
    return tuple(found[:MOST_BREAKS])


def _break(world: World, lost: frozenset[str], evaluated: Collection[str]) -> Break:
    filled = {event.partition(":")[2] for event in lost if event.startswith("fill:")}
    chance = np.ones(world.drawn.draws)
    for event in sorted(lost):  # distinct basic events are independent; in one order, so that the last bit is the same
        # A missed need already counts the money that walks away with an actor; only its roles are another event.
        if event in evaluated or event.startswith("fill:") or not filled:
            chance = chance * (1 - world.chance_of(event))
    ordered = tuple(sorted(lost, key=lambda event: (not event.startswith("engaged:"), event)))
    words = tuple(loss_in_words(world.lattice, event) for event in ordered)
    return Break(losses=ordered, words=words, chance=interval(chance))


def loss_in_words(lattice: Lattice, event: str) -> str:
    """Say the loss of one basic event for people."""
    kind, _, rest = event.partition(":")
    if kind == "engaged":
        actor, _, theatre = rest.partition(":")
        where = f" ({theatre.replace('_', ' ').title()})" if theatre != "cross_regional" else ""
        return f"{lattice.label(actor)} walks away{where}"
    if kind == "fill":
        return f"others do not fill the gap in “{lattice.label(rest)}”"
    of = next((lattice.label(id) for id, works in lattice.works.items() if rest in works.chances), rest)
    said = {
        "handover": f"nobody takes over the lead of {of} in time",
        "carry-on": f"the others do not go on with {of}",
        "ready": f"{of} does not run in time",
        "contact": f"the parties of {of} do not meet",
        "in-force": f"{of} ends formally",
    }
    return said[kind]


def because(breaks: tuple[Break, ...]) -> str:
    """Say what a task or function is most exposed to in the scenario."""
    if not breaks:
        return "Nothing that the scenario takes away breaks it."
    return "Most exposed to: " + "; and ".join(breaks[0].words) + "."
