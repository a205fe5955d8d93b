"""A comparison of steps as pages and programs ask for it: started once in the background, watched, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from latticework.advise import read_steps
from latticework.advise.constraints import LEAD_TIME
from latticework.api import Lattice
from latticework.model import Scenario, UnknownName
from latticework.web.asking import outcome_of
from latticework.web.jobs import Job, Jobs

JOBS = Jobs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared: sets of up to ``steps``, for some functions (none: all), with constraints lifted, with own steps.

    ``own`` is TOML, as in a file of ``--own``; ``without`` leaves steps out.
    """

    scenario: Scenario
    steps: int
    functions: tuple[str, ...] = ()
    lift: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    own: str = ""


def question_of(
    lattice: Lattice,
    scenario: Scenario,
    steps: int,
    *,
    functions: Sequence[str] = (),
    lift: Sequence[str] = (),
    without: Sequence[str] = (),
    own: str = "",
) -> Question:
    """Put a question together, in the lattice's own order, so that the same is asked once.

    Raises:
        UnknownName: a function or constraint that nobody knows.
    """
    snapshot = lattice.snapshot
    known = [*snapshot.constraints, LEAD_TIME]
    for kind, asked, there in (("function", functions, list(snapshot.functions)), ("constraint", lift, known)):
        for id in asked:
            if id not in there:
                raise UnknownName(kind, id, there)
    return Question(
        scenario=scenario,
        steps=steps,
        functions=tuple(id for id in snapshot.functions if id in functions),
        lift=tuple(id for id in known if id in lift),
        without=tuple(dict.fromkeys(without)),
        own=own.replace("\r\n", "\n").strip(),
    )


def start(lattice: Lattice, asked: Question) -> Job:
    """Start the comparison, or give the one that is under way or done.

    Raises:
        BadVocabulary, UnknownName: steps of the analyst's own that do not make sense.
    """
    outcome = outcome_of(lattice, asked.scenario)
    own = read_steps(asked.own, lattice.snapshot, "your own steps") if asked.own else ()
    return JOBS.start(
        (lattice, asked),
        lambda progress: outcome.advise(
            asked.steps, functions=asked.functions, own=own, without=asked.without, lift=asked.lift, progress=progress
        ),
    )


def cancel(lattice: Lattice, asked: Question) -> None:
    """Stop it; nothing is stored."""
    JOBS.cancel((lattice, asked))
