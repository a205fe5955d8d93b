"""What the broad filter keeps from the language model holds no record, and most of what it lets pass may hold one."""

import gzip
import hashlib
import json
import runpy
from pathlib import Path

import pytest

from latticework.model import Document
from latticework.read import document_from_text, extract_document, find_records
from latticework.read.opening import open_document
from latticework.read.prefilter import prefilter
from latticework.read.sentences import split_sentences

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents"


def passing(document: Document) -> list[tuple[int, int]]:
    """The spans of the sentences that pass when actors are named throughout."""
    return [
        (s.start, s.end)
        for s in split_sentences(document.text)
        if s.kind in ("prose", "item") and prefilter().passes(s.text, named=True)
    ]


def lost_records(document: Document) -> list[str]:
    """The quotes of the reader's records whose sentence does not pass."""
    spans = passing(document)
    return [
        record.evidence.quote
        for record in find_records(document).records
        if record.trigger != "title" and not any(a <= record.evidence.start < b for a, b in spans)
    ]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.txt")), ids=lambda path: path.stem)
def test_no_record_of_a_shipped_document_is_lost(path: Path) -> None:
    document = extract_document(path)
    assert find_records(document).records
    assert lost_records(document) == []


def gold_documents(shared: Path) -> list[tuple[Document, dict]]:  # type: ignore[type-arg]
    scorer = runpy.run_path(str(shared / "tools" / "score_reading.py"))
    with gzip.open(shared / "data" / "text" / "white_house_2021_2023.jsonl.gz", "rt", encoding="utf-8") as file:
        white_house = {one["id"]: one for one in map(json.loads, file)}
    found = []
    for folder in (shared / "gold", Path(__file__).parent / "gold"):
        for name, gold in scorer["load_gold"](str(folder)).items():
            path = shared / "documents" / f"{name}.txt"
            if path.exists():
                text = path.read_text(encoding="utf-8")
            else:
                one = white_house[name.removeprefix("wh-")]
                text = "\n\n".join([one["title"], one["doc_date"], one["text"]])
                if hashlib.sha256(text.encode()).hexdigest() != gold["gold"]["text_sha256"]:
                    text = one["text"]
            found.append((document_from_text(text, name), gold))
    return found


def test_hardly_an_annotated_record_is_out_of_reach(shared_dir: Path) -> None:
    """Of the core records with evidence beyond the title, at most 3 in 100 have no sentence that passes."""
    documents = gold_documents(shared_dir)
    assert len(documents) >= 40
    wanted = reached = 0
    for document, gold in documents:
        opened = open_document(document)  # the filter, and the items of lists that a promise introduces
        spans = [(s.start, s.end) for s, parsed in zip(opened.sentences, opened.parsed, strict=True) if parsed]
        for core in (one for records in gold["recs"].values() for one in records if one.core):
            body = [(a, b) for a, b in core.spans if a > 0]
            wanted += bool(body)
            reached += any(start < b and a < end for a, b in body for start, end in spans)
    assert wanted > 400
    assert reached / wanted >= 0.97


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("The two ministers met.", True),
        ("President Park spoke with Prime Minister Abe.", True),
        ("They will provide 40 trucks.", True),
        ("They will become friends.", False),
        ("It will be led by Japan.", True),
        ("The partners will:", True),
        ("Japan has a long coast and many islands.", False),
        ("They underscored the importance of the rules.", False),
        ("A new NATO-led mission was described.", True),
        ("The secretaries held a 2+2 on Monday.", True),
        ("", False),
    ],
)
def test_what_passes(text: str, passes: bool) -> None:
    assert prefilter().passes(text, named=True) is passes


def test_a_pronoun_means_nobody_before_an_actor_is_named_or_long_after() -> None:
    filter = prefilter()
    agreed = "They agreed to meet again."
    assert filter.wanted([agreed, None, agreed], [False, True, False]) == [False, False, True]
    far = filter.wanted([agreed] * (filter.reach + 2), [True] + [False] * (filter.reach + 1))
    assert far == [True] * (filter.reach + 1) + [False]
