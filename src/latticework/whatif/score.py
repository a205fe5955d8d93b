"""Chances compared with what happened, as the user states it.

Sources: Brier 1950, Mon. Weather Rev. 78(1); Murphy 1973, J. Appl. Meteorol. 12(4) (what a base rate would score).
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from latticework.model import ArrangementAnswer, CarriedAnswer, LatticeworkError, Outcome, UnknownName

COLUMNS = ("id", "held", "on", "source")
SMALLEST = 1e-3  # a certain chance that fails would score without bound; it is scored as 1 in 1,000


class BadOutcomes(LatticeworkError):
    """A file of outcomes that cannot be scored against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredAnswer:
    """One stated outcome beside the chance that was given for it; ``brier`` is (chance - held)²."""

    id: str
    label: str
    chance: float
    held: bool
    on: str
    source: str
    brier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Mean scores; lower is better. ``brier_of_half`` is that of always saying 50 in 100 (0.25), ``brier_of_share``
    that of always saying the share that held, known only afterwards. ``invented`` says that the file marks itself so.
    """

    answers: tuple[ScoredAnswer, ...]
    brier: float
    log_score: float
    brier_of_half: float
    brier_of_share: float
    invented: bool


def score(outcome: Outcome, path: Path) -> Score:
    """Score an outcome's chances against a CSV file with the columns id, held (yes or no), on, source.

    ``id`` is a function, task or arrangement. A first line ``# invented`` marks an example.

    Raises:
        BadOutcomes: the file cannot be read, or a row is incomplete.
        UnknownName: an id that the outcome does not answer.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadOutcomes(f"The outcomes cannot be read: {problem}", where=str(path)) from problem
    invented = text.lstrip().casefold().startswith("# invented")
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    rows = csv.reader(line for _, line in lines)
    if tuple(next(rows, ())) != COLUMNS:
        raise BadOutcomes("The first row must name the columns", where=str(path), remedy=",".join(COLUMNS))
    known: dict[str, ArrangementAnswer | CarriedAnswer] = {**outcome.arrangements, **outcome.tasks, **outcome.functions}
    found = []
    for (number, _), row in zip(lines[1:], rows, strict=True):
        where = f"{path}, line {number}"
        if len(row) != len(COLUMNS) or row[1] not in ("yes", "no") or not row[2]:
            raise BadOutcomes("A row needs an id, yes or no, a date and a source", where=where)
        if row[0] not in known:
            raise UnknownName("function, task or arrangement", row[0], known, where=where)
        answered, held = known[row[0]], row[1] == "yes"
        chance = answered.after.mean
        found.append(
            ScoredAnswer(
                id=row[0],
                label=answered.label,
                chance=chance,
                held=held,
                on=row[2],
                source=row[3],
                brier=(chance - held) ** 2,
            )
        )
    if not found:
        raise BadOutcomes("There is no outcome to score", where=str(path))
    share = sum(one.held for one in found) / len(found)
    logs = [-math.log(max(SMALLEST, one.chance if one.held else 1 - one.chance)) for one in found]
    return Score(
        answers=tuple(found),
        brier=sum(one.brier for one in found) / len(found),
        log_score=sum(logs) / len(found),
        brier_of_half=0.25,
        brier_of_share=share * (1 - share),
        invented=invented,
    )
