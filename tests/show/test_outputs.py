"""What leaves the product can be read by others, and every number leads to what it rests on."""

import csv
import html.parser
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import duckdb
import networkx
import pytest

import latticework as lw
from latticework.show.export import export_lattice


@pytest.fixture(scope="module")
def lattice(tmp_path_factory: pytest.TempPathFactory) -> lw.Lattice:
    with lw.Register.shipped() as register:
        register.read(Path(lw.__file__).parent / "shipped" / "documents")
        return register.as_of("2024-07-31")


@pytest.fixture(scope="module")
def briefing(lattice: lw.Lattice) -> str:
    return lattice.what_if(actor="USA").brief_html()


class Page(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a":
            self.anchors.append(str(values.get("href")))
        self.loads += [str(values[k]) for k in ("src", "srcset", "data") if k in values]
        if tag in ("script", "iframe", "object", "embed") or (tag == "link" and values.get("href")):
            self.loads.append(tag)


def test_every_link_of_the_briefing_leads_somewhere_inside_it(briefing: str) -> None:
    page = Page(briefing)
    assert len(page.ids) == len(set(page.ids))
    assert {a for a in page.anchors if not a.startswith("#")} == set()
    assert {a[1:] for a in page.anchors} <= set(page.ids)


def test_the_briefing_loads_nothing(briefing: str) -> None:
    assert Page(briefing).loads == []
    assert "url(" not in briefing and "@import" not in briefing


def test_the_lattice_is_drawn_whole_with_the_hub_marked(briefing: str, lattice: lw.Lattice) -> None:
    svg = ElementTree.fromstring(re.search(r"<svg.*?</svg>", briefing, re.DOTALL)[0])  # type: ignore[index]
    titles = [t.text or "" for t in svg.iter("{http://www.w3.org/2000/svg}title")]
    for one in lattice.snapshot.arrangements.values():
        assert any(t.startswith(one.label) for t in titles if "still works" in t) or any(one.label in t for t in titles)
    words = ["".join(t.itertext()) for t in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert [w for w in words if "(hub)" in w] and all("USA" in w for w in words if "(hub)" in w)


def test_the_figure_tells_states_apart_without_colour() -> None:
    from latticework.show.figure import STROKES
    from latticework.show.words import STATE_SYMBOLS

    assert set(STROKES) == set(STATE_SYMBOLS)
    assert len({dash for _, dash in STROKES.values()}) == len(STROKES)
    assert len(set(STATE_SYMBOLS.values())) == len(STATE_SYMBOLS)


def test_the_sentences_read_stand_in_the_briefing(briefing: str, lattice: lw.Lattice) -> None:
    from html import unescape

    text = unescape(briefing)
    assert lattice.records
    for record in lattice.records:
        assert record["quote"] in text


def test_hostile_text_is_shown_and_not_run(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(
        "On July 28, 2024, Japan and the United States met in Tokyo <script>alert(1)</script> and signed a pact.\n"
    )
    with lw.Register.shipped() as register:
        register.read(tmp_path / "x.txt")
        page = register.as_of().what_if(actor="JPN").brief_html()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_graphml_opens_in_networkx(tmp_path: Path, lattice: lw.Lattice) -> None:
    export_lattice(lattice.snapshot, lattice.records, tmp_path / "l.graphml", "graphml")
    graph = networkx.read_graphml(tmp_path / "l.graphml")
    assert set(graph["squad"]) == {"AUS", "JPN", "PHL", "USA"}
    assert graph.nodes["squad"]["label"] == lattice.entity("squad").label


def test_parquet_and_csv_hold_the_same_statements(tmp_path: Path, lattice: lw.Lattice) -> None:
    export_lattice(lattice.snapshot, lattice.records, tmp_path / "l.parquet", "parquet")
    export_lattice(lattice.snapshot, lattice.records, tmp_path / "l", "csv")
    with (tmp_path / "l" / "statements.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    query = "SELECT subject, property, value, statement FROM read_parquet(?) ORDER BY statement"
    parquet = duckdb.execute(query, [str(tmp_path / "l.parquet")]).fetchall()
    assert sorted((r["subject"], r["property"], r["value"], r["statement"]) for r in rows) == sorted(parquet)
    with (tmp_path / "l" / "records.csv").open(newline="", encoding="utf-8") as file:
        assert [r["quote"] for r in csv.DictReader(file)] == [r["quote"] for r in lattice.records]


def test_an_export_never_overwrites(tmp_path: Path, lattice: lw.Lattice) -> None:
    (tmp_path / "l.graphml").write_text("mine")
    with pytest.raises(lw.LatticeworkError, match="exists"):
        export_lattice(lattice.snapshot, lattice.records, tmp_path / "l.graphml", "graphml")
    assert (tmp_path / "l.graphml").read_text() == "mine"


def test_an_arrangement_leads_to_the_sentences_that_speak_of_it(briefing: str, lattice: lw.Lattice) -> None:
    row = re.search(r'<tr id="arrangement-tscf">.*?</tr>', briefing, re.DOTALL)
    assert row
    linked = re.findall(r'href="#(record-\d+)"', row[0])
    assert linked
    for id in linked:
        there = re.search(rf'<tr id="{id}">.*?</tr>', briefing, re.DOTALL)
        assert there and "tokyo-ministers.txt" in there[0]


def test_every_hub_of_a_scenario_has_its_dependence(lattice: lw.Lattice) -> None:
    changes = tuple(lw.Change(actor=actor, posture="withdrawn", on="2025-01-20") for actor in ("USA", "DEU"))
    page = lattice.what_if(lw.Scenario(changes=changes, draws=50)).brief_html()
    assert "Dependence on United States" in page and "Dependence on Germany" in page


def test_why_gives_programs_providers_sentences_and_ranges(lattice: lw.Lattice) -> None:
    why = lattice.what_if(actor="USA").why("warn-of-missiles")
    by = {row["by"]: row for row in why["provided_by"]}
    assert set(by) == {"tscf", "us-rok-cfc"}
    assert by["tscf"]["state"] == "lapses" and by["tscf"]["sources"][0]["publisher"] == "US Department of Defense"
    assert any("memorandum of cooperation" in r["quote"] for r in by["tscf"]["sentences"])
    assert lattice.what_if(actor="USA").why("fund-long-term")["judged"][0]["id"] == "fill-ukraine-funding"
