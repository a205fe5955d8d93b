"""What the pages show is what is printed: their commands run in an empty folder, their Python with them."""

from pathlib import Path

import pytest
from run_pages import BLOCK, agrees, run_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("page", ["tutorial", "planner", "scholar", "journalist"])
def test_what_a_page_shows_is_what_is_printed(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert sum(found[1] == "console" for found in BLOCK.finditer(text)) >= 4
    monkeypatch.chdir(tmp_path)
    differences = list(run_page(text))
    assert not differences, "\n\n".join(map(str, differences))


def test_a_wrong_number_on_a_page_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = "```console\n$ latticework init\nCreated register.duckdb: 28 arrangements, 19 meetings, ...\n```\n"
    (difference,) = run_page(page)
    assert "29 arrangements" in difference.printed


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "b"], "a\nb", True),
        (["a"], "a\nb", False),
        (["a", "..."], "a\nb\nc", True),
        (["a", "...", "c"], "a\nb\nc", True),
        (["a", "...", "b"], "a\nb\nc", False),
        (["...", "b", "...", "d"], "a\nb\nc\nd", True),
        (["...", "c", "...", "b", "..."], "a\nb\nc", False),
        (["a", "...", "a"], "a", False),
        ([], "", True),
        ([], "a", False),
    ],
)
def test_three_dots_stand_for_any_lines(shown: list[str], printed: str, same: bool) -> None:
    assert agrees(shown, printed) is same
