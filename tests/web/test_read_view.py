"""Read and review on screen: exact highlights, a key a decision, documents that never run, readings that can be stopped."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

import latticework as lw
from web.axe import violations
from web.served import Site, Tab, command, copy_served, opened

# Characters outside the basic plane, a line end as Windows writes it, markup, a tab: each is one character of the text.
TEXT = (
    "\U0001f91d Ministers meet \U0001d54f\r\n\r\n2024-07-30\r\n\r\nOn July 28, 2024, the defense ministers of Japan, South Korea "
    "and the United States met in Tokyo \U0001f1ef\U0001f1f5 and signed a memorandum of cooperation.\r\n\r\n"
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\tWashington & Manila agreed.\r\n\r\n"
    "On July 30, 2024, the foreign ministers of Japan and the Philippines met in Manila.\r\n\r\n"
    "On July 29, 2024, Germany, France and Poland met in Berlin.\r\n"
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register into which one document was read; to be copied, never opened."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "note.txt").write_bytes(TEXT.encode())
    with lw.Register.create(folder / "r.duckdb") as register:
        register.read(folder / "note.txt")
    return folder / "r.duckdb"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, read: Path) -> Iterator[Site]:
    """Served for the tests that change nothing in it."""
    with copy_served(read, tmp_path_factory.mktemp("looked-at")) as running:
        yield running


@pytest.fixture
def own(tmp_path: Path, read: Path) -> Iterator[Site]:
    """A register of this test's own, which it may change."""
    with copy_served(read, tmp_path) as running:
        yield running


@pytest.fixture
def desk(own: Site, browser: Browser) -> Iterator[Tab]:
    """A tab on it."""
    with opened(browser, own) as tab:
        yield tab


def bearer(site: Site) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.token}"}


def queue(site: Site) -> list[dict[str, object]]:
    told = httpx.get(f"{site.base}/api/queue", headers=bearer(site), timeout=60).json()
    assert told["waiting"] == len(told["records"])
    return told["records"]  # type: ignore[no-any-return]


def log(site: Site) -> list[str]:
    run = subprocess.run(
        command("--register", site.register, "log", "--json"), capture_output=True, text=True, check=True
    )
    return [act["kind"] for act in json.loads(run.stdout)]


def in_view(page: Page) -> str:
    """The id of the record in view, which the highlight must show as well."""
    id = page.locator(".card[aria-current]").get_attribute("data-id")
    assert id
    expect(page.locator("mark.now").first).to_have_attribute("data-ids", re.compile(id))
    return id


def test_programs_ask_what_waited_on_another_day(own: Site) -> None:
    before = httpx.get(f"{own.base}/api/queue?as_known=2024-07-31", headers=bearer(own), timeout=60).json()
    assert before == {"waiting": 0, "records": []}
    today = datetime.now(UTC).date().isoformat()
    now = httpx.get(f"{own.base}/api/queue?as_known={today}", headers=bearer(own), timeout=60).json()
    assert now["records"] == queue(own) != []
    assert httpx.get(f"{own.base}/api/queue?as_known=soon", headers=bearer(own), timeout=60).status_code == 422


def test_every_highlight_is_the_slice_of_the_source(site: Site, tab: Tab) -> None:
    tab.page.goto(f"{site.base}/read")
    shown = tab.page.evaluate(
        """() => ({text: document.getElementById("text").textContent,
        marks: [...document.querySelectorAll("mark")].map(m => [m.dataset.ids.split(" "), m.textContent])})"""
    )
    assert shown["text"] == TEXT
    records = queue(site)
    assert len(records) >= 3
    for one in records:
        marked = "".join(text for ids, text in shown["marks"] if one["id"] in ids)
        assert marked == one["quote"] == TEXT[one["start"] : one["end"]]  # type: ignore[misc]
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.locator("#text script, #text img").count() == 0


def test_j_and_k_move_and_the_record_in_view_survives_a_reload(site: Site, tab: Tab) -> None:
    page, ids = tab.page, [str(one["id"]) for one in queue(site)]
    page.goto(f"{site.base}/read")
    assert in_view(page) == ids[0]
    page.keyboard.press("j")
    assert in_view(page) == ids[1]
    page.reload()
    assert in_view(page) == ids[1]
    page.keyboard.press("k")
    assert in_view(page) == ids[0]
    page.reload()
    assert in_view(page) == ids[0]


def test_each_key_does_what_it_says_and_survives_a_reload(own: Site, desk: Tab) -> None:
    page, records = desk.page, queue(own)
    ids, entities = [str(one["id"]) for one in records], {str(one["id"]): one["match"] for one in records}
    page.goto(f"{own.base}/read")

    def press(key: str, says: str, waiting: list[str]) -> None:
        """It says what it did, goes on to the next, and after a reload the queue is the same."""
        page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text(says)
        for _ in range(2):
            expect(page.locator("#waits")).to_contain_text(re.compile(rf"^{len(waiting)} waits? for"))
            assert [card.get_attribute("data-id") for card in page.locator(".card").all()] == waiting
            assert in_view(page) in waiting
            page.reload()

    first, second, *rest = ids
    press("n", f"Accepted as {records[0]['type']}-{first[:12]}.", [second, *rest])
    press("z", "Undone: act", ids)
    press("Z", "counts again", [second, *rest])
    press("x", "Rejected: not what the sentence says.", rest)
    press("s", "Skipped; it stands at the end", [*rest[1:], rest[0]])
    matched = next(id for id in [*rest[1:], rest[0]] if entities[id])
    left = [id for id in [*rest[1:], rest[0]] if id != matched]
    page.goto(f"{own.base}/read?record={matched}")
    press("a", f"Accepted as {entities[matched]}.", left)
    assert log(own)[-6:] == ["accept", "undo", "redo", "reject", "skip", "accept"]


def test_edit_in_place_needs_a_reason_and_writes_what_is_shown(own: Site, desk: Tab) -> None:
    page, first = desk.page, queue(own)[0]
    page.goto(f"{own.base}/read")
    page.keyboard.press("e")
    card = page.locator(".card[aria-current]")
    card.get_by_label("place").fill("Kyoto")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("needs a reason")
    desk.errors.clear()  # the browser notes the refusal
    card.get_by_label("why").fill("The annex says so")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Accepted as")
    made = re.search(r"Accepted as (\S+)\.", page.locator("#said").inner_text())
    assert made and first["id"] not in {one["id"] for one in queue(own)}
    run = subprocess.run(
        command("--register", own.register, "past", f"{first['type']}-{str(first['id'])[:12]}", "--json"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    places = [one for one in json.loads(run.stdout) if one["statement"]["property"] == "place"]
    assert "Kyoto" in [one["statement"]["value"] for one in places if one["retracted_by"] is None]


def test_merge_search_and_help(own: Site, desk: Tab) -> None:
    page = desk.page
    page.goto(f"{own.base}/read")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()  # the browser gives the focus back on its own time
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Tokyo meeting")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Tokyo**")
    cards = page.locator(".card")
    wanted = [one["id"] for one in queue(own) if one["type"] == "meeting" and "Tokyo" in str(one["quote"])]
    assert [card.get_attribute("data-id") for card in cards.all()] == wanted and wanted
    page.locator(".card[aria-current]").focus()
    page.keyboard.press("m")
    entity = page.locator(".card[aria-current]").get_by_label("entity")
    expect(entity).to_be_focused()
    entity.fill("trilateral-defence-2024-07-28")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Accepted as trilateral-defence-2024-07-28.")
    page.goto(f"{own.base}/entity?id=trilateral-defence-2024-07-28")
    page.get_by_role("link", name="note.txt").first.click()
    expect(page.locator("mark.now").first).to_contain_text("met in Tokyo")


def test_a_card_says_which_rule_and_names_fired(site: Site, tab: Tab) -> None:
    tab.page.goto(f"{site.base}/read")
    card = tab.page.locator(".card[aria-current]")
    first = queue(site)[0]
    expect(card.locator(".fired")).to_contain_text(f"Rule {first['rule']}")
    for written, meant in first["aliases"]:  # type: ignore[attr-defined]
        expect(card.locator(".fired")).to_contain_text(f"“{written}” → {meant}")


def test_without_javascript_the_buttons_decide(own: Site) -> None:
    first = queue(own)[0]
    form = {"record": first["id"], "verdict": "reject", "why": "test"}
    headers = {**bearer(own), "Origin": own.base}
    answer = httpx.post(f"{own.base}/read/decide", data=form, headers=headers, follow_redirects=True, timeout=60)
    assert answer.status_code == 200 and "Rejected: test." in answer.text
    assert first["id"] not in {one["id"] for one in queue(own)}
    assert httpx.post(f"{own.base}/read/decide", data=form, headers=headers).status_code == 409


def test_a_pasted_text_is_read_while_the_page_goes_on(own: Site, desk: Tab) -> None:
    before, page = len(queue(own)), desk.page
    page.goto(f"{own.base}/read")
    page.get_by_text("Read documents").click()
    page.get_by_label("Or a text").fill("On May 2, 2024, the defense ministers of Japan and Australia met in Hawaii.")
    page.get_by_label("called").fill("../../etc/hawaii")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("#reading")).to_contain_text("Reading hawaii.txt")
    expect(page.locator("#reading")).to_contain_text("Read: 1 of 1", timeout=90_000)
    expect(page.locator("#reading")).to_contain_text("hawaii.txt: 1 records")
    assert {one["document"] for one in queue(own)} == {"note.txt", "hawaii.txt"} and len(queue(own)) == before + 1


def test_dropped_files_are_read_and_a_reading_is_cancelled(own: Site, desk: Tab) -> None:
    page = desk.page
    page.goto(f"{own.base}/read")
    page.evaluate(
        """() => { const data = new DataTransfer();
        for (let n = 0; n < 400; n++) data.items.add(new File([`On May 2, 2024, Japan and Australia met in Hawaii (${n}).`], `n${n}.txt`));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); }"""
    )
    expect(page.locator("#far")).to_contain_text("of 400", timeout=30_000)
    second = httpx.post(f"{own.base}/api/reading", headers=bearer(own), data={"text": "x"})
    assert second.status_code == 409 and "under way" in second.json()["problem"]
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#reading")).to_contain_text("Stopped", timeout=90_000)
    told = httpx.get(f"{own.base}/api/reading", headers=bearer(own)).json()
    assert told["state"] == "stopped" and told["done"] < 400
    kept = {path.name for path in own.register.parent.iterdir() if "wal" not in path.name}
    assert kept - {"r.duckdb.head"} == {"r.duckdb", "r.duckdb.serving"}  # the note of an act, if one came that far


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("picture.svg", b"<svg onload='x'/>", "of a kind that is not read"),
        ("../../evil.exe", b"MZ", "'evil.exe' is of a kind that is not read"),
        ("...txt", b"x", "of a kind that is not read"),
        ("large.txt", b"x" * 20_000_001, "too large"),
    ],
)
def test_what_is_not_taken_is_refused_in_words(site: Site, name: str, content: bytes, says: str) -> None:
    answer = httpx.post(f"{site.base}/api/reading", headers=bearer(site), files={"files": (name, content)}, timeout=60)
    assert answer.status_code == 409 and says in answer.json()["problem"]
    assert httpx.get(f"{site.base}/api/reading", headers=bearer(site)).json()["state"] == "none"


def test_no_barriers(site: Site, tab: Tab, tmp_path: Path) -> None:
    tab.page.goto(f"{site.base}/read")
    tab.page.keyboard.press("e")
    assert violations(tab.page) == []
    tab.page.set_viewport_size({"width": 320, "height": 700})
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320
    tab.page.get_by_role("button", name="Keys").click()
    assert violations(tab.page) == []
    tab.page.goto(f"{site.base}/document?sha256={queue(site)[0]['document_sha256']}&start=0&end=9")
    assert violations(tab.page) == []
