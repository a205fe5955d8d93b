"""Who did what, when and why: a log that shows when it was changed afterwards."""

from pathlib import Path

import duckdb
import pytest

from latticework.register import Claim, RegisterFile, add, check, edit, note, undo

CHANGES_AFTERWARDS = {
    "a value": "UPDATE statements SET value = '\"Better Pact\"' WHERE property = 'label' AND act = 1",
    "a confidence": "UPDATE statements SET confidence = 0.99 WHERE act = 1",
    "a row gone": "DELETE FROM statements WHERE act = 2",
    "a row more": "INSERT INTO retractions SELECT 1, id FROM statements LIMIT 1",
    "a row of no act": "INSERT INTO retractions SELECT 99, id FROM statements LIMIT 1",
    "who": "UPDATE acts SET who = 'somebody else' WHERE act = 3",
    "when": "UPDATE acts SET moment = '2023-01-01T00:00:00Z' WHERE act = 3",
    "why": "UPDATE acts SET why = '' WHERE act = 2",
    "an act gone": "DELETE FROM acts WHERE act = 2",
    "a source": "UPDATE sources SET publisher = 'Nobody'",
}


@pytest.fixture
def used(file: RegisterFile) -> RegisterFile:
    note(file, "pact", "Renewed quietly.", sources=("gazette",), who="ana")
    return file


def test_every_change_has_who_when_what_and_why(used: RegisterFile) -> None:
    new = Claim(subject="pact", subject_type="arrangement", property="hq", value="Tokyo", sources=("gazette",))
    (id,) = add(used, [new], who="ben", why="from the notice")
    edit(used, id, "Yokosuka", sources=("gazette",), who="ana", why="corrected by the gazette")
    undo(used, who="ben", why="ana misread it")
    assert [(act.kind, act.who, act.why) for act in used.log()[2:]] == [
        ("note", "ana", ""),
        ("add", "ben", "from the notice"),
        ("edit", "ana", "corrected by the gazette"),
        ("undo", "ben", "ana misread it"),
    ]
    moments = [act.at for act in used.log()]
    assert moments == sorted(moments) and moments[:2] == ["2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"]
    assert check(used).problems == ()


@pytest.mark.parametrize("what", CHANGES_AFTERWARDS)
def test_a_change_behind_the_logs_back_is_found(used: RegisterFile, what: str) -> None:
    assert check(used).problems == ()
    with duckdb.connect(str(used.path)) as connection:
        connection.execute(CHANGES_AFTERWARDS[what])
    assert check(used).problems != ()


def test_a_log_written_anew_lacks_the_hash_noted_earlier(used: RegisterFile, tmp_path: Path) -> None:
    noted = check(used).head
    note(used, "pact", "Something later.", sources=("gazette",))
    assert check(used, noted).problems == ()
    other = RegisterFile.create(tmp_path / "other.duckdb", used.statements(), used.sources())
    assert check(other).problems == ()
    assert "noted earlier" in check(other, noted).problems[0]


def test_a_clock_set_back_does_not_change_the_order(file: RegisterFile) -> None:
    file.clock = lambda: "2025-06-01T00:00:00Z"
    note(file, "pact", "first", sources=("gazette",))
    file.clock = lambda: "1999-01-01T00:00:00Z"
    note(file, "pact", "second", sources=("gazette",))
    assert [act.at for act in file.log()[-2:]] == ["2025-06-01T00:00:00Z"] * 2
    assert file.lattice("2025-06-01", "2025-06-01").arrangements["pact"].get("note") == ["first", "second"]
    assert file.lattice("2025-06-01", "2025-05-31").arrangements["pact"].get("note") is None
    assert check(file).problems == ()


def test_two_dates_in_every_question(file: RegisterFile) -> None:
    file.clock = lambda: "2024-03-01T10:00:00Z"
    old = next(s for s in file.statements() if s.value == "New Pact")
    edit(file, old.id, "Newest Pact", sources=("gazette",), why="renamed")
    label = {
        (as_of, as_known): file.lattice(as_of, as_known).arrangements["pact"].label
        for as_of in ("2020-06-01", "2023-06-01")
        for as_known in ("2020-01-01", "2024-02-01", "2024-03-01")
    }
    assert label == {
        ("2020-06-01", "2020-01-01"): "Old Pact",
        ("2020-06-01", "2024-02-01"): "Old Pact",
        ("2020-06-01", "2024-03-01"): "Old Pact",
        ("2023-06-01", "2020-01-01"): "pact",  # the parties were known, the new name not yet
        ("2023-06-01", "2024-02-01"): "New Pact",
        ("2023-06-01", "2024-03-01"): "Newest Pact",
    }
    assert file.lattice("2023-06-01", "2024-03-01T09:59:59Z").arrangements["pact"].label == "New Pact"
    assert file.lattice("2023-06-01", "2019-12-31").arrangements == {}
    assert file.sources("2019-12-31") == []


def test_the_past_and_the_log_take_dates(file: RegisterFile) -> None:
    file.clock = lambda: "2024-03-01T10:00:00Z"
    note(file, "pact", "later", sources=("gazette",))
    undo(file)
    values = {day: [past.statement.value for past in file.history("pact", as_of=day)] for day in ("2020-06", "2023")}
    assert values == {"2020-06": ["Old Pact", ["JPN", "USA"], "later"], "2023": [["JPN", "USA"], "New Pact", "later"]}
    assert [p.statement.value for p in file.history("pact", "2020-06-01", "2020-06-01")] == ["Old Pact", ["JPN", "USA"]]
    assert [act.kind for act in file.log("2024-02-29")] == ["begin", "begin"]
    assert [act.undone for act in file.log("2024-03-01")] == [False, False, True, False]
