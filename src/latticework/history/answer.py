"""What the shipped record says beside a what-if: numbers where an actor lies inside the data, else why it is silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from latticework.history.estimate import Estimate
from latticework.history.results import Results, shipped_results

# the estimate of each outcome that speaks of a hub that changes course; formal ends have one of their own for the US
SPEAKS = {
    "formal-ends": {"USA": "end-abrogated-us", "": "end-abrogated-all"},
    "lapse": {"USA": "contact-washington"},
    "cooperation": {"": "cooperation-high"},
    "aid": {"USA": "aid-after-change", "": "aid-after-change-not-us"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One outcome of the record beside a what-if.

    ``estimate`` is ``None`` where the record is silent; ``why`` then says why, else how far the scenario lies from the
    data. ``cases`` are the nearest historical ones, ``beside`` the alternatives and negative controls of the estimate.
    """

    outcome: str
    estimate: Estimate | None
    why: str
    cases: tuple[str, ...] = ()
    beside: tuple[Estimate, ...] = ()


def record_for(actor: str, on: str, as_known: date, results: Mapping[str, Results] | None = None) -> list[RecordLine]:
    """Say what the record holds for an actor that changes course.

    Args:
        actor: ISO 3166 alpha-3 code of the hub.
        on: first day of the scenario (ISO).
        as_known: data released later are not used, and said to be left out.
        results: the user's own instead of the shipped ones.
    """
    lines = []
    for name, found in (results if results is not None else shipped_results()).items():
        chosen = SPEAKS.get(name, {})
        id = chosen.get(actor, chosen.get(""))
        if name == "lapse" and any(ally.iso == actor and ally.of == "ally" for ally in found.allies):
            id = "contact-abroad"
        if date.fromisoformat(found.known_from) > as_known:
            why = f"not used: its data became public after {as_known}"
        elif id is None or (id != "contact-abroad" and found.support.hubs and actor not in found.support.hubs):
            why = f"silent: the data are about {found.support.about}, and {actor} lies outside them"
        else:
            gap = int(on[:4]) - found.support.until
            why = f"data to {found.support.until}" + (f", {gap} years before the scenario" if gap > 0 else "")
            shown = found.find(id)
            main = shown.of or id  # where an alternative speaks, what stands beside its main estimate stands beside it
            beside = tuple(e for e in found.estimates if main in e.of.split() and e.id != id)
            lines.append(RecordLine(outcome=name, estimate=shown, why=why, cases=found.cases[:3], beside=beside))
            continue
        lines.append(RecordLine(outcome=name, estimate=None, why=why))
    return lines


def draw(estimate: Estimate, draws: int, seed: int) -> NDArray[np.float64]:
    """Draw an estimate's uncertainty, shape (draws,), in the units of its measure: the same seed, the same draws.

    Rates: Gamma(events + 1/2, exposure); shares: Beta(events + 1/2, others + 1/2) (Jeffreys priors); ratios: log-normal
    through the interval.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    if estimate.measure.startswith("share"):
        return generator.beta(estimate.events + 0.5, estimate.exposure - estimate.events + 0.5, draws)
    if estimate.measure.startswith("events per"):
        per = float(estimate.measure.split()[2])
        return generator.gamma(estimate.events + 0.5, per / estimate.exposure, draws)
    low, high = np.log(max(estimate.low, 1e-9)), np.log(estimate.high)
    drawn: NDArray[np.float64] = np.exp(
        generator.normal((low + high) / 2, (high - low) / (2 * 1.959963984540054), draws)
    )
    return drawn
