"""Many back-tests at once, by any engine: each outcome's units are gathered once, here, and travel with the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from latticework.history.backtest import Backtest, NothingToScore, Vintage, check_cut_off, face, gather, vintage_of
from latticework.history.cases import Cases
from latticework.history.collection import Collection, MissingDataset
from latticework.history.steps import Progress
from latticework.model import LatticeworkError
from latticework.read.engines import Engine

Task = tuple[str, int]  # outcome and cut-off


class Facing:
    """The job of facing what came after: a task is an outcome and a cut-off."""

    def __init__(self, cases: Mapping[str, Cases], vintages: Mapping[Task, Vintage]) -> None:
        self.cases, self.vintages = dict(cases), dict(vintages)

    def __call__(self, tasks: Sequence[Task], /) -> list[Backtest]:
        """Fit and score each task of a group."""
        return [face(self.cases[one], one, until, self.vintages[one, until]) for one, until in tasks]

    def lost(self, task: Task, how: str, /) -> Backtest:
        """Refuse to go on without a back-test that ends its worker."""
        raise LatticeworkError(f"The process that scored {task[0]} from {task[1]} {how}", remedy="Say --workers 1")


def backtests(
    collection: Collection,
    outcomes: Sequence[str],
    untils: Sequence[int],
    engine: Engine,
    progress: Progress | None = None,
) -> tuple[list[Backtest], list[LatticeworkError]]:
    """Fit each outcome to each cut-off and score the years after.

    Args:
        engine: where the fits are made; the results are the same whatever it is.
        progress: called with (back-tests done, in all, what is being done).
    Returns:
        The back-tests, by outcome and then by cut-off, and why others were left out: a dataset that has not been added,
        a cut-off with nothing on one side.
    Raises:
        UnknownName: no such outcome.
    """
    cases: dict[str, Cases] = {}
    vintages: dict[Task, Vintage] = {}
    left_out: list[LatticeworkError] = []
    in_all = len(outcomes) * len(untils)
    for name in outcomes:
        if progress:
            progress(0, in_all, f"{name}: gathering the units")
        try:
            found = gather(collection, name)
        except MissingDataset as problem:
            left_out.append(problem)
            continue
        for until in untils:
            try:
                vintage = vintage_of(collection, name, until)
                check_cut_off(found, name, until, vintage)
            except NothingToScore as problem:
                left_out.append(problem)
                continue
            cases[name] = found
            vintages[name, until] = vintage
    done: list[Backtest] = []
    for one in engine.run(Facing(cases, vintages), ([task] for task in vintages)):
        done.append(one)
        if progress:
            progress(len(done), len(vintages), f"{one.outcome}: fitted to {one.until} and scored")
    return done, left_out
