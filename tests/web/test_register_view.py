"""The register on screen: what is in it, on two dates, every cell with what says so."""

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from web.axe import violations
from web.served import Site, Tab, command, copy_served, opened


def asked(site: Site, path: str, **query: str) -> httpx.Response:
    return httpx.get(
        site.base + path, params=query, headers={"Authorization": f"Bearer {site.token}"}, timeout=60
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["arrangements", "meetings", "commitments", "positions", "roles"])
def test_page_interface_command_and_csv_show_the_same_rows(site: Site, tab: Tab, kind: str) -> None:
    told = asked(site, f"/api/register/{kind}").json()
    run = subprocess.run(
        command("--register", site.register, "show", kind, "--json"), capture_output=True, text=True, check=True
    )
    said = json.loads(run.stdout)
    assert set(said) == {row["id"] for row in told["rows"]} and told["total"] == len(said) > 3
    rows = list(csv.DictReader(io.StringIO(asked(site, "/register.csv", kind=kind).text)))
    assert [row["id"] for row in rows] == [row["id"] for row in told["rows"]]
    tab.page.goto(f"{site.base}/register?kind={kind}")
    names = tab.page.locator(".register tbody th").all_inner_texts()
    assert names == [row["label"] for row in told["rows"]]
    expect(tab.page.get_by_role("status")).to_contain_text(f"{len(said)} {kind}")


def test_every_cell_opens_what_says_so(site: Site, tab: Tab) -> None:
    tab.page.goto(f"{site.base}/register?q=ukraine-compact")
    row = tab.page.locator(
        ".register tbody tr", has=tab.page.get_by_role("rowheader", name="Ukraine Compact", exact=True)
    )
    cells, dots = row.locator(".claim"), row.locator("a.dot")
    assert cells.count() == dots.count() >= 8
    dot = row.get_by_role("link", name="What says so: founded of Ukraine Compact")
    dot.click()
    panel = tab.page.get_by_role("complementary", name="What says so")
    expect(panel).to_contain_text("2024-07-11")
    expect(panel).to_contain_text("President Joe Biden Launches the Ukraine Compact, The White House")
    tab.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(dot).to_be_focused()


def test_without_javascript_a_dot_leads_to_the_statements(site: Site) -> None:
    text = asked(site, "/register", q="ukraine-compact").text
    assert '/entity?id=ukraine-compact#p-founded"' in text
    page = asked(site, "/entity", id="ukraine-compact").text
    assert 'id="p-founded"' in page and "President Joe Biden Launches" in page
    told = asked(site, "/api/entity", id="ukraine-compact").json()
    assert {one["property"] for one in told["statements"]} == {
        name.split('"')[0] for name in page.split('id="p-')[1:]
    }  # fmt: skip


def test_where_sources_disagree_the_cell_is_split(site: Site, tab: Tab) -> None:
    tab.page.goto(f"{site.base}/register?disagree=true")
    row = tab.page.locator(
        ".register tbody tr", has=tab.page.get_by_role("rowheader", name="Ukraine Compact", exact=True)
    )
    split = row.locator("td.split")
    expect(split).to_have_count(1)
    expect(split).to_contain_text("sources disagree")
    told = asked(site, "/api/register/arrangements", disagree="true").json()
    (compact,) = [row for row in told["rows"] if row["id"] == "ukraine-compact"]
    values = [claim["words"] for claim in compact["cells"]["n_states"]]
    assert len(values) > 1 and all(
        sum(len(claims) > 1 for name, claims in row["cells"].items() if name != "note") for row in told["rows"]
    )
    assert split.locator(".claim").count() == len(values)
    for value in values:
        expect(split).to_contain_text(value)


def test_two_dates_and_filters_live_in_the_address(site: Site, tab: Tab) -> None:
    tab.page.goto(f"{site.base}/register")
    tab.page.get_by_label("Actor").select_option("PHL")
    tab.page.get_by_label("True on").fill("2023-12-31")
    tab.page.get_by_role("button", name="Show").click()
    tab.page.wait_for_url("**party=PHL**")
    names = tab.page.locator(".register tbody th").all_inner_texts()
    told = asked(site, "/api/register/arrangements", party="PHL", as_of="2023-12-31").json()
    assert names == [row["label"] for row in told["rows"]]
    assert 0 < len(names) < asked(site, "/api/register/arrangements", party="PHL").json()["total"]
    tab.page.get_by_role("link", name="founded", exact=True).click()
    founded = tab.page.locator(".register tbody td:nth-child(6)").all_inner_texts()
    assert founded == sorted(founded) and len(founded) == len(names)
    tab.page.reload()
    assert tab.page.locator(".register tbody td:nth-child(6)").all_inner_texts() == founded
    expect(tab.page.get_by_label("Actor")).to_have_value("PHL")
    tab.page.goto(f"{site.base}/register?as_known=2024-07-30")
    expect(tab.page.get_by_text("Nothing fits.")).to_be_visible()


@pytest.fixture
def own(tmp_path: Path, filled: Path) -> Iterator[Site]:
    """A site of this test's own, in whose register it may write."""
    with copy_served(filled, tmp_path) as running:
        yield running


def test_what_a_spreadsheet_would_run_is_text_and_markup_is_shown(own: Site, browser: Browser) -> None:
    note = ["--type", "arrangement", "--source", "nato-declaration"]
    for name in ("label==HYPERLINK(1)", "status=<script>alert(1)</script>"):
        subprocess.run(command("--register", own.register, "add", "../../<b>x", name, *note), check=True)
    row = next(
        row
        for row in csv.DictReader(io.StringIO(asked(own, "/register.csv").text))
        if row["id"] == "../../<b>x"
    )  # fmt: skip
    assert row["label"] == "'=HYPERLINK(1)"
    with opened(browser, own) as tab:
        tab.page.goto(f"{own.base}/register?q=HYPERLINK")
        expect(tab.page.locator(".register tbody td").filter(has_text="<script>alert(1)</script>")).to_have_count(1)
        tab.page.get_by_role("rowheader").get_by_role("link").click()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("=HYPERLINK(1)")


@pytest.mark.parametrize(
    "path", ["/register", "/register?disagree=true", "/entity?id=ukraine-compact", "/api", "/register?q=nothing"]
)
def test_no_barriers(site: Site, tab: Tab, path: str) -> None:
    tab.page.goto(site.base + path)
    if tab.page.locator("a.dot").count():
        tab.page.locator("a.dot").first.click()
        expect(tab.page.get_by_role("complementary")).to_be_visible()
    assert violations(tab.page) == []
    tab.page.set_viewport_size({"width": 320, "height": 700})
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320
