"""Persons in a document: who holds which office for which actor, from the document itself, else from dated lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from latticework.read.names import Mention, find_actors
from latticework.vocab import rows, vocabulary

PARTICLE = r"(?:bin|ibn|al|Al|El|el|de|da|dos|van|von|der|den|la|Le|du|Abu|Ben|Mac|Van|De|Di)"
TOKEN = r"(?:[A-ZÀ-ÞĀ-Ž][\w'’-]*[a-zà-ÿā-ž][\w'’-]*|[A-ZÀ-ÞĀ-Ž]{2,}|[A-Z]\.(?:-?[A-Z]\.)*)"
NAME = re.compile(
    rf"(?:(?:Dr|Mr|Ms|Mrs|Gen|Lt|Adm|Sen)\. |Sir |General |Admiral |Prince |Sheikh |Shaikh |Senator )*(?P<name>{TOKEN}(?:[ -](?:{PARTICLE}[ -])*{TOKEN}){{0,5}}(?:,? (?:Jr|Sr)\.|,? I{{2,3}}\b)?)"
)
NOT_NAMES = frozenset(
    [
        "The",
        "A",
        "An",
        "And",
        "Of",
        "In",
        "On",
        "At",
        "To",
        "For",
        "With",
        "By",
        "From",
        "His",
        "Her",
        "Their",
        "Its",
        "He",
        "She",
        "They",
        "This",
        "That",
        "These",
        "Those",
        "We",
        "Our",
        "Today",
        "Yesterday",
        "Earlier",
        "Summit",
        "Meeting",
        "Council",
        "Office",
        "Cabinet",
        "House",
        "Department",
        "Ministry",
        "Government",
        "Administration",
        "Delegation",
        "Statement",
        "Joint",
        "Readout",
        "United",
        "States",
        "Kingdom",
        "Republic",
        "European",
        "Union",
        "Nations",
        "National",
        "International",
        "American",
        "Security",
        "Affairs",
        "Foreign",
        "Defense",
        "Defence",
        "Minister",
        "Ministers",
        "President",
        "Presidents",
        "Secretary",
        "Leaders",
        "Leader",
        "Vice",
        "Deputy",
        "Prime",
        "Senior",
        "Officials",
        "Advisor",
        "Advisors",
        "Adviser",
        "Advisers",
        "Call",
        "Calls",
        "Visit",
    ]
)
NATION_AFTER = re.compile(r"(?:,)? of (?:the )?(?:Government of (?:the )?|Kingdom of |State of |Republic of )?$")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a document names it; ``code`` is the actor the office belongs to, ``how`` the rule that said so."""

    name: str
    office: str
    code: str
    how: str


@dataclass(slots=True)
class Persons:
    """Persons known in a document so far, by every word of their names."""

    on: str
    by_word: dict[str, Person] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        """Remember a person under the words of the name that may stand for it later."""
        for word in re.findall(r"[^\W\d_][\w'-]+", person.name):
            if len(word) > 2 and word not in ("bin", "ibn", "van", "von", "der", "Jr"):
                self.by_word[word] = person

    def find(self, words: str, office: str | None) -> Person | None:
        """Find who is meant by a name: somebody named before, else a dated office holder."""
        tokens = re.findall(r"[^\W\d_][\w'-]+", words.replace("’", "'"))
        for token in reversed(tokens):
            if token in self.by_word:
                return self.by_word[token]
        return _holder(words, office, self.on)


@cache
def _offices() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str | None]]]:
    names: list[tuple[str, str | None]] = []
    for table in vocabulary("offices")["office"]:
        names += [(name, table.get("state")) for name in table["names"]]
    names.sort(key=lambda pair: -len(pair[0]))
    words = [name if "\\w" in name else re.escape(name) for name, _ in names]
    states = [(re.compile(word), state) for word, (_, state) in zip(words, names, strict=True)]
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"), states


@cache
def _holders() -> dict[str, list[dict[str, str]]]:
    by_surname: dict[str, list[dict[str, str]]] = {}
    for row in rows("holders"):
        by_surname.setdefault(row["surname"].replace("’", "'").split()[-1].casefold(), []).append(row)
    return by_surname


def _holder(words: str, office: str | None, on: str) -> Person | None:
    """Look a name up among the dated office holders; the office, when written, must be theirs."""
    tokens = [token.strip(",.").casefold().removesuffix("'s") for token in words.replace("’", "'").split()]
    found = [row for token in tokens for row in _holders().get(token, ())]
    full = [
        row
        for row in found
        if any(words.replace("’", "'").startswith(name.replace("’", "'")) for name in row["name"].split(";"))
    ]
    if office and not full:
        wanted = office.casefold().replace("defense", "defence").replace("adviser", "advisor")
        found = [
            row for row in found if row["office"] in wanted or (wanted == "secretary" and "secretary" in row["office"])
        ]
    elif not full and not office:
        return None
    dated = [row for row in full or found if row["from"] <= on <= (row["to"] or "9999")] or (full or [])
    codes = {row["code"] for row in dated}
    if len(codes) != 1:
        return None
    row = dated[0]
    return Person(row["name"].split(";")[0], row["office"], row["code"], f"office holder on {on}: {row['office']}")


def _before(mentions: list[Mention], text: str, start: int) -> Mention | None:
    for mention in mentions:
        gap = text[mention.end : start]
        if mention.end <= start and re.fullmatch(
            r"(?:'s?)? ?(?:(?:[Ff]ormer|[Dd]eputy|[Aa]cting|[Vv]ice|[Ff]irst|[Ss]pecial|[Ss]enior|[Nn]ew|[Ii]ncoming|[Nn]ational|[Pp]rincipal|[Aa]ssistant|[Uu]nder|[Ss]tate) )*",
            gap,
        ):
            return mention
    return None


def _after(mentions: list[Mention], text: str, end: int) -> Mention | None:
    for mention in mentions:
        if mention.start >= end and re.fullmatch(
            r",? of (?:the )?(?:Government of )?(?:the )?", text[end : mention.start]
        ):
            return mention
    return None


def _trimmed(name: str) -> str:
    words = name.split()
    while words and words[0].rstrip(",.") in NOT_NAMES:
        words.pop(0)
    for position, word in enumerate(words):
        if word.rstrip("'s,.") in NOT_NAMES or word in NOT_NAMES:
            words = words[:position]
            break
    return " ".join(words)


def find_persons(text: str, mentions: list[Mention], persons: Persons) -> list[Mention]:
    """Find persons in a sentence as mentions of the actor they act for, and remember them.

    ``mentions`` are the actors named in the same text. A nationality written before the office or after the
    name decides; else the office itself (a "Secretary of State" is the United States'), what the document
    said before, and the dated list of office holders.
    """
    pattern, states = _offices()
    found: list[Mention] = []
    previous: tuple[int, str] | None = None
    for match in pattern.finditer(text):
        office, start, end = match[0], match.start(), match.end()
        if found and start < found[-1].end:
            continue
        follows = re.match(rf"(?: (?:and|/) (?:{pattern.pattern}))*(?:,? | )", text[end:])
        after_office = end + (follows.end() if follows and follows[0] else 0)
        inner = _after(mentions, text, end)
        if inner and text[inner.end : inner.end + 1] == " ":
            after_office = inner.end + 1  # "Prime Minister of Japan Kishida Fumio"
        name_match = NAME.match(text, after_office) if text[after_office - 1 : after_office] == " " else None
        name = _trimmed(name_match["name"]) if name_match else ""
        name = re.sub(r"'s?$", "", name)
        if text[end : end + 1] == "," and pattern.match(text, after_office):
            name = ""  # "the Vice President, President Marcos": two persons
        if name and any(m.start <= after_office + 1 < m.end for m in mentions if m.how != "capital"):
            name = ""
        name_at = text.find(name, after_office) if name else end
        name_end = name_at + len(name) if name else end
        nation = _before(mentions, text, start) or inner or (_after(mentions, text, name_end) if name else None)
        person: Person | None = None
        plain = office.rstrip(".")
        fixed = next((state for one, state in states if one.fullmatch(office) and state), None)
        title_only = plain in ("Mr", "Ms", "Mrs", "Dr", "Sir")
        if title_only:
            person = persons.find(name, None) if name else None
        elif nation and name:
            person = Person(name, plain, nation.codes[0], f"{nation.written} {plain} {name}")
        elif fixed and not name and not nation:
            person = Person("", plain, fixed, f"the {plain} is {fixed}'s")
        elif name:
            known = persons.find(name, plain)
            if known:
                person = known
            elif previous and re.fullmatch(r",? and |, ", text[previous[0] : start]):
                person = Person(name, plain, previous[1], "the nationality written before the office beside it")
            elif fixed:
                person = Person(name, plain, fixed, f"a {plain} is {fixed}'s")
        if person:
            if name and not title_only:
                persons.add(Person(name, person.office, person.code, person.how))
            first = nation.start if nation and nation.end <= start else start
            last = max(name_end, nation.end if nation and nation.start >= end and nation.start - name_end < 12 else 0)
            found.append(Mention((person.code,), first, last, text[first:last], "person"))
            previous = (last, person.code)
    taken = [(m.start, m.end) for m in found]
    for match in re.finditer(r"[^\W\d_][\w'-]+", text):  # a bare name that was introduced before
        known = persons.by_word.get(re.sub(r"'s$", "", match[0]))
        if known is None or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if any(m.start < match.end() and match.start() < m.end for m in mentions):
            continue
        end = match.end() - (2 if match[0].endswith("'s") else 0)
        if match.start() and not match[0][0].isupper():
            continue
        found.append(Mention((known.code,), match.start(), end, text[match.start() : end], "person"))
        taken.append((match.start(), end))
    return sorted(found, key=lambda mention: mention.start)


def mentions_in(text: str, persons: Persons) -> list[Mention]:
    """Find actors and persons in a sentence, in order, without overlap: a person's office outweighs its nationality."""
    actors = find_actors(text, persons.on)
    people = find_persons(text, actors, persons)
    kept = [m for m in actors if not any(p.start <= m.start < p.end for p in people)]
    return sorted([*kept, *people], key=lambda mention: mention.start)
