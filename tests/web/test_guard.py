"""Only this user, from this app's own pages: token, Host, Origin."""

import socket

import httpx
import pytest
from playwright.sync_api import expect

from web.served import Site, Tab


def test_the_printed_address_opens_and_keeps_the_token_out_of_the_address(tab: Tab, site: Site) -> None:
    assert tab.page.url == f"{site.base}/"
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("The lattice")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Cookie": "{cookie}=wrong"}, 401),
        ({"Cookie": "latticework={token}"}, 401),
        ({"Cookie": "{cookie}={token}"}, 200),
        ({"Cookie": 'a"b=;; {{}}[]; {cookie}={token}'}, 200),
        ({"Authorization": "Bearer {token}", "Host": "rebound.example"}, 421),
        ({"Authorization": "Bearer {token}"}, 200),
    ],
)
def test_a_request_needs_the_token_and_this_apps_own_name(site: Site, headers: dict[str, str], status: int) -> None:
    cookie = f"latticework-{site.base.rpartition(':')[2]}"
    filled = {name: value.format(token=site.token, cookie=cookie) for name, value in headers.items()}
    assert httpx.get(f"{site.base}/", headers=filled).status_code == status


def test_another_origin_may_not_act(site: Site) -> None:
    answer = httpx.post(
        f"{site.base}/", headers={"Authorization": f"Bearer {site.token}", "Origin": "http://other.example"}
    )
    assert answer.status_code == 403


def bearer(site: Site) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.token}"}


@pytest.mark.parametrize(
    "path", ["//other.example", "///other.example/x", "/\\other.example", "/%0d%0aSet-Cookie:x", "/"]
)
def test_the_token_in_an_address_leads_nowhere_else(site: Site, path: str) -> None:
    answer = httpx.get(f"{site.base}{path}?token={site.token}&as_of=2024-07-01", follow_redirects=False)
    assert answer.status_code == 303
    to = answer.headers["location"]
    assert to.startswith("/") and to[1:2] not in ("/", "\\") and to.endswith("?as_of=2024-07-01")
    assert site.token not in to
    assert list(answer.cookies) == [f"latticework-{site.base.rpartition(':')[2]}"]


@pytest.mark.parametrize("token", ["", "wrong", "\u00e9", "%ff", "\U0001f600"])
def test_a_wrong_token_in_an_address_is_refused(site: Site, token: str) -> None:
    assert httpx.get(f"{site.base}/", params={"token": token}).status_code == 401


def test_head_says_what_get_says_without_the_body(site: Site) -> None:
    got, head = (
        httpx.get(f"{site.base}/api", headers=bearer(site)),
        httpx.head(f"{site.base}/api", headers=bearer(site)),
    )
    assert (head.status_code, head.content) == (200, b"") and len(got.content) > 500
    assert head.headers == got.headers


def test_every_answer_keeps_pages_apart(site: Site) -> None:
    for path, status in (("/", 200), ("/nowhere", 404), ("/?as_of=never", 422), ("/static/latticework.css", 200)):
        answer = httpx.get(site.base + path, headers=bearer(site))
        assert answer.status_code == status
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    refused = httpx.get(f"{site.base}/")
    assert refused.status_code == 401 and "content-security-policy" in refused.headers


def test_problems_are_words_for_people_and_json_for_programs(site: Site) -> None:
    page = httpx.get(f"{site.base}/nowhere", headers=bearer(site))
    assert page.headers["content-type"].startswith("text/html") and "There is no such page" in page.text
    told = httpx.get(f"{site.base}/api/nowhere", headers=bearer(site))
    assert (told.status_code, told.json()) == (404, {"problem": "There is no such page."})
    other = httpx.post(f"{site.base}/api/openapi.json", headers=bearer(site))
    assert other.status_code == 405 and "problem" in other.json()
    assert httpx.get(f"{site.base}/api/nowhere").json()["problem"].startswith("This app belongs to")


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_static_files_come_from_their_folder_only(site: Site, path: str) -> None:
    with socket.create_connection(("127.0.0.1", int(site.base.rpartition(":")[2])), timeout=30) as line:
        host = site.base.removeprefix("http://")
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {site.token}\r\nConnection: close\r\n\r\n".encode()
        )
        assert line.makefile("rb").readline().split()[1] == b"404"


def test_what_is_too_large_is_refused_and_the_app_goes_on(site: Site) -> None:
    long = httpx.post(f"{site.base}/api/nowhere", headers=bearer(site), content=b"x" * 1_000_001)
    assert long.status_code == 413 and "1 MB" in long.json()["problem"]
    assert httpx.get(f"{site.base}/", headers={**bearer(site), "X-Long": "x" * 100_000}).status_code == 431
    assert httpx.get(f"{site.base}/api", headers=bearer(site)).status_code == 200


def test_the_interface_is_described_on_a_page_of_our_own(tab: Tab, site: Site) -> None:
    tab.page.goto(f"{site.base}/api")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("The HTTP interface")
    described = httpx.get(f"{site.base}/api/openapi.json", headers=bearer(site)).json()
    for path in described["paths"]:
        expect(tab.page.get_by_text(path, exact=False).first).to_be_visible()
    assert all(path.startswith("/api/") for path in described["paths"])
