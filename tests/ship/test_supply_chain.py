"""Licences and the bill of materials: a forbidden licence fails, and the document fits the CycloneDX schema."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from shipping import REPOSITORY


@pytest.fixture(scope="module")
def supply_chain() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("supply_chain", REPOSITORY / "scripts" / "supply_chain.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["supply_chain"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["supply_chain"]


def test_nothing_that_is_shipped_is_under_gpl_or_agpl(supply_chain: ModuleType) -> None:
    packages = supply_chain.runtime_packages(REPOSITORY / "requirements.lock")
    extras = supply_chain.extra_packages(["latticework", *(one.name for one in packages)])
    assert len(packages) > 40
    assert {"history", "report", "cluster", "arrow"} == {one.extra for one in extras}
    assert [(one.name, one.problem) for one in (*packages, *extras) if one.problem] == []
    assert [one.name for one in packages if not one.hashes] == []
    megabytes = sum(one.kilobytes for one in packages) / 1000
    print(f"\n{len(packages)} packages at run time, {megabytes:,.0f} MB; {len(extras)} more in extras")


@pytest.mark.parametrize(
    ("licence", "may_ship"),
    [
        ("MIT", True),
        ("LGPL-3.0-or-later", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License", False),
        ("GPL-2.0 OR AGPL-3.0", False),
        ("MIT AND GPL-2.0-only", False),
        ("", False),
        ("UNKNOWN", False),
    ],
)
def test_which_licences_may_be_shipped(supply_chain: ModuleType, licence: str, may_ship: bool) -> None:
    package = supply_chain.Package(name="one", version="1", licence=licence)
    assert (package.problem is None) is may_ship


def test_the_bill_of_materials_fits_its_schema_and_holds_every_hash(supply_chain: ModuleType) -> None:
    lock = REPOSITORY / "requirements.lock"
    packages = supply_chain.runtime_packages(lock)
    bill = supply_chain.bill_of_materials(packages, "0.1.0")
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    assert problem is None, problem
    assert {one["name"] for one in bill["components"]} == {one.name for one in packages}
    written = json.dumps(bill)
    assert all(value in written for _, hashes in supply_chain.read_lock(lock.read_text()).values() for value in hashes)
    assert bill == supply_chain.bill_of_materials(reversed(packages), "0.1.0")
