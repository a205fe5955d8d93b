"""Calendar dates in English text, to EDTF, with the rule that supplied what is not written."""

from __future__ import annotations

import calendar
import re

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
MONTH = "(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)"
DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}}) {MONTH}(?:,? (?P<year>\d{{4}}))?")
MONTH_FIRST = re.compile(
    rf"\b(?P<about>early |mid-|late |this |last )?{MONTH}(?: (?P<day>\d{{1,2}})(?!\d))?(?:,? (?P<year>\d{{4}}))?"
)
ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")


def document_date(text: str) -> tuple[str | None, str | None]:
    """Find a document's date: an ISO or full English date near the top, else the latest full date or month."""
    top = text[:600]
    if match := ISO.search(top):
        return match[1], "ISO date near the top"
    full = [m for pattern in (MONTH_FIRST, DAY_FIRST) for m in pattern.finditer(text) if m["year"]]
    if not full:
        return None, None
    in_top = [m for m in full if m["day"] and m.end() < 300]
    if in_top:
        return _edtf(in_top[0], None), "full date near the top"
    return max(str(_edtf(m, None)) for m in full), "latest date in the text"


def _edtf(match: re.Match[str], year: str | None) -> str | None:
    written = match["year"] or year
    if not written:
        return None
    month = MONTHS[match["month"].lower()]
    if match["day"] and 1 <= int(match["day"]) <= calendar.monthrange(int(written), month)[1]:
        return f"{written}-{month:02d}-{int(match['day']):02d}"
    return f"{written}-{month:02d}"


def find_date(sentence: str, document_date: str | None) -> tuple[str | None, str | None]:
    """Find the date of what a sentence tells: EDTF, and the rule when the year is inferred."""
    if match := ISO.search(sentence):
        return match[1], None
    year = document_date[:4] if document_date else None
    for pattern in (DAY_FIRST, MONTH_FIRST):
        for match in pattern.finditer(sentence):
            bare_may = match["month"] == "May" and not (match["day"] or match["year"])
            if bare_may and not re.search(r"\b[Ii]n May\b|this May", sentence):
                continue  # "may" at the start of a sentence is a verb
            found = _edtf(match, year)
            return found, None if match["year"] else "date: year of the document"
    if re.search(r"\btoday\b", sentence) and document_date:
        return document_date, "date: today is the document's date"
    return None, None


def find_horizon(sentence: str, document_date: str | None) -> str | None:
    """Find until when something is promised, as an EDTF upper bound."""
    if match := re.search(r"\b(?:through|until|into|by|to the end of) (?:the )?(\d{3})0s", sentence):
        return f"../{match[1]}9-12-31"
    if match := re.search(r"\b(?:through|until|by|before)(?: the end of)? (\d{4})\b", sentence):
        return f"../{match[1]}-12-31"
    year = document_date[:4] if document_date else None
    if year and re.search(r"(before|by) the end of the year|later this year|by year[’']s end", sentence):
        return f"../{year}-12-31"
    if year and (match := re.search(rf"\b(?:in|by) {MONTH}\b(?! \d)", sentence)) and "will" in sentence:
        month = MONTHS[match["month"].lower()]
        return f"../{year}-{month:02d}-{calendar.monthrange(int(year), month)[1]}"
    return None
