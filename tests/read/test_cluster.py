"""Reading on a real Dask cluster of separate processes: the same records, and a killed worker costs only its own."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from latticework.model import LatticeworkError
from latticework.read.batches import FileReader, Reading, read_pieces
from latticework.read.cluster import Cluster
from latticework.read.corpus import Piece, pieces
from latticework.read.engines import Processes, ThisProcess

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents").glob("*.txt"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield Cluster(running.scheduler_address)


class Marking(FileReader):
    """Notes each document that it reads; some documents kill the worker, once or always."""

    def read(self, pieces):  # type: ignore[no-untyped-def]
        for piece in pieces:
            with (piece.path.parent / "log").open("a") as log:
                log.write(piece.path.name + "\n")
            fallen = piece.path.parent / "fallen"
            if piece.path.name.startswith("once") and not fallen.exists():
                fallen.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if piece.path.name.startswith("always"):
                os.kill(os.getpid(), signal.SIGKILL)
        return super().read(pieces)


def folder(where: Path, *odd: str) -> list[Path]:
    names = [f"{i:02}.txt" for i in range(40)]
    names[19:19] = odd
    for i, name in enumerate(names):
        (where / name).write_text(SHIPPED[i % len(SHIPPED)].read_text() + f"\n{i}\n")
    return [where / name for name in names]


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_and_a_killed_worker_repeats_only_its_own(cluster: Cluster, tmp_path: Path) -> None:
    paths = folder(tmp_path, "once.txt")
    plain = list(read_pieces((Piece(path=path) for path in paths), ThisProcess()))
    job = Reading(make_reader=Marking)
    found = list(read_pieces((Piece(path=path) for path in paths), cluster, job, travels=True))
    assert (tmp_path / "fallen").exists()
    assert [one.path for one in found] == paths
    assert found == plain
    times = Counter((tmp_path / "log").read_text().split())
    again = {name for name, n in times.items() if n > 1}
    assert "once.txt" in again
    assert len(again) <= 16  # its group of eight; at most one more that its worker had finished but not handed over
    assert set(times) == {path.name for path in paths}


def test_a_killed_process_repeats_only_its_own_too(tmp_path: Path) -> None:
    paths = folder(tmp_path, "once.txt")
    plain = list(read_pieces((Piece(path=path) for path in paths), ThisProcess()))
    job = Reading(make_reader=Marking)
    assert list(read_pieces((Piece(path=path) for path in paths), Processes(2), job)) == plain
    times = Counter((tmp_path / "log").read_text().split())
    assert len([name for name, n in times.items() if n > 1]) <= 8


def test_no_cluster_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latticework.read.cluster.CONNECT_S", 0.3)
    with pytest.raises(LatticeworkError, match="No cluster answers"):
        next(read_pieces(pieces(SHIPPED), Cluster("tcp://127.0.0.1:9"), travels=True))
