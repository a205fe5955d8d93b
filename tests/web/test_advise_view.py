"""Advise on screen: constraints lifted, steps of one's own, and the numbers of the interface and the command."""

import json
import re
import subprocess
from pathlib import Path
from threading import Event

import httpx
import pytest
from playwright.sync_api import Browser, expect

from latticework.model import Interval
from latticework.show.words import chance
from latticework.web.jobs import Cancelled, Job, Jobs
from web.served import Site, Tab, command

OWN = '[own-step]\nlabel = "Berlin takes the chair"\nkind = "hand-over-lead"\narrangement = "udcg"\nactors = ["DEU"]\n'
FUNCTION, LIFTED = "taiwan-contingency-command", "separate-chains-of-command"
SCENARIO = {"changes": [{"actor": "USA"}]}


def bearer(site: Site) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.token}"}


def test_lifting_a_constraint_says_what_it_is_worth_as_interface_and_command_do(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/advise?function={FUNCTION}&steps=1")
    ruled = page.locator("p", has_text=LIFTED).last
    ruled.get_by_role("link", name="Compare without it").click()
    expect(page).to_have_url(re.compile(f"lift={LIFTED}"))
    expect(page.locator("#sets")).to_be_visible(timeout=60_000)
    words = ("advise", "--actor", "USA", "--steps", "1", "--function", FUNCTION, "--lift", LIFTED, "--json")
    run = subprocess.run(command("--register", site.register, *words), check=True, capture_output=True)
    told = json.loads(run.stdout)
    body = {"scenario": SCENARIO, "steps": 1, "functions": [FUNCTION], "lift": [LIFTED]}
    answer = httpx.post(f"{site.base}/api/advise", json=body, headers=bearer(site), timeout=60)
    assert answer.status_code == 200 and answer.json() == told
    worth = told["lifted"][0]["worth"][FUNCTION]
    assert worth > 0.01
    expect(page.get_by_text(f"Lifting {LIFTED} raises")).to_contain_text(f"{100 * worth:+.1f}")
    shown = page.locator("#sets tbody tr").all_inner_texts()
    for row, one in zip(shown, told["table"], strict=False):
        assert chance(Interval(**one["functions"][FUNCTION])) in row
    page.get_by_label("Japanese and American forces act under their own chains").uncheck()
    page.get_by_role("button", name="Compare").click()
    expect(page).not_to_have_url(re.compile("lift="))


def test_a_step_of_ones_own_is_compared_and_a_wrong_one_is_refused_in_words(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    page.goto(f"{site.base}/advise?function=sustain-ukraine")
    page.get_by_text("Steps of your own").click()
    page.get_by_label("One table a step").fill(OWN)
    page.get_by_label("Sets of up to").select_option("1")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#sets")).to_be_visible(timeout=60_000)
    expect(page.locator("dd", has_text="Berlin takes the chair")).to_contain_text("your own")
    (tmp_path / "own.toml").write_text(OWN)
    words = (
        "advise",
        "--actor",
        "USA",
        "--steps",
        "1",
        "--function",
        "sustain-ukraine",
        "--own",
        tmp_path / "own.toml",
    )
    run = subprocess.run(command("--register", site.register, *words, "--json"), check=True, capture_output=True)
    body = {"scenario": SCENARIO, "steps": 1, "functions": ["sustain-ukraine"], "own": OWN}
    answer = httpx.post(f"{site.base}/api/advise", json=body, headers=bearer(site), timeout=60)
    assert answer.json() == json.loads(run.stdout)
    page.get_by_label("One table a step").fill(OWN.replace("hand-over-lead", "hand-over-leed"))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_contain_text("hand-over-lead")
    context.close()


def test_a_long_comparison_says_how_far_it_is_and_is_cancelled(tab: Tab, site: Site) -> None:
    page = tab.page
    page.goto(f"{site.base}/advise?steps=4")
    expect(page.get_by_role("progressbar", name="Comparing")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"\d+ of \d+ done, about \d+ (s|min) left"), timeout=60_000
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("steps="))
    expect(page.locator("#sets")).to_have_count(0)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"lift": ["gravity"]}, 404), ({"own": "[x"}, 422), ({"steps": 9}, 422), ({"without": ["nothing"]}, 404)],
)
def test_a_wrong_question_is_a_sentence(site: Site, change: dict[str, object], status: int) -> None:
    body = {"scenario": SCENARIO, "steps": 0, **change}
    answer = httpx.post(f"{site.base}/api/advise", json=body, headers=bearer(site), timeout=60)
    assert answer.status_code == status and answer.json()["problem"]


def test_a_job_says_how_long_it_goes_on_and_a_cancelled_one_begins_anew() -> None:
    far, go_on, jobs = Event(), Event(), Jobs()

    def work(progress: object) -> str:
        progress(1, 4)  # type: ignore[operator]
        far.set()
        go_on.wait(30)
        progress(2, 4)  # type: ignore[operator]
        return "done"

    first = jobs.start("key", work)
    assert far.wait(30) and jobs.start("key", work) is first
    elapsed = first.seconds_left
    assert elapsed is not None and elapsed > 0  # three times what the first quarter took
    jobs.cancel("key")
    go_on.set()
    assert first.wait(30) and first.cancelled and first.result is None
    again = jobs.start("key", work)
    assert again is not first and again.wait(30) and again.result == "done" and again.seconds_left is not None
    assert Job(lambda progress: (_ for _ in ()).throw(Cancelled)).wait(30)
