"""A document that is opened for reading: its scene, its sentences, and which of them the model is to parse."""

from __future__ import annotations

import re
from dataclasses import dataclass

from latticework.model import Document
from latticework.read.names import Mention
from latticework.read.person_names import mentions_in
from latticework.read.prefilter import prefilter
from latticework.read.scene import Scene
from latticework.read.sentences import Sentence, split_sentences
from latticework.read.speakers import open_scene
from latticework.read.trigger_words import expression
from latticework.read.units import join_units

BARE_VERB = re.compile(r"(?:[A-Z][a-z]+ly )?[A-Z][a-z]+ ")
RUNNING_TEXT = ("prose", "item")
FIRST_SENTENCES = 6
MOST_CHARS = 1500
TOO_LONG = f"longer than {MOST_CHARS:,} characters: a table or a list, not a sentence"


@dataclass(slots=True)
class Opened:
    """A document that is being read; the lists have one entry for each sentence.

    ``parsed`` says which sentences the model is to parse, ``named`` who is named in them, ``units`` the same joined to
    units; ``set_aside`` are the sentences that cannot be read (first, last character, reason).
    """

    document: Document
    scene: Scene
    title: Sentence | None
    sentences: list[Sentence]
    parsed: list[bool]
    named: list[list[Mention]]
    units: list[list[Mention]]
    set_aside: list[tuple[int, int, str]]


def open_document(document: Document) -> Opened:
    """Split a document into sentences, find who is named and who speaks, and choose what is worth parsing."""
    sentences = list(split_sentences(document.text))
    scene = Scene.of(document)
    title = next((s for s in sentences[:1] if s.kind == "title"), None)
    first = [s.text for s in sentences[:FIRST_SENTENCES] if s.kind in RUNNING_TEXT]
    open_scene(title.text if title else None, first, scene)
    named = [mentions_in(s.text, scene.persons) if s.kind in RUNNING_TEXT else [] for s in sentences]
    units = [join_units(mentions, s.text) for mentions, s in zip(named, sentences, strict=True)]
    texts = [s.text if s.kind in RUNNING_TEXT else None for s in sentences]
    about = [bool(mentions) or (i == 0 and bool(scene.said)) for i, mentions in enumerate(named)]  # a title names too
    parsed = prefilter().wanted(texts, about)
    _want_lists(sentences, parsed)
    aside: list[tuple[int, int, str]] = []
    for i, sentence in enumerate(sentences):
        if parsed[i] and len(sentence.text) > MOST_CHARS:
            aside.append((sentence.start, sentence.end, TOO_LONG))
            parsed[i] = False
    return Opened(document, scene, title, sentences, parsed, named, units, aside)


def _want_lists(sentences: list[Sentence], parsed: list[bool]) -> None:
    """Want every first sentence of a block that a promise ending in a colon introduces: "The partners will: …"."""
    lead_in = expression("commitment", "lead_in")
    listing = False
    for at, sentence in enumerate(sentences):
        if sentence.kind not in ("prose", "item", "heading"):
            continue
        opens = at == 0 or sentences[at - 1].paragraph != sentence.paragraph
        if lead_in.search(sentence.text):
            listing, parsed[at] = True, True
        elif listing and opens:
            listing = sentence.kind == "item" or BARE_VERB.match(sentence.text) is not None
            parsed[at] = parsed[at] or listing
