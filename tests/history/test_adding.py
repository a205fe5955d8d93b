"""Adding datasets: what is printed, what is refused, and which cell gave it away."""

import gzip
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from latticework.history import Collection, MissingDataset, NotThisDataset, datasets
from latticework.model import UnknownName

KIEL = "country,iso,year,month,total,financial,humanitarian,military\n"


def kiel_file(folder: Path, *rows: str) -> Path:
    path = folder / "kiel.csv"
    path.write_text(KIEL + "\n".join(rows) + "\n")
    return path


def test_adding_prints_version_checksum_window_source_terms_and_citation(tmp_path: Path) -> None:
    path = kiel_file(tmp_path, "Norway,NOR,2026,4,1.5,0.5,0.25,0.75")
    run = subprocess.run(
        [sys.executable, "-m", "latticework.cli", "history", "add", "kiel-donor-month", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert run.returncode == 0, run.stderr
    assert "kiel-donor-month@R29" in run.stdout
    assert "2026-2026; outside it the answer is missing, not zero" in run.stdout
    for word in ("sha256", "kielinstitut", "cite the tracker", "Trebesch"):
        assert word in run.stdout
    assert (tmp_path / "register.history" / "kiel-donor-month@R29.parquet").is_file()


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("Norway,NOR,2022,13,1,1,0,0", "row 3, column month"),
        ("Norway,NOR,2022,5.5,1,1,0,0", "row 3, column month"),
        ("Norway,NOR,2022,5,much,1,0,0", "row 3, column total"),
        ("Norway,NOR,2022,5,-1,1,0,0", "row 3, column total"),
        (",,2022,5,1,1,0,0", "row 3, column country"),
        ("Norway,NOR,2022,5,3,1,0,0", "row 3"),  # the sum does not hold
        ("Norway,NOR,2022,4,1,1,0,0", "row 3"),  # the same donor and month again
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(tmp_path: Path, row: str, where: str) -> None:
    collection = Collection(tmp_path / "register.history")
    with pytest.raises(NotThisDataset, match=where):
        collection.add("kiel-donor-month", kiel_file(tmp_path, "Norway,NOR,2022,4,1,1,0,0", row))
    assert not collection.folder.exists()


def test_parquet_and_zipped_files_give_the_same_rows_as_csv(tmp_path: Path) -> None:
    rows = ["Norway,NOR,2022,4,1,1,0,0", "Malta,MLT,2022,5,0.5,0,0.5,0"]
    plain = kiel_file(tmp_path, *rows)
    zipped = tmp_path / "k.csv.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    columnar = tmp_path / "k.parquet"
    duckdb.read_csv(str(plain)).write_parquet(str(columnar))
    found = []
    for path in (plain, zipped, columnar):
        collection = Collection(tmp_path / path.name.replace(".", "-"))
        collection.add("kiel-donor-month", path)
        found.append(collection.connect("kiel-donor-month").table("kiel_donor_month").fetchall())
    assert found[0] == found[1] == found[2]
    assert found[0][1] == ("Malta", "MLT", 2022, 5, 0.5, 0.0, 0.5, 0.0)


def test_a_file_of_another_dataset_is_recognized(tmp_path: Path) -> None:
    with pytest.raises(NotThisDataset, match="columns of kiel-donor-month: add it under that name"):
        Collection(tmp_path / "h").add("chisols", kiel_file(tmp_path, "Norway,NOR,2022,4,1,1,0,0"))


def test_a_misspelt_dataset_suggests_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="chisols"):
        Collection(tmp_path).add("chisol", tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (KIEL.encode() + b"Norw\xe9gia,NOR,2022,4,1,1,0,0\n", "(?i)utf-8|unicode"),
        (KIEL.encode() + b"Norway,NOR,2022,4,1,1,0,0\nNorway,NOR,2022\n", "Line: 3"),
        (KIEL.encode() + b"Norway,NOR,2022,4,1,1,0,0,9,9\n", "Line: 2"),
        (b"country," + KIEL.encode(), "country is there twice"),
        (b"", "empty"),
    ],
)
def test_a_broken_file_says_where_it_breaks(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "kiel.csv"
    path.write_bytes(content)
    with pytest.raises(NotThisDataset, match=why):
        Collection(tmp_path / "h").add("kiel-donor-month", path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "kiel.csv"
    path.write_bytes(b"\xef\xbb\xbf" + KIEL.encode() + b"Norway,NOR,2022,4,1,1,0,0\n")
    assert Collection(tmp_path / "h").add("kiel-donor-month", path).rows == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe", KIEL.encode()])
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(NotThisDataset):
        Collection(tmp_path / "h").add("kiel-donor-month", path)


def test_a_run_as_known_on_a_day_may_not_see_a_later_release(tmp_path: Path) -> None:
    folder = tmp_path / "h"
    Collection(folder).add("kiel-donor-month", kiel_file(tmp_path, "Norway,NOR,2026,4,1,1,0,0"))
    with pytest.raises(MissingDataset, match="2024-07-31"):
        Collection(folder, as_known=date(2024, 7, 31)).find("kiel-donor-month")
    assert Collection(folder, as_known=date(2026, 8, 4)).find("kiel-donor-month").version == "R29"


def test_every_catalogue_entry_has_source_terms_and_citation() -> None:
    for entry in datasets().values():
        assert entry.source.startswith("http") and entry.terms and entry.citation, entry.name


def test_the_shared_research_data_are_what_they_claim(collection: Collection) -> None:
    added = {item.id: item for item in collection.list()}
    expected = {
        "atop-alliance@5.0": (765, (1815, 2018)),
        "atop-alliance@4.01": (745, (1815, 2016)),
        "chisols@5.0": (11338, (1919, 2018)),
        "archigos@4.1": (3409, (1840, 2015)),
        "cow-alliance-dyad@4.1": (3222, (1816, 2012)),
        "cow-alliance-member@4.1": (1221, (1816, 2012)),
        "cow-nmc@7.0": (17121, (1816, 2022)),
        "icews-dyad-year@2002-2014": (298376, (2002, 2014)),
        "kiel-donor-month@R29": (1079, (2022, 2026)),
        "unga-ideal-points@to session 74": (10469, (1946, 2019)),
    }
    assert {id: (added[id].rows, added[id].covers) for id in expected} == expected
    assert collection.find("atop-alliance").version == "5.0"
    assert collection.find("atop-alliance@4.01").rows == 745


def test_a_damaged_copy_of_a_real_file_is_refused(shared_dir: Path, tmp_path: Path) -> None:
    lines = (shared_dir / "data/atop/atop5_0_alliance.csv").read_text().splitlines()
    cells = lines[500].split(",")
    cells[lines[0].split(",").index("ineffect")] = "1" if cells[lines[0].split(",").index("ineffect")] == "0" else "0"
    broken = tmp_path / "atop.csv"
    broken.write_text("\n".join([*lines[:500], ",".join(cells), *lines[501:]]) + "\n")
    with pytest.raises(NotThisDataset, match="row 501"):
        Collection(tmp_path / "h").add("atop-alliance", broken)


def test_the_manifest_keeps_the_checksum_of_the_file_as_given(collection: Collection) -> None:
    manifest = json.loads((collection.folder / "atop-alliance@5.0.json").read_text())
    assert len(manifest["sha256"]) == 64 and manifest["file"] == "atop5_0_alliance.csv"


@pytest.mark.parametrize("step", ["reading", "typing", "checking", "storing"])
def test_a_ctrl_c_at_any_step_stores_nothing(tmp_path: Path, step: str) -> None:
    def stop(done: float, in_all: float, what: str) -> None:
        if what == step:
            raise KeyboardInterrupt

    collection = Collection(tmp_path / "h")
    path = kiel_file(tmp_path, "Norway,NOR,2022,4,1,1,0,0")
    with pytest.raises(KeyboardInterrupt):
        collection.add("kiel-donor-month", path, stop)
    assert collection.list() == () and not list(collection.folder.glob("*"))
    assert collection.add("kiel-donor-month", path).rows == 1  # again, and nothing is in the way


def test_a_ctrl_c_that_meets_a_query_is_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise RuntimeError("Query interrupted")  # so DuckDB says it

    monkeypatch.setattr(Collection, "_store", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Collection(tmp_path / "h").add("kiel-donor-month", kiel_file(tmp_path, "Norway,NOR,2022,4,1,1,0,0"))


def test_the_bar_is_told_bytes_that_never_go_back_and_end_at_the_size(tmp_path: Path) -> None:
    told: list[tuple[float, float, str]] = []
    path = kiel_file(tmp_path, "Norway,NOR,2022,4,1,1,0,0")
    Collection(tmp_path / "h").add("kiel-donor-month", path, lambda *now: told.append(now))
    assert {in_all for _, in_all, _ in told} == {path.stat().st_size}
    at_steps = [done for done, _, _ in told]
    assert at_steps == sorted(at_steps) and at_steps[-1] == pytest.approx(path.stat().st_size)
