"""What the tests of the register share."""

import json
from pathlib import Path

import pytest

from latticework.model import Document, Record, Source, Statement, quote_span
from latticework.read import document_from_text
from latticework.register import RegisterFile

GAZETTE = Source(id="gazette", title="Notice", publisher="An official gazette")
HERALD = Source(id="herald", title="Report", publisher="A newspaper")


def stated(subject: str, name: str, value: object, recorded: str = "2020-01-01T00:00:00Z", **more: object) -> Statement:
    fields = {
        "id": f"{subject}-{name}-{json.dumps(value)}",
        "subject": subject,
        "subject_type": "arrangement",
        "property": name,
        "value": value,
        "sources": ("gazette",),
        "recorded_at": recorded,
        "recorded_by": "test",
        **more,
    }
    return Statement(**fields)  # type: ignore[arg-type]


def meeting_in(name: str, text: str, **more: object) -> tuple[Document, Record]:
    """A document whose whole first sentence is one meeting of Japan, South Korea and the United States."""
    document = document_from_text(text, name)
    fields = {
        "type": "meeting",
        "kind": "ministerial",
        "parties": ("JPN", "KOR", "USA"),
        "date": "2024-07-28",
        "place": "Tokyo",
        "factuality": "held",
        "rule": "test",
        **more,
    }
    end = text.index(".") + 1
    return document, Record(evidence=quote_span(document, 0, end), **fields)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> RegisterFile:
    """A small register: one pact with two labels over time, one meeting."""
    rows = [
        stated("pact", "label", "Old Pact", valid_from="2019", valid_to="2021-12-31"),
        stated("pact", "label", "New Pact", "2024-01-01T00:00:00Z", valid_from="2022-01-01"),
        stated("pact", "parties", ["JPN", "USA"]),
        stated("talks", "label", "Talks in Tokyo", subject_type="meeting"),
        stated("talks", "parties", ["JPN", "KOR", "USA"], subject_type="meeting"),
        stated("talks", "date", "2024-07-28", subject_type="meeting"),
    ]
    return RegisterFile.create(tmp_path / "r.duckdb", rows, [GAZETTE])
