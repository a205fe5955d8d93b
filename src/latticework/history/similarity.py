"""Foreign-policy similarity of all pairs at once: Signorino and Ritter's S, Cohen's kappa, Scott's pi.

A portfolio is what one state says to everybody (alliance commitments) or on everything (votes): a row of whole-number
values. All pairs come from matrix products, because |a - b| is the length of the steps between values that lie
between a and b; missing values (NaN) leave the pair's sums.

Source: Signorino & Ritter 1999, Int. Stud. Q. 43:115-144 (S); Haege 2011, Polit. Anal. 19:287-305 (kappa, pi with
valued data and squared distances); Cohen 1960; Scott 1955.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from latticework.model import LatticeworkError

Matrix = NDArray[np.float64]
Distance = Literal["absolute", "squared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """Similarity of every pair, each of shape (states, states), symmetric, NaN where nothing is in common.

    All are at most 1. S is at least -1; kappa and pi may be lower. They are NaN where neither portfolio varies.
    """

    s: Matrix
    kappa: Matrix
    pi: Matrix


def compare_portfolios(
    portfolios: Matrix, weights: Matrix | None = None, *, distance: Distance = "absolute", span: float | None = None
) -> Similarity:
    """Compare the portfolios of all states.

    Args:
        portfolios: whole numbers >= 0, shape (states, items); NaN where a state says nothing.
        weights: of the items, >= 0, shape (items,), for example capabilities or 1 / number of votes; equal if left out.
        distance: of two values, ``absolute`` (as in S) or ``squared`` (as Haege advises).
        span: the largest difference possible; the range seen if left out.
    Raises:
        LatticeworkError: values that are not whole numbers.
    """
    seen = ~np.isnan(portfolios)
    values = np.where(seen, portfolios, 0.0)
    if (values != np.floor(values)).any() or (values < 0).any():
        raise LatticeworkError("Portfolios must hold whole numbers from 0", remedy="Recode the values first")
    w = np.ones(portfolios.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    widest = span if span is not None else float(values[seen].max() - values[seen].min()) if seen.any() else 1.0
    mask = seen.astype(float)
    weighted = mask * w
    common = weighted @ mask.T
    moments = _squared(values, mask, weighted) if distance == "squared" else _absolute(values, mask, weighted)
    observed, by_kappa, by_pi = moments
    largest = widest**2 if distance == "squared" else widest
    with np.errstate(invalid="ignore", divide="ignore"):
        seen_distance = observed / common
        s = 1 - 2 * seen_distance / largest
        kappa = 1 - seen_distance / np.where(by_kappa > 1e-12 * common**2, by_kappa / common**2, np.nan)
        pi = 1 - seen_distance / np.where(by_pi > 1e-12 * common**2, by_pi / common**2, np.nan)
    return Similarity(s=s, kappa=kappa, pi=pi)


def _absolute(values: Matrix, mask: Matrix, weighted: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Sums of |a - b|, and what chance would give (times the common weight) by kappa's and pi's margins."""
    common = weighted @ mask.T
    levels = np.unique(values)
    steps = np.diff(levels)[:, None, None]
    above = (values > levels[:-1, None, None]) * mask  # (steps, states, items); few large products beat many small ones
    mine = (above * weighted) @ mask.T  # weight of the row's items above, among the items in common
    theirs = mine.transpose(0, 2, 1)
    states = len(values)
    flat = above.transpose(1, 0, 2).reshape(states, -1)
    together = (above * (weighted * steps)).transpose(1, 0, 2).reshape(states, -1) @ flat.T
    both = (mine + theirs) / 2
    observed = (steps * (mine + theirs)).sum(axis=0) - 2 * together
    by_kappa = (steps * (mine * (common - theirs) + theirs * (common - mine))).sum(axis=0)
    by_pi = (steps * 2 * both * (common - both)).sum(axis=0)
    return observed, by_kappa, by_pi


def _squared(values: Matrix, mask: Matrix, weighted: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The same for (a - b) squared, from first and second moments."""
    common = weighted @ mask.T
    first = (values * weighted) @ mask.T
    second = (values**2 * weighted) @ mask.T
    squares = second + second.T
    observed = squares - 2 * (values * weighted) @ values.T
    by_kappa = squares * common - 2 * first * first.T
    by_pi = squares * common - (first + first.T) ** 2 / 2
    return observed, by_kappa, by_pi


def alliance_portfolios(connection: duckdb.DuckDBPyConnection, year: int) -> tuple[NDArray[np.int64], Matrix]:
    """Give the states of a year and their commitments to each other from COW alliances and states.

    Needs the views ``cow_states`` and ``cow_alliance_dyad``. Values: 3 defense, 2 neutrality or nonaggression, 1 entente,
    0 none; a state's commitment to itself is 3, as in Signorino and Ritter.

    Returns:
        COW codes, shape (states,), ascending; portfolios, shape (states, states).
    """
    states = connection.execute(
        "SELECT DISTINCT ccode FROM cow_states WHERE ? BETWEEN styear AND endyear ORDER BY 1", [year]
    ).fetchnumpy()["ccode"]
    pairs = connection.execute(
        """
        SELECT ccode1, ccode2, max(CASE WHEN defense = 1 THEN 3 WHEN neutrality = 1 OR nonaggression = 1 THEN 2
                                        WHEN entente = 1 THEN 1 ELSE 0 END) AS value
        FROM cow_alliance_dyad WHERE ? BETWEEN dyad_st_year AND coalesce(dyad_end_year, 9999) GROUP BY ALL
        """,
        [year],
    ).fetchnumpy()
    codes = np.asarray(states, dtype=np.int64)
    portfolios = np.zeros((len(codes), len(codes)))
    known = np.isin(pairs["ccode1"], codes) & np.isin(pairs["ccode2"], codes)
    left = np.searchsorted(codes, np.asarray(pairs["ccode1"])[known])
    right = np.searchsorted(codes, np.asarray(pairs["ccode2"])[known])
    portfolios[left, right] = np.asarray(pairs["value"])[known]
    portfolios = np.maximum(portfolios, portfolios.T)
    np.fill_diagonal(portfolios, 3)
    return codes, portfolios


def capability_weights(
    connection: duckdb.DuckDBPyConnection, codes: NDArray[np.int64], year: int
) -> NDArray[np.float64]:
    """Give each state's share of world capabilities (CINC) in a year as item weights, shape (states,).

    Needs the view ``cow_nmc``. A state without a figure weighs nothing.
    """
    rows = connection.execute("SELECT ccode, cinc FROM cow_nmc WHERE year = ? AND cinc IS NOT NULL", [year]).fetchall()
    cinc = dict(rows)
    return np.array([cinc.get(int(code), 0.0) for code in codes])


def vote_portfolios(connection: duckdb.DuckDBPyConnection, session: int) -> tuple[NDArray[np.int64], Matrix]:
    """Give the states and their votes in one UN session from the view ``un_votes``: 0 no, 1 abstain, 2 yes.

    Absence (8) and non-membership (9) are missing.

    Returns:
        COW codes, shape (states,); portfolios, shape (states, roll calls).
    """
    votes = connection.execute(
        "SELECT ccode, rcid, 3 - vote AS value FROM un_votes WHERE session = ? AND vote BETWEEN 1 AND 3", [session]
    ).fetchnumpy()
    codes, row = np.unique(np.asarray(votes["ccode"], dtype=np.int64), return_inverse=True)
    calls, column = np.unique(np.asarray(votes["rcid"]), return_inverse=True)
    portfolios = np.full((len(codes), len(calls)), np.nan)
    portfolios[row, column] = np.asarray(votes["value"], dtype=float)
    return codes, portfolios
