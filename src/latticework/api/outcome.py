"""The outcome of one scenario: what holds, what breaks it, why, and which steps next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.api.writing import check_folder, write_whole
from latticework.model import (
    Break,
    CarriedAnswer,
    Interval,
    Linchpin,
    Range,
    UnknownName,
)
from latticework.model import Outcome as Answer

if TYPE_CHECKING:
    from latticework.advise import Advice
    from latticework.api.grid import Progress
    from latticework.api.lattice import Lattice
    from latticework.history.record_ranges import RecordRange
    from latticework.show.brief.material import Material
    from latticework.show.frames import Frame
    from latticework.whatif.compare import Comparison
    from latticework.whatif.months import MonthByMonth
    from latticework.whatif.score import Score
    from latticework.whatif.variance import Width


class Outcome:
    """The answer to a what-if, with its lattice."""

    def __init__(
        self,
        answer: Answer,
        lattice: Lattice,
        judgements: Mapping[str, Range] | None = None,
        record_ranges: tuple[RecordRange, ...] = (),
    ) -> None:
        self.answer = answer
        self.lattice = lattice
        self.record_ranges = record_ranges
        self._judgements = judgements

    @property
    def functions(self) -> Mapping[str, CarriedAnswer]:
        """Function id → chance that it holds, with interval, basis and breaks."""
        return self.answer.functions

    @property
    def tasks(self) -> Mapping[str, CarriedAnswer]:
        """Task id → the same."""
        return self.answer.tasks

    @property
    def arrangements(self) -> Mapping[str, Any]:
        """Arrangement id → its state in the scenario and why."""
        return self.answer.arrangements

    def carried(self, id: str) -> CarriedAnswer:
        """Find the answer for one function or task.

        Raises:
            UnknownName: no function or task has that id.
        """
        found = self.functions.get(id) or self.tasks.get(id)
        if found is None:
            raise UnknownName("function or task", id, [*self.functions, *self.tasks])
        return found

    def why(self, id: str) -> dict[str, Any]:
        """Give the answer for one function or task with all that it rests on, for programs.

        Returns:
            The fields of ``CarriedAnswer``, and ``provided_by`` (task, provider, sources, state, sentences read) and
            ``judged`` (the ranges in full).
        Raises:
            UnknownName: no function or task has that id.
        """
        from latticework.show.as_json import to_json
        from latticework.show.sentences import sentences_of

        carried, lattice = self.carried(id), self.lattice.snapshot
        tasks = lattice.functions[id].tasks if id in lattice.functions else (id,)
        sentences = sentences_of(lattice, self.lattice.records)
        provided = [
            {
                **to_json(provider),
                "task": task,
                "label": lattice.label(provider.by),
                "state": self.arrangements[provider.by].state if provider.by in self.arrangements else None,
                "sources": [to_json(lattice.sources[source]) for source in provider.sources],
                "sentences": [dict(record) for _, record in sentences.get(provider.by, [])],
            }
            for task in tasks
            for provider in lattice.tasks[task].providers
        ]
        judged = [to_json(self.judgements()[name]) for name in carried.judgements]
        return {**to_json(carried), "provided_by": provided, "judged": judged}

    def breaks(self, id: str) -> tuple[Break, ...]:
        """Give the minimal sets of losses that break a function or task."""
        return self.carried(id).breaks

    def arrangement_breaks(self, id: str) -> tuple[tuple[Break, ...], tuple[Break, ...]]:
        """Give the minimal sets of losses that break one arrangement: those possible here, and the smallest in any case.

        Raises:
            UnknownName: no such arrangement.
        """
        from latticework.whatif.breaks import possible_breaks, structural_breaks
        from latticework.whatif.diagram import Compiler
        from latticework.whatif.draws import Drawn, World
        from latticework.whatif.gates import Structure
        from latticework.whatif.states import formally_ended

        lattice, scenario = self.lattice.snapshot, self.answer.scenario
        if id not in lattice.arrangements:
            raise UnknownName("arrangement", id, lattice.arrangements)
        then = Structure(lattice, formally_ended(lattice, scenario))
        diagram = Compiler().compile(then.arrangement(id))
        world = World(lattice, Drawn(scenario, self.judgements()), True)
        return possible_breaks(world, diagram, diagram), structural_breaks(world, diagram, diagram)

    def linchpins(self) -> tuple[Linchpin, ...]:
        """Give the actors and arrangements on which most depends, first the most important."""
        return self.answer.linchpins

    def judgements(self) -> Mapping[str, Range]:
        """Give the judged ranges that were used: the user's, or the shipped ones; and levels that the scenario gives."""
        from latticework.whatif import load_judgements

        given = {
            f"level:{change.actor}": Range(
                id=f"level:{change.actor}",
                low=change.level[0],
                high=change.level[1],
                about=f"How far {self.lattice.snapshot.label(change.actor)} stays engaged.",
                why="Given in the scenario.",
                source="the scenario",
            )
            for change in self.answer.scenario.changes
            if change.level
        }
        return {**(self._judgements if self._judgements is not None else load_judgements(None)), **given}

    def frame(self, name: str) -> Frame:
        """Give a table for pandas, polars and other tools that take Arrow.

        ``name`` is functions, tasks, arrangements, breaks, linchpins or ranges; ``frame.columns`` says what each means.

        Raises:
            UnknownName: no such frame.
        """
        from latticework.show.frames import OUTCOME_FRAMES, outcome_frame

        if name not in OUTCOME_FRAMES:
            raise UnknownName("frame", name, OUTCOME_FRAMES)
        functions = {task.id: task.function for task in self.lattice.snapshot.tasks.values()}
        return outcome_frame(self.answer, self.judgements(), functions, name)

    def record(self) -> Any:
        """Give what the historical record says of the first actor's change, or why it is silent; data known then only."""
        from datetime import date

        from latticework.history.answer import record_for

        change = self.answer.scenario.changes[0]
        return record_for(change.actor, str(change.on), date.fromisoformat(self.answer.as_of))

    def with_record(self) -> dict[str, Any]:
        """Give the answer with what the record gives to it and what it says beside it, for programs.

        Returns:
            The fields of ``answer``, and ``record_ranges`` and ``record_beside``, as :attr:`record_ranges` and :meth:`record`.
        """
        from latticework.show.as_json import to_json

        more = {"record_ranges": to_json(self.record_ranges), "record_beside": to_json(self.record())}
        return {**to_json(self.answer), **more}

    def months(self, months: int = 24) -> tuple[MonthByMonth, ...]:
        """Give the chance that each function holds in each month, and in every month until then."""
        from latticework.whatif.months import month_by_month

        return month_by_month(self.lattice.snapshot, self.answer.scenario, self.judgements(), months)

    def width(self, function: str) -> Width:
        """Say which inputs the width of a function's interval comes from."""
        from latticework.whatif.variance import width_of

        if function not in self.functions:
            raise UnknownName("function", function, self.functions)
        return width_of(self.lattice.snapshot, self.answer.scenario, self.judgements(), function)

    def score(self, path: str | Path) -> Score:
        """Compare the chances with what happened, as stated in a CSV file (id, held, on, source)."""
        from latticework.whatif.score import score

        return score(self.answer, Path(path))

    def compare(self, other: Outcome) -> Comparison:
        """Say what differs in another outcome of the same lattice, and why."""
        from latticework.whatif.compare import compare

        return compare(self.lattice.snapshot, self.answer, other.answer)

    def grid(
        self,
        levels: Sequence[float] = (),
        each: Sequence[Sequence[float]] = (),
        *,
        workers: int | None = None,
        cluster: str | None = None,
        progress: Progress | None = None,
    ) -> list[tuple[tuple[float, ...], Answer]]:
        """Answer for every combination of engagement levels (0 to 1) of the scenario's changes.

        ``levels`` are tried for all changes; ``each`` gives those of each change, none for one that stays as it is.
        ``workers`` (processes; ``None``: this one for a small grid, else all cores), ``cluster`` (address of a Dask
        scheduler) and ``progress`` are as in ``Register.read``; the answers are the same wherever they are made.
        """
        from latticework.api.grid import Answering, answers, engine_for, over_levels

        scenario = self.answer.scenario
        points = over_levels(scenario, each or [tuple(levels)] * len(scenario.changes))
        job = Answering(self.lattice.snapshot, self._judgements, record=False)
        found = answers(job, points, engine_for(len(points), workers, cluster), progress)
        return [(point.at, answer) for point, answer in zip(points, found, strict=True)]

    def given(self, id: str, holds: str) -> Interval:
        """Give the chance of a function or task, given that an arrangement, task or function holds."""
        from latticework.whatif.given import chance_given

        return chance_given(self.lattice.snapshot, self.answer.scenario, self.judgements(), id, holds)

    def mef(self, id: str) -> str:
        """Give a function or task as a fault tree in the Open-PSA Model Exchange Format."""
        from latticework.whatif.lattice_mef import lattice_mef

        self.carried(id)
        return lattice_mef(self.lattice.snapshot, self.answer.scenario, self.judgements(), id)

    def advise(self, steps: int = 2, **options: Any) -> Advice:
        """Compare sets of up to ``steps`` institutionalizing steps; doing nothing is always in the table.

        ``options`` are those of ``latticework.advise.advise``: functions, own, without, lift, weights, find,
        progress, checkpoint (a ``latticework.advise.checkpoint.Checkpoint``: a search that is stopped goes on from it).
        """
        from latticework.advise import advise

        return advise(self.lattice.snapshot, self.answer.scenario, self._judgements, steps=steps, **options)

    def brief_bytes(self, ending: str, advice: Advice | None = None) -> bytes:
        """Give the briefing as a file's content: ``ending`` is ``.html``, ``.pdf`` or ``.docx``; the same bytes.

        Raises:
            LatticeworkError: the ending is not one we write, or the extra that PDF needs (``report``) is missing.
        """
        from latticework.show.briefing import briefing_bytes

        return briefing_bytes(self._material(advice), ending)

    def brief_html(self, advice: Advice | None = None) -> str:
        """Give the briefing as one self-contained HTML document, with the advice where it is given; the same bytes."""
        from latticework.show.briefing import briefing_html

        return briefing_html(self._material(advice))

    def _material(self, advice: Advice | None) -> Material:
        from latticework.show.brief.material import Material

        hubs = dict.fromkeys(change.actor for change in self.answer.scenario.changes)
        return Material(
            lattice=self.lattice.snapshot,
            outcome=self.answer,
            profiles=self.lattice.profiles(self.answer.scenario.seed),
            by_hub=[(self.lattice.dependence(hub, self.judgements()), self.lattice.lattice_ness(hub)) for hub in hubs],
            records=self.lattice.records,
            judgements=self.judgements(),
            advice=advice,
            record=self.record() if self.record_ranges else (),
            record_ranges=self.record_ranges,
        )

    def brief(self, path: str | Path, advice: Advice | None = None) -> Path:
        """Write the briefing to a file ending in ``.html``, ``.pdf`` or ``.docx``, whole or not at all.

        All three say the same, and the same register and seed give the same bytes.

        Raises:
            LatticeworkError: the ending is not one we write, the folder does not exist, or the extra that PDF needs
                (``report``) is not installed.
        """
        from latticework.show.briefing import check_format

        target = Path(path)
        check_format(target)
        check_folder(target)
        return write_whole(target, self.brief_bytes(target.suffix, advice))

    def figure(self, path: str | Path, kind: str = "rails", *, width_mm: float = 183.0, letters: bool = False) -> Path:
        """Draw a figure for a paper into a file ending in ``.svg`` or ``.pdf``; the same answer gives the same bytes.

        ``kind`` is ``rails`` (the lattice in the scenario, from 150 mm) or ``chances`` (functions and tasks with their
        intervals, from 80 mm). Fonts are embedded in PDF, and letters are outlines in SVG, unless ``letters`` keeps
        them as text (searchable, to be edited). Colours are apart for every kind of colour vision and need none:
        dash and mark say the same in grey.

        Raises:
            UnknownName: no such kind.
            LatticeworkError: another ending, a width at which the figure cannot be read, no such folder; or the extra
                ``report`` is not installed, which all but an SVG with its letters kept needs.
        """
        from latticework.show.paper import figure_bytes

        target = Path(path)
        check_folder(target)
        index = {one.id: one.index for one in self.lattice.profiles()}
        snapshot = self.lattice.snapshot
        return write_whole(target, figure_bytes(snapshot, self.answer, index, target, kind, width_mm, letters=letters))

    def caption(self, kind: str = "rails") -> str:
        """Say what stands under a figure: what it shows, the scenario, the seed, and what a chance means.

        Raises:
            UnknownName: no such kind.
        """
        from latticework.show.paper import KINDS, caption

        if kind not in KINDS:
            raise UnknownName("figure", kind, KINDS)
        return caption(self.lattice.snapshot, self.answer, kind)
