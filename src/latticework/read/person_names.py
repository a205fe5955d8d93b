"""Persons named in a sentence, by their offices and names, as mentions of the actor they act for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from latticework.read.names import Mention, find_actors
from latticework.read.persons import WORD, Person, Persons
from latticework.read.trigger_words import expression, words
from latticework.vocab import vocabulary

PARTICLE = r"(?:bin|ibn|al|Al|El|el|de|da|dos|van|von|der|den|la|Le|du|Abu|Ben|Mac|Van|De|Di)"
TOKEN = r"(?!(?:Jr|Sr)\b)(?:[A-ZÀ-ÞĀ-Ž][\w'’-]*[a-zà-ÿā-ž][\w'’-]*|[A-ZÀ-ÞĀ-Ž]{2,}|[A-Z]\.(?:-?[A-Z]\.)*)"
NAME = re.compile(
    rf"(?:(?:Dr|Mr|Ms|Mrs|Gen|Lt|Adm|Sen)\. |Sir |General |Admiral |Prince |Sheikh |Shaikh |Senator )*(?P<name>(?:(?:von|van|der|de|da|dos|del|al|bin) ){{0,2}}{TOKEN}(?:[ -](?:{PARTICLE}[ -])*{TOKEN}){{0,5}}(?:,? (?:Jr|Sr)\.|,? I{{2,3}}\b)?)"
)
PLURAL_OFFICES = {
    "Presidents": "President",
    "Prime Ministers": "Prime Minister",
    "Secretaries": "Secretary",
    "Ministers": "Minister",
    "Chancellors": "Chancellor",
}
PLURAL_OFFICE = re.compile(rf"\b({'|'.join(PLURAL_OFFICES)}) ")
NAME_IN_LIST = re.compile(rf"(?P<name>(?:{PARTICLE} )*{TOKEN}(?: (?:{PARTICLE} )*{TOKEN}){{0,3}}(?:, Jr\.)?)")
NEXT_IN_LIST = re.compile(r",? and |, ")
NATION_WITHIN = 12  # characters after a name within which its nation belongs to it


@dataclass(frozen=True, slots=True)
class Titled:
    """An office as it is written, with the name after it (if any) and the nation before or after it."""

    office: str
    start: int
    end: int
    name: str
    name_end: int
    nation: Mention | None

    @property
    def plain(self) -> str:
        """The office without an abbreviation's full stop."""
        return self.office.rstrip(".")

    @property
    def first(self) -> int:
        """The first character of the mention: the nation's, where it is written before the office."""
        return self.nation.start if self.nation and self.nation.end <= self.start else self.start

    @property
    def last(self) -> int:
        """The character after the mention: the nation's, where it is written right after the name."""
        nation = self.nation
        if nation and nation.start >= self.end and nation.start - self.name_end < NATION_WITHIN:
            return max(self.name_end, nation.end)
        return self.name_end


def mentions_in(text: str, persons: Persons) -> list[Mention]:
    """Find actors and persons in a sentence, in order, without overlap: a person's office outweighs its nationality."""
    actors = find_actors(text, persons.on)
    people = find_persons(text, actors, persons)
    kept = [m for m in actors if not any(p.start <= m.start < p.end for p in people)]
    return sorted([*kept, *people], key=lambda mention: mention.start)


def find_persons(text: str, mentions: list[Mention], persons: Persons) -> list[Mention]:
    """Find persons in a sentence as mentions of the actor they act for, and remember them.

    ``mentions`` are the actors named in the same text. A nationality written before the office or after the
    name decides; else the office itself (a "Secretary of State" is the United States'), what the document
    said before, and the dated list of office holders.
    """
    found: list[Mention] = []
    beside: Mention | None = None
    for match in _offices()[0].finditer(text):
        if found and match.start() < found[-1].end:
            continue
        one = _titled(text, match, mentions)
        together = beside is not None and re.fullmatch(r",? and |, ", text[beside.end : one.start])
        person = _person(one, persons, beside.codes[0] if beside and together else None)
        if person:
            if one.name and not _is_form_of_address(one):
                persons.add(Person(one.name, person.office, person.code, person.how))
            beside = Mention((person.code,), one.first, one.last, text[one.first : one.last], "person")
            found.append(beside)
    found += _of_plural_office(text, mentions, found, persons)
    found += _known_by_name(text, mentions, found, persons)
    return sorted(found, key=lambda mention: mention.start)


@cache
def _offices() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str | None]]]:
    """Give the expression of all offices, the longest first, and each with the state it can only be of, if any."""
    names: list[tuple[str, str | None]] = []
    for table in vocabulary("offices")["office"]:
        names += [(name, table.get("state")) for name in table["names"]]
    names.sort(key=lambda pair: -len(pair[0]))
    written = [name if "\\w" in name else re.escape(name) for name, _ in names]
    states = [(re.compile(word), state) for word, (_, state) in zip(written, names, strict=True)]
    return re.compile(r"(?<!\w)(?:" + "|".join(written) + r")(?!\w)"), states


def _titled(text: str, match: re.Match[str], mentions: list[Mention]) -> Titled:
    start, end = match.span()
    inner = _nation_after(mentions, text, end)
    after_office = _after_offices(text, end)
    if inner and text[inner.end : inner.end + 1] == " ":
        after_office = inner.end + 1  # "Prime Minister of Japan Kishida Fumio"
    name = _name_at(text, end, after_office, mentions)
    name_end = text.find(name, after_office) + len(name) if name else end
    nation = _nation_before(mentions, text, start) or inner
    if not nation and name:
        nation = _nation_after(mentions, text, name_end)
    return Titled(match[0], start, end, name, name_end, nation)


def _after_offices(text: str, end: int) -> int:
    """Give where a name may begin: after the office and those joined to it ("President and Commander-in-Chief")."""
    follows = re.match(rf"(?: (?:and|/) (?:{_offices()[0].pattern}))*(?:,? | )", text[end:])
    return end + (follows.end() if follows else 0)


def _name_at(text: str, end: int, after_office: int, mentions: list[Mention]) -> str:
    match = NAME.match(text, after_office) if text[after_office - 1 : after_office] == " " else None
    name = re.sub(r"['’]s?$", "", _trimmed(match["name"])) if match else ""
    if text[end : end + 1] == "," and _offices()[0].match(text, after_office):
        return ""  # "the Vice President, President Marcos": two persons
    if any(m.start <= after_office + 1 < m.end for m in mentions if m.how != "capital"):
        return ""
    return name


def _trimmed(name: str) -> str:
    """Cut a run of capitalized words to the name: without what is no name before it, and from the next such word on."""
    parts = name.split()
    no_name = words("persons", "not_names")
    while parts and parts[0].rstrip(",.") in no_name:
        parts.pop(0)
    stop = next((i for i, part in enumerate(parts) if part.rstrip("'s,.") in no_name or part in no_name), len(parts))
    owner = next((i + 1 for i, part in enumerate(parts) if part.endswith(("'s", "’s"))), stop)
    return " ".join(parts[: min(stop, owner)])  # "Jake Sullivan's Travel": he is not called Travel


def _nation_before(mentions: list[Mention], text: str, start: int) -> Mention | None:
    between = expression("persons", "nation_to_office")
    near = (m for m in mentions if m.end <= start and between.fullmatch(text[m.end : start]))
    return next((m for m in near if len(m.codes) == 1), None)


def _nation_after(mentions: list[Mention], text: str, end: int) -> Mention | None:
    between = expression("persons", "office_to_nation")
    near = (m for m in mentions if m.start >= end and between.fullmatch(text[end : m.start]))
    return next((m for m in near if len(m.codes) == 1), None)


def _is_form_of_address(one: Titled) -> bool:
    return one.plain in words("persons", "address")


def _person(one: Titled, persons: Persons, beside: str | None) -> Person | None:
    """Find who is meant, and for which actor; ``beside`` is the actor of the office written right before."""
    if _is_form_of_address(one):
        return persons.find(one.name, None) if one.name else None
    fixed = next((state for office, state in _offices()[1] if state and office.fullmatch(one.office)), None)
    if one.nation and one.name:
        how = f"{one.nation.written} {one.plain} {one.name}"
        return Person(one.name, one.plain, one.nation.codes[0], how)
    if not one.name:
        own = fixed if not one.nation else None
        return Person("", one.plain, own, f"the {one.plain} is {own}'s") if own else None
    known = persons.find(one.name, one.plain)
    if known:
        return known
    if fixed:
        return Person(one.name, one.plain, fixed, f"a {one.plain} is {fixed}'s")
    return (
        Person(one.name, one.plain, beside, "the nationality written before the office beside it") if beside else None
    )


def _of_plural_office(text: str, mentions: list[Mention], people: list[Mention], persons: Persons) -> list[Mention]:
    """Find the persons in "Presidents Biden and von der Leyen", "Secretaries Blinken and Austin"."""
    found: list[Mention] = []
    taken = [(m.start, m.end) for m in people]
    for match in PLURAL_OFFICE.finditer(text):
        if any(first < match.end() and match.start() < last for first, last in taken):
            continue
        at, start = match.end(), match.start()
        while name := NAME_IN_LIST.match(text, at):
            known = persons.find(name["name"], PLURAL_OFFICES[match[1]])
            if known is None or any(m.start < name.end() and name.start("name") < m.end for m in mentions):
                break
            found.append(Mention((known.code,), start, name.end(), text[start : name.end()], "person"))
            follows = NEXT_IN_LIST.match(text, name.end())
            if follows is None:
                break
            at = start = follows.end()
    return found if len(found) > 1 else []


def _known_by_name(text: str, mentions: list[Mention], people: list[Mention], persons: Persons) -> list[Mention]:
    """Find bare names that were introduced before."""
    found: list[Mention] = []
    taken = [(m.start, m.end) for m in (*people, *mentions)]
    for match in WORD.finditer(text):
        known = persons.named(re.sub(r"'s$", "", match[0]))
        if known is None or any(first < match.end() and match.start() < last for first, last in taken):
            continue
        if match.start() and not match[0][0].isupper():
            continue
        end = match.end() - (2 if match[0].endswith("'s") else 0)
        found.append(Mention((known.code,), match.start(), end, text[match.start() : end], "person"))
    return found
