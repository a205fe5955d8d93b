"""Counts of personnel and equipment in English text."""

from __future__ import annotations

import re

from latticework.read.amounts import NUMBER, NUMBER_WORDS, SCALES, FoundAmount
from latticework.read.date_words import MONTHS
from latticework.read.number_words import alternation, cardinal
from latticework.vocab import vocabulary

WORDS = vocabulary("counted")
UNITS = {word: unit for unit, words in WORDS["units"].items() for word in words}
SINGULAR = {
    re.sub(r"(?<=ie)s$|ies$|s$", lambda end: "y" if end[0] == "ies" else "", word): unit for word, unit in UNITS.items()
}
SINGULAR = {
    word: unit for word, unit in SINGULAR.items() if word not in UNITS and unit not in ("personnel", "round", "system")
}
NEVER = frozenset(WORDS["between"]["never"])
NAMED = re.compile(rf"\b{alternation(WORDS['named']['before'])}\.?[ \u00a0]$", re.IGNORECASE)
MONTH = re.compile(rf"\b{alternation(MONTHS)}\.?\s$", re.IGNORECASE)
YEAR = re.compile(
    rf"(?:\b(?:in|since|by|until|till|through|before|after|from|during|year|of|{'|'.join(MONTHS)})|,)\s$", re.IGNORECASE
)
CALIBRE = r"(?:\d{1,3}(?:\.\d+)?(?:[ -]?(?:mm|millimeters?|-?inch))[ -])?"
GAP = rf"(?P<gap>{CALIBRE}(?:(?!\d+\s)[\w.'’/-]+\s){{0,4}}?)"
COUNT = re.compile(
    rf"(?<![$€£¥\d.,/–—-])\b(?:(?P<number>{NUMBER}|{NUMBER_WORDS})(?:\s(?P<scale>thousand|million|dozen)\b)?\s{GAP}(?P<unit>{alternation(UNITS)})"
    rf"|(?P<single>one|1)\s{GAP.replace('gap', 'between')}(?P<one>{alternation(SINGULAR)}))\b(?!-)",
    re.IGNORECASE,
)


def _means_a_count(match: re.Match[str], text: str, number: str, unit: str, gap: str) -> bool:
    """Refuse names ("Article 5 forces"), dates, and numbers that count something before the unit."""
    before = text[max(0, match.start() - 14) : match.start()]
    if NAMED.search(before) or (re.fullmatch(r"(?:19|20)\d\d", number) and YEAR.search(before)):
        return False
    if len(number) < 3 and MONTH.search(before):
        return False  # "December 9 forces"
    if unit.istitle() and text[match.end() : match.end() + 2].strip().isupper():
        return False  # "three National Food Systems Dialogues"
    words = re.sub(CALIBRE, "", gap, count=1, flags=re.IGNORECASE).split() if gap[:1].isdigit() else gap.split()
    return not any(word.lower().strip(".'’") in NEVER for word in words)


def find_counts(text: str) -> list[FoundAmount]:
    """Find counts of personnel and equipment with their unit, in order.

    >>> [(c.value, c.unit) for c in find_counts("a center comprising 700 personnel and three Virginia class submarines")]
    [(700.0, 'personnel'), (3.0, 'submarine')]
    >>> [(c.value, c.unit) for c in find_counts("2,000 155 mm rounds; 155 mm rounds; the F-16 aircraft; 2-plus-2 forces")]
    [(2000.0, 'round')]
    """
    found = []
    at = 0
    while match := COUNT.search(text, at):
        number, gap = match["number"] or match["single"], match["gap"] or match["between"] or ""
        unit = match["unit"] or match["one"]
        value = cardinal(number)
        at = match.end()
        if value and _means_a_count(match, text, number, unit, gap):
            counted = UNITS.get(unit.lower()) or SINGULAR[unit.lower()]
            found.append(
                FoundAmount(match.start(), at, value * SCALES.get((match["scale"] or "").lower(), 1.0), unit=counted)
            )
        else:
            at = match.start() + len(number)
    return found
