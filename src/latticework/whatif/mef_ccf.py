"""Common-cause groups of a fault tree: each member becomes "it alone, or any set of members that contains it".

The events of the sets are new and independent; one that is common to several members is one event in all of them. In
a group of n members with chance Q, a set of k members has the chance

- beta-factor: ``(1 - beta) Q`` for k = 1, ``beta Q`` for k = n, no other set;
- MGL: ``rho_2 ... rho_k (1 - rho_(k+1)) Q / C(n-1, k-1)``, where ``rho_(n+1) = 0``;
- alpha-factor: ``k alpha_k Q / (C(n-1, k-1) sum of i alpha_i)`` (non-staggered testing);
- phi-factor: ``phi_k Q``.

Sources: Epstein & Rauzy, *Open-PSA Model Exchange Format* 2.0d, ch. V; Mosleh et al. 1988, NUREG/CR-4780 (MGL, alpha).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb

from latticework.whatif.mef import IGNORED, BadTree, Element

MODELS = ("beta-factor", "MGL", "alpha-factor", "phi-factor")
MOST_MEMBERS = 10  # 2**10 - 1 sets
Number = Callable[[list[Element], Element], float | None]


@dataclass(frozen=True, slots=True)
class CommonCause:
    """The sets of a group: name of the new event, such as ``[A B]``, → its members and its chance."""

    sets: Mapping[str, tuple[tuple[str, ...], float]]


def common_cause(group: Element, number: Number, where: str) -> CommonCause:
    """Spell a ``<define-CCF-group>`` out.

    Args:
        group: the element.
        number: gives the value of an expression (elements, and the element that owns them).
        where: file and line, for messages.
    Raises:
        BadTree: an unknown model, a wrong number of factors, too many members, a chance that is none.
    """
    model, name = group.attributes.get("model", ""), group.attributes.get("name", "")
    if model not in MODELS:
        raise BadTree(f"The common-cause model {model!r} is not supported", where=where, remedy=", ".join(MODELS))
    inner = {one.tag: one for one in group.children if one.tag not in IGNORED}
    members = tuple(one.attributes.get("name", "") for one in inner["members"].children) if "members" in inner else ()
    if len(members) < 2 or len(set(members)) < len(members):
        raise BadTree(f"The common-cause group {name!r} needs two or more different members", where=where)
    if model != "beta-factor" and len(members) > MOST_MEMBERS:
        raise BadTree(f"{name!r} has {len(members)} members; {model} is supported up to {MOST_MEMBERS}", where=where)
    q = _valued(inner.get("distribution"), number, f"{name!r} has no distribution", where)
    chances = _by_size(model, len(members), _factors(inner, model, len(members), number, where), q)
    sets: dict[str, tuple[tuple[str, ...], float]] = {}
    for k, chance in chances.items():
        if not 0 <= chance <= 1:
            raise BadTree(f"A set of {k} members of {name!r} gets the chance {chance:g}", where=where)
        if chance > 0:
            sets |= {f"[{' '.join(chosen)}]": (chosen, chance) for chosen in combinations(members, k)}
    return CommonCause(sets)


def _valued(element: Element | None, number: Number, missing: str, where: str) -> float:
    inner = [one for one in element.children if one.tag not in IGNORED] if element else []
    value = number(inner, element) if element and inner else None
    if value is None:
        raise BadTree(missing, where=where)
    return value


def _factors(inner: Mapping[str, Element], model: str, n: int, number: Number, where: str) -> dict[int, float]:
    """Level → factor; a level that is not written follows from the place."""
    first = {"beta-factor": n, "MGL": 2}.get(model, 1)
    holder = inner.get("factors")
    given = holder.children if holder else [inner["factor"]] if "factor" in inner else []
    found: dict[int, float] = {}
    for place, one in enumerate(given):
        text = one.attributes.get("level", str(first + place))
        level = int(text) if text.isascii() and text.isdigit() else 0
        if level != first + place or level > n:
            raise BadTree(
                f"The factor of level {text} is not the one that {model} needs here",
                where=where,
                remedy=f"Give the levels {first} to {n}, in order" if first < n else f"Give one factor, of level {n}",
            )
        found[level] = _valued(one, number, "A factor has no value", where)
        if found[level] < 0 or (found[level] > 1 and model != "alpha-factor"):
            raise BadTree(f"The factor {found[level]:g} is not in [0, 1]", where=where)
    if not found:
        raise BadTree("The common-cause group has no factors", where=where)
    return found


def _by_size(model: str, n: int, factors: Mapping[int, float], q: float) -> dict[int, float]:
    """Size of a set → chance of each set of that size."""
    if model == "beta-factor":
        return {1: (1 - factors[n]) * q, n: factors[n] * q}
    if model == "phi-factor":
        return {k: phi * q for k, phi in factors.items()}
    if model == "alpha-factor":
        total = sum(k * alpha for k, alpha in factors.items())
        return {k: k * alpha / (comb(n - 1, k - 1) * total) * q if total else 0.0 for k, alpha in factors.items()}
    found, product = {}, 1.0
    for k in range(1, n + 1):
        product *= factors.get(k, 0.0) if k > 1 else 1.0
        found[k] = product * (1 - factors.get(k + 1, 0.0)) * q / comb(n - 1, k - 1)
    return found
