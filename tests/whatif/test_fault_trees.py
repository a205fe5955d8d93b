"""Published fault trees (Aralia set) give the published chances; bad files are refused with their line."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from latticework.model import LatticeworkError
from latticework.whatif.compile import compile_network
from latticework.whatif.exact import chance
from latticework.whatif.mef_read import load_tree
from latticework.whatif.tree import answer_tree


def test_all_published_trees_agree_to_every_printed_digit(shared_dir: Path) -> None:
    folder = shared_dir / "data" / "fault_trees"
    with (folder / "expected.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 24
    for row in rows:
        tree = load_tree(folder / f"{row['tree']}.xml.gz")
        compiled = compile_network(tree.network, tree.root)
        got = chance(compiled, {name: np.array([p]) for name, p in tree.chances.items()})[0]
        assert (tree.gates, f"{got:.6g}") == (int(row["gates"]), row["top_event_probability"]), row["tree"]


GATE = '<define-fault-tree name="t"><define-gate name="g">{}</define-gate></define-fault-tree>'
DATA = '<model-data><define-basic-event name="a"><float value="{}"/></define-basic-event></model-data>'
FACTOR = '<factor level="2"><float value="{}"/></factor>'
GROUP = (
    '<define-CCF-group name="c" model="{}"><members><basic-event name="a"/><basic-event name="b"/></members>'
    '<distribution><float value="0.2"/></distribution>{}</define-CCF-group>'
)


def written(folder: Path, inner: str) -> Path:
    path = folder / "tree.xml"
    path.write_text(f"<opsa-mef>\n{inner}\n</opsa-mef>")
    return path


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        (GATE.format('<xor><event name="a"/><event name="a"/><event name="a"/></xor>') + DATA.format(0.5), "takes 2"),
        (GATE.format('<atleast min="3"><event name="a"/></atleast>') + DATA.format(0.5), "min='3'"),
        (GATE.format('<and><gate name="g"/></and>') + DATA.format(0.5), "No gate is on top"),
        (GATE.format('<and><event name="b"/></and>') + DATA.format(0.5), "no chance: b"),
        (GATE.format('<or><event name="a"/></or>') + DATA.format(1.5), "not in"),
        (GATE.format("<or/>") + DATA.format(0.5), "no argument"),
        (GATE.format('<fancy><event name="a"/></fancy>'), "<fancy> is not supported"),
        ('<define-CCF-group name="c" model="binomial"/>', "model 'binomial' is not supported"),
        ('<define-CCF-group name="c" model="beta-factor"/>', "needs two or more"),
        (
            GATE.format('<event name="a"/>') + GROUP.format("MGL", '<factor level="3"><float value="0.1"/></factor>'),
            "level 3",
        ),
        (GATE.format('<event name="a"/>') + GROUP.format("beta-factor", FACTOR.format(1.5)), "not in"),
        (
            GATE.format('<event name="a"/>') + GROUP.format("beta-factor", FACTOR.format(0.1)) + DATA.format(0.5),
            "of its own",
        ),
        ('<define-event-tree name="e"/>', "<define-event-tree> is not supported"),
        ('<model-data><define-basic-event name="a"><exponential/></define-basic-event></model-data>', "<exponential>"),
    ],
)
def test_what_is_not_supported_is_refused(tmp_path: Path, inner: str, says: str) -> None:
    with pytest.raises(LatticeworkError, match=says.replace("(", r"\(")):
        load_tree(written(tmp_path, inner))


def test_entities_are_refused_before_they_expand(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><opsa-mef>&b;</opsa-mef>')
    with pytest.raises(LatticeworkError, match="document type"):
        load_tree(path)
    (tmp_path / "big.xml.gz").write_bytes(gzip.compress(b" " * 65_000_000))
    with pytest.raises(LatticeworkError, match="64 MB"):
        load_tree(tmp_path / "big.xml.gz")


def test_house_events_switch_parts_off_and_on(tmp_path: Path) -> None:
    house = '<define-house-event name="h"><constant value="false"/></define-house-event>'
    path = written(
        tmp_path, house + GATE.format('<or><house-event name="h"/><event name="a"/></or>') + DATA.format(0.25)
    )
    for houses, expected in (({}, 0.25), ({"h": True}, 1.0)):
        tree = load_tree(path, houses=houses)
        compiled = compile_network(tree.network, tree.root)
        assert chance(compiled, {name: np.array([p]) for name, p in tree.chances.items()})[0] == expected
    with pytest.raises(LatticeworkError, match="house event"):
        load_tree(path, houses={"x": True})


LEVELS = (
    '<factors><factor level="1"><float value="{}"/></factor><factor level="2"><float value="{}"/></factor></factors>'
)


@pytest.mark.parametrize(
    ("model", "factors", "alone", "both"),
    [
        ("beta-factor", FACTOR.format(0.1), 0.18, 0.02),  # (1 - 0.1) 0.2 and 0.1 x 0.2
        ("MGL", FACTOR.format(0.1), 0.18, 0.02),  # for two members the same
        ("alpha-factor", LEVELS.format(0.8, 0.2), 0.2 * 0.8 / 1.2, 0.2 * 2 * 0.2 / 1.2),
        ("phi-factor", LEVELS.format(0.7, 0.3), 0.14, 0.06),
    ],
)
def test_common_causes_fail_two_members_together(
    tmp_path: Path, model: str, factors: str, alone: float, both: float
) -> None:
    gate = GATE.format('<and><basic-event name="a"/><basic-event name="b"/></and>')
    answer = answer_tree(written(tmp_path, gate + GROUP.format(model, factors)))
    assert answer.chance == pytest.approx(both + (1 - both) * alone**2, rel=1e-14)
    assert {one.events for one in answer.cut_sets} == {("[a b]",), ("[a]", "[b]")}


def test_a_tree_with_not_says_how_to_read_its_cut_sets(tmp_path: Path) -> None:
    gate = GATE.format('<and><event name="a"/><not><event name="b"/></not></and>')
    data = DATA.format(0.5) + DATA.format(0.25).replace('"a"', '"b"')
    answer = answer_tree(written(tmp_path, gate + data))
    assert answer.chance == 0.375
    assert [(one.events, one.chance) for one in answer.cut_sets] == [(("a",), 0.5)]
    assert "coherent hull" in answer.cut_sets_note
