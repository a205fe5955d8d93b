"""Amounts of money and counts of personnel in text."""

from __future__ import annotations

import re

SCALE = {"thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
CURRENCY = {"$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "aud": "AUD"}
CURRENCY |= {"a$": "AUD", "¥": "JPY", "dollars": "USD", "euros": "EUR", "pounds": "GBP", "yen": "JPY"}
BEFORE = re.compile(
    r"(?i)(us\$|a\$|\$|€|£|¥|\b(?:usd|eur|gbp|aud)) ?(\d[\d,]*(?:\.\d+)?)(?: ?(thousand|million|billion|trillion|bn|m)\b)?"
)
AFTER = re.compile(r"(?i)\b(\d[\d,]*(?:\.\d+)?) ?(thousand|million|billion|trillion)? (dollars|euros|pounds|yen)\b")
PEOPLE = re.compile(r"\b(\d[\d,]*) (personnel|troops|staff|soldiers|posts)\b")


def find_money(text: str) -> tuple[float, str] | None:
    """Find the first amount: (value, ISO 4217 code).

    >>> find_money("a pledge of $500 million"), find_money("EUR 5bn")
    ((500000000.0, 'USD'), (5000000000.0, 'EUR'))
    """
    if match := BEFORE.search(text):
        sign, number, scale = match.groups()
    elif match := AFTER.search(text):
        number, scale, sign = match.groups()
    else:
        return None
    return float(number.replace(",", "")) * SCALE.get((scale or "").lower(), 1.0), CURRENCY[sign.lower()]


def find_personnel(text: str) -> tuple[float, str] | None:
    """Find the first count of personnel: (number, unit)."""
    match = PEOPLE.search(text)
    return (float(match[1].replace(",", "")), "personnel") if match else None
