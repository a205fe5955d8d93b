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
from latticework.whatif.compile import Compiled
from latticework.whatif.network import FALSE, TRUE

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
    names = list(slopes)
    if not names:
        return top, {}
    p, slope = np.empty((2, len(names), len(top)))
    for i, name in enumerate(names):
        p[i], slope[i] = chances[name], slopes[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.maximum(top - p * slope, 0.0)
        # what is left of a difference of equal numbers is rounding, not chance
        without[without < 4e-16 * top * (1 + p)] = 0.0
        vesely, raw, rrw = 1.0 - without / top, (top + (1.0 - p) * slope) / top, top / without
    return top, {
        name: Importance(chance=p[i], birnbaum=slope[i], fussell_vesely=vesely[i], raw=raw[i], rrw=rrw[i])
        for i, name in enumerate(names)
    }


def conditional(compiled_both: Compiled, compiled_given: Compiled, chances: Mapping[str, Floats]) -> Floats:
    """P(A | B) from the compiled functions "A and B" and "B"; not a number where B cannot be."""
    given = chance(compiled_given, chances)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(given > 0, chance(compiled_both, chances) / given, np.nan)


def _swept(compiled: Compiled, chances: Mapping[str, Floats], *, slopes: bool) -> tuple[Floats, dict[str, Floats]]:
    draws = next((np.size(chances[name]) for name in compiled.names), 1)
    slope = {name: np.zeros(draws) for name in compiled.names} if slopes else {}
    if compiled.root in (TRUE, FALSE):
        return np.full(draws, float(compiled.root == TRUE)), slope
    name_of = {node: name for name, node in compiled.network.names.items()}
    events = [name_of[node] for node in compiled.variables if node in name_of]
    p, q = np.empty((2, len(compiled.variables), draws))
    for i, name in enumerate(events):
        p[i] = chances[name]
    q[: len(events)] = 1.0 - p[: len(events)]
    top, found = np.empty(draws), np.zeros_like(p) if slopes else p
    step = _block(len(compiled.rows), draws)
    values = np.empty((2 if slopes else 1, len(compiled.rows), step))
    for at in range(0, draws, step):
        here = slice(at, min(at + step, draws))
        if here.stop - at != values.shape[2]:
            values = np.empty((len(values), len(compiled.rows), here.stop - at))
        given, missing = np.ascontiguousarray(p[:, here]), np.ascontiguousarray(q[:, here])
        kernels.chances_up(compiled.rows, compiled.modules, given, missing, values[0])
        top[here] = values[0, compiled.modules[-1, 2]]
        if slopes:
            local = np.zeros_like(given)
            kernels.slopes_down(compiled.rows, compiled.modules, given, missing, values[0], values[1], local)
            found[:, here] = local
    slope |= {name: found[i] for i, name in enumerate(events)} if slopes else {}
    return top, slope


def _block(rows: int, draws: int) -> int:
    """How many draws go through the rows together, so that their values stay in the processor's cache."""
    return int(np.clip(CACHE_BYTES // (16 * rows), min(8, draws), draws))
