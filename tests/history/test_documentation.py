"""The page for referees says what the program says."""

import re
from pathlib import Path

import pytest

from latticework.history import datasets, shipped_results
from latticework.show.record import number

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "history.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(datasets()))
def test_every_dataset_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("outcome", sorted(shipped_results()))
def test_every_shipped_number_is_on_the_page(outcome: str) -> None:
    rows = [re.split(r"\s*\|\s*", line.strip("| \n")) for line in PAGE.splitlines() if line.startswith("|")]
    for estimate in shipped_results()[outcome].estimates:
        matching = [row for row in rows if estimate.about in row and number(estimate) in row]
        assert any(f"{estimate.events:,}" in row for row in matching), (estimate.id, estimate.about)
