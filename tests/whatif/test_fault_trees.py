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
        ('<define-CCF-group name="c" model="beta-factor"/>', "<define-CCF-group> is not supported"),
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
