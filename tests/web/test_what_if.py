"""What-if by hand: a plain form, two scenarios side by side, the same numbers as the interface and the command."""

import json
import re
import subprocess
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from latticework.model import BadScenario, Change, Interval, Scenario
from latticework.show.words import chance
from latticework.web.scenarios import read_side, write_side
from web.served import Site, command

A = "a1_actor=USA&a1_posture=scaled_back&a1_on=2025-01-20"
B = "b1_actor=USA&b1_posture=withdrawn&b1_on=2025-01-20&b2_actor=DEU&b2_posture=scaled_back&b2_low=0.2&b2_high=0.5&b2_theatre=europe"


def test_a_scenario_is_read_as_it_is_written() -> None:
    changes = (
        Change(actor="USA", posture="scaled_back", on="2025-03-01", level=(0.2, 0.5), theatres=("europe", "japan")),
        Change(actor="DEU", posture="withdrawn", on="2025-01-20", functions=("sustain-ukraine",), leaves=("nsatu",)),
    )
    for side in "ab":
        scenario = Scenario(changes=changes, name=side.upper())
        assert read_side(write_side(scenario, side), side) == scenario
    assert read_side([("a1_actor", "")], "a") is None


@pytest.mark.parametrize(("low", "high"), [("x", ""), ("0.7", "0.3"), ("2", "3"), ("nan", "")])
def test_a_level_that_is_none_is_refused(low: str, high: str) -> None:
    with pytest.raises(BadScenario, match="level"):
        read_side([("a1_actor", "USA"), ("a1_low", low), ("a1_high", high)], "a")


def test_page_interface_and_command_compare_alike_without_javascript(
    browser: Browser, site: Site, tmp_path: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    page.goto(f"{site.base}/what-if?{A}&{B}")
    one = {"actor": "USA", "posture": "scaled_back"}
    two = [{"actor": "USA"}, {"actor": "DEU", "posture": "scaled_back", "level": [0.2, 0.5], "theatres": ["europe"]}]
    answer = httpx.post(
        f"{site.base}/api/compare", json={"a": {"changes": [one]}, "b": {"changes": two}}, timeout=60,
        headers={"Authorization": f"Bearer {site.token}"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    (tmp_path / "a.toml").write_text('[[change]]\nactor = "USA"\nposture = "scaled_back"\non = "2025-01-20"\n')
    (tmp_path / "b.toml").write_text(
        '[[change]]\nactor = "USA"\nposture = "withdrawn"\non = "2025-01-20"\n'
        '[[change]]\nactor = "DEU"\nposture = "scaled_back"\non = "2025-01-20"\nlevel = [0.2, 0.5]\n'
        'theatres = ["europe"]\n'
    )
    register = tmp_path / "r.duckdb"
    subprocess.run(command("--register", register, "init"), check=True, capture_output=True)

    def told(*words: object) -> Any:
        run = subprocess.run(command("--register", register, *words, "--json"), check=True, capture_output=True)
        return json.loads(run.stdout)

    compared = told("compare", tmp_path / "a.toml", tmp_path / "b.toml")
    assert {o["function"]: o["difference"] for o in answer.json()["functions"]} == {
        o["function"]: o["difference"] for o in compared["functions"]
    }
    said = told("what-if", "--scenario", tmp_path / "b.toml")
    for id, function in said["functions"].items():
        expect(page.locator(f"tr.whole[data-row={id}] .said-B")).to_have_text(chance(Interval(**function["after"])))
        expect(page.locator(f"#differences [data-row={id}]")).to_contain_text(chance(Interval(**function["after"])))
    for heading in ("What breaks it (A)", "The gap", "Month by month", "Where the uncertainty", "historical record"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.locator("tr.whole[data-row=sustain-ukraine] a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sustain Ukraine's defence")
    context.close()


def test_a_pinned_scenario_stands_beside_and_the_form_carries_both(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.address)
    page.goto(f"{site.base}/what-if?{A}")
    page.get_by_role("link", name=re.compile("^Pin as B")).click()
    page.locator("select[name=b1_actor]").select_option("JPN")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile("a1_actor=USA.*b1_actor=JPN"))
    expect(page.locator("p.lead").nth(1)).to_contain_text("Japan")
    context.close()
