"""The shipped facts: whole, sourced, nothing after the cut-off, and what the essay names is there."""

import re
import tomllib
from importlib.resources import files

import pytest

import latticework as lw
from latticework.model import earliest, latest

CUT_OFF = "2024-07-31"
# A horizon, a plan or a deadline may lie after the cut-off; what is said to have happened may not.
PLANNED = ("compact-defence-ministers",)


@pytest.fixture(scope="module")
def lattice() -> lw.Lattice:
    with lw.Register.shipped() as register:
        return register.as_of(CUT_OFF)


def test_every_arrangement_that_the_essay_names_is_there(lattice: lw.Lattice) -> None:
    assert set(lattice.snapshot.arrangements) >= {
        "nato", "ukraine-compact", "udcg", "capability-coalitions", "eu-facilitation", "eumam",
        "eu-nato-membership-path", "nsatu", "sag-u", "nato-rep-ukraine", "ip4", "quad", "us-japan-scc", "us-ph-2plus2",
        "us-jp-ph-trilateral", "squad", "camp-david", "tscf", "us-japan-c2", "jjoc", "us-rok-cfc", "dprk-russia",
    }  # fmt: skip


def test_the_essays_twelve_meetings_have_their_dates_and_parties(lattice: lw.Lattice) -> None:
    meetings = lattice.snapshot.meetings
    expected = {
        "nato-washington-summit-2024": ("2024-07-09/2024-07-11", {"NATO"}),
        "ip4-zelenskyy-2024-07-11": ("2024-07-11", {"JPN", "KOR", "AUS", "NZL", "UKR"}),
        "ip4-biden-2024-07-11": ("2024-07-11", {"JPN", "KOR", "AUS", "NZL", "USA"}),
        "us-japan-2plus2-2024-07-28": ("2024-07-28", {"USA", "JPN"}),
        "quad-foreign-ministers-2024-07-29": ("2024-07-29", {"AUS", "IND", "JPN", "USA"}),
        "us-ph-2plus2-2024-07-30": ("2024-07-30", {"USA", "PHL"}),
        "us-jp-ph-summit-2024-04-11": ("2024-04-11", {"USA", "JPN", "PHL"}),
        "squad-2024-05-02": ("2024-05-02", {"AUS", "JPN", "PHL", "USA"}),
        "camp-david-2023-08-18": ("2023-08-18", {"USA", "JPN", "KOR"}),
        "trilateral-defence-2024-07-28": ("2024-07-28", {"USA", "JPN", "KOR"}),
        "us-japan-summit-2024-04-10": ("2024-04-10", {"USA", "JPN"}),
    }
    for id, (date, parties) in expected.items():
        assert (meetings[id].get("date"), set(meetings[id].get("parties"))) == (date, parties)
    planned = meetings["compact-defence-ministers"]
    assert planned.get("date") == "2024-07-11/2025-01-11"  # within six months, as a planned meeting


def test_nothing_is_said_to_have_happened_after_the_cut_off(lattice: lw.Lattice) -> None:
    shelves = [lattice.snapshot.arrangements, lattice.snapshot.meetings, lattice.snapshot.positions]
    for entity in (one for shelf in shelves for one in shelf.values() if one.id not in PLANNED):
        for name in ("date", "founded", "in_force", "valid_from"):
            if entity.get(name):
                assert str(latest(str(entity.get(name)))) <= CUT_OFF, (entity.id, name)


def test_no_source_is_younger_than_its_use_allows(lattice: lw.Lattice) -> None:
    for source in lattice.snapshot.sources.values():
        if source.date and re.match(r"\d{4}-\d\d", source.date) and source.id not in ("essay",):
            assert str(earliest(source.date)) <= CUT_OFF, source.id


def test_conflicting_counts_stay_conflicts_with_one_preferred(lattice: lw.Lattice) -> None:
    compact = lattice.entity("ukraine-compact")
    assert [s.value for s in compact.conflicts()["n_states"]] == [22, 21, 23, 32]
    assert compact.get("n_states") == 22
    assert {s.value for s in lattice.entity("udcg").conflicts()["n_states"]} >= {50, 54}


def test_the_compacts_parties_are_22_states_with_ukraine_apart(lattice: lw.Lattice) -> None:
    parties = set(lattice.entity("ukraine-compact").get("parties"))
    assert len(parties - {"EU", "UKR"}) == 22
    assert {"USA", "JPN", "EU", "UKR"} <= parties
    assert "KOR" not in parties


@pytest.mark.parametrize("file", ["arrangements", "meetings", "commitments", "positions", "roles", "constraints"])
def test_every_fact_names_its_source_confidence_and_layer(file: str) -> None:
    where = files("latticework").joinpath("shipped", "facts", f"{file}.toml")
    sources = tomllib.loads(files("latticework").joinpath("shipped", "sources.toml").read_text("utf-8"))
    for id, fact in tomllib.loads(where.read_text("utf-8")).items():
        for row in (fact, *fact.get("claims", ())):
            assert row["sources"] and set(row["sources"]) <= set(sources), id
            assert 0 < row["confidence"] <= 1, id
            assert row["layer"] in ("de_jure", "de_facto"), id


def test_every_code_and_reference_is_known(lattice: lw.Lattice) -> None:
    snapshot, judged = lattice.snapshot, lattice.what_if(actor="USA").judgements()
    for id, works in snapshot.works.items():
        named = {works.lead, works.host, *works.successors, *works.essential, *works.shares} - {None}
        named |= set(works.quorum[1]) if works.quorum else set()
        assert named <= set(snapshot.actors), id
        assert {works.ready, works.handover, works.carry_on} - {None} <= set(judged), id
    for task in snapshot.tasks.values():
        assert task.function in snapshot.functions
        for provider in task.providers:
            assert provider.by in snapshot.arrangements or provider.by in snapshot.actors, task.id
            assert provider.sources and set(provider.sources) <= set(snapshot.sources), task.id
    for shelf in (snapshot.arrangements, snapshot.meetings):
        for entity in shelf.values():
            assert set(entity.get("parties", ())) <= set(snapshot.actors), entity.id


def test_the_essays_slips_are_notes_on_the_facts(lattice: lw.Lattice) -> None:
    shelves = (lattice.snapshot.arrangements, lattice.snapshot.meetings, lattice.snapshot.commitments)
    notes = [n for shelf in shelves for one in shelf.values() for n in one.get("note", ()) if n.startswith("Essay")]
    for slip in ("William Austin", "Anthony Blinken", "memorandum of understanding", "before the end of the year"):
        assert any(slip in note for note in notes), slip


def test_every_person_whose_office_or_view_the_essay_names_is_there(lattice: lw.Lattice) -> None:
    snapshot = lattice.snapshot
    persons = {str(one.get("person")) for shelf in (snapshot.roles, snapshot.positions) for one in shelf.values()}
    assert persons >= {
        "Joe Biden", "Donald Trump", "JD Vance", "Volodymyr Zelenskyy", "Antony Blinken", "Lloyd J. Austin III",
        "Kihara Minoru", "Shin Won-sik", "S. Jaishankar", "Penny Wong", "Kamikawa Yoko", "Patrick Turner",
    }  # fmt: skip
