"""Actors in text: states, organizations and groups by every name they go by; places are not parties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from latticework.vocab import actors, members, vocabulary

How = Literal["name", "adjective", "capital", "institution", "organization", "group", "person"]
WORD = re.compile(r"[^\W_]+")
LONG_FORM = re.compile(
    r"\b(?:(?:United|Federal|Federative|Democratic|People's|Islamic|Arab|Hashemite|Socialist|Co-operative|Plurinational|Independent) )*"
    r"(?:Republic|Kingdom|State|Commonwealth|Union|Sultanate|Principality|Grand Duchy|Federation) of (?:the )?$"
)
LONGEST_FORM = 50


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor named in a text: its codes (a group's members), where, as written, and by what kind of name."""

    codes: tuple[str, ...]
    start: int
    end: int
    written: str
    how: How


@dataclass(frozen=True, slots=True)
class _Name:
    written: str
    code: str | None
    how: How
    until: str = ""


@cache
def _names() -> dict[str, list[_Name]]:
    """Names by their first word, the longest first, so that one pass over the words finds the longest match."""
    found: dict[str, _Name] = {}

    def add(written: str, code: str | None, how: How) -> None:
        until = actors()[code].get("until", "") if code else ""
        for variant in {written, written.replace("’", "'"), written.replace("'", "’")}:
            found.setdefault(variant, _Name(variant, code, how, until))

    for place in vocabulary("places")["names"]:
        add(place, None, "name")
    for code, actor in actors().items():
        if actor.get("written", True):
            plain: How = "name" if actor["kind"] == "state" else actor["kind"]
            for name in (actor["label"], *actor.get("aliases", ())):
                add(name, code, plain)
            for name in actor.get("demonyms", ()):
                add(name, code, "adjective")
            for name in actor.get("institutions", ()):
                add(name, code, "institution")
    for code, actor in actors().items():  # last: "Mexico City" is Mexico's, but "Singapore" is first of all the state
        for name in actor.get("capitals", ()):
            add(name, code, "capital")
    by_first: dict[str, list[_Name]] = {}
    for name in sorted(found.values(), key=lambda one: -len(one.written)):
        first = WORD.search(name.written)
        if first:
            by_first.setdefault(first[0], []).append(name)
    return by_first


def _long_form(text: str, start: int) -> str:
    """Give what makes the name at a character a state's long one: "*United Republic of* Tanzania"."""
    match = LONG_FORM.search(text[max(0, start - LONGEST_FORM) : start])
    return match[0] if match else ""


def find_actors(text: str, on: str | None = None) -> list[Mention]:
    """Find every actor named in a text, in order; a group stands for its members on a date (ISO, default: latest).

    >>> [m.codes for m in find_actors("the US-ROK-Japan defense ministers in Tokyo")]
    [('USA',), ('KOR',), ('JPN',), ('JPN',)]
    >>> find_actors("peace on the Korean Peninsula")
    []
    """
    by_first, found, stop = _names(), [], 0
    for word in WORD.finditer(text):
        start = word.start()
        if start < stop or word[0] not in by_first:
            continue
        if start and (
            text[start - 1] == "." and start > 1 and text[start - 2].isalnum() and not text[start - 2].isdigit()
        ):
            continue  # the "S." of an initialism that is not known
        for name in by_first[word[0]]:
            end = start + len(name.written)
            if name.until and on and on[:4] > name.until[:4]:
                continue  # a state that was no more
            if text.startswith(name.written, start) and not (end < len(text) and text[end].isalnum()):
                stop = end
                if name.code:
                    codes: tuple[str, ...] = (name.code,)
                    if name.how == "group":
                        codes = members(name.code, on or "9999") or codes
                    first = start - len(_long_form(text, start) if name.how == "name" else "")
                    found.append(Mention(codes, first, end, text[first:end], name.how))
                break
    return found


def codes_of(mentions: list[Mention]) -> tuple[str, ...]:
    """Give the codes of mentions, each once, in order."""
    return tuple(dict.fromkeys(code for mention in mentions for code in mention.codes))
