"""Every export is opened by the reference library of its format, and read back where it can carry everything."""

import json
import re
import tomllib
from pathlib import Path

import duckdb
import networkx
import openpyxl
import pytest

import latticework as lw
from latticework.model import Lattice, RegisterError
from latticework.register import RegisterFile, accept, add, check, claims_of, note, queue
from latticework.register.whole import TABLES, whole_table
from latticework.show.exports import FORMATS, content_of, export_register
from latticework.show.exports.whole import read_whole

HOSTILE = "=1+1 <script>&\"';{}%#_\\~^\u2028é日本 \x07"
DAY = "2024-07-31"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> RegisterFile:
    """The shipped facts, the example documents, some decisions, and text that means harm."""
    path = tmp_path_factory.mktemp("register") / "r.duckdb"
    with lw.Register.create(path) as register:
        register.read(Path(lw.__file__).parent / "shipped" / "documents")
    made = RegisterFile.open(path)
    for proposed in queue(made, 3):
        accept(made, proposed.id, entity=proposed.match.entity if proposed.match else None)
    note(made, "squad", HOSTILE, sources=("nato-declaration",))
    dates = {"valid_from": "2020-02", "valid_to": "2023-03-04"}
    new = claims_of("old-pact", "arrangement", {"label": "Old; pact", "parties": ["JPN", "PHL"]}, ("nato-declaration",))
    add(
        made,
        [
            *new,
            *claims_of("squad", "arrangement", {"parties": ["JPN"]}, ("nato-declaration",), valid_from="2024-04-08"),
        ],
    )
    add(made, claims_of("old-pact", "arrangement", {"hq": "Cebu"}, ("nato-declaration",), **dates))
    return made


@pytest.fixture(scope="module")
def lattice(file: RegisterFile) -> Lattice:
    return file.lattice(DAY)


@pytest.fixture(scope="module")
def exported(file: RegisterFile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    targets = {format: folder / f"register{ending}" for format, (_, _, ending) in FORMATS.items()}
    for format, target in targets.items():
        export_register(file, target, format, DAY)
    assert sorted(folder.iterdir()) == sorted(targets.values())  # nothing half left behind
    return targets


def test_the_csv_bundle_is_a_valid_data_package(exported: dict[str, Path], file: RegisterFile, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for folder in (exported["csv"], tmp_path / "whole"):
        if not folder.exists():
            export_register(file, folder, "csv", DAY, whole=True)
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "message"])[:5]
        assert len(report.tasks) == len(list(folder.glob("*.csv")))


def carried(lattice: Lattice) -> list[object]:
    """What must be equal: everything but the order of rows and the date on which it was written."""
    shelves = (lattice.actors, lattice.arrangements, lattice.meetings, lattice.commitments, lattice.positions)
    entities = [
        (one.id, sorted(map(repr, one.statements)), sorted((k, str(v)) for k, v in one.values.items()))
        for shelf in (*shelves, lattice.roles, lattice.constraints)
        for one in shelf.values()
    ]
    return [sorted(entities), lattice.functions, lattice.tasks, lattice.works, lattice.sources]


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonld"])
def test_what_can_carry_the_register_reads_back_equal(
    exported: dict[str, Path], lattice: Lattice, tmp_path: Path, format: str
) -> None:
    back = read_whole(exported[format], tmp_path / "back.duckdb")
    assert carried(back.lattice(DAY)) == carried(lattice)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_whole_export_makes_the_same_register_with_its_log(file: RegisterFile, tmp_path: Path, format: str) -> None:
    export_register(file, tmp_path / "whole", format, DAY, whole=True)
    back = read_whole(tmp_path / "whole", tmp_path / "back.duckdb")
    for name in TABLES:
        ours, theirs = whole_table(file, name)[1], whole_table(back, name)[1]
        assert sorted(map(repr, ours)) == sorted(map(repr, theirs)), name
    assert check(back) == check(file) and check(back, check(file).head).problems == ()
    assert queue(back, 100) == queue(file, 100)


def test_a_whole_export_that_was_changed_is_refused(file: RegisterFile, tmp_path: Path) -> None:
    export_register(file, tmp_path / "whole", "csv", DAY, whole=True)
    table = tmp_path / "whole" / "statements.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count("Old; pact") == 1
    table.write_text(text.replace("Old; pact", "New; pact"), encoding="utf-8")
    with pytest.raises(RegisterError, match="own log"):
        read_whole(tmp_path / "whole", tmp_path / "back.duckdb")
    assert not (tmp_path / "back.duckdb").exists()


def test_parquet_has_a_row_a_statement(exported: dict[str, Path], file: RegisterFile) -> None:
    rows = duckdb.execute("SELECT statement, value FROM read_parquet(?)", [str(exported["parquet"])]).fetchall()
    statements = file.true_on(DAY)
    assert {id for id, _ in rows} == {s.id for s in statements} and len(rows) == len(statements)
    assert HOSTILE in {value for _, value in rows}


def test_the_workbook_has_no_formula(exported: dict[str, Path], file: RegisterFile) -> None:
    book = openpyxl.load_workbook(exported["xlsx"])
    assert book.sheetnames == ["statements", "sources", "records"]
    assert book["statements"].max_row == len(file.true_on(DAY)) + 1
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "inlineStr", "n", "b"}


def test_graphs_open_in_networkx_with_time(exported: dict[str, Path], lattice: Lattice) -> None:
    graphml, gexf = networkx.read_graphml(exported["graphml"]), networkx.read_gexf(exported["gexf"])
    for graph in (graphml, gexf):
        for id, one in lattice.arrangements.items():
            assert set(graph[id]) == set(one.get("parties"))
            assert graph.nodes[id]["label"] == one.label
    assert set(graphml.nodes) == set(gexf.nodes)
    founded = lattice.arrangements["nato"].get("founded")
    assert [start for start, _ in gexf.nodes["nato"]["spells"]] == [founded]
    assert [start for start, _ in gexf.edges["JPN", "squad"]["spells"]] == ["2023-06-01", "2024-04-08"]


def test_stix_parses_strictly(exported: dict[str, Path], lattice: Lattice) -> None:
    stix2 = pytest.importorskip("stix2")
    bundle = stix2.parse(exported["stix"].read_text(encoding="utf-8"), allow_custom=False)
    identities = {o.id: o.name for o in bundle.objects if o.type == "identity"}
    groupings = {o.name: o for o in bundle.objects if o.type == "grouping"}
    assert len(groupings) == len({e.label for e in (*lattice.arrangements.values(), *lattice.meetings.values())})
    squad = groupings[lattice.arrangements["squad"].label]
    assert {identities[ref] for ref in squad.object_refs} == {lattice.label(c) for c in ("AUS", "JPN", "PHL", "USA")}
    assert squad.external_references and 0 < squad.confidence <= 100
    assert any(o.type == "note" and o.content == HOSTILE for o in bundle.objects)


FTM_VALUES = {
    "date": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?"),
    "url": re.compile(r"https?://\S+"),
}


def ftm_properties(schema: str) -> dict[str, tuple[str, str | None]]:
    """Every property of a FollowTheMoney schema and of those it extends: its type, and the schema it points at."""
    published = tomllib.loads((Path(__file__).parent / "followthemoney_4_11_2.toml").read_text(encoding="utf-8"))
    table, found = dict(published[schema]), {}
    for parent in table.pop("extends"):
        found.update(ftm_properties(parent))
    found.update({name: ("entity", range) for name, range in table.pop("entity", {}).items()})
    return {**found, **{name: (type, None) for type, names in table.items() for name in names}}


def test_followthemoney_entities_fit_its_published_schemata(exported: dict[str, Path]) -> None:
    entities = [json.loads(line) for line in exported["ftm"].read_text(encoding="utf-8").rstrip("\n").split("\n")]
    schema_of = {entity["id"]: entity["schema"] for entity in entities}
    assert len(schema_of) == len(entities) and set(schema_of.values()) >= {
        "Organization",
        "Membership",
        "Event",
        "Document",
    }
    family = {"LegalEntity": {"PublicBody", "Organization"}, "Organization": {"PublicBody", "Organization"}}
    for entity in entities:
        known = ftm_properties(entity["schema"])
        for name, values in entity["properties"].items():
            type, range = known[name]
            assert values and all(isinstance(value, str) and value for value in values), (entity, name)
            if type == "entity":
                allowed = family.get(str(range), set(schema_of.values()))  # Thing: any of them
                assert all(schema_of[value] in allowed for value in values), (entity, name)
            elif type in FTM_VALUES:
                assert all(FTM_VALUES[type].fullmatch(value) for value in values), (entity, name)
    assert all(
        one["properties"].keys() >= {"member", "organization"} for one in entities if one["schema"] == "Membership"
    )


def test_followthemoney_accepts_every_property(exported: dict[str, Path], lattice: Lattice) -> None:
    # Not in the locks: it needs PyICU, which must be built beside ICU, and python-stdnum (LGPL).
    model = pytest.importorskip("followthemoney", reason="needs followthemoney, which is not locked").model
    entities = {}
    for line in exported["ftm"].read_text(encoding="utf-8").rstrip("\n").split("\n"):
        raw = json.loads(line)
        proxy = model.get_proxy(raw, cleaned=False)
        model[raw["schema"]].validate(raw)
        for name, values in raw["properties"].items():  # the library drops what it does not know, silently
            kept = proxy.get(name)
            assert len(kept) == len(set(values)) or name == "notes", (raw["schema"], name, values, kept)
        entities[proxy.id] = proxy
    names = {p.caption: p for p in entities.values() if p.schema.name == "Organization"}
    squad = names[lattice.arrangements["squad"].label]
    members = [p for p in entities.values() if p.schema.name == "Membership" and squad.id in p.get("organization")]
    assert {entities[p.first("member")].first("alias") for p in members} == {"AUS", "JPN", "PHL", "USA"}
    assert {p.schema.name for p in entities.values()} >= {"Event", "Document", "PublicBody"}


def test_jsonld_is_annotations_with_provenance(exported: dict[str, Path], file: RegisterFile) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(exported["jsonld"], format="json-ld")
    statements = file.true_on(DAY)
    query = """PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?a ?who ?when WHERE { ?a a oa:Annotation ; oa:hasBody ?b ; prov:wasAttributedTo ?who ;
        prov:generatedAtTime ?when . ?b rdf:value ?v ; rdf:subject ?s }"""
    rows = list(graph.query(query))
    assert len(rows) == len(statements)
    quotes = """PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?x ?n ?m WHERE { ?t oa:hasSelector ?q, ?p .
        ?q a oa:TextQuoteSelector ; oa:exact ?x . ?p a oa:TextPositionSelector ; oa:start ?n ; oa:end ?m }"""
    found = {(str(x), n.toPython(), m.toPython()) for x, n, m in graph.query(quotes)}
    assert found == {(s.evidence.quote, s.evidence.start, s.evidence.end) for s in statements if s.evidence}
    assert found


def plain(text: str) -> str:
    return " ".join(text.split())


def test_citations_open_in_reference_managers(exported: dict[str, Path], file: RegisterFile) -> None:
    sources = {s.id: s for s in file.sources()}
    items = json.loads(exported["csl"].read_text(encoding="utf-8"))
    assert {item["id"]: (item["title"], item.get("URL")) for item in items} == {
        s.id: (s.title, s.address) for s in sources.values()
    }
    citeproc = pytest.importorskip("citeproc.source.json")
    bibliography = citeproc.CiteProcJSON(items)
    assert {str(bibliography[key.lower()].title) for key in sources} == {s.title for s in sources.values()}

    rispy = pytest.importorskip("rispy")
    with exported["ris"].open(encoding="utf-8") as text:
        entries = rispy.load(text)
    assert {(e["id"], e["title"], e.get("publisher")) for e in entries} == {
        (s.id, plain(s.title), plain(s.publisher)) for s in sources.values()
    }
    assert {e["id"]: e.get("year") for e in entries} == {s.id: (s.date or "")[:4] or None for s in sources.values()}

    pybtex = pytest.importorskip("pybtex.database")
    entries = pybtex.parse_file(str(exported["bibtex"])).entries
    assert set(entries) == set(sources)
    for id, source in sources.items():
        assert entries[id].fields.get("date") == source.date
        assert entries[id].fields.get("url") == source.address


def test_hostile_sources_are_cited_whole(tmp_path: Path) -> None:
    pybtex = pytest.importorskip("pybtex.database")
    sources = [
        lw.model.Source(id="a b", title="100% {sure} & $5_x # \\ ~^", publisher="P, Inc.", date="2024-07/2024-08"),
        lw.model.Source(id="a_b", title="Same key", publisher="Q", address="https://x.example/{a}"),
    ]
    file = RegisterFile.in_memory_with([], sources)
    for format in ("bibtex", "csl", "ris"):
        export_register(file, tmp_path / format, format, DAY)
    entries = pybtex.parse_file(str(tmp_path / "bibtex"), "bibtex").entries
    assert list(entries) == ["a-b", "a-b-2"]
    assert (
        entries["a-b"].fields["title"]
        == "{100\\% \\{sure\\} \\& \\$5\\_x \\# \\textbackslash{} \\textasciitilde{}\\textasciicircum{}}"
    )
    assert json.loads((tmp_path / "csl").read_text())[0]["issued"] == {"literal": "2024-07/2024-08"}


def test_every_format_of_the_command_line_is_written(file: RegisterFile) -> None:
    from latticework.commands.showing import ExportFormat

    assert {one.value for one in ExportFormat} == set(FORMATS)
    assert content_of(file, DAY, "2000-01-01").statements == []
