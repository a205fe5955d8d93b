"""Decisions on what readers propose: what is shown is what is written, and everything can be taken back."""

import pytest

from conftest import GAZETTE, HERALD, meeting_in, stated
from latticework.model import RegisterError
from latticework.register import (
    Claim,
    RegisterFile,
    accept,
    add,
    candidates,
    check,
    edit,
    find_record,
    keep_apart,
    merge,
    prefer,
    queue,
    queue_length,
    redo,
    reject,
    retract,
    shown_fields,
    skip,
    split,
    undo,
)

FIVE = [
    "The ministers of Japan, South Korea and the United States met in Tokyo.",
    "Defence chiefs of the three countries gathered in the Japanese capital on Sunday.",
    "Tokyo hosted its two partners.",
    "A trilateral ministerial took place on July 28.",
    "The three signed a memorandum when they met.",
]


def with_five_documents(file: RegisterFile) -> list[str]:
    for number, text in enumerate(FIVE):
        place = "Tokyo" if number < 4 else "Yokosuka"
        document, record = meeting_in(f"{number}.txt", text, place=place)
        assert file.add_document(document, [record], "r1")
    return [proposed.id for proposed in queue(file)]


def test_one_meeting_in_five_documents_is_one_meeting_with_five_sentences(file: RegisterFile) -> None:
    ids = with_five_documents(file)
    assert len(ids) == 5 == queue_length(file)
    for proposed in queue(file):
        assert proposed.match and proposed.match.entity == "talks" and "parties agree 1.00" in proposed.match.reason
        assert accept(file, proposed.id, entity="talks", who="ana") == "talks"
    lattice = file.lattice("2024-08-01")
    assert list(lattice.meetings) == ["talks"]
    talks = lattice.meetings["talks"]
    assert {s.evidence.quote for s in talks.statements if s.evidence} == set(FIVE)
    assert {s.value for s in talks.conflicts()["place"]} == {"Tokyo", "Yokosuka"}  # side by side
    assert talks.label == "Talks in Tokyo"
    assert queue(file) == []


def test_a_preferred_value_is_a_recorded_judgement(file: RegisterFile) -> None:
    for id in with_five_documents(file):
        accept(file, id, entity="talks")
    talks = file.lattice("2024-08-01").meetings["talks"]
    assert talks.get("place") == "Tokyo"
    (other,) = [s for s in talks.statements if s.value == "Yokosuka"]
    prefer(file, other.id, why="the base is in Yokosuka", who="ana")
    after = file.lattice("2024-08-01").meetings["talks"]
    assert after.get("place") == "Yokosuka"
    assert len(after.conflicts()["place"]) == 5
    assert file.log()[-1].why == "the base is in Yokosuka"
    undo(file)
    assert file.lattice("2024-08-01").meetings["talks"] == talks
    redo(file)
    assert file.lattice("2024-08-01").meetings["talks"] == after


def test_a_merge_and_a_split_are_taken_back(file: RegisterFile) -> None:
    ids = with_five_documents(file)
    own = accept(file, ids[0])
    before = file.lattice("2024-08-01").meetings
    assert set(before) == {"talks", own}
    (candidate,) = [c for c in candidates(file) if {c.one, c.entity} == {"talks", own}]
    assert candidate.score == 1.0 and "parties agree 1.00" in candidate.reason
    merge(file, own, "talks", why=candidate.reason)
    merged = file.lattice("2024-08-01").meetings
    assert set(merged) == {"talks"} and len(merged["talks"].statements) > len(before["talks"].statements)
    assert not [c for c in candidates(file) if own in (c.one, c.entity)]
    split(file, own, why="another meeting on the same day")
    assert file.lattice("2024-08-01").meetings == before
    undo(file)
    assert file.lattice("2024-08-01").meetings == merged
    undo(file)
    assert file.lattice("2024-08-01").meetings == before
    keep_apart(file, own, "talks", why="two rooms")
    assert not [c for c in candidates(file) if own in (c.one, c.entity)]


def test_what_is_shown_is_what_is_written(file: RegisterFile) -> None:
    ids = with_five_documents(file)
    proposed, _ = find_record(file, ids[0])
    shown = {name: value for name, value in shown_fields(proposed.line).items() if value not in (None, [], "")}
    own = accept(file, ids[0])
    written = {s.property: s.value for s in file.counting() if s.subject == own}
    shown["label"] = shown.pop("name")
    assert written == shown
    for s in file.counting():
        if s.subject == own:
            assert s.evidence and s.evidence.quote == FIVE[0]


def test_a_corrected_field_keeps_what_was_read(file: RegisterFile) -> None:
    ids = with_five_documents(file)
    with pytest.raises(RegisterError, match="needs a reason"):
        accept(file, ids[0], changes={"place": "Ichigaya"})
    with pytest.raises(RegisterError, match="no field 'plaec'"):
        accept(file, ids[0], changes={"plaec": "Ichigaya"}, why="typo")
    own = accept(file, ids[0], changes={"place": "Ichigaya"}, why="the ministry is there")
    assert file.lattice("2024-08-01").meetings[own].get("place") == "Ichigaya"
    past = {
        (p.statement.value, p.retracted_by is not None) for p in file.history(own) if p.statement.property == "place"
    }
    assert past == {("Tokyo", True), ("Ichigaya", False)}


def test_reject_skip_undo_redo(file: RegisterFile) -> None:
    ids = with_five_documents(file)
    skip(file, ids[0])
    assert [p.id for p in queue(file)] == [*ids[1:], ids[0]]
    reject(file, ids[1], why="a hypothetical")
    assert [p.id for p in queue(file)] == [*ids[2:], ids[0]]
    assert ids[1] not in {r["record"] for r in file.records()}
    with pytest.raises(RegisterError, match="decided before"):
        accept(file, ids[1])
    undo(file)
    assert [p.id for p in queue(file)] == [*ids[1:], ids[0]]
    redo(file)
    assert [p.id for p in queue(file)] == [*ids[2:], ids[0]]
    undo(file)
    accept(file, ids[2])
    with pytest.raises(RegisterError, match="nothing to redo"):
        redo(file)
    with pytest.raises(RegisterError, match="needs a reason"):
        reject(file, ids[3], why="")


def test_undo_asks_for_what_was_built_on_it_first(file: RegisterFile) -> None:
    claim = Claim(subject="pact", subject_type="arrangement", property="hq", value="Tokyo", sources=("gazette",))
    (id,) = add(file, [claim])
    edit(file, id, "Yokosuka", sources=("gazette",), why="moved")
    added, edited = file.log()[-2:]
    with pytest.raises(RegisterError, match=f"Undo act {edited.number} first"):
        undo(file, added.number)
    undo(file, edited.number)
    undo(file, added.number)
    assert file.lattice("2024-08-01").arrangements["pact"].get("hq") is None
    with pytest.raises(RegisterError, match="is not a decision"):
        undo(file, 1)
    with pytest.raises(RegisterError, match="no act 99"):
        undo(file, 99)
    assert check(file).problems == ()


def test_merges_never_go_round_in_a_circle(file: RegisterFile) -> None:
    other = Claim(subject="deal", subject_type="arrangement", property="label", value="Deal", sources=("gazette",))
    add(file, [other])
    merge(file, "deal", "pact", why="same")
    first = file.log()[-1].number
    undo(file)
    merge(file, "pact", "deal", why="same, the other way")
    with pytest.raises(RegisterError, match="merged into itself"):
        redo(file, first)
    with pytest.raises(RegisterError, match="one already"):
        merge(file, "deal", "pact", why="again")
    with pytest.raises(RegisterError, match="not arrangement|type"):
        merge(file, "talks", "pact", why="different things")
    assert set(file.lattice("2024-08-01").arrangements) == {"deal"}


def test_a_record_that_is_no_fact_never_becomes_one(file: RegisterFile) -> None:
    document, record = meeting_in("no.txt", FIVE[0], factuality="negated")
    file.add_document(document, [record], "r1")
    own = accept(file, queue(file)[0].id)
    assert own not in file.lattice("2025-01-01").meetings
    assert file.history(own)


def test_nothing_by_hand_without_a_source(file: RegisterFile) -> None:
    base = {"subject": "pact", "subject_type": "arrangement", "property": "hq", "value": "Tokyo"}
    before = len(file.log())
    for wrong, says in (
        ({"sources": ()}, "needs a source"),
        ({"sources": ("nowhere",)}, "No source is called 'nowhere'"),
        ({"sources": ("gazette",), "subject_type": "pact"}, "no type 'pact'"),
        ({"sources": ("gazette",), "value": ""}, "needs a value"),
        ({"sources": ("gazette",), "valid_from": "soon"}, "not an EDTF date"),
        ({"sources": ("gazette",), "valid_from": "2024", "valid_to": "2020"}, "before it begins"),
        ({"sources": ("gazette",), "confidence": 1.5}, "from 0 to 1"),
        ({"sources": ("gazette",), "subject_type": "meeting"}, "is of the type arrangement"),
    ):
        with pytest.raises(RegisterError, match=says):
            add(file, [Claim(**{**base, **wrong})])  # type: ignore[arg-type]
    assert len(file.log()) == before
    (id,) = add(file, [Claim(**base, sources=("herald",))], new_sources=[HERALD])  # type: ignore[arg-type]
    assert add(file, [Claim(**base, sources=("herald",))]) == []  # type: ignore[arg-type]
    retract(file, id, why="never built")
    assert file.lattice("2024-08-01").arrangements["pact"].get("hq") is None


def test_names_and_dates_and_parties_make_candidates(file: RegisterFile) -> None:
    rows = [
        stated("a", "label", "Security Compact of the North"),
        stated("b", "label", "Northern Security Compact"),
        stated("b", "aliases", ["Security Compact of the North"]),
        stated("c", "label", "Fishing rules"),
        stated("d", "parties", ["JPN", "USA"], subject_type="meeting"),
        stated("d", "date", "2024-07", subject_type="meeting"),
        stated("e", "parties", ["JPN", "USA"], subject_type="meeting"),
        stated("e", "date", "2024-07-09", subject_type="meeting"),
        stated("f", "parties", ["JPN", "USA"], subject_type="meeting"),
        stated("f", "date", "2024-09-09", subject_type="meeting"),
    ]
    found = candidates(RegisterFile.in_memory_with(rows, [GAZETTE]))
    assert {(c.one, c.entity, c.score) for c in found} == {("a", "b", 0.9), ("d", "e", 1.0)}


def test_a_chain_of_merges_is_one_entity(file: RegisterFile) -> None:
    for id in ("deal", "accord"):
        add(file, [Claim(subject=id, subject_type="arrangement", property="hq", value=id, sources=("gazette",))])
    merge(file, "deal", "accord", why="same")
    merge(file, "accord", "pact", why="same")
    assert set(file.lattice("2024-08-01").arrangements) == {"pact"}
    split(file, "accord", why="not the same")
    lattice = file.lattice("2024-08-01").arrangements
    assert {id: one.get("hq") for id, one in lattice.items()} == {"pact": None, "accord": "deal"}
