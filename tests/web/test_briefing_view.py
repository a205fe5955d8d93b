"""The briefing in the browser: shown as it will be printed, and the same bytes as the command writes."""

import subprocess

import httpx
import pytest
from playwright.sync_api import expect

from web.served import Site, Tab, command

SCENARIO = ("--actor", "USA", "--posture", "withdrawn", "--on", "2025-01-20")


def test_the_page_shows_the_document_and_opens_what_if(tab: Tab, site: Site) -> None:
    tab.page.goto(f"{site.base}/briefing")
    paper = tab.page.frame_locator("iframe.paper")
    expect(paper.get_by_role("heading", level=1)).to_contain_text("What holds")
    expect(paper.get_by_text("87 in 100 (64–97)").first).to_be_visible()
    tab.page.get_by_role("link", name="Change the scenario").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("What if")


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_the_bytes_are_those_of_the_command(site: Site, tmp_path_factory: pytest.TempPathFactory, kind: str) -> None:
    written = tmp_path_factory.mktemp("briefing") / f"briefing.{kind}"
    subprocess.run(command("--register", site.register, "brief", *SCENARIO, "-o", written), check=True)
    asked = httpx.get(
        f"{site.base}/briefing/briefing.{kind}", headers={"Authorization": f"Bearer {site.token}"}, timeout=60
    )
    assert asked.status_code == 200
    assert asked.content == written.read_bytes()
