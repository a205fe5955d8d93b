"""Many scenarios about one lattice, answered by any engine: the same answers in the same order whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from latticework.model import Change, Lattice, LatticeworkError, Outcome, Range, Scenario

if TYPE_CHECKING:
    from latticework.read.engines import Engine

MOST_HERE = 200  # answers of some 30 ms that are given sooner than processes have started
GROUP = 8

Progress = Callable[[int, int, str], None]


class Answering:
    """The job of answering scenarios about one lattice; what answers have in common is made once where it is done."""

    def __init__(self, snapshot: Lattice, judgements: Mapping[str, Range] | None, record: bool) -> None:
        self.snapshot, self.judgements, self.record = snapshot, judgements, record
        self._lattice: Any = None

    def __call__(self, scenarios: Sequence[Scenario], /) -> list[Outcome]:
        """Answer the scenarios of one group."""
        from latticework.api.lattice import Lattice as Asked

        self._lattice = self._lattice or Asked(self.snapshot)
        return [self._lattice.what_if(one, judgements=self.judgements, record=self.record).answer for one in scenarios]

    def lost(self, scenario: Scenario, how: str, /) -> Outcome:
        """Refuse to go on without an answer that ends its worker."""
        said = "; ".join(f"{change.actor} {change.posture} {change.level or ''}".strip() for change in scenario.changes)
        raise LatticeworkError(
            f"The process that answered “{said}” {how}", remedy="It may need more memory: --workers 1"
        )

    def __getstate__(self) -> tuple[Any, ...]:
        return self.snapshot, self.judgements, self.record

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.snapshot, self.judgements, self.record = state
        self._lattice = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a grid: what was set, in words or levels, and the scenario."""

    at: tuple[Any, ...]
    scenario: Scenario


def over_levels(scenario: Scenario, levels: Sequence[Sequence[float]]) -> list[Point]:
    """Give every combination of engagement levels of a scenario's changes.

    Args:
        levels: for each change, the levels in [0, 1] to try; none where it stays as it is.
    """
    varied = [i for i, tried in enumerate(levels) if tried]
    points = []
    for at in product(*(levels[i] for i in varied)):
        changes = list(scenario.changes)
        for i, level in zip(varied, at, strict=True):
            changes[i] = replace(changes[i], level=(level, level))
        points.append(Point(at, replace(scenario, changes=tuple(changes))))
    return points


def over_actors(scenario: Scenario, actors: Sequence[str], postures: Sequence[str], on: str) -> list[Point]:
    """Give every combination of an actor that changes and its posture; seed and draws are those of a scenario."""
    points = []
    for actor, posture in product(actors, postures):
        change = Change(actor=actor, posture=posture, on=on)  # type: ignore[arg-type]  # checked before it is asked
        points.append(Point((actor, posture), replace(scenario, changes=(change,))))
    return points


def engine_for(count: int, workers: int | None, cluster: str | None, most_here: int = MOST_HERE) -> Engine:
    """Choose where so many tasks are done: a few here, many on all cores; what was said by hand comes first."""
    from latticework.read.cluster import Cluster
    from latticework.read.engines import cores, local_engine

    if cluster:
        return Cluster(cluster)
    return local_engine((1 if count <= most_here else cores()) if workers is None else workers)


def answers(
    job: Answering, points: Sequence[Point], engine: Engine, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Answer the points in order."""
    for done, outcome in enumerate(engine.run(job, _groups([point.scenario for point in points])), start=1):
        if progress:
            progress(done, len(points), "answering")
        yield outcome


def _groups(scenarios: Sequence[Scenario]) -> Iterable[list[Scenario]]:
    return (list(scenarios[first : first + GROUP]) for first in range(0, len(scenarios), GROUP))
