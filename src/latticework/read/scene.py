"""What a document has established so far: who speaks, who met, who "they", "the three ministers" and "the President" are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from latticework.model import Document
from latticework.read.persons import Persons
from latticework.read.trigger_words import words
from latticework.vocab import actors, vocabulary

Codes = tuple[str, ...]
SIZES = {
    "both": 2,
    "two": 2,
    "bilateral": 2,
    "three": 3,
    "trilateral": 3,
    "four": 4,
    "quadrilateral": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
}


@dataclass(slots=True)
class Scene:
    """The running context of one document; sets of actors are kept newest last."""

    document: Document
    persons: Persons
    speakers: Codes = ()
    readout: bool = False
    journey: bool = False
    said: Codes = ()
    he: Codes = ()
    they: Codes = ()
    met: Codes = ()
    met_on: str | None = None
    summit_on: str | None = None
    agreed: Codes = ()
    signatories: Codes = ()
    listing: Codes = ()
    listing_until: str | None = None
    listing_means: bool = False
    promisers: Codes = ()
    promised_in: int = -1
    bodies: dict[str, Codes] = field(default_factory=dict)
    sets: list[Codes] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document) -> Scene:
        """Open the scene of a document before its first sentence."""
        first = (document.date or "9999").removeprefix("../").split("/")[0]
        return cls(document, Persons(first))

    def remember(self, codes: Codes) -> None:
        """Remember a set of two or more actors that a later "the three countries" may mean."""
        if len(codes) > 1:
            self.sets = [*[s for s in self.sets if set(s) != set(codes)][-11:], codes]

    def note_signatories(self, text: str) -> None:
        """Remember whose signatories "the signatories" are, once their instrument was named."""
        for code, group in vocabulary("groups").items():
            if any(name in text for name in group.get("signatories_of", ())):
                self.signatories = (code,)

    def note_body(self, noun: str, parties: Codes) -> None:
        """Remember whose body "the Task Force", "the committee" is once it was founded."""
        if noun in words("descriptions", "bodies"):
            self.bodies[noun] = parties

    def group_of(self, size: int | None) -> Codes:
        """Find whom "the leaders" or "the three ministers" means: the latest fitting set of actors."""
        first = [self.met, self.speakers, self.said, self.agreed]
        if size is None:
            return next((codes for codes in first if len(codes) > 1 or (codes and is_collective(codes[0]))), ())
        return next((codes for codes in (*first, *reversed(self.sets)) if len(codes) == size), ())


def each_once(*groups: Iterable[str]) -> Codes:
    """Join groups of actors to one, each actor once, in order.

    >>> each_once(("USA", "JPN"), ("JPN", "KOR"))
    ('USA', 'JPN', 'KOR')
    """
    return tuple(dict.fromkeys(code for group in groups for code in group))


def is_collective(code: str) -> bool:
    """Tell whether an actor is an organization or group, whose "leaders" may be spoken of without naming it."""
    return actors().get(code, {}).get("kind") in ("organization", "group")


def is_region(code: str) -> bool:
    """Tell whether an actor is the countries of a region, named together and not one by one."""
    return bool(actors().get(code, {}).get("region"))


def size_in(text: str) -> int | None:
    """Find the number that a description gives: "the three ministers", "both sides".

    >>> size_in("the three National Security Advisors"), size_in("the leaders")
    (3, None)
    """
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in SIZES:
            return SIZES[word]
    return None
