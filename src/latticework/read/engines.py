"""Where work is done: in this process, in several processes, or on a cluster; the answers are the same in any.

One seam: an engine takes a job and groups of tasks as they come, and gives one answer a task, in the order of the
tasks. It takes no more than a few groups ahead of the answer that is asked for, so that a slow reader of answers holds
the whole line back and memory stays bounded.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeVar

from latticework.model import LatticeworkError
from latticework.read.freed_memory import keep_freed_memory

T = TypeVar("T")
R = TypeVar("R")
Task_co = TypeVar("Task_co", contravariant=True)
Answer_co = TypeVar("Answer_co", covariant=True)

AHEAD = 3  # groups per worker that may be begun before an earlier one is done


class Job(Protocol[Task_co, Answer_co]):
    """Work that travels to where it is done (it must pickle): a group of tasks in, one answer a task out."""

    def __call__(self, tasks: Sequence[Task_co], /) -> Sequence[Answer_co]:
        """Do the tasks of one group."""
        ...

    def lost(self, task: Task_co, how: str, /) -> Answer_co:
        """Give the answer for a task that alone ended its worker; ``how`` says how, as the end of a sentence.

        Raises:
            LatticeworkError: there can be no answer without it.
        """
        ...


class Engine(Protocol):
    """A place where jobs are done."""

    def run(self, job: Job[T, R], groups: Iterable[list[T]]) -> Iterator[R]:
        """Do the groups as they come and give the answers in order; close the iterator to stop early.

        Raises:
            LatticeworkError: the job refused, or the engine cannot be used.
        """
        ...


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class ThisProcess:
    """One group after the other, here."""

    def run(self, job: Job[T, R], groups: Iterable[list[T]]) -> Iterator[R]:
        """Do each group when its first answer is asked for."""
        for group in groups:
            yield from job(group)


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine, from 1.

    A program that uses it needs ``if __name__ == "__main__":`` around its own start, since the workers are started
    afresh (by "spawn"). When one dies, what it held is done again task by task, so that only a task that ends its
    worker twice is lost.
    """

    size: int

    def run(self, job: Job[T, R], groups: Iterable[list[T]]) -> Iterator[R]:
        """Do the groups on the processes; they end with the iterator."""
        pool = _Pool(self.size, job)
        try:
            yield from pool.run(iter(groups))
        finally:
            pool.stop()


def local_engine(workers: int) -> Engine:
    """Give the engine for so many processes of this machine (1: this one).

    Raises:
        LatticeworkError: fewer than one.
    """
    if workers < 1:
        raise LatticeworkError("There must be at least one worker", remedy="Say --workers 1 or more")
    return ThisProcess() if workers == 1 else Processes(workers)


@dataclass(slots=True)
class _Task:
    """Tasks to do together, those of a group from ``first`` on."""

    group: int
    first: int
    tasks: list[Any]
    again: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    line: Connection
    task: _Task | None = None
    ready: bool = False


def _work(line: Connection, job: Job[Any, Any]) -> None:
    """Do what comes down the line until it closes; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_freed_memory()
    with suppress(EOFError, OSError):
        line.send(None)  # ready
        while True:
            tasks = line.recv()
            try:
                answer: Any = job(tasks)
            except LatticeworkError as problem:
                answer = LatticeworkError(problem.what, where=problem.where, remedy=problem.remedy)
            line.send(answer)


class _Pool:
    def __init__(self, size: int, job: Job[Any, Any]) -> None:
        self._size, self._job = size, job
        self._context = get_context("spawn")
        self._workers: list[_Worker] = []
        self._again: deque[_Task] = deque()
        self._done: dict[int, dict[int, Any]] = {}

    def run(self, groups: Iterator[list[Any]]) -> Iterator[Any]:
        """Give the answers in order, never more than a few groups ahead of the one that is waited for."""
        sizes: dict[int, int] = {}
        coming = enumerate(groups)
        waited_for = 0
        while True:
            for number, group in islice(coming, max(0, AHEAD * self._size - len(sizes))):
                sizes[number] = len(group)
                self._again.append(_Task(number, 0, group))
            if waited_for not in sizes:
                return
            self._hand_out()
            self._collect()
            while waited_for in sizes and len(self._done.get(waited_for, ())) == sizes[waited_for]:
                answers = self._done.pop(waited_for)
                del sizes[waited_for]
                waited_for += 1
                yield from (answers[i] for i in sorted(answers))

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while self._again and (idle or len(self._workers) < self._size):
            worker = idle.pop() if idle else self._start()
            worker.task = self._again.popleft()
            with suppress(OSError):  # a worker that has died is noticed when it is listened to
                worker.line.send(worker.task.tasks)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait for an answer, and take those that are there; what a dead worker held is done again, one by one."""
        lines = {worker.line: worker for worker in self._workers if worker.task}
        for line in wait(list(lines)) if lines else ():
            worker = lines[line]  # type: ignore[index]  # what was waited for
            task = worker.task
            assert task is not None
            try:
                answer = worker.line.recv()
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

    def _keep(self, task: _Task, answers: Sequence[Any]) -> None:
        self._done.setdefault(task.group, {}).update(enumerate(answers, start=task.first))

    def _bury(self, worker: _Worker, task: _Task) -> None:
        worker.process.join(timeout=5)
        self._workers.remove(worker)
        worker.line.close()
        if not worker.ready:
            raise LatticeworkError(
                f"A worker process could not start (it ended with code {worker.process.exitcode})",
                remedy='Say --workers 1; in a script of your own, put the call under `if __name__ == "__main__":`',
            )
        if len(task.tasks) > 1:
            self._again.extendleft(
                _Task(task.group, task.first + i, [one], again=True) for i, one in reversed(list(enumerate(task.tasks)))
            )
            return
        if not task.again:  # what ended the worker may have had nothing to do with it
            self._again.appendleft(_Task(task.group, task.first, task.tasks, again=True))
            return
        code = worker.process.exitcode
        how = f"was ended by signal {-code}" if code and code < 0 else f"ended with code {code}"
        self._keep(task, [self._job.lost(task.tasks[0], how)])

    def stop(self) -> None:
        """End the workers, whatever they are doing."""
        for worker in self._workers:
            worker.line.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(timeout=5)
        self._workers.clear()
