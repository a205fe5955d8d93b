"""Which sentences are worth parsing: those with words that together can make a record, and an actor.

One pass over the words of a sentence; the classes of words and the lines that pass are in vocab/prefilter.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from latticework.model import BadVocabulary
from latticework.vocab import vocabulary

TOKEN = re.compile(r"\d\+\d|[^\W_]+|[$€£¥₩₹₱₴]")
LINES = "pass"
ACTOR = "actor"


@dataclass(frozen=True, slots=True)
class ByNext:
    """Bits of a word that count by the word after it: one of ``words`` or with one of ``endings``, or just not so."""

    bits: int
    words: frozenset[str]
    endings: tuple[str, ...]
    wanted: bool

    def fits(self, following: str) -> bool:
        """Tell whether the bits count before a word."""
        return (following in self.words or following.endswith(self.endings)) is self.wanted


@dataclass(frozen=True, slots=True)
class Prefilter:
    """Classes of words as bits: ``words`` by word, ``by_next`` for words that count by what follows, ``digits``.

    ``lines`` are the sets of classes that let a sentence pass; ``actor`` is the bit of the words for an actor, and
    ``reach`` for how many sentences after an actor's name such a word can mean it.
    """

    words: Mapping[str, int]
    by_next: Mapping[str, tuple[ByNext, ...]]
    digits: int
    lines: tuple[int, ...]
    actor: int
    reach: int

    def passes(self, text: str, *, named: bool, before: bool = True) -> bool:
        """Tell whether a sentence is worth parsing.

        ``named`` says that an actor's name stands in it, ``before`` that one stood within reach before it.

        >>> prefilter().passes("The rain in Japan was heavy this year.", named=True)
        False
        >>> prefilter().passes("They signed a memorandum.", named=False, before=True)
        True
        >>> prefilter().passes("They signed a memorandum.", named=False, before=False)
        False
        """
        if not named and not before:
            return False
        found = self.actor if named else 0
        known, by_next = self.words, self.by_next
        waiting: tuple[ByNext, ...] | None = None
        for word in TOKEN.findall(text.lower()):
            if waiting:
                found |= sum(one.bits for one in waiting if one.fits(word))
            bits = known.get(word)
            if bits is None:
                bits = self.digits if word[0].isdigit() else 0
            found |= bits
            waiting = by_next.get(word)
        if waiting:  # "The Quad will:" leads a list
            found |= sum(one.bits for one in waiting if not one.wanted)
        return bool(found & self.actor) and any(line & found == line for line in self.lines)

    def wanted(self, texts: Iterable[str | None], named: Iterable[bool]) -> list[bool]:
        """Tell for the sentences of a document in order which are worth parsing; ``None`` is a text that is not."""
        chosen: list[bool] = []
        left = 0
        for text, here in zip(texts, named, strict=True):
            left = self.reach if here else left - 1
            chosen.append(text is not None and self.passes(text, named=here, before=left >= 0))
        return chosen


def _written(value: object) -> Iterator[str]:
    """Give the words of a list of the vocabulary: lines of forms, or pairs of such a line and its meaning."""
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, list):
        for one in value:
            yield from _written(one[0] if isinstance(one, list) else one)


def _words_of(name: str, table: Mapping[str, Any]) -> set[str]:
    triggers = vocabulary("triggers")
    found = set(_written(table.get("words", "")))
    for key in table.get("from", ()):
        shelf, _, entry = key.partition(".")
        if entry not in triggers.get(shelf, {}):
            raise BadVocabulary(
                f"The class {name!r} takes words from {key!r}, which triggers.toml does not have",
                where="prefilter.toml",
            )
        found |= set(_written(triggers[shelf][entry]))
    parts = {max(TOKEN.findall(word.lower()), key=len) for word in found}
    return (parts | set(table.get("signs", ""))) - set(_written(table.get("without", "")))


@cache
def prefilter() -> Prefilter:
    """Build the filter from the vocabulary.

    Raises:
        BadVocabulary: a line names a class that does not exist, or a class a list that does not exist.
    """
    tables = vocabulary("prefilter")
    bit = {name: 1 << i for i, name in enumerate(tables["class"])}
    unknown = {name for line in tables[LINES] for name in line} - set(bit)
    if unknown or ACTOR not in bit:
        raise BadVocabulary(
            f"No class of words is called {', '.join(sorted(unknown)) or ACTOR}", where="prefilter.toml"
        )
    words: dict[str, int] = {}
    by_next: dict[str, list[ByNext]] = {}
    digits = 0
    for name, table in tables["class"].items():
        digits |= bit[name] if table.get("digits") else 0
        unwanted, endings = frozenset(_written(table.get("unless_before", ""))), tuple(table.get("before", ()))
        for word in _words_of(name, table):
            if unwanted or endings:
                by_next.setdefault(word, []).append(ByNext(bit[name], unwanted, endings, wanted=bool(endings)))
            else:
                words[word] = words.get(word, 0) | bit[name]
    return Prefilter(
        words=words,
        by_next={word: tuple(conditions) for word, conditions in by_next.items()},
        digits=digits,
        lines=tuple(sum(bit[name] for name in set(line)) for line in tables[LINES]),
        actor=bit[ACTOR],
        reach=tables["reach"],
    )
