"""Numbers in digits and in English words: cardinals, ordinals, years and vague counts."""

from __future__ import annotations

import re

from latticework.vocab import vocabulary

WORDS = vocabulary("calendar")
CARDINALS: dict[str, int] = WORDS["cardinals"]
ORDINALS: dict[str, int] = WORDS["ordinals"]
VAGUE: dict[str, int] = WORDS["vague"]
GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?")
FRACTIONS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}


def alternation(words: object) -> str:
    """Join words to a pattern that prefers the longest.

    >>> alternation(["a", "a few"])
    '(?:a few|a)'
    """
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", " ") + ")"  # type: ignore[call-overload]


UNDER_TEN = alternation(word for word, value in CARDINALS.items() if 0 < value < 10)
TEENS = alternation(word for word, value in CARDINALS.items() if 10 <= value < 20)
TENS = alternation(word for word, value in CARDINALS.items() if value >= 20)
UNDER_HUNDRED = rf"(?:{TENS}(?:[ -]{UNDER_TEN})?|{TEENS}|{UNDER_TEN})\b"
ORDINAL = rf"(?:(?:twenty|thirty)[ -]{alternation(w for w, v in ORDINALS.items() if v < 10)}|{alternation(ORDINALS)})\b"
YEAR_IN_WORDS = (
    rf"(?:(?:sixteen|seventeen|eighteen|nineteen|twenty) (?:(?:zero|oh) {UNDER_TEN}|{TENS}(?:[ -]{UNDER_TEN})?|{TEENS})"
    rf"|two thousand(?: and)? {UNDER_HUNDRED}|two thousand)\b"
)


def cardinal(written: str) -> float | None:
    """Read a number in digits or in words up to a million; ``None`` when it is none.

    >>> cardinal("1,250"), cardinal("twenty-five"), cardinal("three hundred thousand"), cardinal("12,34,567")
    (1250.0, 25.0, 300000.0, 1234567.0)
    >>> cardinal("half"), cardinal("three quarters"), cardinal("half a"), cardinal("and")
    (0.5, 0.75, 0.5, None)
    >>> cardinal("two and a half"), cardinal("one hundred and fifty")
    (2.5, 150.0)
    """
    written = written.lower().strip()
    if GROUPED.fullmatch(written):
        return float(written.replace(",", ""))
    total, part, seen = 0.0, 0.0, False
    words = re.split(r"[\s-]+", written)
    for word in words:
        if word in CARDINALS:
            part, seen = part + CARDINALS[word], True
        elif word == "hundred":
            part, seen = (part or 1) * 100, True
        elif word == "thousand":
            total, part, seen = total + (part or 1) * 1000, 0.0, True
        elif word in FRACTIONS:
            part, seen = part + FRACTIONS[word] if "and" in words else (part or 1) * FRACTIONS[word], True
        elif word not in ("and", "a", "an", "of"):
            return None
    if not seen and words in (["a"], ["an"]):
        return 1.0
    return total + part if seen else None


def ordinal(written: str) -> int:
    """Read "2nd", "22", "twenty-second" or "twenty two" as a day or place in a row.

    >>> ordinal("2nd"), ordinal("Twenty-Second"), ordinal("twenty two"), ordinal("last")
    (2, 22, 22, -1)
    """
    written = written.lower()
    if written == "last":
        return -1
    if written[0].isdigit():
        return int(re.sub(r"\D", "", written))
    return sum(ORDINALS.get(word) or CARDINALS[word] for word in re.split(r"[\s-]+", written))


def year_of_words(written: str) -> int:
    """Read a year in digits or in words.

    >>> [year_of_words(w) for w in ("2024", "nineteen seventy-eight", "nineteen zero one", "two thousand and eighteen")]
    [2024, 1978, 1901, 2018]
    """
    if written.isdigit():
        return int(written)
    head, *rest = re.split(r"[\s-]+", written.lower())
    rest = [word for word in rest if word not in ("and", "oh", "zero")]
    if rest and rest[0] == "thousand":
        return 1000 * CARDINALS[head] + sum(CARDINALS[word] for word in rest[1:])
    return 100 * CARDINALS[head] + sum(CARDINALS[word] for word in rest)


def count_of(written: str) -> int:
    """Read how many days, weeks or years are meant; "a few" is taken as three, "a couple" as two."""
    written = re.sub(r"\s+", " ", written.lower())
    value = VAGUE[written] if written in VAGUE else cardinal(written)
    if value is None:
        raise ValueError(f"{written!r} is no number")
    return int(value)
