"""The public API: a register, its lattice on a date, and the outcome of a scenario, as one sentence.

These three classes join the rooms; each method hands over to the room that knows how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import (
    Break,
    CarriedAnswer,
    Change,
    Document,
    Entity,
    LatticeworkError,
    Linchpin,
    Range,
    Record,
    Scenario,
    UnknownName,
    UnreadableDocument,
)
from latticework.model import Lattice as Snapshot
from latticework.model import Outcome as Answer

if TYPE_CHECKING:
    from latticework.measure import Dependence, LatticeNess, Profile
    from latticework.register import RegisterFile

SHIPPED_AS_OF = "2024-07-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What came of one file: how many records of each type, or why it was set aside."""

    path: str
    title: str | None = None
    records: Mapping[str, int] | None = None
    already_read: bool = False
    proposals: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """What came of reading files; ``problems`` are those set aside, with the reason."""

    files: tuple[FileRead, ...]

    @property
    def problems(self) -> tuple[FileRead, ...]:
        """The files that were set aside."""
        return tuple(file for file in self.files if file.problem)


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


def read_file(path: Path) -> tuple[Document, Sequence[Record]]:
    """Read one file: its document and the records found in it.

    Raises:
        UnreadableDocument: the file cannot be read, whatever the reason: one file must not stop a folder of them.
    """
    from latticework.read import extract_document, find_records

    try:
        document = extract_document(path)
        return document, find_records(document).records
    except LatticeworkError:
        raise
    except Exception as problem:
        raise UnreadableDocument(
            f"The file is damaged, or the reader cannot deal with it ({type(problem).__name__}: {problem})",
            where=str(path),
            remedy="Get or save the file again; if it opens elsewhere, report this",
        ) from problem


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

    def read(self, *paths: str | Path, progress: Any = None) -> ReadReport:
        """Read files or folders into the register; bad files are set aside, good ones are stored one by one.

        ``progress`` is called with (files done, files in all, path) before each file.
        """
        from latticework.read import READER_VERSION

        files = find_files(paths)
        if not files:
            raise LatticeworkError(
                "Nothing to read", where=", ".join(map(str, paths)), remedy=f"Readable are {', '.join(READABLE)} files"
            )
        report: list[FileRead] = []
        for position, path in enumerate(files):
            if progress:
                progress(position, len(files), path)
            try:
                document, records = read_file(path)
            except LatticeworkError as problem:
                report.append(FileRead(path=str(path), problem=str(problem)))
                continue
            new = self._file.add_document(document, records, READER_VERSION)
            tally: dict[str, int] = {}
            for record in records:
                tally[record.type] = tally.get(record.type, 0) + 1
            report.append(
                FileRead(
                    path=str(path),
                    title=document.title,
                    records=tally,
                    already_read=not new,
                    proposals=self._file.matched(document) if new else 0,
                )
            )
        return ReadReport(files=tuple(report))

    def as_of(self, date: str = SHIPPED_AS_OF, *, as_known: str | None = None) -> Lattice:
        """Give the lattice as it was true on a date (ISO), as known on another (default: now)."""
        return Lattice(self._file.lattice(date, as_known), self.records(as_known))

    def records(self, as_known: str | None = None) -> tuple[dict[str, Any], ...]:
        """Give every record proposed or accepted, as the flat objects of ``read --format jsonl``."""
        return tuple(self._file.records(as_known))

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

        if scenario is None:
            if actor is None:
                raise LatticeworkError("A what-if needs a scenario or an actor")
            change = Change(actor=actor, posture=posture, on=on)  # type: ignore[arg-type]  # checked below
            scenario = Scenario(changes=(change,), seed=Scenario(changes=()).seed if seed is None else seed)
        scenario = with_codes(scenario, self.snapshot)
        check_scenario(scenario, self.snapshot)
        return Outcome(answer(self.snapshot, scenario, judgements), self, judgements)


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

    def advise(self, steps: int = 2) -> Any:
        """Compare sets of up to ``steps`` institutionalizing steps; doing nothing is always in the table."""
        from latticework.advise import advise

        return advise(self.lattice.snapshot, self.answer.scenario, self._judgements, steps=steps)

    def brief_html(self) -> str:
        """Give the briefing as one self-contained HTML document; the same input gives the same bytes."""
        from latticework.show.briefing import briefing_html

        hubs = dict.fromkeys(change.actor for change in self.answer.scenario.changes)
        return briefing_html(
            self.lattice.snapshot,
            self.answer,
            self.lattice.profiles(),
            [(self.lattice.dependence(hub, self.judgements()), self.lattice.lattice_ness(hub)) for hub in hubs],
            self.lattice.records,
            self.judgements(),
        )

    def brief(self, path: str | Path) -> Path:
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
        half.write_text(self.brief_html(), encoding="utf-8")
        half.replace(target)
        return target


__all__ = ["FileRead", "Lattice", "Outcome", "ReadReport", "Record", "Register", "find_files"]
