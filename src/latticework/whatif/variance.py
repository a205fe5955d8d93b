"""Where the width of an answer comes from: its variance split by input, first-order and total.

Sources: Sobol' 1993, Math. Model. Comput. Exp. 1(4); Saltelli et al. 2010, Comput. Phys. Commun. 181(2) (first-order
estimator); Jansen 1999, Comput. Phys. Commun. 117(1-2) (total).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass

from latticework.model import Lattice, Range, Scenario
from latticework.whatif.diagram import Compiler
from latticework.whatif.draws import Drawn, Draws, World
from latticework.whatif.gates import Structure
from latticework.whatif.states import formally_ended

GROUPS = ("scenario", "coding", "record", "judgement")
OTHER_STREAM = 104_729


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShare:
    """The part of an answer's variance that one input explains.

    ``first`` is what would go, on average, were this input alone known; ``total`` what would stay, were every other
    known. Both are estimated from draws, within about ``error``; an input with nothing uncertain has 0 and 0.
    """

    input: str
    first: float
    total: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """The standard deviation of a function's chance over the draws, split by group and by single input."""

    function: str
    standard_deviation: float
    groups: tuple[VarianceShare, ...]
    inputs: tuple[VarianceShare, ...]


def width_of(lattice: Lattice, scenario: Scenario, judgements: Mapping[str, Range], function: str) -> Width:
    """Split the variance of one function's chance.

    The group *coding* is 0 as long as no coded value of the structure enters the answer as a range; *record* is what
    ranges of the record carry, where they were asked for.
    """
    one = Drawn(scenario, judgements)
    other = Drawn(
        Scenario(changes=scenario.changes, seed=scenario.seed + OTHER_STREAM, draws=scenario.draws), judgements
    )
    then = Structure(lattice, formally_ended(lattice, scenario))
    diagram = Compiler().compile(then.function(lattice.functions[function]))

    def evaluated(drawn: Drawn) -> Draws:
        return World(lattice, drawn, True, (function,)).chance(diagram)

    a, b = evaluated(one), evaluated(other)
    variance = float((a.var() + b.var()) / 2)
    centre = (a.mean() + b.mean()) / 2  # taken off, so that a high mean does not blur the first-order shares
    uncertain = [id for id in sorted(one.judged) if judgements[id].low < judgements[id].high]
    used = [id for id in uncertain if not id.startswith("posture:")]
    of = {basis: [id for id in used if judgements[id].basis == basis] for basis in ("record", "judgement")}

    def share(name: str, levels: bool, ids: Collection[str]) -> VarianceShare:
        if variance < 1e-18 or not (levels or ids):
            return VarianceShare(input=name, first=0.0, total=0.0, error=0.0)
        mixed = copy(one)  # everything as in the first set of draws, this input as in the second
        mixed.judged = {id: (other if id in ids else one).judged[id] for id in one.judged}
        mixed.levels = other.levels if levels else one.levels
        ab = evaluated(mixed)
        first_terms, total_terms = (b - centre) * (ab - a) / variance, (a - ab) ** 2 / (2 * variance)
        error = float(max(first_terms.std(), total_terms.std()) / len(a) ** 0.5)
        return VarianceShare(input=name, first=float(first_terms.mean()), total=float(total_terms.mean()), error=error)

    groups = (
        share("scenario", True, ()),
        share("coding", False, ()),
        share("record", False, of["record"]),
        share("judgement", False, of["judgement"]),
    )
    singles = [share(id, False, (id,)) for id in used]
    singles = sorted((s for s in singles if s.total > 0), key=lambda s: (-s.total, s.input))
    return Width(function=function, standard_deviation=variance**0.5, groups=groups, inputs=tuple(singles))
