"""Only this user, from this app's own pages: token, Host, Origin."""

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
        ({"Cookie": "latticework=wrong"}, 401),
        ({"Authorization": "Bearer {token}", "Host": "rebound.example"}, 421),
        ({"Authorization": "Bearer {token}"}, 200),
    ],
)
def test_a_request_needs_the_token_and_this_apps_own_name(site: Site, headers: dict[str, str], status: int) -> None:
    filled = {name: value.format(token=site.token) for name, value in headers.items()}
    assert httpx.get(f"{site.base}/", headers=filled).status_code == status


def test_another_origin_may_not_act(site: Site) -> None:
    answer = httpx.post(
        f"{site.base}/", headers={"Authorization": f"Bearer {site.token}", "Origin": "http://other.example"}
    )
    assert answer.status_code == 403
