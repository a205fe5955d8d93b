"""A template that analysts fill in: every row is checked, errors say sheet, row and column, all or nothing."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from latticework.model import RegisterError
from latticework.register import RegisterFile, import_file, undo, write_template

GOOD = {
    "sources": [["gazette-2", "Notice two", "An official gazette", "2024-05-01", None]],
    "meetings": [
        ["m-1", "Talks in Manila", "ministerial", "JPN; PHL", date(2024, 5, 2), "Manila", None, "=not a formula",
         "gazette-2", 0.9, "de_facto", None, None],
    ],
    "arrangements": [
        ["pact-2", "Second Pact", "memorandum", "JPN;PHL", "2024-05", None, None, None, "yearly", None, None, None,
         "gazette-2; gazette", None, "de_jure", "2024-05-02", None],
    ],
}  # fmt: skip


def filled(path: Path, rows: dict[str, list[list[object]]]) -> Path:
    write_template(path)
    book = openpyxl.load_workbook(path)
    for sheet, some in rows.items():
        for row in some:
            book[sheet].append(row)
            for cell in book[sheet][book[sheet].max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def test_a_filled_template_comes_in_whole_and_twice_is_once(file: RegisterFile, tmp_path: Path) -> None:
    table = filled(tmp_path / "t.xlsx", GOOD)
    report = import_file(file, table, who="ana")
    assert (report.added, report.there, report.problems) == (11, 0, ())
    lattice = file.lattice("2024-08-01")
    met = lattice.meetings["m-1"]
    assert (met.get("date"), met.get("parties"), met.get("note")) == ("2024-05-02", ["JPN", "PHL"], ["=not a formula"])
    assert {s.sources for s in lattice.arrangements["pact-2"].statements} == {("gazette-2", "gazette")}
    assert "pact-2" not in file.lattice("2024-04-30").arrangements
    assert lattice.sources["gazette-2"].title == "Notice two"
    again = import_file(file, table)
    assert (again.added, again.there) == (0, 11)
    undo(file)
    assert "m-1" not in file.lattice("2024-08-01").meetings


BAD_ROWS: list[tuple[str, list[object], str]] = [
    ("meetings", ["m-2", None, "call", "JPN", "2024"], "meetings, row 2, column label"),
    ("meetings", ["m-2", "Call", "call", "JPN", "soon"] + [None] * 3 + ["gazette"], "meetings, row 2, column date"),
    ("meetings", ["m-2", "Call", "call", "JPN", "2024"], "meetings, row 2, column sources"),
    ("meetings", ["m-2", "Call", "call", "JPN", "2024"] + [None] * 3 + ["x"], "no source is called 'x'"),
    ("meetings", ["m-2", "Call", "call", "JPN", "2024"] + [None] * 3 + ["gazette", "high"], "column confidence"),
    ("meetings", ["m-2", "Call", "call", "JPN", "2024"] + [None] * 3 + ["gazette", 7], "from 0 to 1"),
    ("meetings", ["m-2", "Call", "call", "JPN", "2024"] + [None] * 3 + ["gazette", 1, "real"], "no layer 'real'"),
    ("meetings", ["pact", "Call", "call", "JPN", "2024"] + [None] * 3 + ["gazette"], "of the type arrangement"),
    ("meetings", ["m-2", *["x"] * 12, "stray"], "meetings, row 2, column number 14"),
    ("sources", ["s-2", "Title"], "sources, row 2, column publisher"),
    (
        "commitments",
        ["c-1", "Aid", "USA", None, "give", "much"] + [None] * 6 + ["gazette"],
        "commitments, row 2, column amount",
    ),
]


@pytest.mark.parametrize(("sheet", "row", "says"), BAD_ROWS, ids=[says for _, _, says in BAD_ROWS])
def test_one_bad_row_and_nothing_comes_in(
    file: RegisterFile, tmp_path: Path, sheet: str, row: list[object], says: str
) -> None:
    before = len(file.log())
    bad = {**GOOD, sheet: [row, *GOOD.get(sheet, [])]}
    table = filled(tmp_path / "t.xlsx", bad)
    report = import_file(file, table)
    assert any(says in problem for problem in report.problems), report.problems
    assert report.added == 0 and len(file.log()) == before
    report = import_file(file, table, skip_bad_rows=True)
    assert report.added == 11 and report.problems


def test_csv_does_the_same(file: RegisterFile, tmp_path: Path) -> None:
    write_template(tmp_path / "t")
    for sheet, rows in GOOD.items():
        with (tmp_path / "t" / f"{sheet}.csv").open("a", newline="", encoding="utf-8") as table:
            csv.writer(table).writerows([["" if c is None else c for c in row] for row in rows])
    assert import_file(file, tmp_path / "t").added == 11
    with pytest.raises(RegisterError, match="exists already"):
        write_template(tmp_path / "t")


def test_what_is_no_table_is_refused(file: RegisterFile, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    (tmp_path / "meetings.csv").write_bytes(b"id,label\n\xff\xfe,x\n")
    (tmp_path / "other.csv").write_text("id\n1\n")
    (tmp_path / "empty").mkdir()
    for name in ("a.xlsx", "meetings.csv", "other.csv", "empty", "missing.csv"):
        with pytest.raises(RegisterError, match=r"XLSX|UTF-8|no sheet|no \.csv|cannot be read"):
            import_file(file, tmp_path / name)
    assert len(file.log()) == 2
