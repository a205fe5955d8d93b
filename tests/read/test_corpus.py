"""Where documents come from: every container gives the same documents in the same order, one at a time."""

import gzip
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from latticework.model import LatticeworkError
from latticework.read.batches import GROUP, Reading, read_pieces
from latticework.read.corpus import Piece, pieces, plan, refuse_nothing
from latticework.read.engines import AHEAD, Processes, ThisProcess

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents").glob("*.txt"))


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped documents as a folder with a folder in it, an archive, and tables."""
    where = tmp_path_factory.mktemp("containers")
    texts = {path.name: path.read_text(encoding="utf-8") for path in SHIPPED}
    (where / "folder" / "inner").mkdir(parents=True)
    for i, (name, text) in enumerate(texts.items()):
        (where / "folder" / ("inner" if i in (1, 2) else "") / name).write_text(text, encoding="utf-8")
    (where / "folder" / "left.csv").write_text("a,b\n")
    with zipfile.ZipFile(where / "all.zip", "w") as archive:
        for name, text in reversed(texts.items()):
            archive.writestr(name, text)
        archive.writestr("picture.png", b"\x89PNG")
    lines = "\n".join(json.dumps({"id": name, "text": text}) for name, text in texts.items()) + "\n\n"
    (where / "all.jsonl").write_text(lines, encoding="utf-8")
    with gzip.open(where / "all.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines)
    with duckdb.connect() as connection:
        connection.read_json(str(where / "all.jsonl")).write_parquet(str(where / "all.parquet"))
    return {path.name: path for path in where.iterdir()}


@pytest.mark.parametrize("name", ["all.zip", "all.jsonl", "all.jsonl.gz", "all.parquet"])
def test_every_container_gives_the_same_records(containers: dict[str, Path], name: str) -> None:
    plain = list(read_pieces((Piece(path=path) for path in SHIPPED), ThisProcess()))
    found = list(read_pieces(pieces([containers[name]]), ThisProcess()))
    assert [one.path.name for one in found] == [path.name for path in SHIPPED]
    assert [one.records for one in found] == [one.records for one in plain]
    assert [one.document and one.document.sha256 for one in found] == [
        one.document and one.document.sha256 for one in plain
    ]
    assert plan([containers[name]]).in_all == len(SHIPPED)


def test_a_folder_is_read_in_the_order_of_its_paths_and_the_rest_is_counted(containers: dict[str, Path]) -> None:
    found = [piece.path for piece in pieces([containers["folder"]])]
    assert found == sorted(containers["folder"].rglob("*.txt"))
    planned = plan([containers["folder"]])
    assert (planned.in_all, dict(planned.left_out)) == (len(SHIPPED), {".csv": 1})
    pattern = containers["folder"] / "**" / "*.txt"
    assert sorted(piece.path for piece in pieces([pattern])) == found
    with pytest.raises(LatticeworkError, match="No file matches"):
        list(pieces([containers["folder"] / "*.pdf"]))
    with pytest.raises(LatticeworkError, match="Nothing to read"):
        refuse_nothing(plan([]), [])


def test_a_bad_row_or_archive_is_set_aside_and_the_others_are_read(tmp_path: Path) -> None:
    good = SHIPPED[0].read_text(encoding="utf-8")
    rows = [
        json.dumps({"text": good}),
        "{no json",
        json.dumps({"title": "t"}),
        json.dumps([1]),
        json.dumps({"body": good}),
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(("\n".join([rows[0]] * 3)).encode())[:-20])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 cut PAR1")
    readings = list(read_pieces(pieces([tmp_path]), ThisProcess()))
    problems = {str(one.path.relative_to(tmp_path)): one.problem for one in readings if one.problem}
    assert set(problems) == {
        "cut.jsonl.gz", "cut.parquet", "cut.zip", "rows.jsonl/row 2", "rows.jsonl/row 3", "rows.jsonl/row 4",
    }  # fmt: skip
    assert "line 2" in str(problems["rows.jsonl/row 2"])
    assert "text or body or content" in str(problems["rows.jsonl/row 3"])
    assert sum(one.document is not None for one in readings if one.path.parent.name == "rows.jsonl") == 2


def test_a_rows_title_and_date_are_those_of_the_document(tmp_path: Path) -> None:
    row = {"id": "a/b", "title": "Ministers meet", "date": "2024-07-30", "text": "On July 28, Japan and Australia met."}
    (tmp_path / "one.jsonl").write_text(json.dumps(row))
    (reading,) = read_pieces(pieces([tmp_path / "one.jsonl"]), ThisProcess())
    document = reading.document
    assert document is not None
    assert (document.name, document.title, document.date) == ("a_b", "Ministers meet", "2024-07-30")
    assert [record.date for record in reading.records] == ["2024-07-28"]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_is_begun_than_a_few_groups_ahead_of_what_is_taken(workers: int) -> None:
    begun = 0

    def coming() -> Iterator[Piece]:
        nonlocal begun
        while True:
            begun += 1
            yield Piece(path=SHIPPED[0], text=SHIPPED[0].read_text(encoding="utf-8"))

    readings = read_pieces(coming(), ThisProcess() if workers == 1 else Processes(workers))
    for taken in range(1, 30):
        next(readings)
        assert begun <= taken + (AHEAD * workers + 2) * GROUP
    readings.close()


def test_a_long_table_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w") as file:
        for i in range(3000):
            file.write(json.dumps({"id": str(i), "text": "word " * 4000}) + "\n")
    next(iter(pieces([path])))  # what is imported on the way is not what a table costs
    tracemalloc.start()
    assert sum(1 for piece in pieces([path]) if piece.text) == 3000
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 60_000_000
    assert most < path.stat().st_size / 3  # held whole, it would be all of it at least


def test_the_job_pickles_for_any_engine() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(Reading())) == Reading()
