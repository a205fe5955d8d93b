"""How likely the United States and an ally have high-level contact in the year after a change of governing party.

A window is the year from a day (``any_contact``). Contact is any stop of the Secretary of State or the President there, or any visit
of the ally's leader. Bayesian, because single allies have few windows after a change: every ally has a level and a
change of its own, drawn towards those of all allies; decades share a random walk, and the last one is spoken of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from latticework.history.event_panels import iso_now
from latticework.history.fit import Matrix, NoFit, Vector
from latticework.history.results import AllyContact

CHAINS, WARM_UP, KEEP, THIN = 4, 1000, 1000, 4
MOST_RHAT = 1.02
QUANTILES = np.linspace(0.0125, 0.9875, 41)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPosterior:
    """Draws of the model, those of all chains together.

    ``ratio``: odds ratio of contact after a change, shape (draws,). ``after`` and ``usual``: chance of contact within the
    window in the last decade, after a change and else, shape (draws, allies). ``windows`` and ``seen``: windows after a
    change and those of them with contact, shape (allies,). ``rhat``: the largest split R-hat of what is given here.
    """

    allies: NDArray[np.int64]
    ratio: Vector
    after: Matrix
    usual: Matrix
    windows: NDArray[np.int64]
    seen: NDArray[np.int64]
    rhat: float


def split_rhat(chains: NDArray[np.float64]) -> float:
    """Compare halves of chains, shape (chains, draws): 1 when they tell the same.

    Source:
        Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., 11.4.

    >>> bool(abs(split_rhat(np.random.default_rng(1).normal(size=(4, 1000))) - 1) < 0.01)
    True
    """
    half = chains.shape[1] // 2
    parts = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean()
    between = half * parts.mean(axis=1).var(ddof=1)
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))


def fit_contact(
    contact: NDArray[np.bool_], ally: NDArray[np.int64], decade: NDArray[np.int64], change: NDArray[np.bool_], seed: int
) -> ContactPosterior:
    """Fit the model by four chains.

    Args:
        contact: whether a window saw contact, shape (windows,).
        ally: code of the ally, shape (windows,).
        decade: of the window, shape (windows,).
        change: whether the window follows a change, shape (windows,).
        seed: of the first chain; the others take the next ones.
    Raises:
        NoFit: no windows after a change, or the chains disagree.
    """
    from latticework.history.contact_kernels import chain

    if not change.any() or change.all():
        raise NoFit("Contact: every window or none follows a change")
    allies, which = np.unique(ally, return_inverse=True)
    decades, when = np.unique(decade, return_inverse=True)
    cells, cell = np.unique(np.column_stack([which, when, change]), axis=0, return_inverse=True)
    seen = np.bincount(cell.ravel(), contact).astype(float)
    windows = np.bincount(cell.ravel()).astype(float)
    a, d, c = (np.ascontiguousarray(column).astype(np.int64) for column in cells.T)
    chains = np.array(
        [chain(seen, windows, a, d, c, len(allies), len(decades), WARM_UP, KEEP, THIN, seed + k) for k in range(CHAINS)]
    )
    level, moved = chains[:, :, 4 : 4 + len(allies)], chains[:, :, 4 + len(allies) :]
    usual, after = (1 / (1 + np.exp(-eta)) for eta in (level, level + moved))
    told = [chains[:, :, 2], *np.moveaxis(after, 2, 0), *np.moveaxis(usual, 2, 0)]
    rhat = max(split_rhat(one) for one in told)
    if rhat > MOST_RHAT:
        raise NoFit(f"Contact: the chains disagree (R-hat {rhat:.3f})", remedy="Take another seed")
    return ContactPosterior(
        allies=allies,
        ratio=np.exp(chains[:, :, 2]).ravel(),
        after=after.reshape(-1, len(allies)),
        usual=usual.reshape(-1, len(allies)),
        windows=np.bincount(which[change], minlength=len(allies)),
        seen=np.bincount(which[change], contact[change], minlength=len(allies)).astype(np.int64),
        rhat=rhat,
    )


def contacts_by_ally(
    rows: dict[str, NDArray[np.int64]],
    posterior: ContactPosterior,
    still: set[int],
    of: Literal["hub", "ally"],
) -> list[AllyContact]:
    """Give the draws of each ally of ``still`` (COW codes), by ISO code; ``of`` says whose governing party changed."""
    iso = iso_now()
    found = []
    for i, code in enumerate(posterior.allies.tolist()):
        these = (rows["ccode"] == code) & (rows["change"] == 1)
        if code not in still or code not in iso or not these.any():
            continue
        waits = zip(rows["began"][these].tolist(), rows["wait"][these].tolist(), strict=True)
        found.append(
            AllyContact(
                iso=iso[code],
                of=of,
                windows=int(posterior.windows[i]),
                seen=int(posterior.seen[i]),
                after=tuple(np.quantile(posterior.after[:, i], QUANTILES).round(4).tolist()),
                usual=tuple(np.quantile(posterior.usual[:, i], QUANTILES).round(4).tolist()),
                waits=tuple((str(day), int(wait)) for day, wait in waits),
            )
        )
    return sorted(found, key=lambda ally: ally.iso)
