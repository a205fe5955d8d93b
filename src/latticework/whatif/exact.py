"""Exact chances and importances of a compiled structure, for all draws at once.

Sources: Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3) (chance of a diagram); Dutuit & Rauzy 2001, Reliab. Eng. Syst. Saf.
72(3) (all importances in one sweep up and one down); Vesely et al. 1983, NUREG/CR-3385 (achievement and reduction worth).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latticework.whatif.compile import Compiled
from latticework.whatif.kernels import sweeps

Floats = NDArray[np.float64]
AT_ONCE, AT_ONCE_OF_MANY, MANY_ROWS = 32, 8, 1 << 18
THREADS, WORTH_THREADS = 2, 1 << 24  # draws are independent of each other: the kernels run without Python's lock


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
    return _swept(compiled, compiled.events, chances, slopes=False)[0]


def with_slopes(compiled: Compiled, chances: Mapping[str, Floats]) -> tuple[Floats, dict[str, Floats]]:
    """The chance, and its derivative by the chance of every event (Birnbaum), each of shape (draws,)."""
    top, _, slope = _swept(compiled, compiled.every_name, chances, slopes=True)
    return top, dict(zip(compiled.every_name, slope, strict=True))


class Importances(Mapping[str, Importance]):
    """The importances of every event that a structure mentions: arrays of shape (events, draws), rows as ``names``."""

    def __init__(self, names: Sequence[str], top: Floats, p: Floats, slope: Floats) -> None:
        self.names = tuple(names)
        self.chance, self.birnbaum = p, slope
        self.fussell_vesely, self.raw, self.rrw = sweeps.worths(top, p, slope)
        self._row = {name: i for i, name in enumerate(self.names)}

    def __getitem__(self, name: str) -> Importance:
        row = self._row[name]
        return Importance(
            chance=self.chance[row],
            birnbaum=self.birnbaum[row],
            fussell_vesely=self.fussell_vesely[row],
            raw=self.raw[row],
            rrw=self.rrw[row],
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def importances(compiled: Compiled, chances: Mapping[str, Floats]) -> tuple[Floats, Importances]:
    """The chance and the importances of every event that the structure mentions."""
    top, p, slope = _swept(compiled, compiled.every_name, chances, slopes=True)
    return top, Importances(compiled.every_name, top, p, slope)


def conditional(compiled_both: Compiled, compiled_given: Compiled, chances: Mapping[str, Floats]) -> Floats:
    """P(A | B) from the compiled functions "A and B" and "B"; not a number where B cannot be."""
    given = chance(compiled_given, chances)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(given > 0, chance(compiled_both, chances) / given, np.nan)


def _swept(
    compiled: Compiled, names: tuple[str, ...], chances: Mapping[str, Floats], *, slopes: bool
) -> tuple[Floats, Floats, Floats]:
    """The chance, shape (draws,), the chances of some names and its slopes by them, shape (names, draws).

    The names begin with those of the variables.
    """
    draws = next((np.size(chances[name]) for name in compiled.names), 1)
    given = np.concatenate([chances[name] for name in names]) if names else np.empty(0)
    given = given.reshape(len(names), draws)

    def part(first: int, last: int) -> tuple[Floats, Floats]:
        here = given if last - first == draws else np.ascontiguousarray(given[:, first:last])
        step = _block(len(compiled.rows), last - first)
        events, variables = len(compiled.events), compiled.variables
        return sweeps.swept(compiled.rows, compiled.modules, here, events, variables, step, slopes)

    if draws * len(compiled.rows) < WORTH_THREADS:
        top, slope = part(0, draws)
        return top, given, slope
    ends = [draws * i // THREADS for i in range(THREADS + 1)]
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(part, ends[:-1], ends[1:]))
    return np.concatenate([top for top, _ in found]), given, np.concatenate([slope for _, slope in found], axis=1)


def _block(rows: int, draws: int) -> int:
    """How many draws go through the rows together: whole vectors, fewer where the values would need much memory."""
    return min(draws, AT_ONCE if rows <= MANY_ROWS else AT_ONCE_OF_MANY)
