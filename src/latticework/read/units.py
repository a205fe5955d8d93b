"""Names that belong together as one unit of a sentence: "US-ROK-Japan", "Japan, Australia, and the Philippines".

The language model meets a sentence in which each unit is one word, so that a list of states can neither be
torn apart nor taken for a list of clauses; every character stays where it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from latticework.read.names import How, Mention, codes_of

HYPHEN = re.compile(r" ?[-–/] ?(?:the )?")
COMMA = re.compile(r", (?:the )?")
LAST = re.compile(r",? (?:and|&|as well as|together with) (?:the )?")
PAIR = re.compile(r" (?:and|&|as well as|together with) (?:the )?")
OWNER = re.compile(r"['’]s?\b|['’](?= )")
NOUN_AFTER = re.compile(r" [a-z]")
WHOLE_WORDS = re.compile(
    r"\b(?:re|co|pre|non|multi|counter|mini|anti|inter|sub|de)-[a-z]+\b|\b2[ -]?(?:plus[ -]?|\+ ?)2\b", re.IGNORECASE
)

# a common word of the same kind, which the language model reads in the place of a unit
STANDS_FOR: dict[How, str] = {
    "name": "Japan",
    "adjective": "Japanese",
    "capital": "Tokyo",
    "institution": "Congress",
    "organization": "Japan",
    "group": "Japan",
    "person": "Obama",
}
SEVERAL = "Americans"
OFFICE = "president"


@dataclass(frozen=True, slots=True)
class Word:
    """Characters of a sentence that are one word to the language model, which reads ``instead`` in their place."""

    start: int
    end: int
    instead: str


def join_units(mentions: list[Mention], text: str) -> list[Mention]:
    """Join the mentions of a compound or a list to one mention with all their codes.

    >>> from latticework.read.names import find_actors
    >>> text = "Japan, Australia, and the Philippines met US and Korean officials in US-ROK talks"
    >>> [m.written for m in join_units(find_actors(text), text)]
    ['Japan, Australia, and the Philippines', 'US and Korean', 'US-ROK']
    """
    compounds: list[Mention] = []
    for mention in mentions:
        if (
            compounds
            and compounds[-1].codes == mention.codes
            and text[compounds[-1].end : mention.start] == " ("
            and text[mention.end : mention.end + 1] == ")"
        ):
            last = compounds.pop()  # "East Asia Summit (EAS)"
            compounds.append(
                Mention(last.codes, last.start, mention.end + 1, text[last.start : mention.end + 1], last.how)
            )
            continue
        if (
            compounds
            and HYPHEN.fullmatch(text[compounds[-1].end : mention.start])
            and "person" not in (mention.how, compounds[-1].how)
        ):
            compounds[-1] = _joined(text, [compounds[-1], mention])
        else:
            compounds.append(mention)
    units: list[Mention] = []
    i = 0
    while i < len(compounds):
        items = _list_from(compounds, i, text)
        units.append(_joined(text, items) if len(items) > 1 else compounds[i])
        i += len(items)
    return units


def _list_from(mentions: list[Mention], i: int, text: str) -> list[Mention]:
    """Give the longest list of names that starts at a mention: "A and B", or "A, B, C(,) and D"."""
    items, closed = [mentions[i]], 1
    for mention in mentions[i + 1 :]:
        if not _fits(items[0], mention, text):
            break
        gap = text[items[-1].end : mention.start]
        if (LAST if len(items) > 1 else PAIR).fullmatch(gap):
            items.append(mention)
            closed = len(items)
            break
        if not COMMA.fullmatch(gap):
            break
        items.append(mention)
    return items[:closed]


def _fits(first: Mention, other: Mention, text: str) -> bool:
    if OWNER.match(text, first.end):
        return False
    if "person" in (first.how, other.how):  # "Blinken and Japanese officials" are not a list of two names
        modifies = other.how == "adjective" or (other.how != "person" and NOUN_AFTER.match(text, other.end))
        return first.how != "adjective" and not modifies and not OWNER.match(text, other.end)
    if other.how == "adjective" and first.how != "adjective":
        return first.how == "name" and NOUN_AFTER.match(text, other.end) is not None
    return first.how == other.how or "capital" not in (first.how, other.how)


def _joined(text: str, items: list[Mention]) -> Mention:
    kinds = [item.how for item in items]
    how: How = "adjective" if kinds[-1] == "adjective" else kinds[0] if len(set(kinds)) == 1 else "name"
    start, end = items[0].start, items[-1].end
    return Mention(codes_of(items), start, end, text[start:end], how)


def whole_words(units: list[Mention], text: str) -> list[Word]:
    """Give, in order, what is one word to the language model: every unit, and "re-sequence", "co-led", "2-plus-2"."""
    words = [Word(unit.start, unit.end, _instead(unit, text)) for unit in units]
    taken = [(unit.start, unit.end) for unit in units]
    for match in WHOLE_WORDS.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            plain = match[0].replace("-", "")
            words.append(Word(match.start(), match.end(), plain if plain.isalpha() else "ministerial"))
    return sorted(words, key=lambda word: word.start)


def _instead(unit: Mention, text: str) -> str:
    if (
        unit.how in ("name", "person", "organization", "group", "institution")
        and PAIR.search(unit.written)
        and len(unit.codes) > 1
    ):
        return SEVERAL
    if unit.how == "person" and re.search(r"\b[Tt]he $", text[: unit.start]):
        return OFFICE
    return STANDS_FOR[unit.how]
