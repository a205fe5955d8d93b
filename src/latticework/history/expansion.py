"""Membership spells to dyad-years, compiled by numba: spells are paired first and spread over years pair by pair.

Missing is -1 throughout: below every value, so that a maximum passes over it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

MISSING = -1
CODES = 10_000  # above every COW state code


@njit(cache=True, nogil=True)
def pair_spells(starts, member, first, last):
    """Pair the spells of different members of one alliance that overlap.

    Args:
        starts: where each alliance begins in the spells, then their number, shape (alliances + 1,).
        member, first, last: state, first and last year of each spell, shape (spells,).
    Returns:
        The two spells of each pair, the lower state code first, shape (pairs,) each.
    """
    most = 0
    for a in range(len(starts) - 1):
        most += (starts[a + 1] - starts[a]) ** 2
    one, two, count = np.empty(most, np.int32), np.empty(most, np.int32), 0
    for a in range(len(starts) - 1):
        for i in range(starts[a], starts[a + 1]):
            for j in range(starts[a], starts[a + 1]):
                if member[i] < member[j] and first[i] <= last[j] and first[j] <= last[i]:
                    one[count], two[count] = i, j
                    count += 1
    return one[:count], two[:count]


@njit(cache=True, nogil=True)
def spread(order, dyad, one, two, first, last, values, coordination):
    """Spread pairs of spells over years and merge those of one dyad: the largest of what both owe under one alliance.

    Args:
        order: pairs sorted by dyad, shape (pairs,).
        dyad: index of the dyad of each pair, shape (pairs,).
        one, two: spells of each pair.
        first, last: years of the spells.
        values: obligations of the spells, 0, 1 or missing, shape (spells, k).
        coordination: of the alliance of each spell, 0 to 2 or missing.
    Returns:
        Dyad and year of each row, shape (rows,), and obligations and coordination, shape (k + 1, rows).
    """
    k = values.shape[1]
    begins, ends = first.min(), last.max()
    buffer = np.empty((ends - begins + 1, k + 1), np.int8)
    seen = np.zeros(ends - begins + 1, np.bool_)
    room = 0
    for p in range(len(one)):  # at most: pairs of one dyad may overlap
        room += min(last[one[p]], last[two[p]]) - max(first[one[p]], first[two[p]]) + 1
    dyads, years, found = np.empty(room, np.int32), np.empty(room, np.int32), np.empty((k + 1, room), np.int8)
    rows = at = 0
    while at < len(order):
        here = dyad[order[at]]
        low, high = len(seen), -1
        while at < len(order) and dyad[order[at]] == here:
            i, j = one[order[at]], two[order[at]]
            a, b = max(first[i], first[j]) - begins, min(last[i], last[j]) - begins
            low, high = min(low, a), max(high, b)
            for v in range(k + 1):
                if v == k:
                    owed = coordination[i]
                elif values[i, v] < 0 or values[j, v] < 0:
                    owed = np.int8(-1)
                else:
                    owed = values[i, v] * values[j, v]
                for year in range(a, b + 1):
                    if not seen[year] or owed > buffer[year, v]:
                        buffer[year, v] = owed
            seen[a : b + 1] = True
            at += 1
        for year in range(low, high + 1):
            if seen[year]:
                dyads[rows], years[rows], found[:, rows] = here, year + begins, buffer[year]
                rows += 1
                seen[year] = False
    return dyads[:rows], years[:rows], found[:, :rows]


def dyad_year_arrays(spells: dict[str, NDArray[np.int64]], obligations: Sequence[str]) -> dict[str, NDArray[np.int_]]:
    """Expand membership spells, sorted by ``atopid``, to dyad-years with ``ccode1`` < ``ccode2``.

    Args:
        spells: ``atopid``, ``member``, ``first``, ``last``, ``coordination`` and the obligations, shape (spells,) each;
            missing is -1.
        obligations: names of the obligations, each 0 or 1.
    Returns:
        ``ccode1``, ``ccode2``, ``year``, the obligations and ``coordination``, shape (rows,) each, sorted by the first three.
    """
    member = spells["member"].astype(np.int32)
    first, last = spells["first"].astype(np.int32), spells["last"].astype(np.int32)
    bounds = np.flatnonzero(np.diff(spells["atopid"], prepend=-1))
    one, two = pair_spells(np.append(bounds, len(member)), member, first, last)
    dyad = member[one] * CODES + member[two]
    values = np.column_stack([spells[name] for name in obligations]).astype(np.int8)
    order = np.argsort(dyad, kind="stable")
    dyads, years, found = spread(order, dyad, one, two, first, last, values, spells["coordination"].astype(np.int8))
    made = {"ccode1": dyads // CODES, "ccode2": dyads % CODES, "year": years}
    return made | dict(zip((*obligations, "coordination"), found, strict=True))
