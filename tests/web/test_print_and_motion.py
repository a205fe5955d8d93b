"""On paper, and for people whom motion makes unwell."""

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from web.served import Site, Tab, opened

VIEWS = {
    "/?pull=USA:withdrawn&show=nsatu": ("NATO Security Assistance and Training for Ukraine", "What carries it"),
    "/what-if": ("What holds", "Where the uncertainty comes from"),
    "/timeline": ("Elections and handovers of office", "Ukraine Defense Contact Group"),
    "/register": ("Ukraine Compact",),
    "/read": ("wait for a decision",),
    "/advise?function=north-korea&steps=0": ("Sets of steps", "do nothing"),
}


@pytest.mark.parametrize("path", VIEWS)
def test_a_printed_view_says_the_same_and_leaves_the_controls_away(tab: Tab, site: Site, path: str) -> None:
    page = tab.page
    page.goto(site.base + path)
    if "steps=" in path:
        expect(page.locator("#sets")).to_be_visible(timeout=60_000)
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    said = " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in paper)
    for words in VIEWS[path]:
        assert words in said
    for control in ("Skip to the content", "For programs", "choose an actor", "Single keys work"):
        assert control not in said
    page.emulate_media(media="print")
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("main button, main select, main input:not([type=hidden])")]
        .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert beyond == []  # nothing that paper cannot do


@pytest.mark.parametrize("path", ["/?pull=USA:withdrawn", "/read", "/register", "/timeline"])
def test_nothing_moves_by_itself_for_people_who_ask_for_that(browser: Browser, site: Site, path: str) -> None:
    with opened(browser, site, reduced_motion="reduce") as tab:
        tab.page.goto(site.base + path)
        if tab.page.get_by_role("slider").count():
            tab.page.get_by_role("slider").press("ArrowLeft")
            expect(tab.page.locator("html")).to_have_attribute("data-level", "USA:0.025", timeout=30_000)
        assert tab.page.evaluate("document.getAnimations().length") == 0
        moving = tab.page.evaluate(
            """() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
            .filter((style) => parseFloat(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth").length"""
        )
        assert moving == 0
