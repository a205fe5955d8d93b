"""Long comparisons in the background: started once, watched, cancelled; the answer is kept while its lattice is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from time import monotonic
from typing import Any

MOST_KEPT = 12


class Cancelled(Exception):
    """Somebody asked a job to stop."""


class Job:
    """One piece of work: ``result`` or ``problem`` once ``done``; ``progress`` is (done, in all)."""

    def __init__(self, work: Callable[[Callable[[int, int], None]], Any]) -> None:
        self.progress, self.done, self.cancelled = (0, 0), False, False
        self._begun = monotonic()
        self.result: Any = None
        self.problem: Exception | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Callable[[int, int], None]], Any]) -> None:
        try:
            self.result = work(self._noted)
        except Cancelled:
            self.cancelled = True
        except Exception as problem:  # noqa: BLE001 - told to whoever asks for the result
            self.problem = problem
        finally:
            self.done = True

    def _noted(self, done: int, in_all: int) -> None:
        if self.cancelled:
            raise Cancelled
        self.progress = (done, in_all)

    @property
    def seconds_left(self) -> float | None:
        """About how long it goes on, from how far it has come; ``None`` before it has."""
        done, in_all = self.progress
        return (monotonic() - self._begun) * (in_all - done) / done if done else None

    def wait(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        self._thread.join(seconds)
        return self.done

    def cancel(self) -> None:
        """Stop at the next sign of progress."""
        self.cancelled = True


class Jobs:
    """Jobs by key; the same question is worked on once."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._turn = Lock()

    def start(self, key: Hashable, work: Callable[[Callable[[int, int], None]], Any]) -> Job:
        """Give the job of this key; a cancelled one begins anew."""
        with self._turn:
            if key not in self._jobs or self._jobs[key].cancelled:
                self._jobs[key] = Job(work)
                while len(self._jobs) > MOST_KEPT:
                    self._jobs.popitem(last=False)[1].cancel()
            self._jobs.move_to_end(key)
            return self._jobs[key]

    def cancel(self, key: Hashable) -> None:
        """Stop the job of this key, if there is one and it still runs."""
        with self._turn:
            if key in self._jobs and not self._jobs[key].done:
                self._jobs[key].cancel()
