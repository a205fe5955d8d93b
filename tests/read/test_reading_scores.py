"""The reader against the annotated essay, and exact quotes on real documents."""

import gzip
import json
import runpy
from pathlib import Path

from latticework.read import document_from_text, extract_document, find_records

GOALS = {"meeting": 0.7, "arrangement": 0.6, "commitment": 0.4, "position": 0.6, "role": 0.4}


def test_the_essay_is_read_at_least_this_well(shared_dir: Path) -> None:
    scorer = runpy.run_path(str(shared_dir / "tools" / "score_reading.py"))
    essay = "what-if-its-trump-2024-08"
    document = extract_document(shared_dir / "documents" / f"{essay}.txt")
    records = find_records(document).records
    for record in records:
        assert document.text[record.evidence.start : record.evidence.end] == record.evidence.quote
    gold = {essay: scorer["load_gold"](str(shared_dir / "gold"))[essay]}
    scores = scorer["evaluate"]([record.as_line() for record in records], gold)["by_type"]
    assert {t: scores[t]["f1"] >= goal for t, goal in GOALS.items()} == dict.fromkeys(GOALS, True)


def test_every_quote_is_exact_on_white_house_documents(shared_dir: Path) -> None:
    with gzip.open(shared_dir / "data" / "text" / "white_house_2021_2023.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::10]
    found = 0
    for row in rows:
        document = document_from_text(row["text"], row["id"], date=row["doc_date"])
        for record in find_records(document).records:
            assert document.text[record.evidence.start : record.evidence.end] == record.evidence.quote
            found += 1
    assert found > 100
