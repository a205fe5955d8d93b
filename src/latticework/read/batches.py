"""Reading many files: by several processes, in order, with the bad ones set aside and the memory bounded.

A worker process reads a few files at a time. When one dies, what it held is read again file by file, so that only
the file that kills a worker is set aside.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from latticework.model import Document, LatticeworkError, Record
from latticework.read.endpoint import Endpoint
from latticework.read.extract import extract_document
from latticework.read.find import find_all_records
from latticework.read.second_reader import SecondReader, SecondReading

GROUP = 8
GROUP_BYTES = 400_000
AHEAD = 3  # groups per worker that may be read before an earlier one is done
FEW_FILES, FEW_BYTES = 32, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What reading gave for one file: its document and records, or ``problem``, why it was set aside.

    ``set_aside`` are sentences that could not be read (first and last character, reason).
    """

    path: Path
    document: Document | None = None
    records: tuple[Record, ...] = ()
    set_aside: tuple[tuple[int, int, str], ...] = ()
    second: SecondReading | None = None
    problem: str | None = None


class FileReader:
    """Reads groups of files; each worker has its own, and so does a batch without workers."""

    def __init__(self, second: Endpoint | None = None) -> None:
        self._second = SecondReader(second) if second else None

    def read(self, paths: Sequence[Path]) -> list[FileReading]:
        """Read files together, so that the language model gets full batches; one bad file costs only itself."""
        readings = [self._extract(path) for path in paths]
        documents = [one.document for one in readings if one.document]
        try:
            found = list(find_all_records(documents))
        except LatticeworkError:  # no language model: that is no file's fault
            raise
        except Exception:  # noqa: BLE001  # whatever a text does to the reader, find out which text it is
            if len(documents) > 1:
                return [one for path in paths for one in self.read([path])]
            return [one if one.problem else _failed(one.path) for one in readings]
        results = iter(found)
        filled = []
        for one in readings:
            if one.document is None:
                filled.append(one)
                continue
            result = next(results)
            second = self._second.read(one.document, result.records) if self._second else None
            filled.append(replace(one, records=result.records, set_aside=result.set_aside, second=second))
        return filled

    def _extract(self, path: Path) -> FileReading:
        try:
            return FileReading(path=path, document=extract_document(path))
        except LatticeworkError as problem:
            return FileReading(path=path, problem=str(problem))
        except OSError as problem:
            return FileReading(path=path, problem=f"The file cannot be read: {problem.strerror}. Where: {path}.")
        except Exception as problem:  # noqa: BLE001  # a file can break a format's library in any way
            said = f"{type(problem).__name__}: {problem}"
            told = (
                f"The file is damaged, or the reader cannot deal with it ({said}). Where: {path}. Get or save it again."
            )
            return FileReading(path=path, problem=told)


def _failed(path: Path) -> FileReading:
    return FileReading(path=path, problem=f"The reader failed on this text. Where: {path}. Please report it.")


def workers_for(paths: Sequence[Path]) -> int:
    """Give how many processes to use: one for few and small files, else one for every core this process may use."""
    sizes = (path.stat().st_size if path.is_file() else 0 for path in paths)
    if len(paths) <= FEW_FILES and sum(sizes) <= FEW_BYTES:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, len(paths) // GROUP))


def read_files(
    paths: Iterable[Path],
    *,
    workers: int = 1,
    second: Endpoint | None = None,
    make_reader: Callable[[Endpoint | None], FileReader] = FileReader,
) -> Generator[FileReading, None, None]:
    """Read files, in order; the results are the same whatever the number of ``workers`` (processes, from 1).

    With more than one, a program that calls this needs ``if __name__ == "__main__":`` around its own start, since
    the workers are started afresh (by "spawn"). Close the generator, or interrupt it, and the workers end.
    """
    if workers < 1:
        raise LatticeworkError("Reading needs at least one worker", remedy="Say --workers 1 or more")
    groups = _groups(paths)
    if workers == 1:
        reader = make_reader(second)
        for group in groups:
            yield from reader.read(group)
        return
    pool = _Pool(workers, second, make_reader)
    try:
        yield from pool.run(groups)
    finally:
        pool.stop()


def _groups(paths: Iterable[Path]) -> Iterator[list[Path]]:
    group: list[Path] = []
    held = 0
    for path in paths:
        size = path.stat().st_size if path.is_file() else 0
        if group and (len(group) == GROUP or held + size > GROUP_BYTES):
            yield group
            group, held = [], 0
        group.append(path)
        held += size
    if group:
        yield group


@dataclass(slots=True)
class _Task:
    """Files to read together, those of a group from ``first`` on."""

    group: int
    first: int
    paths: list[Path]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    line: Connection
    task: _Task | None = None
    ready: bool = False


def _work(line: Connection, second: Endpoint | None, make_reader: Callable[[Endpoint | None], FileReader]) -> None:
    """Read what comes down the line until it closes; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader = make_reader(second)
    with suppress(EOFError, OSError):
        line.send(None)  # ready
        while True:
            paths = line.recv()
            try:
                answer: list[FileReading] | LatticeworkError = reader.read(paths)
            except LatticeworkError as problem:
                answer = problem
            line.send(answer)


class _Pool:
    def __init__(
        self, size: int, second: Endpoint | None, make_reader: Callable[[Endpoint | None], FileReader]
    ) -> None:
        self._size, self._second, self._make_reader = size, second, make_reader
        self._context = get_context("spawn")
        self._workers: list[_Worker] = []
        self._again: deque[_Task] = deque()
        self._done: dict[int, dict[int, FileReading]] = {}

    def run(self, groups: Iterator[list[Path]]) -> Iterator[FileReading]:
        """Give the readings in order, never more than a few groups ahead of the one that is waited for."""
        sizes: dict[int, int] = {}
        coming = enumerate(groups)
        waited_for = 0
        while True:
            for number, group in islice(coming, max(0, waited_for + AHEAD * self._size - len(sizes))):
                sizes[number] = len(group)
                self._again.append(_Task(number, 0, group))
            if waited_for not in sizes:
                return
            self._hand_out()
            self._collect()
            while waited_for in sizes and len(self._done.get(waited_for, ())) == sizes[waited_for]:
                readings = self._done.pop(waited_for)
                waited_for += 1
                yield from (readings[i] for i in sorted(readings))

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while self._again and (idle or len(self._workers) < self._size):
            worker = idle.pop() if idle else self._start()
            worker.task = self._again.popleft()
            with suppress(OSError):  # a worker that has died is noticed when it is listened to
                worker.line.send(worker.task.paths)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._second, self._make_reader), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait for an answer, and take those that are there; what a dead worker held is read again, one by one."""
        lines = {worker.line: worker for worker in self._workers if worker.task}
        for line in wait(list(lines)):
            worker = lines[line]  # type: ignore[index]  # what was waited for
            task = worker.task
            assert task is not None
            try:
                answer: list[FileReading] | LatticeworkError | None = worker.line.recv()
            except (EOFError, OSError):
                self._bury(worker, task)
                continue
            if answer is None:
                worker.ready = True
                continue
            if isinstance(answer, LatticeworkError):
                raise answer
            worker.task = None
            self._keep(task, answer)

    def _keep(self, task: _Task, readings: Sequence[FileReading]) -> None:
        self._done.setdefault(task.group, {}).update(enumerate(readings, start=task.first))

    def _bury(self, worker: _Worker, task: _Task) -> None:
        worker.process.join(timeout=5)
        self._workers.remove(worker)
        worker.line.close()
        if not worker.ready:
            raise LatticeworkError(
                f"A process for reading could not start (it ended with code {worker.process.exitcode})",
                remedy='Say --workers 1; in a script of your own, put the call under `if __name__ == "__main__":`',
            )
        if len(task.paths) > 1:
            self._again.extendleft(
                _Task(task.group, task.first + i, [path]) for i, path in reversed(list(enumerate(task.paths)))
            )
            return
        (path,) = task.paths
        code = worker.process.exitcode
        how = f"was ended by signal {-code}" if code and code < 0 else f"ended with code {code}"
        problem = f"The process that read this file {how}. Where: {path}. It may need more memory; read it alone."
        self._keep(task, [FileReading(path=path, problem=problem)])

    def stop(self) -> None:
        """End the workers, whatever they are doing."""
        for worker in self._workers:
            worker.line.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(timeout=5)
        self._workers.clear()
