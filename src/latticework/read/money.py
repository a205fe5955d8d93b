"""Amounts of money in English text; counts of personnel and equipment are found beside them (``find_counts``)."""

from __future__ import annotations

import re

from latticework.read.amounts import NUMBER, NUMBER_WORDS, SCALES, FoundAmount
from latticework.read.counts import find_counts
from latticework.read.number_words import alternation, cardinal
from latticework.vocab import vocabulary

WORDS = vocabulary("money")
SIGNS: dict[str, str] = WORDS["signs"]
NAMES = {name: code for code, names in WORDS["currencies"].items() for name in names}
CODES = frozenset([*WORDS["currencies"], "RMB"])
TRUSTED = frozenset(WORDS["trusted"])
SMALL = ("usd", "eur", "gbp", "rmb", "aud", "cad", "jpy", "mxn", "nzd")  # codes that are met in lower case


def _letters(sign: str) -> str:
    """Read "HK$" and "hk $" alike, but not "a $4 billion" as Australian."""
    letters = sign.rstrip("$¥")
    if letters in ("", sign):
        return re.escape(sign)
    if letters == "C":
        return "[Cc] ?" + re.escape(sign[-1])
    loose = f"(?i:{re.escape(letters)}) ?" if len(letters) > 1 else letters
    return loose + re.escape(sign[len(letters) :])


CODE = "(?:" + "|".join(sorted(CODES)) + "|" + "|".join(SMALL) + ")"
SIGN = "(?:" + "|".join(_letters(sign) for sign in sorted(SIGNS, key=len, reverse=True)) + ")"
SUFFIX = (
    "(?:" + "|".join(re.escape(sign) for sign in SIGNS if not sign[:1].isascii() or sign in ("$", "zł", "Kč")) + ")"
)
SCALE = rf"(?i:{alternation(SCALES)})\b"
DASH = r"(?:\s?[-–—]\s?|\s(?:to|and|or)\s)"
FRACTION = r"(?:(?:a )?(?:half|quarter)(?: of)?(?: an?)?|three quarters(?: of)?(?: an?)?)"
WRITTEN = rf"(?:{NUMBER}|(?i:{NUMBER_WORDS}(?: and a half)?|{FRACTION}(?=[ -](?:m|b|tr)illion)|\ban?(?=[ -](?:hundred|thousand|million|billion|trillion)\b)))"
BEFORE = re.compile(
    rf"(?<![A-Za-z$€£¥])(?P<sign>{CODE}\$|{SIGN}|M?{CODE}(?=\s?\d))\s?(?P<number>{NUMBER})(?:\s?-?(?P<scale>{SCALE}))?"
    rf"(?:(?P<link>{DASH})(?P<again>{SIGN}|{CODE})?\s?(?P<upper>{NUMBER})(?!,\d)(?:\s?-?(?P<upperscale>{SCALE}))?)?(?:\s(?P<after>USD|AUD|CAD|NZD|SGD|HKD|TWD)\b)?"
)
AFTER = re.compile(
    rf"(?<![\w.,$€£¥-])(?:(?P<low>{NUMBER})(?:\s?(?P<lowscale>{SCALE}))?{DASH.replace('and', 'to').replace('|or', '')})?(?P<number>{WRITTEN})(?:[\s-]?(?P<scale>{SCALE}))?"
    rf"(?:[ -]?(?P<sign>{SUFFIX})(?![^\W\d]|[\d ]*\d)|[ -]?(?P<mega>M)?(?P<code>{CODE})\b|[\s-](?P<name>(?i:{alternation(NAMES)}))(?i:s)?\b)"
    rf"(?:\s(?P<late>million|billion|trillion)\b|,?\s(?:and )?(?P<cents>{WRITTEN})\scents?\b)?"
)
RISE = re.compile(
    r"(?<!\branged )(?<!\branging )(?<!\branges )\bfrom $", re.IGNORECASE
)  # "rose from $5 to $7" is no range
WEIGHED = re.compile(
    r"s?[ -](?:bombs?\b|warheads?\b|of (?!aid|assistance|support|funding|investment|military|financ|loan|budget|debt))"
)


def _value(written: str, scale: str | None) -> float:
    number = cardinal(written) or 0.0
    return round(number * SCALES.get(re.sub(r"\s+", " ", (scale or "").lower()), 1.0), 6)


def _currency(sign: str) -> str:
    """Read a sign or a code as ISO 4217; "MEUR" is millions of euros."""
    plain = re.sub(r"\s", "", sign)
    code = plain.rstrip("$").upper()
    code = code[1:] if len(code) == 4 and code[0] == "M" else code
    if code in CODES:
        return "CNY" if code == "RMB" else code
    return SIGNS.get(plain) or {known.lower().replace(" ", ""): value for known, value in SIGNS.items()}[plain.lower()]


def _trusted(code: str, number: str, scale: str | None) -> bool:
    return code.upper() in TRUSTED or scale is not None or "," in number


def _signed(match: re.Match[str], text: str) -> FoundAmount | None:
    """Read an amount with its sign or code before it, and a range of such."""
    sign, scale = match["sign"], match["scale"]
    currency = match["after"] or _currency(sign)
    code = re.fullmatch(r"M?[A-Za-z]{3}", sign)
    if code and not _trusted(sign[-3:], match["number"], scale or match["upperscale"]):
        return None
    mega = "m" if code and len(sign) == 4 else None
    before = text[max(0, match.start() - 9) : match.start()].lower()
    link = (match["link"] or "").strip()
    apart = link in ("and", "or") and not (link == "and" and before.endswith("between "))
    apart |= link == "to" and bool(
        RISE.search(text[max(0, match.start() - 16) : match.start()])
        or (not match["again"] and (scale or not match["upperscale"]))
    )
    if link and not apart and (not match["again"] or _currency(match["again"]) == currency):
        low, high = (
            _value(match["number"], scale or match["upperscale"]),
            _value(match["upper"], match["upperscale"] or scale),
        )
        if low < high:
            return FoundAmount(match.start(), match.end(), low, currency, upper=high)
    end = match.end("scale") if scale else match.end("number")
    end = match.end() if match["after"] and not link else end
    return FoundAmount(match.start(), end, _value(match["number"], scale or mega), currency)


def _named(match: re.Match[str], text: str) -> FoundAmount | None:
    """Read an amount with the currency's sign, code or name after it."""
    name = (match["name"] or "").lower()
    scale = match["scale"] or match["late"] or match["mega"]
    if match["code"] and not _trusted(match["code"], match["number"], scale):
        return None
    if name == "pound" and (
        WEIGHED.match(text, match.end("name"))
        or not (scale or "," in match["number"] or text[match.end("name")] == "s")
    ):
        return None
    value = _value(match["number"], scale)
    if name == "won" and value < 100:
        return None  # "two won"
    if match["cents"]:
        value += (cardinal(match["cents"]) or 0.0) / 100
    currency = NAMES[name] if name else _currency(match["sign"] or match["code"])
    low = _value(match["low"], match["lowscale"] or scale) if match["low"] else value
    start = match.start() if low < value or not match["low"] else match.start("number")
    return FoundAmount(start, match.end(), min(low, value), currency, upper=value if low < value else None)


def find_money(text: str) -> list[FoundAmount]:
    """Find every amount of money, in order; a range is one amount with an ``upper`` end.

    >>> [(m.value, m.currency) for m in find_money("a pledge of $500 million, nearly £4 billion, EUR 5bn and 3 million yen")]
    [(500000000.0, 'USD'), (4000000000.0, 'GBP'), (5000000000.0, 'EUR'), (3000000.0, 'JPY')]
    >>> [(m.value, m.upper) for m in find_money("$500 million to $1 billion; €5-10 million; 35 lakh rupees")]
    [(500000000.0, 1000000000.0), (5000000.0, 10000000.0), (3500000.0, None)]
    """
    found: list[FoundAmount] = []
    at = 0
    while match := BEFORE.search(text, at):
        beside = match.start() - at < 2 and bool(found)
        after_number = (
            not beside
            and re.search(r"\d\s$", text[max(0, match.start() - 2) : match.start()])
            and re.match(r"[A-Za-z]{3}\s", match[0])
        )
        one = None if after_number else _signed(match, text)  # "10 RMB 20 USD"
        at = one.end if one else match.end("sign")
        if one:
            found.append(one)
    for match in AFTER.finditer(text):
        if any(one.start < match.end() and match.start() < one.end for one in found):
            continue
        if one := _named(match, text):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


__all__ = ["FoundAmount", "find_counts", "find_money"]
