"""Persons known in a document: who holds which office for which actor, as it says itself, else by dated lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from latticework.read.trigger_words import words
from latticework.vocab import rows

WORD = re.compile(r"[^\W\d_][\w'-]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a document names it; ``code`` is the actor the office belongs to, ``how`` the rule that said so."""

    name: str
    office: str
    code: str
    how: str


@dataclass(slots=True)
class Persons:
    """Persons known in a document so far, by every word of their names; those of one surname stay apart."""

    on: str
    _by_word: dict[str, list[Person]] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        """Remember a person under the words of the name that may stand for it later."""
        for word in WORD.findall(person.name):
            if len(word) > 2 and word not in words("persons", "name_particles"):
                namesakes = [one for one in self._by_word.get(word, ()) if one.code != person.code]
                self._by_word[word] = [*namesakes, person]

    def known(self) -> list[Person]:
        """Give everybody known, in the order in which they were named last."""
        return list(dict.fromkeys(person for people in self._by_word.values() for person in people))

    def named(self, word: str, office: str | None = None) -> Person | None:
        """Find who a word of a name means: the namesake of that office, else the one named first.

        >>> people = Persons("2022-04-29")
        >>> people.add(Person("Kamala Harris", "Vice President", "USA", "")); people.add(
        ...     Person("Timothy Harris", "Prime Minister", "KNA", ""))
        >>> people.named("Harris").code, people.named("Harris", "Prime Minister").code
        ('USA', 'KNA')
        """
        namesakes = self._by_word.get(word, [])
        return next(
            (one for one in namesakes if one.office.casefold() == (office or "").casefold()),
            namesakes[0] if namesakes else None,
        )

    def find(self, name: str, office: str | None) -> Person | None:
        """Find who is meant by a name: somebody named before, else a dated office holder."""
        for token in reversed(WORD.findall(name.replace("’", "'"))):
            known = self.named(token, office)
            if known is not None:
                return known
        return _holder(name, office, self.on)


@cache
def _holders() -> dict[str, list[dict[str, str]]]:
    by_surname: dict[str, list[dict[str, str]]] = {}
    for row in rows("holders"):
        by_surname.setdefault(row["surname"].replace("’", "'").split()[-1].casefold(), []).append(row)
    return by_surname


def _holder(name: str, office: str | None, on: str) -> Person | None:
    """Look a name up among the dated office holders; the office, when written, must be theirs."""
    tokens = [token.strip(",.").casefold().removesuffix("'s") for token in name.replace("’", "'").split()]
    found = [row for token in tokens for row in _holders().get(token, ())]
    full = [
        row
        for row in found
        if any(name.replace("’", "'").startswith(one.replace("’", "'")) for one in row["name"].split(";"))
    ]
    if office and not full:
        wanted = office.casefold().replace("defense", "defence").replace("adviser", "advisor")
        found = [
            row
            for row in found
            if row["office"] in wanted
            or (wanted == "secretary" and "secretary" in row["office"])
            or (row["office"].endswith(f" {wanted}") and not row["office"].startswith("vice"))  # of the Commission
        ]
    elif not full and not office:
        return None
    dated = [row for row in full or found if row["from"] <= on <= (row["to"] or "9999")] or (full or [])
    codes = {row["code"] for row in dated}
    if len(codes) != 1:
        return None
    row = dated[0]
    return Person(row["name"].split(";")[0], row["office"], row["code"], f"office holder on {on}: {row['office']}")
