"""Rows without negated edges, and the sweeps over them: chances up, slopes down, all draws together.

Sources: Rauzy 1993, Reliab. Eng. Syst. Saf. 40(3) (chance of a diagram); Dutuit & Rauzy 2001, Reliab. Eng. Syst. Saf.
72(3) (all importances in one sweep up and one down).
"""

from __future__ import annotations

import numpy as np

from latticework.whatif.kernels.compiling import entry, inner


@inner
def spread(nodes, root, both, variable, first, rows):
    """Write a module without negated edges: rows (variable, low row, high row, level), from row ``first`` on.

    A node becomes one row for itself and one for its negation, as far as the root (with ``both``, also the root's
    negation) needs them; where nothing is negated that is one for each. Row 0 is false and row 1 true.

    Returns: the next free row, the row of the root and that of its negation (-1 if not asked for).
    """
    count = nodes.shape[0]
    place = np.full((count, 2), -1, np.int32)
    place[0, 0], place[0, 1] = 1, 0
    if root > 1:
        place[root >> 1, root & 1] = 1
        if both:
            place[root >> 1, 1 - (root & 1)] = 1
    for node in range(count - 1, 0, -1):
        for turned in range(2):
            if place[node, turned] >= 0:
                low, high = nodes[node, 1] ^ turned, nodes[node, 2] ^ turned
                if low > 1:
                    place[low >> 1, low & 1] = 1
                if high > 1:
                    place[high >> 1, high & 1] = 1
    row = first
    for node in range(1, count):
        for turned in range(2):
            if place[node, turned] >= 0:
                low, high = nodes[node, 1] ^ turned, nodes[node, 2] ^ turned
                rows[row, 0] = variable[nodes[node, 0]]
                rows[row, 1] = place[low >> 1, low & 1]
                rows[row, 2] = place[high >> 1, high & 1]
                rows[row, 3] = nodes[node, 0]
                place[node, turned] = row
                row += 1
    return row, place[root >> 1, root & 1], place[root >> 1, 1 - (root & 1)] if both else -1


@inner
def chances_up(rows, modules, chance, missing, values):
    """Fill ``values`` (rows, draws) with the chance of each row, module by module.

    ``chance`` and ``missing`` (variables, draws) add up to 1; both are given because a difference of nearly equal
    numbers would lose the digits of a rare chance. Those of modules are filled in on the way.
    """
    draws = chance.shape[1]
    for d in range(draws):
        values[0, d], values[1, d] = 0.0, 1.0
    row = 2
    for module in range(modules.shape[0]):
        for r in range(row, modules[module, 0]):
            v, low, high = rows[r, 0], rows[r, 1], rows[r, 2]
            for d in range(draws):
                values[r, d] = chance[v, d] * values[high, d] + missing[v, d] * values[low, d]
        row = modules[module, 0]
        v, true, false = modules[module, 1], modules[module, 2], modules[module, 3]
        if v >= 0:
            for d in range(draws):
                chance[v, d] = values[true, d]
                missing[v, d] = values[false, d]


@inner
def slopes_down(rows, modules, chance, missing, values, weight, slope):
    """Add to ``slope`` (variables, draws) the derivative of the last module's chance by that of each variable."""
    draws = chance.shape[1]
    weight.fill(0.0)
    last = modules.shape[0] - 1
    for module in range(last, -1, -1):
        v, true = modules[module, 1], modules[module, 2]
        for d in range(draws):
            weight[true, d] = 1.0 if module == last else slope[v, d]
        for r in range(modules[module, 0] - 1, modules[module - 1, 0] - 1 if module else 1, -1):
            v, low, high = rows[r, 0], rows[r, 1], rows[r, 2]
            for d in range(draws):
                w = weight[r, d]
                slope[v, d] += w * (values[high, d] - values[low, d])
                weight[high, d] += w * chance[v, d]
                weight[low, d] += w * missing[v, d]


@entry
def swept(rows, modules, given, events, variables, step, slopes):
    """The chance (draws) and, with ``slopes``, its derivative by each of the given chances (names, draws).

    The first ``events`` of the given chances are those of variables; modules follow as further variables. ``step``
    draws go through the rows together.
    """
    names, draws = given.shape
    top, slope = np.empty(draws), np.zeros((names if slopes else 0, draws))
    values = np.empty((rows.shape[0], step))
    weight = np.empty((rows.shape[0] if slopes else 0, step))
    chance, missing = np.empty((variables, step)), np.empty((variables, step))
    local = np.zeros((variables if slopes else 0, step))
    for at in range(0, draws, step):
        width = min(step, draws - at)
        for v in range(events):
            for d in range(width):
                chance[v, d] = given[v, at + d]
                missing[v, d] = 1.0 - given[v, at + d]
            for d in range(width, step):
                chance[v, d] = missing[v, d] = 0.5
        chances_up(rows, modules, chance, missing, values)
        for d in range(width):
            top[at + d] = values[modules[-1, 2], d]
        if slopes:
            local.fill(0.0)
            slopes_down(rows, modules, chance, missing, values, weight, local)
            for v in range(events):
                for d in range(width):
                    slope[v, at + d] = local[v, d]
    return top, slope


@entry
def worths(top, chance, slope):
    """What follows from the chance of the top (draws) and chances and slopes (events, draws): Fussell-Vesely, RAW, RRW.

    What remains of the top without an event is a difference; where it is one of equal numbers it is rounding, not
    chance, and becomes 0. A top without chance has no worths (not a number).
    """
    vesely, raw, rrw = np.empty(chance.shape), np.empty(chance.shape), np.empty(chance.shape)
    for event in range(chance.shape[0]):
        for d in range(chance.shape[1]):
            p, t = chance[event, d], top[d]
            left = t - p * slope[event, d]
            if left < 4e-16 * t * (1.0 + p):
                left = 0.0
            vesely[event, d] = 1.0 - left / t if t else np.nan
            raw[event, d] = (t + (1.0 - p) * slope[event, d]) / t if t else np.nan
            rrw[event, d] = t / left if left else (np.inf if t else np.nan)
    return vesely, raw, rrw
