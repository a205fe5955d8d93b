"""The Lattice in a real browser: what the slider shows is what the server, the HTTP interface and the command say."""

import json
import re
import subprocess
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from web.served import Site, Tab, command

SLOW = 30_000


def asked(site: Site, path: str) -> Any:
    answer = httpx.get(f"{site.base}{path}", headers={"Authorization": f"Bearer {site.token}"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pull_to(page: Page, steps: int, said: str) -> None:
    """Move the slider by keys; positive steps lead away."""
    page.get_by_role("slider").focus()
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    expect(page.locator("html")).to_have_attribute("data-level", said, timeout=SLOW)
    expect(page).to_have_url(re.compile(re.escape(said)))


DRAWN = """() => [...document.querySelectorAll("svg.wide a.rail")].map((a) => [
  a.dataset.id, a.getAttribute("class"), a.getAttribute("aria-label"),
  ...[".line", ".label", ".said", ".dot", ".range"].map((c) => a.querySelector(c)).map((e) =>
    [e.getAttribute("d"), e.textContent, e.getAttribute("cx"), e.getAttribute("x1"), e.getAttribute("x2")].join()),
  ...[...a.querySelectorAll(".joint")].map((j) => {
    const box = j.getBBox(), by = Number(/translate\\(0 ([-\\d.]+)/.exec(j.getAttribute("transform") ?? "")?.[1] ?? 0);
    return `${j.getAttribute("class")} ${(box.y + box.height / 2 + by).toFixed(1)}`;
  }),
])"""


def test_the_slider_the_page_the_interface_and_the_command_say_the_same(tab: Tab, site: Site, tmp_path: Any) -> None:
    page = tab.page
    page.goto(f"{site.base}/?pull=USA:withdrawn")
    pull_to(page, -24, "USA:0.6")
    moved = page.evaluate(DRAWN)
    page.reload()
    assert page.evaluate(DRAWN) == moved  # the server draws the same picture, line by line
    now = asked(site, "/api/lattice?pull=USA:0.6")
    scenario = tmp_path / "s.toml"
    scenario.write_text('[[change]]\nactor = "USA"\nposture = "scaled_back"\non = "2025-01-20"\nlevel = 0.6\n')
    subprocess.run(command("--register", tmp_path / "own.duckdb", "init"), check=True, capture_output=True)
    told = json.loads(
        subprocess.run(
            command("--register", tmp_path / "own.duckdb", "what-if", "--scenario", scenario, "--json"),
            check=True, capture_output=True,
        ).stdout
    )  # fmt: skip
    for kind in ("functions", "tasks", "arrangements"):
        for id, one in now[kind].items():
            assert {k: one["after"][k] for k in ("mean", "low", "high")} == told[kind][id]["after"]
            assert one.get("state") == told[kind][id].get("state")
    for rail in page.locator("svg.wide a.rail").all():
        one = now["arrangements"][rail.get_attribute("data-id")]
        expect(rail.locator(".said")).to_have_text(one["after"]["said"])
    for id, one in now["functions"].items():
        card = page.locator(f".card[data-function={id}]")
        expect(card.locator(".said")).to_have_text(one["after"]["said"])
        expect(card.locator(".word")).to_have_text(one["verdict"])
        expect(page.locator(f"#functions-table [data-row={id}] .said")).to_have_text(one["after"]["said"])
    expect(page.locator("#headline")).to_have_text(now["headline"])


def test_every_level_of_the_slider_is_the_answer_asked_alone(site: Site) -> None:
    swept = asked(site, "/api/lattice/levels?pull=USA:0&pull=DEU:scaled_back&move=USA")
    assert len(swept["levels"]) == 41
    for i in (0, 17, 33, 40):
        level = swept["levels"][i]
        alone = asked(site, f"/api/lattice?pull=USA:{level}&pull=DEU:scaled_back")
        assert swept["headline"][i] == alone["headline"]
        for kind in ("functions", "arrangements"):
            for id, one in alone[kind].items():
                column = swept[kind][id]["mean"]
                assert (column[i] if len(column) > 1 else column[0]) == one["after"]["mean"]


def test_a_rail_opens_its_evidence_and_closes_by_key(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/?pull=USA:withdrawn")
    rail = page.locator("svg.wide a.rail[data-id=nsatu]")
    rail.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Why we say so")
    expect(panel.get_by_role("heading", level=2)).to_contain_text("NATO Security Assistance")
    for heading in ("What breaks it", "Who could fill", "Which steps help", "Why we say so"):
        expect(panel.get_by_role("heading", name=heading)).to_be_visible()
    expect(panel).to_contain_text("SHAPE")  # a source by name
    expect(panel.get_by_role("link", name="Compare sets of steps")).to_have_attribute(
        "href", re.compile("/advise.*function=sustain-ukraine")
    )
    expect(page).to_have_url(re.compile("show=nsatu"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(rail).to_be_focused()


def test_a_sentence_in_the_panel_opens_the_document_at_its_place(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/?pull=USA:withdrawn&show=tscf")
    sentence = page.locator("#panel blockquote").first
    quote = sentence.locator("p").inner_text()
    sentence.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/document.*#here$"))
    assert "".join(page.locator("mark.now").all_text_contents()) == quote
    expect(page.locator("mark.now").first).to_be_in_viewport()


def test_the_record_let_in_says_the_same_on_page_slider_interface_and_command(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/?pull=USA:new_government")
    page.get_by_label("Let the historical record in").check()
    expect(page).to_have_url(re.compile("record=true"))
    row = page.locator("#given [data-row=us-japan-scc]")
    expect(row).to_contain_text("contact in 9 of 9 years after a change in Washington")
    words = ("what-if", "--actor", "USA", "--posture", "new_government", "--record", "--json")
    run = subprocess.run(command("--register", site.register, *words), check=True, capture_output=True)
    told, now = json.loads(run.stdout), asked(site, "/api/lattice?pull=USA:new_government&record=true")
    plain = asked(site, "/api/lattice?pull=USA:new_government")
    for kind in ("functions", "arrangements"):
        for id, one in now[kind].items():
            assert {k: one["after"][k] for k in ("mean", "low", "high")} == told[kind][id]["after"]
    series = now["arrangements"]["us-japan-scc"]["after"]
    assert series["mean"] != plain["arrangements"]["us-japan-scc"]["after"]["mean"]
    expect(page.locator("svg.wide a.rail[data-id=us-japan-scc] .said")).to_have_text(series["said"])
    page.get_by_role("button", name="withdrawn").click()  # of which the record is silent
    expect(page.locator("#given")).to_contain_text("no state in them was withdrawn")
    expect(row).to_have_count(0)
    page.goto(f"{site.base}/what-if?a1_actor=USA&a1_posture=new_government&record=true")
    expect(page.locator("tr[data-row=us-japan-scc] .said-A")).to_have_text(series["said"])


def test_with_the_record_every_level_is_still_the_answer_asked_alone(site: Site) -> None:
    for others, moved in (("DEU:1", "USA"), ("USA:new_government", "DEU")):
        swept = asked(site, f"/api/lattice/levels?pull={others}&pull={moved}:1&move={moved}&record=true")
        for i in (0, 15, 40):
            alone = asked(site, f"/api/lattice?pull={others}&pull={moved}:{swept['levels'][i]}&record=true")
            for kind in ("functions", "arrangements"):
                for id, one in alone[kind].items():
                    column = swept[kind][id]["mean"]
                    assert (column[i] if len(column) > 1 else column[0]) == one["after"]["mean"], (moved, i, id)


def test_a_posture_shows_its_judged_range_and_a_second_actor_can_be_pulled(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/?pull=USA:withdrawn")
    page.get_by_role("button", name="scaled back").click()
    expect(page.locator("html")).to_have_attribute("data-level", "USA:scaled_back", timeout=SLOW)
    expect(page.locator("output")).to_have_text("scaled back: judged range 0.3–0.7")
    page.get_by_label("Pull another").select_option("DEU")
    expect(page.get_by_role("slider")).to_have_count(2)
    expect(page).to_have_url(re.compile("pull=USA:scaled_back&pull=DEU:withdrawn"))
    expect(page.locator("#headline")).to_contain_text("Germany withdraws")


def test_without_javascript_the_form_and_the_picture_say_it_all(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    page.locator("select[name=who]").first.select_option("JPN")
    page.locator("select[name=how]").first.select_option("0.5")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#headline")).to_contain_text("Japan scales back to level 0.5")
    now = asked(site, "/api/lattice?pull=JPN:0.5")
    expect(page.locator("svg.wide a.rail[data-id=tscf] .said")).to_have_text(
        now["arrangements"]["tscf"]["after"]["said"]
    )
    page.locator("svg.wide a.rail[data-id=tscf]").click()
    expect(page.locator("#panel")).to_contain_text("What breaks it")
    context.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/?pull=XYZ:0.4", 404), ("/?pull=USA:7", 422), ("/?pull=USA:0.4&theatre=moon", 404), ("/?show=nothing", 404)],
)
def test_a_wrong_address_is_a_sentence(site: Site, path: str, status: int) -> None:
    answer = httpx.get(f"{site.base}{path}", headers={"Authorization": f"Bearer {site.token}"}, timeout=60)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text and "Traceback" not in answer.text


def test_a_level_that_is_still_coming_shows_the_answer_of_the_level_it_names(tab: Tab, site: Site) -> None:
    page = tab.page
    held: list[Route] = []
    page.route(re.compile(r"/api/lattice/levels.*every=1$"), lambda route: held.append(route))
    page.goto(f"{site.base}/?pull=USA:0.8&pull=JPN:1")
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output").first).to_have_text("level 0.8 (0.775 is coming)", timeout=SLOW)
    shown = page.locator("svg.wide a.rail[data-id=nsatu] .said")
    expect(shown).to_have_text(
        asked(site, "/api/lattice?pull=USA:0.8&pull=JPN:1")["arrangements"]["nsatu"]["after"]["said"]
    )
    expect(page).to_have_url(re.compile("USA:0.8"))  # what is not shown yet is not sent on either
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(page.locator("output").first).to_have_text("level 0.775", timeout=SLOW)
    now = asked(site, "/api/lattice?pull=USA:0.775&pull=JPN:1")
    expect(shown).to_have_text(now["arrangements"]["nsatu"]["after"]["said"])
    expect(page).to_have_url(re.compile("USA:0.775"))


def test_rails_out_of_sight_are_drawn_when_they_come_into_sight(tab: Tab, site: Site) -> None:
    page = tab.page
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{site.base}/?pull=USA:withdrawn")
    pull_to(page, -20, "USA:0.5")
    moved = page.evaluate(DRAWN)
    page.reload()
    assert page.evaluate(DRAWN) == moved  # all of them, once the slider rests
