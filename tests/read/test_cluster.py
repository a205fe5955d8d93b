"""Reading on a real Dask cluster of separate processes: the same records, and a killed worker costs only its own."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster

from latticework.api import Register
from latticework.api.grid import Answering, over_levels
from latticework.history.backtest import Vintage
from latticework.history.backtests import Facing
from latticework.history.cases import Cases
from latticework.model import Change, LatticeworkError, Scenario
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


class Falling(Answering):
    """Ends its worker at the first group that any of them takes up."""

    fallen: Path

    def __call__(self, scenarios, /):  # type: ignore[no-untyped-def]
        if not self.fallen.exists():
            self.fallen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(scenarios)

    def __getstate__(self):  # type: ignore[no-untyped-def]
        return (*super().__getstate__(), self.fallen)

    def __setstate__(self, state):  # type: ignore[no-untyped-def]
        super().__setstate__(state[:-1])
        self.fallen = state[-1]


@pytest.mark.filterwarnings("ignore")
def test_a_grid_has_the_same_answers_in_the_same_order_whatever_does_it(cluster: Cluster, tmp_path: Path) -> None:
    with Register.shipped() as register:
        lattice = register.as_of()
    change = Change(actor="USA", posture="withdrawn", on="2025-01-20")
    scenario = Scenario(changes=(change, Change(actor="DEU", posture="withdrawn", on="2025-01-20")), draws=50)
    points = over_levels(scenario, [(0.0, 0.5, 1.0), (1.0, 0.2, 0.6)])
    assert [point.at for point in points][:4] == [(0.0, 1.0), (0.0, 0.2), (0.0, 0.6), (0.5, 1.0)]
    here = [lattice.what_if(point.scenario).answer for point in points]
    groups = [[point.scenario for point in points[i : i + 2]] for i in range(0, 9, 2)]
    for name, engine in (("processes", Processes(2)), ("cluster", cluster)):
        job = Falling(lattice.snapshot, None, record=False)
        job.fallen = tmp_path / name
        assert list(engine.run(job, groups)) == here
        assert job.fallen.exists()


def test_what_ends_its_worker_every_time_is_named() -> None:
    with Register.shipped() as register:
        job = Deadly(register.as_of().snapshot, None, record=False)
    scenario = Scenario(changes=(Change(actor="USA", posture="withdrawn", on="2025-01-20"),))
    with pytest.raises(LatticeworkError, match="answered “USA withdrawn” was ended by signal 9"):
        list(Processes(1).run(job, [[scenario]]))


class Deadly(Answering):
    """Ends every worker."""

    def __call__(self, scenarios, /):  # type: ignore[no-untyped-def]
        os.kill(os.getpid(), signal.SIGKILL)


def test_back_tests_are_the_same_whatever_does_them(cluster: Cluster) -> None:
    draw = np.random.default_rng(1)
    x = draw.random((400, 2))
    happened = (draw.random(400) < x[:, 0]).astype(float)
    years = np.repeat(np.arange(1990.0, 2010.0), 20)
    cases = Cases(year=years, happened=happened, covariates=x, names=("a", "b"), before=np.zeros(400))
    tasks = [("made up", until) for until in range(1995, 2005)]
    job = Facing({"made up": cases}, dict.fromkeys(tasks, Vintage(said="as known then")))
    here = list(ThisProcess().run(job, ([one] for one in tasks)))
    assert [one.until for one in here] == list(range(1995, 2005))
    assert len({one.scores for one in here}) == 10
    for engine in (Processes(2), cluster):
        assert list(engine.run(job, ([one] for one in tasks))) == here


def test_no_cluster_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latticework.read.cluster.CONNECT_S", 0.3)
    with pytest.raises(LatticeworkError, match="No cluster answers"):
        next(read_pieces(pieces(SHIPPED), Cluster("tcp://127.0.0.1:9"), travels=True))
