"""Amounts of money, and counts of personnel and equipment, in English text."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALE = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "hundred": 1e2, "dozen": 12.0}
SIGNS = {
    "us$": "USD", "u.s.$": "USD", "u.s. $": "USD", "us $": "USD", "$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "mex$": "MXN", "s$": "SGD", "hk$": "HKD", "nt$": "TWD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "₱": "PHP", "₴": "UAH",
}  # fmt: skip
ISO = "USD|EUR|GBP|AUD|CAD|NZD|JPY|KRW|INR|PHP|UAH|CHF|SEK|NOK|DKK|PLN|CZK|TRY|CNY|RUB|SGD|TWD|ILS|AED|SAR"
WORDS = {
    "u.s. dollar": "USD", "us dollar": "USD", "american dollar": "USD", "australian dollar": "AUD", "canadian dollar": "CAD",
    "new zealand dollar": "NZD", "singapore dollar": "SGD", "hong kong dollar": "HKD", "taiwan dollar": "TWD", "new taiwan dollar": "TWD", "dollar": "USD",
    "euro": "EUR", "pound sterling": "GBP", "british pound": "GBP", "pounds sterling": "GBP", "pound": "GBP", "japanese yen": "JPY", "yen": "JPY",
    "south korean won": "KRW", "korean won": "KRW", "won": "KRW", "indian rupee": "INR", "pakistani rupee": "PKR", "philippine peso": "PHP", "mexican peso": "MXN",
    "hryvnia": "UAH", "swiss franc": "CHF", "french franc": "FRF", "swedish krona": "SEK", "swedish kronor": "SEK", "norwegian krone": "NOK", "norwegian kroner": "NOK",
    "danish krone": "DKK", "danish kroner": "DKK", "zloty": "PLN", "polish zloty": "PLN", "turkish lira": "TRY", "yuan": "CNY", "chinese yuan": "CNY", "renminbi": "CNY", "rmb": "CNY",
    "ruble": "RUB", "rouble": "RUB", "russian ruble": "RUB", "shekel": "ILS", "deutsche mark": "DEM", "deutschmark": "DEM", "saudi riyal": "SAR", "dirham": "AED",
}  # fmt: skip
ONES = {w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}
ONES |= {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)} | {"a": 1, "an": 1, "half a": 0.5, "half": 0.5}
WORD_NUMBER = r"(?:" + "|".join(sorted(ONES, key=len, reverse=True)) + r"|hundred|thousand|and)"
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALES = r"thousand|million|billion|trillion|mln|bn|tn|m|b|k"
BEFORE = re.compile(
    rf"(?<![A-Za-z])(?P<sign>(?:{ISO})\$|Mex\$|US ?\$|U\.S\. ?\$|AU?\$|CA?\$|NZ\$|S\$|HK\$|NT\$|[$€£¥₩₹₱₴]|(?:{ISO})(?= ?\d)) ?(?P<number>{NUMBER})(?:(?: ?(?:-|–|to) ?)[$€£¥]?(?P<upper>{NUMBER}))?(?:[ -]?(?P<scale>{SCALES})\b)?(?: (?P<after>USD|AUD|CAD|NZD|SGD)\b)?",
    re.IGNORECASE,
)
UNITS = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
AFTER = re.compile(
    rf"\b(?P<number>{NUMBER}|{WORD_NUMBER}(?:[ -]{WORD_NUMBER})*)(?:[ -](?P<scale>{SCALES}))?(?:[ -]?(?P<sign>[€£$])(?![\d ]*\d)|[ -]?(?P<mega>M)?(?P<iso>{ISO})\b|[ -](?P<unit>{UNITS})s?\b)(?: (?P<late>million|billion)\b)?",
    re.IGNORECASE,
)
COUNTED = {
    "personnel": "personnel", "troops": "personnel", "soldiers": "personnel", "service members": "personnel", "servicemembers": "personnel", "staff": "personnel",
    "forces": "personnel", "trainers": "personnel", "instructors": "personnel", "posts": "personnel", "sailors": "personnel", "marines": "personnel",
    "submarines": "submarine", "ssns": "submarine", "ships": "ship", "vessels": "ship", "patrol boats": "ship", "frigates": "ship", "destroyers": "ship",
    "aircraft": "aircraft", "helicopters": "aircraft", "drones": "drone", "uavs": "drone", "unmanned aerial systems": "drone", "fighter jets": "aircraft",
    "tanks": "tank", "vehicles": "vehicle", "howitzers": "artillery piece", "missiles": "missile", "interceptors": "missile", "systems": "system", "launchers": "launcher",
    "batteries": "battery", "rounds": "round", "shells": "round", "rifles": "rifle", "brigades": "brigade", "battalions": "battalion",
}  # fmt: skip
COUNT = re.compile(
    rf"(?<![$€£¥\d.,-])\b(?!an? |and |half )(?P<number>{NUMBER}|{WORD_NUMBER}(?:[ -]{WORD_NUMBER})*)(?:[ ](?P<scale>thousand|million|hundred|dozen))?(?: (?:of )?(?:(?!\d)[\w-]+ ){{0,4}}?)(?P<unit>"
    + "|".join(sorted(COUNTED, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount in a text: its value in units of ``currency`` (ISO 4217) or of ``unit``, and where it stands."""

    start: int
    end: int
    value: float
    currency: str | None = None
    unit: str | None = None


def number_value(written: str) -> float | None:
    """Read a number in digits or in words up to a million.

    >>> number_value("1,250"), number_value("twenty-five"), number_value("three hundred thousand")
    (1250.0, 25.0, 300000.0)
    """
    written = written.lower().strip()
    if re.fullmatch(NUMBER, written):
        return float(written.replace(",", ""))
    total, part, seen = 0.0, 0.0, False
    for word in re.split(r"[ -]+", written):
        if word in ONES:
            part, seen = part + ONES[word], True
        elif word == "hundred":
            part, seen = (part or 1) * 100, True
        elif word == "thousand":
            total, part, seen = total + (part or 1) * 1000, 0.0, True
        elif word != "and":
            return None
    return total + part if seen else None


def find_money(text: str) -> list[FoundAmount]:
    """Find every amount of money, in order.

    >>> [(m.value, m.currency) for m in find_money("a pledge of $500 million, nearly £4 billion, EUR 5bn and 3 million yen")]
    [(500000000.0, 'USD'), (4000000000.0, 'GBP'), (5000000000.0, 'EUR'), (3000000.0, 'JPY')]
    """
    found: list[FoundAmount] = []
    for match in BEFORE.finditer(text):
        sign = re.sub(r"(?<=S)\. ?(?=\$)|(?<=US) (?=\$)", "", match["sign"]).lower()
        if re.fullmatch(r"[a-z]{3}\$", sign) and sign != "mex$":
            sign = sign[:3]
        currency = (match["after"] or SIGNS.get(sign.replace(" ", "")) or SIGNS.get(sign) or sign).upper()
        scale = (match["scale"] or "").lower()
        found.append(FoundAmount(match.start(), match.end(), round(float(match["number"].replace(",", "")) * SCALE.get(scale, 1.0), 6), currency))
    for match in AFTER.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        value = number_value(match["number"])
        if value is None:
            continue
        unit = (match["unit"] or "").lower()
        currency = SIGNS.get(match["sign"] or "") or (match["iso"] or "").upper() or WORDS.get(unit) or WORDS[unit.rstrip("s")]
        scale = (match["scale"] or match["late"] or match["mega"] or "").lower()
        found.append(FoundAmount(match.start(), match.end(), round(value * SCALE.get(scale, 1.0), 6), currency))
    return sorted(found, key=lambda one: one.start)


def find_counts(text: str) -> list[FoundAmount]:
    """Find counts of personnel and equipment with their unit, in order.

    >>> [(c.value, c.unit) for c in find_counts("a center comprising 700 personnel and three Virginia class submarines")]
    [(700.0, 'personnel'), (3.0, 'submarine')]
    """
    found = []
    for match in COUNT.finditer(text):
        value = number_value(match["number"])
        if value is not None:
            scale = SCALE.get((match["scale"] or "").lower(), 1.0)
            found.append(FoundAmount(match.start(), match.end(), value * scale, unit=COUNTED[match["unit"].lower()]))
    return found
