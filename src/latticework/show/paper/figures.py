"""Which figures there are, how wide they may be, and what stands under them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from latticework.model import Lattice, LatticeworkError, Outcome, UnknownName
from latticework.show.paper.canvas import POINTS_PER_MM
from latticework.show.paper.chances import draw_chances
from latticework.show.paper.rails import draw_rails
from latticework.show.paper.svg import as_svg
from latticework.show.words import change_sentence

# Kind: what it shows, and the least width in mm at which it can be read.
KINDS: Mapping[str, tuple[str, float]] = {
    "rails": (
        "The lattice: posts are actors, rails are arrangements, by theatre; a rail is thicker the more institutionalized "
        "the arrangement is, and its dash, mark and colour give its state in the scenario.",
        150,
    ),
    "chances": (
        "Chance that each function, and each task below it, holds: before the scenario (circle) and in it (diamond: mean; "
        "bar: 5th to 95th percentile of the draws).",
        80,
    ),
}
WIDEST_MM = 400.0
ENDINGS = (".svg", ".pdf")


def check_figure(path: Path, kind: str, width_mm: float) -> None:
    """Refuse what cannot be drawn.

    Raises:
        UnknownName: no such kind.
        LatticeworkError: another ending than ``ENDINGS``, or a width at which the figure cannot be read.
    """
    if kind not in KINDS:
        raise UnknownName("figure", kind, KINDS)
    if path.suffix.lower() not in ENDINGS:
        raise LatticeworkError(
            f"No figure in the format {path.suffix or 'without an ending'}", where=str(path),
            remedy="Give a name that ends in .svg or .pdf",
        )  # fmt: skip
    least = KINDS[kind][1]
    if not least <= width_mm <= WIDEST_MM:
        raise LatticeworkError(
            f"A figure {width_mm:g} mm wide", remedy=f"Choose from {least:g} to {WIDEST_MM:g} mm for {kind}"
        )


def figure_bytes(
    lattice: Lattice,
    outcome: Outcome,
    index: Mapping[str, float],
    path: Path,
    kind: str,
    width_mm: float,
    *,
    letters: bool,
) -> bytes:
    """Draw one of the ``KINDS``; the same answer gives the same bytes.

    Args:
        index: arrangement id → institutionalization, 0-100.
        path: its ending is the format.
        letters: keep letters as text in an SVG, instead of outlines; needs no extra.
    Raises:
        LatticeworkError: as ``check_figure``; or the extra ``report`` is needed and missing.
    """
    check_figure(path, kind, width_mm)
    width = width_mm * POINTS_PER_MM
    sheet = draw_rails(lattice, outcome, index, width) if kind == "rails" else draw_chances(lattice, outcome, width)
    about, ending = caption(lattice, outcome, kind), path.suffix.lower()
    if letters and ending == ".svg":
        return as_svg(sheet, about).encode()
    from latticework.show.paper.typesetting import typeset

    return typeset(sheet, "pdf" if ending == ".pdf" else "svg", about, outcome.as_of)


def caption(lattice: Lattice, outcome: Outcome, kind: str) -> str:
    """Say what stands under the figure: what it shows, the scenario, and what the number means."""
    changes = " and ".join(change_sentence(change, lattice) for change in outcome.scenario.changes)
    asked = f"Scenario: {changes}." if changes else "No scenario."
    return (
        f"{KINDS[kind][0]} {asked} Register as of {outcome.as_of}; seed {outcome.scenario.seed}. A chance is conditional on "
        "the scenario, the recorded structure and the judged ranges; it is not a forecast."
    )
