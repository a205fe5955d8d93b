"""Whatever is sent to the HTTP interface, it never breaks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error

from web.served import Site, copy_served

EXAMPLES = int(os.environ.get("LATTICEWORK_REQUESTS", "8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Site]:
    """A register of these tests' own: what is sent may change it."""
    with copy_served(filled, tmp_path_factory.mktemp("asked")) as running:
        yield running


def test_no_request_breaks_the_app(site: Site, tmp_path: Path) -> None:
    bearer = {"Authorization": f"Bearer {site.token}"}
    schema = schemathesis.openapi.from_url(f"{site.base}/api/openapi.json", headers=bearer)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(20240731)
        @settings(
            max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def never_breaks(case: Case) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(headers=bearer)
            case.validate_response(answer, checks=[not_a_server_error])

        never_breaks()
    print(f"{asked} requests")
    assert asked >= 5
