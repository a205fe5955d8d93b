"""Actors in text: states, organizations and groups by their names, adjectives and compounds; places are not parties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from latticework.vocab import vocabulary


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor named in a text: codes, where, as written, and whether by adjective or capital."""

    codes: tuple[str, ...]
    start: int
    end: int
    written: str
    how: str


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, ...], str]]]:
    words: dict[str, tuple[tuple[str, ...], str]] = {}
    for code, actor in vocabulary("actors").items():
        for word in actor.get("demonyms", ()):
            words[word] = ((code,), "adjective")
        for word in actor.get("capitals", ()):
            words[word] = ((code,), "capital")
        for word in (actor["label"], *actor.get("aliases", ())):
            words[word] = ((code,), "name")
    for code, group in vocabulary("groups").items():
        for word in group.get("aliases", ()):
            words[word] = (tuple(group["members"]) or (code,), "group")
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w])"), words


def find_actors(text: str) -> list[Mention]:
    """Find every actor named in a text, in order.

    >>> [m.codes for m in find_actors("the US-ROK-Japan defense ministers in Tokyo")]
    [('USA',), ('KOR',), ('JPN',), ('JPN',)]
    """
    pattern, words = _lexicon()
    return [Mention(words[m[0]][0], m.start(), m.end(), m[0], words[m[0]][1]) for m in pattern.finditer(text)]


PLACE_BEFORE = re.compile(r"\b(?:in|at|to|near|around|from|over|off)(?: the)? (?:[A-Z]\w+, )?$")


def parties_in(text: str) -> list[Mention]:
    """Find the actors that may be parties: capitals and names after "in" are places."""
    found = []
    for mention in find_actors(text):
        place = PLACE_BEFORE.search(text[max(0, mention.start - 30) : mention.start])
        if mention.how == "capital" or (place and mention.how == "name"):
            continue
        found.append(mention)
    return found


def codes_of(mentions: list[Mention]) -> tuple[str, ...]:
    """Give the codes of mentions, each once, in order."""
    return tuple(dict.fromkeys(code for mention in mentions for code in mention.codes))
