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
    assert page.locator("a.moment").count() == page.locator("#moments tbody tr").count() > 20
    due = page.locator("#moments tr", has_text="due by 2025-01-11")
    expect(due).to_contain_text("meeting to come")
    page.locator("a.moment").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/entity"))
