"""Work on a Dask cluster that is there already: its scheduler decides where, we keep the order and the bounds."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from latticework.model import LatticeworkError
from latticework.model.extras import import_extra
from latticework.read.engines import AHEAD, Job
from latticework.read.freed_memory import keep_freed_memory

T = TypeVar("T")
R = TypeVar("R")

CONNECT_S = 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running Dask cluster, by the address of its scheduler, such as ``tcp://node1:8786``.

    Its workers need latticework of the same version. When a worker dies, the scheduler gives what it held to another;
    a group that ends several workers is done again task by task, so that only the task that does so is lost.
    """

    address: str

    def run(self, job: Job[T, R], groups: Iterable[list[T]]) -> Iterator[R]:
        """Do the groups on the cluster, a few for each of its threads at a time.

        Raises:
            LatticeworkError: no cluster answers, it has no workers, or they are of another version.
        """
        distributed = import_extra("distributed", "cluster", "Working on a cluster")
        client = self._connect(distributed)
        begun: deque[tuple[list[T], Any]] = deque()
        try:
            ahead = AHEAD * self._threads(client)
            coming = iter(groups)
            shared = client.scatter(job, broadcast=True, hash=False)
            while True:
                while len(begun) < ahead and (group := next(coming, None)) is not None:
                    begun.append((group, client.submit(_do, shared, pickle.dumps(group, protocol=5), pure=False)))
                if not begun:
                    return
                group, future = begun.popleft()
                yield from self._answers(client, distributed, job, group, future)
        finally:
            with suppress(Exception):  # the cluster may be gone; there is nothing left to tell it then
                client.cancel([future for _, future in begun], force=True)
            client.close(timeout=5)

    def _connect(self, distributed: Any) -> Any:
        try:
            return distributed.Client(self.address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as problem:
            raise LatticeworkError(
                "No cluster answers", where=self.address, remedy="Check the address of the Dask scheduler"
            ) from problem

    def _threads(self, client: Any) -> int:
        threads = sum(client.nthreads().values())
        if not threads:
            raise LatticeworkError("The cluster has no workers", where=self.address, remedy="Start `dask worker`")
        different = {version for version in client.run(_version).values() if version != _version()}
        if different:
            raise LatticeworkError(
                f"The workers of the cluster have latticework {', '.join(sorted(different))}, here is {_version()}",
                where=self.address,
                remedy="Install the same version on both",
            )
        return int(threads)

    def _answers(self, client: Any, distributed: Any, job: Job[T, R], group: list[T], future: Any) -> Sequence[R]:
        try:
            answers: Sequence[R] = pickle.loads(future.result())
            return answers
        except distributed.KilledWorker as problem:
            if len(group) == 1:
                return [job.lost(group[0], f"and those that tried it again ended ({problem.last_worker.address})")]
        except distributed.comm.core.CommClosedError as problem:
            raise LatticeworkError("The cluster has gone", where=self.address) from problem
        alone = [([task], client.submit(_do, job, pickle.dumps([task], protocol=5), pure=False)) for task in group]
        return [answer for one, future in alone for answer in self._answers(client, distributed, job, one, future)]


def _do(job: Job[Any, Any], packed: bytes) -> bytes:
    """Do one group on a worker; both ways it travels as bytes, which Dask need not look into."""
    keep_freed_memory()
    return pickle.dumps(job(pickle.loads(packed)), protocol=5)


def _version() -> str:
    from importlib.metadata import version

    from latticework.read.find import READER_VERSION

    return f"{version('latticework')} (reader {READER_VERSION})"
