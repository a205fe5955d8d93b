"""The lattice on a date: entities, profiles, dependence, and what holds under a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from latticework.api.outcome import Outcome
from latticework.model import (
    Change,
    Entity,
    LatticeworkError,
    Range,
    Scenario,
    UnknownName,
)
from latticework.model import Lattice as Snapshot
from latticework.model import Outcome as Answer

if TYPE_CHECKING:
    from latticework.api.grid import Progress
    from latticework.history.record_ranges import RecordRange
    from latticework.measure import Dependence, LatticeNess, Profile
    from latticework.show.frames import Frame
    from latticework.whatif.levels import Standing
    from latticework.whatif.prepared import Prepared


class Lattice:
    """A snapshot of the register; ``snapshot`` holds the entities and the structure."""

    def __init__(self, snapshot: Snapshot, records: Sequence[Mapping[str, Any]] = ()) -> None:
        self.snapshot = snapshot
        self.records = tuple(records)
        self._prepared: Prepared | None = None
        self._answering = Lock()  # diagrams are compiled by one thread at a time

    def profiles(self, seed: int | None = None) -> tuple[Profile, ...]:
        """Give the institutionalization profile of every arrangement, 0-100 with rank intervals (drawn by ``seed``)."""
        from latticework.measure import profiles

        return profiles(self.snapshot) if seed is None else profiles(self.snapshot, seed=seed)

    def frame(self, name: str) -> Frame:
        """Give a table for pandas, polars and other tools that take Arrow.

        ``name`` is actors, arrangements, meetings, commitments, positions, roles, constraints, profiles, statements,
        sources or records; ``frame.columns`` says what each column means.

        Raises:
            UnknownName: no such frame.
        """
        from latticework.show.frames import LATTICE_FRAMES, lattice_frame

        if name not in LATTICE_FRAMES:
            raise UnknownName("frame", name, LATTICE_FRAMES)
        return lattice_frame(self.snapshot, self.records, self.profiles() if name == "profiles" else (), name)

    def lattice_ness(self, hub: str) -> LatticeNess:
        """Measure how far the actors are linked without a hub; descriptive only."""
        from latticework.measure import lattice_ness

        return lattice_ness(self.snapshot, hub)

    def dependence(self, hub: str, judgements: Mapping[str, Range] | None = None) -> tuple[Dependence, ...]:
        """Measure how far each task depends on a hub, the worst first."""
        from latticework.measure import dependence
        from latticework.whatif import load_judgements

        return dependence(self.snapshot, hub, load_judgements(None) if judgements is None else judgements)

    def entity(self, id: str) -> Entity:
        """Find one entity by its id.

        Raises:
            UnknownName: nothing has that id; the nearest are suggested.
        """
        entity = self.snapshot.entity(id)
        if entity is None:
            shelves = (
                self.snapshot.arrangements,
                self.snapshot.meetings,
                self.snapshot.commitments,
                self.snapshot.positions,
                self.snapshot.roles,
                self.snapshot.constraints,
                self.snapshot.actors,
            )
            raise UnknownName("entity", id, [key for shelf in shelves for key in shelf], list_them="latticework show")
        return entity

    def what_if(
        self,
        scenario: Scenario | None = None,
        *,
        actor: str | None = None,
        posture: str = "withdrawn",
        on: str = "2025-01-20",
        seed: int | None = None,
        judgements: Mapping[str, Range] | None = None,
        record: bool = False,
    ) -> Outcome:
        """Ask what holds under a scenario, or when one actor changes its posture on a date.

        ``record`` lets estimates of the historical record stand in place of the posture where an arrangement lies inside
        the support of the data; ``judgements`` of the same id win over them.

        Raises:
            UnknownName: an actor, function or posture that nobody knows.
            BadScenario: the scenario does not make sense.
        """
        from latticework.whatif import answer, check_scenario, load_judgements, with_codes
        from latticework.whatif.prepared import Prepared
        from latticework.whatif.stands_for import with_what_stands_for

        if scenario is None:
            if actor is None:
                raise LatticeworkError("A what-if needs a scenario or an actor")
            change = Change(actor=actor, posture=posture, on=on)  # type: ignore[arg-type]  # checked below
            scenario = Scenario(changes=(change,))
        if seed is not None:
            scenario = replace(scenario, seed=seed)
        scenario = with_codes(scenario, self.snapshot)
        check_scenario(scenario, self.snapshot)
        given: tuple[RecordRange, ...] = ()
        if record:
            from latticework.history.record_ranges import record_ranges

            given = record_ranges(self.snapshot, scenario)
        ranges = {id: one for line in given for id, one in line.ranges.items()}
        judged = {**ranges, **(load_judgements(None) if judgements is None else judgements)}
        snapshot = with_what_stands_for(self.snapshot, scenario, judged)
        lattice = self if snapshot is self.snapshot else Lattice(snapshot, self.records)
        with lattice._answering:
            lattice._prepared = lattice._prepared or Prepared(snapshot)
            return Outcome(answer(snapshot, scenario, judged, lattice._prepared), lattice, judged, given)

    def stand(self, scenario: Scenario, judgements: Mapping[str, Range] | None = None) -> Standing:
        """Give the chances and states of a scenario alone: those of ``what_if``, sooner.

        Raises:
            UnknownName, BadScenario: as ``what_if``; a scenario without changes is one in which all stay.
        """
        from latticework.whatif import check_scenario, load_judgements, with_codes
        from latticework.whatif.levels import stand
        from latticework.whatif.prepared import Prepared

        scenario = with_codes(scenario, self.snapshot)
        if scenario.changes:
            check_scenario(scenario, self.snapshot)
        judged = load_judgements(None) if judgements is None else judgements
        with self._answering:
            self._prepared = self._prepared or Prepared(self.snapshot)
            return stand(self.snapshot, scenario, judged, self._prepared)

    def over_levels(
        self,
        scenario: Scenario,
        actor: str,
        levels: Sequence[float],
        judgements: Mapping[str, Range] | None = None,
    ) -> tuple[Standing, ...]:
        """Give the chances and states with one actor's changes at each of these fixed levels (1 engaged, 0 withdrawn).

        Raises:
            UnknownName, BadScenario: as ``what_if``.
        """
        from latticework.whatif import check_scenario, load_judgements, with_codes
        from latticework.whatif.levels import over_levels
        from latticework.whatif.prepared import Prepared

        scenario = with_codes(scenario, self.snapshot)
        check_scenario(scenario, self.snapshot)
        judged = load_judgements(None) if judgements is None else judgements
        with self._answering:
            self._prepared = self._prepared or Prepared(self.snapshot)
            return over_levels(self.snapshot, scenario, actor, levels, judged, self._prepared)

    def over_actors(
        self,
        actors: Sequence[str],
        postures: Sequence[str] = ("withdrawn",),
        *,
        on: str = "2025-01-20",
        seed: int | None = None,
        judgements: Mapping[str, Range] | None = None,
        record: bool = False,
        workers: int | None = None,
        cluster: str | None = None,
        progress: Progress | None = None,
    ) -> list[tuple[tuple[str, str], Answer]]:
        """Ask the same of each of these actors in each of these postures, alone; the draws are those of one seed.

        ``workers`` are processes (``None``: this one for few answers, else all cores), ``cluster`` the address of a Dask
        scheduler, ``progress`` is called with (answers there, in all, what is done). The other arguments are those of
        ``what_if``. The answers are the same wherever they are made.

        Returns:
            ((actor, posture), answer) in the order of the actors, then of the postures.
        Raises:
            UnknownName, BadScenario: as ``what_if``, before the first answer.
        """
        from latticework.api.grid import Answering, answers, engine_for, over_actors
        from latticework.whatif import check_scenario, with_codes

        first = Scenario(changes=()) if seed is None else Scenario(changes=(), seed=seed)
        points = over_actors(first, actors, postures, on)
        for point in points:
            check_scenario(with_codes(point.scenario, self.snapshot), self.snapshot)
        job = Answering(self.snapshot, judgements, record)
        found = answers(job, points, engine_for(len(points), workers, cluster), progress)
        return [(point.at, answer) for point, answer in zip(points, found, strict=True)]  # type: ignore[misc]

    def hub(self) -> str | None:
        """The actor without which the functions fall most, on average, before any scenario; ``None`` if none matters."""
        from latticework.whatif import load_judgements
        from latticework.whatif.draws import Drawn
        from latticework.whatif.prepared import Prepared

        with self._answering:
            self._prepared = self._prepared or Prepared(self.snapshot)
            pins = self._prepared.linchpins(Drawn(Scenario(changes=()), load_judgements(None)))
        return next((pin.id for pin in pins if pin.kind == "actor"), None)
