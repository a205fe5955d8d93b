"""Every view of the lattice, what-if, advice and time: no axe violation in light and dark, and it fits a phone."""

import re

import pytest
from playwright.sync_api import expect

from web.axe import violations
from web.served import Site, Tab

VIEWS = (
    "/?pull=USA:0.4&pull=DEU:withdrawn",
    "/?pull=USA:withdrawn&show=nsatu",
    "/what-if?a1_actor=USA&a1_posture=scaled_back&b1_actor=JPN",
    "/why?show=sustain-ukraine",
    "/advise?function=north-korea&steps=1",
    "/?pull=USA:new_government&record=true",
    "/advise?function=taiwan-contingency-command&lift=separate-chains-of-command&steps=1",
    "/timeline",
    "/briefing",
)


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_has_no_violation_and_fits_320_pixels(tab: Tab, site: Site, path: str) -> None:
    tab.page.goto(site.base + path)
    if "steps=" in path:
        expect(tab.page.locator("#sets")).to_be_visible(timeout=60_000)
    assert violations(tab.page) == []
    tab.page.set_viewport_size({"width": 320, "height": 800})  # also a window of 640 pixels at 200 % zoom
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_advice_of_two_steps_names_what_is_ruled_out(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/advise?a1_actor=USA&a1_posture=withdrawn")
    page.get_by_label("Warn of and deter North Korea").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#sets")).to_be_visible(timeout=60_000)
    expect(page.locator("#sets tbody tr").first).to_contain_text("as it is")
    expect(page).to_have_url(re.compile("function=north-korea.*steps=2"))


def test_the_strip_and_its_table_hold_the_same_and_open_by_key(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/timeline")
    page.get_by_text("The strip as a table").click()
    assert page.locator("a.moment").count() == page.locator("#moments tbody tr").count() > 60
    due = page.locator("#moments tr", has_text="due by 2025-01-11")
    expect(due).to_contain_text("meeting to come")
    page.get_by_role("link", name="US-Japan 2+2: met 2024-07-28").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/entity"))


def test_elections_and_handovers_stand_on_the_strip_and_open_their_source(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/timeline")
    inauguration = page.locator("a.moment.handover[aria-label$='2025-01-20']")
    expect(inauguration).to_have_attribute("aria-label", re.compile("^United States"))
    inauguration.click()
    row = page.locator("tr:target")
    expect(row).to_contain_text("amendment XX, section 1")
    expect(row).to_be_in_viewport()
    page.goto(f"{site.base}/timeline?as_of=2024-06-01")  # before NATO chose
    expect(page.locator("#offices")).not_to_contain_text("Rutte")


def test_a_series_behind_its_stated_cadence_stands_out(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/timeline")
    expect(page.locator(".lead")).to_contain_text("! Ukraine Defense Contact Group is overdue")
    expect(page.locator("#regularity [data-row=udcg] .late")).to_have_text(
        "! overdue: expected by 2024-07-25, within 42 days"
    )
    expect(page.locator("a.moment.expected.late")).to_have_count(1)
    page.goto(f"{site.base}/timeline?as_of=2024-07-25")  # the last day that keeps it
    expect(page.locator(".lead")).not_to_contain_text("Ukraine Defense Contact Group")
