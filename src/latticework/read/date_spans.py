"""Rules that read an expression as a period: months, seasons, quarters, years, decades, and spans from the document's date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from latticework.read.date_days import COUNTED, NEAREST, Rule, Span, month_of, shift_of, year_written
from latticework.read.date_words import DECADES, FISCAL, SEASONS
from latticework.read.number_words import CARDINALS, ordinal
from latticework.read.periods import Reference, count_on, month_end, months_on, nth_week, part_of, unit_around

OVER = re.compile(r"\b(?:over|in|during|for|throughout)\s$", re.IGNORECASE)


def month(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a month, its year written or not, and its early, middle or late part."""
    number, part = month_of(match["month"]), (match["part"] or "").lower()
    year = year_written(match["year"] or match["shift"], reference)
    rule = None if match["year"] else NEAREST
    if year is None:
        if reference.last is None:
            return None
        if re.search(r"\blast|this past", part):
            year = reference.last.year - (number >= reference.last.month)
        elif re.search(r"next|this coming", part):
            year = reference.last.year + (number <= reference.last.month)
        elif "this" in part:
            year = reference.last.year
        else:
            year = reference.nearest_year(number)
    if year is None:
        return None
    first = date(year, number, 1)
    return *part_of(first, month_end(first), part), rule


def month_of_year(match: re.Match[str], _: Reference) -> Span | None:
    """Read "2016 June"."""
    first = date(int(match["year"]), month_of(match["month"]), 1)
    return first, month_end(first), None


def month_number(match: re.Match[str], _: Reference) -> Span | None:
    """Read 2016-11, 2016/11 and 11/2016; 2011-12 stays unread, as it is more often two years."""
    year, number = int(match["year"] or match["year2"]), int(match["number"] or match["number2"])
    if match["year"] and "-" in match[0] and number == year % 100 + 1:
        return None
    first = date(year, number, 1)
    return first, month_end(first), None


def season(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a season of a year, or this, last and next."""
    part = (match["shift"] or "the").lower()
    begin, finish = SEASONS[match["season"].lower()]
    year = year_written(match["year"], reference)
    rule = None if year else "the season nearest to the document's date"
    if year is None:
        if reference.last is None:
            return None
        year = reference.nearest_year(begin + 1 if begin < 12 else 1)
        if year is None:
            return None
        if shift_of(part) < 0 and date(year, begin, 1) > reference.last:
            year -= 1
        elif part == "next" and date(year, begin, 1) <= reference.last:
            year += 1
    return date(year, begin, 1), month_end(date(year + (finish < begin), finish, 1)), rule


def quarter(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a quarter or half of a year; without a year, that of the year nearest to the reference."""
    groups = match.groupdict()
    size = 6 if groups["unit"].lower() in ("half", "h") else 3
    which = int(groups["number"]) if groups.get("number") else ordinal(groups["place"])
    which = 12 // size if which < 0 else which
    if which * size > 12:
        return None
    year = year_written(groups["early"] or groups["year"], reference)
    rule = None if year and not re.search("year", groups["year"] or "") else NEAREST
    year = year or reference.nearest_year(which * size - 1)
    if year is None:
        return None
    return date(year, (which - 1) * size + 1, 1), month_end(date(year, which * size, 1)), rule


def week_number(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the third week of May" and "the last week of 2015"."""
    rule: str | None = COUNTED
    if match["shift"]:
        if reference.last is None:
            return None
        first, last = unit_around(reference.last, match["unit"], shift_of(match["shift"]))
    else:
        year = year_written(match["year"] or match["year2"], reference)
        rule = None if year else NEAREST
        number = month_of(match["month"]) if match["month"] else None
        year = year or reference.nearest_year(number or 6)
        if year is None:
            return None
        first = date(year, number or 1, 1)
        last = month_end(first) if number else date(year, 12, 31)
    return *nth_week(first, last, ordinal(match["place"])), rule


def decade(match: re.Match[str], _: Reference) -> Span | None:
    """Read "the 2030s" and "the late 1990s"."""
    start = int(match["tens"]) * 10
    return *part_of(date(start, 1, 1), date(start + 9, 12, 31), match["part"]), None


def decade_short(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the nineteen seventies", and "the '70s" as those nearest to the reference."""
    rule: str | None = None
    named = (match["named"] or "").lower()
    if match["century"]:
        start = CARDINALS[match["century"].lower()] * 100 + DECADES[match["within"].lower()]
    elif named and DECADES[re.sub(r"\s+", " ", named)] > 100:
        start = DECADES[re.sub(r"\s+", " ", named)]
    elif reference.last is None:
        return None
    else:
        tens = int(match["tens"]) * 10 if match["tens"] else DECADES[named]
        year = reference.last.year
        start = min((year - year % 100 + n * 100 + tens for n in (-1, 0, 1)), key=lambda one: abs(one + 5 - year))
        rule = "the century nearest to the document's date"
    return *part_of(date(start, 1, 1), date(start + 9, 12, 31), match["part"]), rule


def fiscal(match: re.Match[str], _: Reference) -> Span | None:
    """Read a fiscal year by the country's own, where one is named."""
    year = int(match["year"] or f"20{match['short']}")
    whose = (match["whose"] or "").lower().replace("’", "'")
    rule = FISCAL.get(whose) or FISCAL.get(whose.rstrip(".") + ".")
    if rule:
        first = date(year - rule[1], rule[0], 1)
        last = months_on(first, 12) - timedelta(days=1)
        said = f"fiscal year from {first:%B} to {last:%B}"
    else:
        first, last, said = date(year, 1, 1), date(year, 12, 31), "fiscal year taken as the calendar year"
    if match["part"]:
        first, last = (last, last) if "end" in match["part"].lower() else (first, first)
    return first, last, said


def part_of_unit(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the end of the year", "mid next week" and "late last month"."""
    if reference.last is None:
        return None
    unit, shift = match["unit"] or match["unit2"] or "year", match["shift"] or match["shift2"]
    return *part_of(
        *unit_around(reference.last, unit, shift_of(shift)), match["part"] or match["part2"] or "end"
    ), COUNTED


def rest_of(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the rest of the year"."""
    if reference.first is None:
        return None
    return reference.first, unit_around(reference.first, match["unit"], 0)[1], COUNTED


def relative(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "this year", "last week", "over the past decade" and "later this month"."""
    if reference.first is None or reference.last is None:
        return None
    what, unit = re.sub(r"\s+", " ", match["what"].lower()), match["unit"].lower()
    if what in ("over the past", "the past", "past") or (what == "the last" and unit != "century"):
        return count_on(reference.last, -1, unit), reference.last, COUNTED
    if what == "the next" or (what in ("the coming", "the following") and OVER.search(match.string[: match.start()])):
        return reference.first, count_on(reference.last, 1, unit), COUNTED
    shift = 0 if what == "this coming" and unit == "weekend" else shift_of(what)
    first, last = unit_around(reference.last, unit, shift)
    if what.startswith("later"):
        first = max(first, reference.first)
    elif what.startswith("earlier"):
        last = min(last, reference.last)
    return first, last, COUNTED


def after_next(match: re.Match[str], reference: Reference) -> Span | None:
    """Read "the week after next"."""
    return (*unit_around(reference.last, match["unit"], 2), COUNTED) if reference.last else None


def years(match: re.Match[str], _: Reference) -> Span | None:
    """Read "2014-2018" and "2023–24"."""
    first, last = int(match["first"]), int(match["last"] or match["short"])
    if last < 100:
        if last <= first % 100 or (last <= 12 and "-" in match[0]):
            return None  # 2011-12 may be December
        last += first - first % 100
    return (date(first, 1, 1), date(last, 12, 31), None) if first < last <= first + 100 else None


def year(match: re.Match[str], reference: Reference) -> Span | None:
    """Read a year, or its early, middle or late part."""
    number = year_written(match["year"], reference)
    return (*part_of(date(number, 1, 1), date(number, 12, 31), match["part"]), None) if number else None


RULES: dict[str, Rule] = {
    "nth_week": week_number, "month": month, "year_month": month_of_year, "month_number": month_number, "season": season,
    "quarter": quarter, "quarter_code": quarter, "decade": decade, "decade_short": decade_short, "fiscal": fiscal,
    "part_of": part_of_unit, "rest_of": rest_of, "relative": relative,
    "after_next": after_next, "years": years, "year": year,
}  # fmt: skip
