"""The table of parts of speech says what the language model's own rules say."""

from pathlib import Path

from latticework.read import extract_document
from latticework.read.parsing import language_model
from latticework.read.sentences import split_sentences
from latticework.read.word_classes import WordClasses

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents").glob("*.txt"))
MORE = [
    "There is a plan, and there are talks.",
    "He's done it; they'd have gone, but for one.",
    "What they do, they do well, and that matters to all that matter.",
    "It's theirs, I'd say, if you don't mind.",
    "Have you had no more than that?",
    "",
]


def test_every_token_gets_what_the_rules_give() -> None:
    model = language_model()
    texts = [s.text for path in SHIPPED for s in split_sentences(extract_document(path).text)] + MORE
    expected = [[(t.pos_, t.lemma_) for t in doc] for doc in model.pipe(texts)]
    classes = WordClasses(model)
    for _ in range(2):  # while the table fills, and from the full table
        found = [classes.set(doc) for doc in model.pipe(texts, disable=["attribute_ruler"])]
        assert [[(t.pos_, t.lemma_) for t in doc] for doc in found] == expected
    assert len(expected) >= 60
