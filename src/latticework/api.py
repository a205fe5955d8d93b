"""The public API: a register, its lattice on a date, and the outcome of a scenario, as one sentence.

These three classes join the rooms; each method hands over to the room that knows how.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import (
    Break,
    CarriedAnswer,
    Change,
    Entity,
    Interval,
    LatticeworkError,
    Linchpin,
    Range,
    Record,
    Scenario,
    UnknownName,
)
from latticework.model import Lattice as Snapshot
from latticework.model import Outcome as Answer

if TYPE_CHECKING:
    from latticework.advise import Advice
    from latticework.measure import Dependence, LatticeNess, Profile
    from latticework.read.batches import FileReading
    from latticework.read.endpoint import Endpoint
    from latticework.read.second_reader import SecondReading
    from latticework.register import RegisterFile
    from latticework.whatif.compare import Comparison
    from latticework.whatif.months import MonthByMonth
    from latticework.whatif.prepared import Prepared
    from latticework.whatif.score import Score
    from latticework.whatif.variance import Width

SHIPPED_AS_OF = "2024-07-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What came of one file: how many records of each type, or why it was set aside.

    ``set_aside`` are sentences that could not be read (first and last character, reason); ``second`` what the
    second reader gave, where one was asked.
    """

    path: str
    title: str | None = None
    records: Mapping[str, int] | None = None
    already_read: bool = False
    proposals: int = 0
    problem: str | None = None
    set_aside: tuple[tuple[int, int, str], ...] = ()
    second: SecondRead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRead:
    """What the second reader gave: proposals to review, agreement with the reader, and what was not taken.

    ``dropped`` counts proposals by the check they failed; ``failed`` pieces (of ``asked``) without a usable answer.
    """

    to_review: int = 0
    agreed: int = 0
    asked: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """What came of reading files; ``problems`` are those set aside, with the reason.

    ``in_all`` is how many files were asked for; ``stopped`` says that somebody stopped the reading before the last.
    """

    files: tuple[FileRead, ...]
    in_all: int = 0
    stopped: bool = False

    @property
    def problems(self) -> tuple[FileRead, ...]:
        """The files that were set aside."""
        return tuple(file for file in self.files if file.problem)

    @property
    def second(self) -> SecondRead | None:
        """What the second reader gave in all; ``None`` when none was asked."""
        each = [file.second for file in self.files if file.second]
        if not each:
            return None
        return SecondRead(
            to_review=sum(one.to_review for one in each),
            agreed=sum(one.agreed for one in each),
            asked=sum(one.asked for one in each),
            dropped=sum((Counter(one.dropped) for one in each), Counter()),
            failed=sum((Counter(one.failed) for one in each), Counter()),
        )


READABLE = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """Expand folders to the readable files in them, sorted; single files are taken as named."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READABLE)
        else:
            found.append(path)
    return found


def _told(second: SecondReading) -> SecondRead:
    return SecondRead(
        to_review=len(second.records),
        agreed=second.agreed,
        asked=second.asked,
        dropped=dict(second.dropped),
        failed=dict(second.failed),
    )


def _is_proposal(record: Mapping[str, Any]) -> bool:
    return str(record["rule"]).startswith("second reader: ") and record.get("decision") != "accept"


class Register:
    """The evidence-linked register of one DuckDB file (or the shipped one, in memory)."""

    def __init__(self, file: RegisterFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: str | Path) -> Register:
        """Open an existing register file.

        Raises:
            RegisterError: there is no such file, it is no register, or somebody else holds it.
        """
        from latticework.register import RegisterFile

        return cls(RegisterFile.open(Path(path)))

    @classmethod
    def create(cls, path: str | Path) -> Register:
        """Create a register file from the shipped facts; an existing file is never overwritten."""
        from latticework.register import RegisterFile, shipped_statements

        statements, sources = shipped_statements()
        return cls(RegisterFile.create(Path(path), statements, sources))

    @classmethod
    def shipped(cls) -> Register:
        """Open the shipped facts in memory; nothing is written to disk."""
        from latticework.register import RegisterFile

        return cls(RegisterFile.in_memory())

    @property
    def file(self) -> RegisterFile:
        """The file itself, which the functions of ``latticework.register`` (accept, merge, undo …) take."""
        return self._file

    def read(
        self, *paths: str | Path, progress: Any = None, workers: int | None = 1, second: Endpoint | None = None
    ) -> ReadReport:
        """Read files or folders into the register; bad files are set aside, good ones are stored one by one.

        ``progress`` is called with (files done, files in all, path) before each file is stored. ``workers`` is the
        number of processes (``None``: all cores when there is much to read); more than one needs
        ``if __name__ == "__main__":`` in the calling script. A ``second`` reader's proposals are stored apart, to be
        reviewed: they are in ``to_review()``, and in no lattice. An interrupt (Ctrl-C) ends the reading; what is
        stored stays, and the report says how far it came.

        Raises:
            LatticeworkError: there is nothing to read, or no language model.
        """
        from latticework.read.batches import read_files, workers_for
        from latticework.register.interrupts import interrupts_wait

        files = find_files(paths)
        if not files:
            raise LatticeworkError(
                "Nothing to read", where=", ".join(map(str, paths)), remedy=f"Readable are {', '.join(READABLE)} files"
            )
        report: list[FileRead] = []
        readings = read_files(files, workers=workers_for(files) if workers is None else workers, second=second)
        try:
            if progress:
                progress(0, len(files), files[0])
            for reading in readings:
                with interrupts_wait():
                    report.append(self._store(reading, second.model if second else ""))
                if progress:
                    progress(len(report), len(files), files[min(len(report), len(files) - 1)])
        except KeyboardInterrupt:
            return ReadReport(files=tuple(report), in_all=len(files), stopped=True)
        finally:
            readings.close()
        return ReadReport(files=tuple(report), in_all=len(files))

    def _store(self, reading: FileReading, model: str) -> FileRead:
        """Store one file's records, and apart from them what a second reader proposes."""
        from latticework.read import READER_VERSION
        from latticework.read.second_reader import RULE

        path, document, second = str(reading.path), reading.document, reading.second
        if document is None or reading.problem:
            return FileRead(path=path, problem=reading.problem)
        new = self._file.add_document(document, reading.records, READER_VERSION)
        proposals = self._file.matched(document) if new else 0
        if second and second.asked > sum(second.failed.values()):
            self._file.add_document(document, second.records, f"{READER_VERSION}, {RULE}{model}")
        return FileRead(
            path=path,
            title=document.title,
            records=dict(Counter(str(record.type) for record in reading.records)),
            already_read=not new,
            proposals=proposals,
            set_aside=reading.set_aside,
            second=_told(second) if second else None,
        )

    def as_of(self, date: str = SHIPPED_AS_OF, *, as_known: str | None = None) -> Lattice:
        """Give the lattice as it was true on a date (ISO), as known on another (default: now)."""
        return Lattice(self._file.lattice(date, as_known), self.records(as_known))

    def records(self, as_known: str | None = None) -> tuple[dict[str, Any], ...]:
        """Give every record the reader has found so far, as the flat objects of ``read --format jsonl``."""
        return tuple(record for record in self._file.records(as_known) if not _is_proposal(record))

    def to_review(self) -> tuple[dict[str, Any], ...]:
        """Give the records that a second reader proposes: in no lattice and no answer until somebody accepts them."""
        return tuple(record for record in self._file.records() if _is_proposal(record))

    def export(
        self,
        path: str | Path,
        format: str,
        *,
        as_of: str = SHIPPED_AS_OF,
        as_known: str | None = None,
        whole: bool = False,
    ) -> Path:
        """Write the register for other tools, as of a date, or ``whole`` so that it can be made again.

        Raises:
            LatticeworkError: the target exists, its folder does not, or no such format is written.
        """
        from latticework.show.exports import FORMATS, export_register

        if format not in FORMATS:
            raise UnknownName("export format", format, FORMATS)
        export_register(self._file, Path(path), format, as_of, as_known, whole=whole)
        return Path(path)

    def close(self) -> None:
        """Close the file, so that others can open it."""
        self._file.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Lattice:
    """A snapshot of the register; ``snapshot`` holds the entities and the structure."""

    def __init__(self, snapshot: Snapshot, records: Sequence[Mapping[str, Any]] = ()) -> None:
        self.snapshot = snapshot
        self.records = tuple(records)
        self._prepared: Prepared | None = None

    def profiles(self) -> tuple[Profile, ...]:
        """Give the institutionalization profile of every arrangement, 0-100 with rank intervals."""
        from latticework.measure import profiles

        return profiles(self.snapshot)

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
    ) -> Outcome:
        """Ask what holds under a scenario, or when one actor changes its posture on a date.

        Raises:
            UnknownName: an actor, function or posture that nobody knows.
            BadScenario: the scenario does not make sense.
        """
        from latticework.whatif import answer, check_scenario, with_codes
        from latticework.whatif.prepared import Prepared

        if scenario is None:
            if actor is None:
                raise LatticeworkError("A what-if needs a scenario or an actor")
            change = Change(actor=actor, posture=posture, on=on)  # type: ignore[arg-type]  # checked below
            scenario = Scenario(changes=(change,), seed=Scenario(changes=()).seed if seed is None else seed)
        scenario = with_codes(scenario, self.snapshot)
        check_scenario(scenario, self.snapshot)
        self._prepared = self._prepared or Prepared(self.snapshot)
        return Outcome(answer(self.snapshot, scenario, judgements, self._prepared), self, judgements)


class Outcome:
    """The answer to a what-if, with its lattice."""

    def __init__(self, answer: Answer, lattice: Lattice, judgements: Mapping[str, Range] | None = None) -> None:
        self.answer = answer
        self.lattice = lattice
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

    def record(self) -> Any:
        """Give what the historical record says of the first actor's change, or why it is silent; data known then only."""
        from datetime import date

        from latticework.history.answer import record_for

        change = self.answer.scenario.changes[0]
        return record_for(change.actor, str(change.on), date.fromisoformat(self.answer.as_of))

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

    def grid(self, levels: Sequence[float]) -> list[tuple[tuple[float, ...], Answer]]:
        """Answer for every combination of these engagement levels (0 to 1) of the scenario's changes."""
        from latticework.whatif.compare import over_grid

        scenario = self.answer.scenario
        wanted = [tuple(levels)] * len(scenario.changes)
        return list(
            over_grid(scenario, wanted, lambda one: self.lattice.what_if(one, judgements=self._judgements).answer)
        )

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

        ``options`` are those of ``latticework.advise.advise``: functions, own, without, lift, weights, find, progress.
        """
        from latticework.advise import advise

        return advise(self.lattice.snapshot, self.answer.scenario, self._judgements, steps=steps, **options)

    def brief_html(self, advice: Advice | None = None) -> str:
        """Give the briefing as one self-contained HTML document, with the advice where it is given; the same bytes."""
        from latticework.show.briefing import briefing_html

        hubs = dict.fromkeys(change.actor for change in self.answer.scenario.changes)
        return briefing_html(
            self.lattice.snapshot,
            self.answer,
            self.lattice.profiles(),
            [(self.lattice.dependence(hub, self.judgements()), self.lattice.lattice_ness(hub)) for hub in hubs],
            self.lattice.records,
            self.judgements(),
            advice,
        )

    def brief(self, path: str | Path, advice: Advice | None = None) -> Path:
        """Write the briefing to a file ending in ``.html``, whole or not at all.

        Raises:
            LatticeworkError: the ending is not one we write, or the folder does not exist.
        """
        target = Path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            raise LatticeworkError(
                f"No briefing in the format {target.suffix or 'without an ending'}",
                where=str(target),
                remedy="Give a name that ends in .html; a browser prints it to PDF",
            )
        if not target.parent.is_dir():
            raise LatticeworkError("The folder does not exist", where=str(target.parent), remedy="Create it first")
        half = target.with_name(target.name + ".part")
        half.write_text(self.brief_html(advice), encoding="utf-8")
        half.replace(target)
        return target


__all__ = ["FileRead", "Lattice", "Outcome", "ReadReport", "Record", "Register", "SecondRead", "find_files"]
