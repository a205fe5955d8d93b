"""Reading again changes nothing; a new reader shows what it would change, and accepted work stays."""

from conftest import meeting_in
from latticework.model import quote_span
from latticework.register import RegisterFile, accept, check, compare, queue, reject

TEXT = "The ministers of Japan and the United States met in Tokyo. They signed a memorandum. France denounced it."


def test_reading_twice_is_reading_once(file: RegisterFile) -> None:
    document, record = meeting_in("a.txt", TEXT)
    assert file.add_document(document, [record, record], "r1")
    before = (file.records(), len(file.log()))
    assert not file.add_document(document, [record], "r1")
    assert (file.records(), len(file.log())) == before
    assert len(before[0]) == 1


def test_a_new_reader_that_finds_the_same_changes_nothing_in_the_queue(file: RegisterFile) -> None:
    document, record = meeting_in("a.txt", TEXT)
    file.add_document(document, [record], "r1")
    reject(file, queue(file)[0].id, why="wrong")
    _, again = meeting_in("a.txt", TEXT, rule="a better rule")
    assert compare(file, document, [again]).same == 1
    assert file.add_document(document, [again], "r2")
    assert queue(file) == []  # the rejection holds: it is the same record


def test_a_new_reader_shows_what_it_adds_changes_and_withdraws(file: RegisterFile) -> None:
    document, met = meeting_in("a.txt", TEXT)
    signed = meeting_in("a.txt", TEXT, type="arrangement", kind="memorandum")[1]
    denounced = meeting_in("a.txt", TEXT, type="position", parties=("FRA",))[1]
    file.add_document(document, [met, signed], "r1")
    kept = next(p for p in queue(file) if p.line["type"] == "arrangement")
    accept(file, kept.id)
    met_better = meeting_in("a.txt", TEXT, date="2024-07-29")[1]
    comparison = compare(file, document, [met_better, denounced])
    assert [line["type"] for line in comparison.added] == ["position"]
    assert [(old["date"], new["date"]) for old, new in comparison.changed] == [("2024-07-28", "2024-07-29")]
    assert comparison.withdrawn == ()
    assert [line["kind"] for line in comparison.kept_accepted] == ["memorandum"]
    assert len(file.records()) == 2  # nothing is stored by asking

    before = file.lattice("2025-01-01").arrangements
    file.add_document(document, [met_better, denounced], "r2")
    assert file.lattice("2025-01-01").arrangements == before  # accepted work is never withdrawn
    assert {p.line["type"] for p in queue(file)} == {"meeting", "position"}
    assert sorted(r["type"] for r in file.records()) == ["arrangement", "meeting", "position"]
    assert [p.line["date"] for p in queue(file) if p.line["type"] == "meeting"] == ["2024-07-29"]
    assert check(file).problems == ()


def test_every_record_quotes_its_document(file: RegisterFile) -> None:
    document, record = meeting_in("../../x'; DROP TABLE records; --", TEXT)
    file.add_document(document, [record], "r1")
    (stored,) = file.records()
    assert stored["doc"] == "../../x'; DROP TABLE records; --"
    assert quote_span(document, stored["start"], stored["end"]).quote == stored["quote"]


def test_a_second_reader_does_not_replace_the_first(file: RegisterFile) -> None:
    document, met = meeting_in("a.txt", TEXT)
    signed = meeting_in("a.txt", TEXT, type="arrangement", kind="memorandum")[1]
    file.add_document(document, [met], "0.1")
    file.add_document(document, [met, signed], "0.1, second reader: m")
    assert sorted(p.line["type"] for p in queue(file)) == ["arrangement", "meeting", "meeting"]
    file.add_document(document, [], "0.2")  # the first reader's next version finds nothing any more
    assert sorted(p.line["type"] for p in queue(file)) == ["arrangement", "meeting"]
    assert compare(file, document, [met]).same == 0
