"""Figures for papers: their printed width, fonts inside, readable in grey and by every kind of colour vision, same bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

import latticework as lw
from latticework.show.paper.canvas import CHANGED, FAINT, INK, LOST, SMALL, TEXT, width_of, wrapped
from latticework.show.paper.chances import COLOURS, MARKS
from latticework.show.paper.rails import STROKES
from latticework.show.words import chance

SVG = "{http://www.w3.org/2000/svg}"
# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB: protanopia, deuteranopia, tritanopia.
SEEN_BY = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


@pytest.fixture(scope="module")
def outcome() -> Iterator[lw.Outcome]:
    with lw.Register.shipped() as register:
        yield register.as_of().what_if(actor="USA")


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(to_xyz @ rgb, 0, None) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_the_inks_stay_apart_for_every_kind_of_colour_vision(eyes: str) -> None:
    seen = {ink: lab(np.clip(SEEN_BY[eyes] @ linear(ink), 0, 1)) for ink in (INK, CHANGED, LOST)}
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 20, (one, other)


def test_every_ink_stands_on_white() -> None:
    for ink in (INK, CHANGED, LOST, FAINT):
        assert 1.05 / (luminance(ink) + 0.05) >= 4.5, ink


def test_without_colour_every_state_and_verdict_has_a_sign_of_its_own() -> None:
    assert len({stroke.dash for stroke in STROKES.values()}) == len(STROKES)
    assert len({stroke.mark for stroke in STROKES.values()}) == len(STROKES)
    assert len(set(MARKS.values())) == len(MARKS) == len(COLOURS)


@pytest.mark.parametrize(("kind", "width_mm"), [("rails", 183.0), ("rails", 150.0), ("chances", 89.0)])
def test_a_figure_has_the_width_asked_for(outcome: lw.Outcome, tmp_path: Path, kind: str, width_mm: float) -> None:
    page = pypdfium2.PdfDocument(outcome.figure(tmp_path / "a.pdf", kind, width_mm=width_mm))
    assert len(page) == 1
    assert page[0].get_width() / 72 * 25.4 == pytest.approx(width_mm, abs=0.1)
    outlined = outcome.figure(tmp_path / "a.svg", kind, width_mm=width_mm).read_text()
    wide = re.search(r'<svg[^>]* width="([\d.]+)pt"', outlined)
    assert wide and float(wide[1]) / 72 * 25.4 == pytest.approx(width_mm, abs=0.1)
    assert "<text" not in outlined and "<image" not in outlined and "base64" not in outlined
    assert "Register as of 2024-07-31" in (ElementTree.fromstring(outlined).findtext(f"{SVG}title") or "")
    lettered = ElementTree.parse(outcome.figure(tmp_path / "b.svg", kind, width_mm=width_mm, letters=True)).getroot()
    assert lettered.get("width") == f"{width_mm:g}mm"
    sizes = {float(text.get("font-size", 0)) for text in lettered.iter(f"{SVG}text")}
    assert sizes == {TEXT, SMALL} and min(sizes) >= 5


def test_fonts_are_inside_and_none_is_of_this_machine(outcome: lw.Outcome, tmp_path: Path) -> None:
    content = outcome.figure(tmp_path / "a.pdf").read_bytes()
    named = set(re.findall(rb"/FontName ?/([A-Z]{6}\+[\w-]+)", content))
    assert {name.split(b"+")[1].split(b"-")[0] for name in named} <= {b"LibertinusSerif", b"DejaVuSansMono"}
    assert len(named) == content.count(b"/FontFile3") + content.count(b"/FontFile2") > 0


def test_the_figure_says_the_numbers_of_the_answer(outcome: lw.Outcome, tmp_path: Path) -> None:
    drawn = ElementTree.parse(outcome.figure(tmp_path / "a.svg", "chances", letters=True)).getroot()
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    for one in outcome.functions.values():
        assert chance(one.after).replace(" in 100", "") in said
    words = pypdfium2.PdfDocument(outcome.figure(tmp_path / "a.pdf", "chances"))[0].get_textpage().get_text_range()
    assert "87 (64–97)" in words and "Train Ukrainian forces" in words


def test_every_arrangement_and_every_member_is_drawn(outcome: lw.Outcome, tmp_path: Path) -> None:
    drawn = ElementTree.parse(outcome.figure(tmp_path / "a.svg", letters=True)).getroot()
    said = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
    for one in outcome.arrangements.values():
        assert one.label in said
    assert {"USA", "JPN", "NATO", "SWE"} <= set(said.split())


CODE = """
import sys, hashlib, pathlib, latticework as lw
outcome = lw.Register.shipped().as_of().what_if(actor="USA")
for name in ("rails.svg", "rails.pdf", "chances.svg", "chances.pdf"):
    file = outcome.figure(pathlib.Path(sys.argv[1]) / name, name.partition(".")[0])
    print(hashlib.sha256(file.read_bytes()).hexdigest())
"""


def test_the_same_answer_gives_the_same_bytes_in_another_process_and_place(tmp_path: Path) -> None:
    printed = []
    for number, zone in enumerate(("UTC", "Pacific/Auckland")):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(number)}
        run = subprocess.run(
            [sys.executable, "-c", CODE, str(folder)], capture_output=True, text=True, env=environment, check=True
        )
        printed.append(run.stdout)
    assert printed[0] == printed[1]
    assert len(set(printed[0].split())) == 4


def test_what_cannot_be_drawn_is_refused(outcome: lw.Outcome, tmp_path: Path) -> None:
    for path, kind, width, says in (
        ("a.png", "rails", 183, "svg or .pdf"),
        ("a.svg", "rails", 89, "from 150"),
        ("a.svg", "chances", float("nan"), "from 80"),
        ("none/a.svg", "chances", 89, "does not exist"),
        ("a.svg", "pie", 89, "rails"),
    ):
        with pytest.raises(lw.LatticeworkError, match=says):
            outcome.figure(tmp_path / path, kind, width_mm=width)
    assert list(tmp_path.iterdir()) == []


def test_letters_need_no_extra_and_the_rest_says_which(
    outcome: lw.Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert outcome.figure(tmp_path / "a.svg", letters=True).stat().st_size > 10_000
    for name in ("b.svg", "b.pdf"):
        with pytest.raises(lw.LatticeworkError, match=r"latticework\[report\]"):
            outcome.figure(tmp_path / name)


def test_names_in_letters_that_the_font_lacks_are_drawn_all_the_same(tmp_path: Path) -> None:
    with lw.Register.shipped() as register:
        outcome = register.as_of().what_if(actor="USA")
        entity = outcome.lattice.snapshot.arrangements["nsatu"]
        entity.values["label"] = "NSATU <東京> & more"
        page = pypdfium2.PdfDocument(outcome.figure(tmp_path / "a.pdf"))[0]
        assert "NSATU <[U+6771][U+4EAC]> & more" in page.get_textpage().get_text_range()
        assert "NSATU &lt;東京&gt; &amp; more" in outcome.figure(tmp_path / "a.svg", letters=True).read_text()


def test_words_are_no_wider_than_reckoned() -> None:
    assert wrapped("one two three", width_of("one two", TEXT), TEXT) == ["one two", "three"]
    assert wrapped("unbreakable", 1.0, TEXT) == ["unbreakable"]


def test_the_command_draws_and_gives_a_caption(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "latticework.cli"]
    subprocess.run([*command, "init"], cwd=tmp_path, check=True, capture_output=True)
    run = subprocess.run(
        [*command, "figure", "rails.svg", "--actor", "USA", "--width", "170"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "170 mm wide" in run.stdout
    assert "Scenario: the United States withdraws from 2025-01-20 on." in run.stdout
    assert (tmp_path / "rails.svg").read_bytes().startswith(b"<svg")
    narrow = subprocess.run(
        [*command, "figure", "rails.svg", "--actor", "USA", "--width", "20"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert narrow.returncode == 1
    assert "Choose from 150 to 400 mm for rails" in narrow.stderr
