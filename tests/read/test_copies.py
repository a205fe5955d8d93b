"""Copies of a text: a wire story with another headline is one, another report of the same event is not."""

import random
from pathlib import Path

import pytest

from latticework.api import Register
from latticework.read.copies import BANDS, COPIES_FROM, runs_of_words, share, sketch

WORDS = [f"word{i}" for i in range(3000)]
STORY = (
    "On July 28, 2024, the defense ministers of Japan, South Korea and the United States met in Tokyo and signed a "
    "memorandum of cooperation. The ministers agreed to hold exercises every year and to rotate the chair among the "
    "three. They said that the ministries would exchange warning data from the end of the year, and that a secretariat "
    "in Seoul would keep the calendar of meetings. Officials told reporters that the memorandum does not bind any of "
    "the parties in law, but that it would be hard to leave without explaining why."
)
OTHER = (
    "Tokyo hosted the three defense chiefs on Sunday. A paper that they signed sets out yearly drills, a turning chair and "
    "a small office in the Korean capital. Japan, South Korea and the United States want to pass each other alerts about "
    "missiles before winter. The paper is no treaty; whoever walks out of it owes the two others nothing but reasons, "
    "as one diplomat from the region put it on the margins of the talks, which lasted for two hours in all."
)


def varied(text: str, changed: float, seed: int) -> str:
    """The text with a share of its words replaced."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) if chance.random() < changed else word for word in text.split())


@pytest.mark.parametrize("seed", range(20))
def test_texts_meet_in_a_band_when_they_share_most_and_not_when_they_share_little(seed: int) -> None:
    text = " ".join(random.Random(seed).choices(WORDS, k=400))
    near, far = varied(text, 0.01, seed), varied(text, 0.35, seed)
    one = set(sketch(text).split())
    assert len(one) == BANDS
    if share(runs_of_words(text), runs_of_words(near)) >= COPIES_FROM:
        assert one & set(sketch(near).split())
    assert share(runs_of_words(text), runs_of_words(far)) < 0.25
    assert not one & set(sketch(far).split())
    assert sketch(text) == sketch(text.upper())


def test_a_short_notice_is_never_a_copy() -> None:
    assert sketch("Japan and the United States met in Tokyo.") == ""


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def test_wire_copies_are_one_source_in_several_places(tmp_path: Path) -> None:
    write(
        tmp_path / "texts",
        a_wire=f"Three ministers sign\n\n2024-07-30\n\n{STORY}\n",
        b_paper=f"A memorandum in Tokyo\n\n2024-07-30\n\n{STORY}\n",
        c_other=f"Defense chiefs sign\n\n2024-07-30\n\n{OTHER}\n",
    )
    with Register.create(tmp_path / "r.duckdb") as register:
        report = register.read(tmp_path / "texts")
        assert report.copies == 1
        (text,) = register.copies()
        names = {record["document_sha256"]: record["doc"] for record in register.records()}
        assert names[text.original] == "a_wire.txt"
        ((copy, shared),) = text.places.items()
        assert names[copy] == "b_paper.txt" and COPIES_FROM <= shared < 1
        by_name = {record["doc"]: record["copy_of"] for record in register.records()}
        assert by_name == {"a_wire.txt": None, "b_paper.txt": text.original}  # the other tells no record

        # a copy that comes later is found too, and belongs to the same original
        write(tmp_path / "texts", d_late=f"Late edition\n\n2024-07-30\n\n{STORY} By our staff.\n")
        assert register.read(tmp_path / "texts").copies == 1
        (text,) = register.copies()
        assert len(text.places) == 2
        assert register.read(tmp_path / "texts").copies == 0

        # what is shown: the sentence once, with the other places
        lattice = register.as_of()
        from latticework.show.sentences import one_source_each

        signed = [(n, r) for n, r in enumerate(lattice.records) if "signed a memorandum" in r["quote"]]
        assert {r["doc"] for _, r in signed} == {"a_wire.txt", "b_paper.txt", "d_late.txt"}
        shown = one_source_each(signed)
        assert len(shown) == len({(r["type"], r["quote"]) for _, r in signed})
        assert all(r["also_in"] == ["b_paper.txt", "d_late.txt"] for _, r in shown)


def test_finding_copies_is_an_act_that_can_be_undone(tmp_path: Path) -> None:
    from latticework.register import check, undo

    write(tmp_path / "texts", a=f"One\n\n2024-07-30\n\n{STORY}\n", b=f"Two\n\n2024-07-30\n\n{STORY}\n")
    with Register.create(tmp_path / "r.duckdb") as register:
        told: list[str] = []
        register.read(tmp_path / "texts", progress=lambda done, in_all, path: told.append(path.name))
        assert told[-1] == f"texts again for copies, {BANDS} of {BANDS}"
        act = register.file.log()[-1]
        assert (act.kind, act.why) == ("copies", "2 texts compared with all others: 1 are copies of others")
        undo(register.file, act.number)
        assert register.copies() == ()
        assert check(register.file).problems == ()
