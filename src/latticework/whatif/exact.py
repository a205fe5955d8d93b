"""Exact chances and importances of a compiled structure, for all draws at once.

Sources: Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3) (chance of a diagram); Dutuit & Rauzy 2001, Reliab. Eng. Syst. Saf.
72(3) (all importances in one sweep up and one down); Vesely et al. 1983, NUREG/CR-3385 (achievement and reduction worth).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.whatif import kernels
from latticework.whatif.compile import Compiled, Diagram
from latticework.whatif.network import EVENT, FALSE, TRUE

Floats = NDArray[np.float64]
CACHE_BYTES = 1 << 21


@dataclass(frozen=True, slots=True)
class Importance:
    """Importances of one event; each array has shape (draws,).

    ``chance`` is the event's own. ``birnbaum`` is P(top | event) - P(top | not event). ``fussell_vesely`` is
    1 - P(top | not event) / P(top), the part of the top's chance that needs the event. ``raw`` (risk achievement
    worth) is P(top | event) / P(top); ``rrw`` (risk reduction worth) is P(top) / P(top | not event), infinite where
    nothing remains without the event.
    """

    chance: Floats
    birnbaum: Floats
    fussell_vesely: Floats
    raw: Floats
    rrw: Floats


def chance(compiled: Compiled, chances: Mapping[str, Floats]) -> Floats:
    """The exact chance that the function is true, shape (draws,).

    Args:
        compiled: the function.
        chances: event → chance in [0, 1], all of one shape (draws,); each event of the structure must be there.
    """
    return _swept(compiled, chances, slopes=False)[0]


def with_slopes(compiled: Compiled, chances: Mapping[str, Floats]) -> tuple[Floats, dict[str, Floats]]:
    """The chance, and its derivative by the chance of every event (Birnbaum), each of shape (draws,)."""
    return _swept(compiled, chances, slopes=True)


def importances(compiled: Compiled, chances: Mapping[str, Floats]) -> tuple[Floats, dict[str, Importance]]:
    """The chance and the importances of every event that the structure mentions."""
    top, slopes = with_slopes(compiled, chances)
    found = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, slope in slopes.items():
            p = np.asarray(chances[name], float)
            without = np.maximum(top - p * slope, 0.0)
            # what is left of a difference of equal numbers is rounding, not chance
            without = np.where(without < 4e-16 * top * (1 + p), 0.0, without)
            found[name] = Importance(
                chance=p,
                birnbaum=slope,
                fussell_vesely=1.0 - without / top,
                raw=(top + (1.0 - p) * slope) / top,
                rrw=top / without,
            )
    return top, found


def conditional(compiled_both: Compiled, compiled_given: Compiled, chances: Mapping[str, Floats]) -> Floats:
    """P(A | B) from the compiled functions "A and B" and "B"; not a number where B cannot be."""
    given = chance(compiled_given, chances)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(given > 0, chance(compiled_both, chances) / given, np.nan)


def _block(diagram: Diagram, draws: int) -> int:
    """How many draws go through a diagram together, so that its values stay in the processor's cache."""
    return int(np.clip(CACHE_BYTES // (24 * len(diagram.rows)), min(8, draws), draws))


def _swept(compiled: Compiled, chances: Mapping[str, Floats], *, slopes: bool) -> tuple[Floats, dict[str, Floats]]:
    names = compiled.names
    draws = next((np.size(chances[name]) for name in names), 1)
    if not compiled.diagrams:
        constant = np.full(draws, float(compiled.root == TRUE))
        assert compiled.root in (TRUE, FALSE)
        return constant, {name: np.zeros(draws) for name in names}
    network = compiled.network
    name_of = {node: name for name, node in network.names.items()}
    value: dict[int, tuple[Floats, Floats]] = {}

    def given(variable: int) -> tuple[Floats, Floats]:
        if variable not in value:
            p = np.ascontiguousarray(np.broadcast_to(np.asarray(chances[name_of[variable]], float), (draws,)))
            value[variable] = (p, 1.0 - p)
        return value[variable]

    inputs: list[tuple[Floats, Floats]] = []
    for diagram in compiled.diagrams:
        stacked = [given(variable) for variable in diagram.variables]
        p, q = np.array([pair[0] for pair in stacked]), np.array([pair[1] for pair in stacked])
        inputs.append((p, q))
        true, false = np.empty(draws), np.empty(draws)
        step = _block(diagram, draws)
        for at in range(0, draws, step):
            here = slice(at, min(at + step, draws))
            values = np.empty((len(diagram.rows), 2, here.stop - at))
            kernels.chances_up(diagram.rows, np.ascontiguousarray(p[:, here]), np.ascontiguousarray(q[:, here]), values)
            true[here] = values[diagram.root >> 1, diagram.root & 1]
            false[here] = values[diagram.root >> 1, 1 - (diagram.root & 1)]
        value[diagram.top] = (true, false)
    negated = compiled.root & 1
    top = value[compiled.root >> 1][negated]
    if not slopes:
        return top, {}
    slope = {node: np.zeros(draws) for node in range(len(network.kind)) if network.kind[node] == EVENT}
    of_module = {diagram.top: np.zeros(draws) for diagram in compiled.diagrams}
    of_module[compiled.root >> 1] = np.full(draws, 1.0 - 2.0 * negated)
    for diagram, (p, q) in zip(reversed(compiled.diagrams), reversed(inputs), strict=True):
        found = np.zeros_like(p)
        step = _block(diagram, draws)
        for at in range(0, draws, step):
            here = slice(at, min(at + step, draws))
            width = here.stop - at
            chance_here, missing = np.ascontiguousarray(p[:, here]), np.ascontiguousarray(q[:, here])
            values, weight = np.empty((len(diagram.rows), 2, width)), np.empty((len(diagram.rows), width))
            local = np.zeros((len(p), width))
            kernels.chances_up(diagram.rows, chance_here, missing, values)
            kernels.slopes_down(diagram.rows, diagram.root, chance_here, missing, values, weight, local)
            found[:, here] = local
        for variable, row in zip(diagram.variables, found, strict=True):
            total = of_module[diagram.top] * row
            if network.kind[variable] == EVENT:
                slope[variable] = total
            else:
                of_module[variable] = total
    return top, {name: slope[node] for name, node in network.names.items()}
