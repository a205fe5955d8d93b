"""What money and counts share: the record of an amount, and numbers as written before a unit."""

from __future__ import annotations

from dataclasses import dataclass

from latticework.read.number_words import TEENS, TENS, UNDER_TEN
from latticework.vocab import vocabulary

SCALES: dict[str, float] = {**vocabulary("money")["scales"], "dozen": 12.0}
NUMBER = r"(?:\d{1,3}(?:,\d{2,3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
WORD = rf"(?:{TENS}(?:[ -]{UNDER_TEN})?|{TEENS}|{UNDER_TEN})\b"
NUMBER_WORDS = rf"(?:\b(?:(?:{WORD}|a)[ -]hundred(?:(?:[ -]and)?[ -]{WORD})?|{WORD})(?:[ -]thousand\b(?:(?:[ -]and)?[ -](?:{WORD}[ -]hundred\b(?:(?:[ -]and)?[ -]{WORD})?|{WORD}))?)?)"


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount in a text: its value in units of ``currency`` (ISO 4217) or of ``unit``, and where it stands.

    Of a range ("$5 to $10 million") ``value`` is the lower end and ``upper`` the other.
    """

    start: int
    end: int
    value: float
    currency: str | None = None
    unit: str | None = None
    upper: float | None = None
