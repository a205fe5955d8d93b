"""What every room's tests share."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The research data beside the repository: present in CI, absent for users."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "gold").is_dir():
        if os.environ.get("CI") and os.environ.get("LATTICEWORK_EXPECTS_SHARED", "1") != "0":
            pytest.fail("CI must have the research data in ../shared, and it is not there")
        pytest.skip("needs the research data in ../shared, which users do not have")
    return folder
