"""Frames: what the register and an answer hold, in pandas and polars, by Arrow and without pyarrow."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars
import pyarrow
import pytest

import latticework as lw
from latticework.show.frames import LATTICE_FRAMES, OUTCOME_FRAMES, Column, Frame


@pytest.fixture(scope="module")
def lattice() -> Iterator[lw.Lattice]:
    with lw.Register.shipped() as register:
        yield register.as_of()


@pytest.fixture(scope="module")
def outcome(lattice: lw.Lattice) -> lw.Outcome:
    return lattice.what_if(actor="USA")


def every_frame(lattice: lw.Lattice, outcome: lw.Outcome) -> list[Frame]:
    return [*map(lattice.frame, LATTICE_FRAMES), *map(outcome.frame, OUTCOME_FRAMES)]


def test_pandas_polars_and_arrow_hold_the_same_cells(lattice: lw.Lattice, outcome: lw.Outcome) -> None:
    for frame in every_frame(lattice, outcome):
        rows = list(frame)
        assert polars.DataFrame(frame).to_dicts() == rows, frame.name
        assert frame.to_polars().to_dicts() == rows, frame.name
        table = frame.to_arrow()
        assert isinstance(table, pyarrow.Table)
        assert table.to_pylist() == rows, frame.name
        in_pandas = frame.to_pandas()
        assert list(in_pandas.columns) == list(frame.columns)
        assert len(in_pandas) == len(frame), frame.name


def test_every_entity_of_the_register_is_a_row(lattice: lw.Lattice) -> None:
    for shelf in ("actors", "arrangements", "meetings", "commitments", "positions", "roles", "constraints"):
        held = getattr(lattice.snapshot, shelf)
        assert [row["id"] for row in lattice.frame(shelf)] == list(held)
    assert len(lattice.frame("statements")) == sum(
        len(entity.statements)
        for shelf in ("actors", "arrangements", "meetings", "commitments", "positions", "roles", "constraints")
        for entity in getattr(lattice.snapshot, shelf).values()
    )
    assert len(lattice.frame("profiles")) == len(lattice.profiles())


def test_a_frame_says_what_is_not_stated_and_what_a_date_can_mean(lattice: lw.Lattice) -> None:
    commitment = {row["id"]: row for row in lattice.frame("commitments")}
    treaty = next(row for row in commitment.values() if row["horizon"] == "../2034-06-13")
    assert (treaty["horizon_earliest"], treaty["horizon_latest"]) == (None, date(2034, 6, 13))
    money = polars.DataFrame(lattice.frame("commitments")).get_column("amount")
    assert money.dtype == polars.Float64
    assert money.drop_nulls().len() == 2
    assert str(polars.DataFrame(lattice.frame("meetings")).schema["date_earliest"]) == "Date"


def test_the_numbers_are_those_of_the_answer(outcome: lw.Outcome) -> None:
    functions = outcome.frame("functions").to_pandas().set_index("id")
    for id, one in outcome.functions.items():
        assert functions.loc[id, "after"] == one.after.mean
        assert functions.loc[id, "verdict"] == one.verdict
    breaks = polars.DataFrame(outcome.frame("breaks"))
    chosen = breaks.filter((polars.col("of") == "train-ukrainian-forces") & polars.col("possible"))
    assert chosen["losses"].to_list() == [list(one.losses) for one in outcome.breaks("train-ukrainian-forces")]


def test_a_value_of_an_unforeseen_kind_breaks_no_frame() -> None:
    columns = {"a": Column(kind="texts", means="some"), "b": Column(kind="number", means="one")}
    empty = Frame(name="none", columns=columns, rows=())
    assert polars.DataFrame(empty).schema == {"a": polars.List(polars.String), "b": polars.Float64}
    assert empty.to_pandas().empty
    odd = Frame(name="odd", columns=columns, rows=((["<b>", "'; --"], None), (None, 1.5)))
    assert list(odd) == polars.DataFrame(odd).to_dicts()
    assert "&lt;b&gt;" in odd._repr_html_()


def test_records_read_are_rows_too(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("On July 28, 2024, Japan and the United States met in Tokyo.\n", encoding="utf-8")
    with lw.Register.shipped() as register:
        register.read(note)
        (row,) = register.as_of().frame("records")
    assert row["parties"] == ["JPN", "USA"]
    assert row["date_earliest"] == date(2024, 7, 28)
    assert note.read_text(encoding="utf-8")[row["start"] : row["end"]] == row["quote"]


def test_some_columns_of_a_frame(lattice: lw.Lattice) -> None:
    roles = lattice.frame("roles")
    assert list(roles.only("holder", "id")) == [{"holder": row["holder"], "id": row["id"]} for row in roles]
    with pytest.raises(lw.LatticeworkError, match="holder"):
        roles.only("holders")


def test_an_unknown_frame_is_told_with_the_nearest(lattice: lw.Lattice) -> None:
    with pytest.raises(lw.LatticeworkError, match="meetings"):
        lattice.frame("meeting")


def test_polars_and_pandas_need_no_pyarrow() -> None:
    code = """
import sys
for package in ("pyarrow", "pandas"):
    sys.modules[package] = None
import polars, latticework as lw
lattice = lw.Register.shipped().as_of()
print(polars.DataFrame(lattice.frame("meetings")).height)
for wanted in ("to_pandas", "to_arrow"):
    try:
        getattr(lattice.frame("meetings"), wanted)()
    except lw.LatticeworkError as problem:
        print(problem)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    rows, without_pandas, without_arrow = run.stdout.splitlines()
    assert rows == "19"
    assert "pip install pandas" in without_pandas
    assert "latticework[arrow]" in without_arrow
    apart = "import sys; sys.modules['pyarrow'] = None; import latticework as lw; print(len(lw.Register.shipped().as_of().frame('roles').to_pandas()))"
    assert subprocess.run([sys.executable, "-c", apart], capture_output=True, text=True).stdout.strip() == "19"
