"""Dates in running text: published cases, round trips, and what must never be read as a date."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latticework.read.dates import FoundDate, find_dates
from latticework.read.periods import month_end

# What in Microsoft's Recognizers-Text specifications (English; MIT licence) does not concern documents of
# diplomacy, or where we read otherwise on purpose: the reason, and the expressions it covers.
SET_ASIDE = {
    "a day number without a month": r"15|the (27(th)?|2[12](st|nd)|second|twenty second|thirty)|(first|second|third) (Sunday|Tuesday)"
    r"|Friday the fifteen|from 4 to 22 this month|from 4-23 in next month|4 to 23 next month|4 till 23 of this month|between 4 and 22 this month"
    r"|from 4 to January 22, 1995|from 02 to April 07",
    "digits without a year: a fraction, a score or a date": r"4[.-]22|4/22|22/04|2/29|from 10/1 to 11/7|from 10/25 to 01/25",
    "a year in two digits": r"21/04/16|08/12,15|9-18-15|3-7-[02]7|05/05/[87][91]|In 70's|70's|August 99",
    "day and month could change places": r"3-7-2017|08/12,2015",
    "chat: my day, tmrw, w/c, out of office": r"my (day|week|weekend)|(the day after )?tmrw|w/c feb 4|rest (of )?(my |the )?week",
    "a bare unit that names nothing": r"the day|the week|the weekend|weekend",
    "counted from the day told of, not from the document's": r"(the )?(next|last|past) day|two monday later|2 years 21 days later|from today to two and half days later|that weekend",
    "business days": r"in four business days",
    "weeks by their number": r"from Week 31 to Week 35|between Week 31 and Week 35|week 10",
    "centuries: an age in these texts, not a date": r"15th  century|21st century",
    "years before 1000, or in the words of a count": r"year 247|Year two hundred and sixty seven|one thousand seven hundred and eighty nine|from two thousand until .*",
    "a month written as a decimal, or with stray spaces or order": r"2015\.3|2016( -|-| - ) ?11|11( -|-| - ) ?2016|2016 ?, nov|between 2015 (June and 2018 )?May.*",
    "another division: halves of a month or year, not thirds": r"(late|early) (this|next|last) (month|year)|end of March",
    "another span: decades by the calendar, not counted": r"the (past|last|next) (2 |two |3 )?decades?",
    "the whole way to a day, not the day": r"4 weeks in the future|2 days hence|(more|less) than 2 (weeks|days) .*|less than 3 days after tomorrow",
    "last September, said in November, is not the year before": r"last sept",
}
WRITTEN_OUT = ("11-2016", "2016-11")  # kept although "stray spaces" would cover them


def set_aside(written: str, answers: list[tuple[str | None, str | None]]) -> str | None:
    if not answers:
        return "no dates given (seasons)"
    if written in WRITTEN_OUT:
        return None
    return next((reason for reason, words in SET_ASIDE.items() if re.fullmatch(words, written, re.IGNORECASE)), None)


def answers_of(value: dict) -> list[tuple[str | None, str | None]]:
    found = []
    for key in ("FutureResolution", "PastResolution"):
        one = value.get(key) or {}
        if "date" in one:
            found.append((one["date"], one["date"]))
        elif one:
            found.append((one.get("startDate"), one.get("endDate")))
    return found


def same_day(found: FoundDate, written: str, day: str | None, _: str | None) -> bool:
    """A count in weeks, months or years gives that unit here, and a day of it there."""
    if re.search(r"\b(?:weeks?|months?|years?) (?:ago|from)|^in \d+ weeks", written) and "day" not in written:
        return (found.last - found.first).days in (6, 27, 28, 29, 30, 364, 365) and found.first.isoformat() <= str(
            day
        ) <= found.last.isoformat()
    return found.first.isoformat() == day == found.last.isoformat()


def same_period(found: FoundDate, written: str, first: str | None, end: str | None) -> bool:
    """Their end is the day after, or the first day of the month or year that is named as the end."""
    if not first or not end:
        return False
    start, stop = date.fromisoformat(first), date.fromisoformat(end)
    starts = [start] + [start - timedelta(days=1)] * written.startswith("next")  # "the next two days" begin today here
    ends = [stop - timedelta(days=1), stop] + [month_end(stop), date(stop.year, 12, 31)] * (stop.day == 1)
    return found.first in starts and found.last in ends


@pytest.mark.parametrize(
    ("name", "fits", "least"), [("DateParser", same_day, 0.95), ("DatePeriodParser", same_period, 0.95)]
)
def test_published_cases(shared_dir: Path, name, fits, least):
    path = shared_dir / "data" / "text" / "date_money_cases" / f"DateTime_English_{name}.json"
    right, wrong, aside = 0, [], 0
    for case in json.loads(path.read_text(encoding="utf-8")):
        reference = case.get("Context", {}).get("ReferenceDateTime", "")[:10] or None
        found = find_dates(case["Input"], reference)
        for result in case["Results"]:
            answers = answers_of(result.get("Value") or {})
            if set_aside(result["Text"], answers):
                aside += 1
                continue
            here = [d for d in found if d.start < result["Start"] + result["Length"] and result["Start"] < d.end]
            impossible = all(first == "0001-01-01" for first, _ in answers)
            if (not here) if impossible else any(fits(d, result["Text"], *answer) for d in here for answer in answers):
                right += 1
            else:
                wrong.append((case["Input"], answers, [d.edtf for d in here]))
    assert right / (right + len(wrong)) >= least, wrong
    assert right + len(wrong) >= 0.65 * (
        right + len(wrong) + aside
    )  # the list of reasons must not grow to cover faults


REFERENCE = "2024-07-10"  # a Wednesday


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("met on July 28", "2024-07-28"),
        ("met in Geneva on February 3", "2024-02-03"),
        ("on December 20", "2024-12-20"),
        ("effective January 1", "2025-01-01/.."),
        ("June 28 and 29, 2023", "2023-06-28/2023-06-29"),
        ("the 2nd of March 2022", "2022-03-02"),
        ("on the twenty-first of May 2022", "2022-05-21"),
        ("this sixth day of June", "2024-06-06"),
        ("in this April's talks", "2024-04"),
        ("mid-October 2025", "2025-10-11/2025-10-20"),
        ("by the end of the year", "../2024-12-31"),
        ("before the end of 2024", "../2024-12-31"),
        ("before July 2024", "../2024-06-30"),
        ("by the end of Japanese fiscal year 2024", "../2025-03-31"),
        ("through the 2030s", "../2039-12-31"),
        ("the late 1990s", "1997/1999"),
        ("in the seventies", "197X"),
        ("within six months", "../2025-01-10"),
        ("over the next five years", "2024-07-10/2029-07-10"),
        ("over the next 12 to 18 months", "2024-07-10/2026-01-10"),
        ("within the next five to ten years", "../2034-07-10"),
        ("the past few days", "2024-07-07/2024-07-10"),
        ("two years ago", "2022"),
        ("three days ago", "2024-07-07"),
        ("will deploy in three weeks", "2024-07-29/2024-08-04"),
        ("the day after tomorrow", "2024-07-12"),
        ("Tuesday next week", "2024-07-16"),
        ("the first Friday of September", "2024-09-06"),
        ("20th of next month", "2024-08-20"),
        ("the week of September 16", "2024-09-16/2024-09-22"),
        ("the second half of 2025", "2025-07-01/2025-12-31"),
        ("in Q3 2024", "2024-07-01/2024-09-30"),
        ("24.12.2023", "2023-12-24"),
        ("12/24/2023", "2023-12-24"),
        ("2023/12/04", "2023-12-04"),
        ("11/2016", "2016-11"),
        ("from June 10 to 14", "2024-06-10/2024-06-14"),
        ("from November 20 to January 5", "2024-11-20/2025-01-05"),
        ("from February 1 to March 2025", "2025-02-01/2025-03-31"),
        ("between 2015 and 2018", "2015/2018"),
        ("from 2023-2025", "2023/2025"),
        ("between now and 2030", "2024-07-10/2030-12-31"),
        ("since July 1, 2022", "2022-07-01/.."),
        ("for ten years from May 1, 2025", "2025-05-01/2035-05-01"),
        ("for a period of 90 days, starting tomorrow", "2024-07-11/2024-10-09"),
        ("on June\n19, 2023", "2023-06-19"),
    ],
)
def test_a_form_gives_its_date(text, edtf):
    assert [d.edtf for d in find_dates(text, REFERENCE)] == [edtf]


@pytest.mark.parametrize(
    "text",
    [
        "We may second the motion, and they march in second place.",
        "Troops may first deploy to Poland; one day we may, 5 of us.",
        "They may 15 times object, and the march 2 kilometers on ends.",
        "By the fall of Kabul, 1,500 troops and 2023 vehicles had gone.",
        "The 155 mm rounds, 2-plus-2 talks and F-16 aircraft.",
        "See resolution 2016-11, A/RES/2016 and No. 2022-24.",
        "It is the first visit in 26 years, in the 21st century.",
        "Vision 2030 at Mar-a-Lago; sat down on the sun deck.",
        "The first Sunday, the second quarter, 3-7-2017, 4.22 and $2024.",
        "Q: how? Q&A; from now on.",
        "April",  # no date of the document: the year is unknown
        "https://example.org/2022/07/july-16-report-2021/",
    ],
)
def test_no_date_is_read_where_there_is_none(text):
    assert find_dates(text, None if text == "April" else REFERENCE) == []


def test_in_may_with_a_count_is_may():
    assert [d.edtf for d in find_dates("In May 20 countries joined", REFERENCE)] == ["2024-05"]
    assert [d.edtf for d in find_dates("On May 20 countries joined", REFERENCE)] == ["2024-05-20"]


def test_relative_dates_need_the_documents_date():
    assert find_dates("today, last week, in two days' time and within six months", None) == []


def test_the_rule_says_what_was_inferred():
    rules = {d.written: d.rule for d in find_dates("Today, July 28, and on July 4, 2023", REFERENCE)}
    assert rules == {
        "Today": "today is the document's date",
        "July 28": "the year nearest to the document's date",
        "July 4, 2023": None,
    }


def spelled(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


FORMS = [
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%B} {spelled(d.day)}, {d.year}".lower(),
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"the {spelled(d.day)} of {d:%B}, {d.year}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b}. {d.day}, {d.year}",
    lambda d: f"{d:%a} {d.day} {d:%b} {d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    lambda d: f"{d.year}-{d:%b}-{d.day}",
]


@given(
    st.dates(date(1500, 1, 1), date(2150, 12, 31)),
    st.sampled_from(FORMS),
    st.sampled_from(["The treaty of ", "(", "", "We met on "]),
)
def test_a_written_day_is_found_and_read_exactly(day, form, before):
    text = f"{before}{form(day)}; it holds."
    (found,) = find_dates(text, None)
    assert (found.first, found.last, found.rule) == (day, day, None)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-170, 170))
def test_a_day_without_a_year_is_the_nearest(reference, away):
    day = reference + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        (found,) = find_dates(f"met on {day:%B} {day.day}.", reference.isoformat())
        assert found.first == found.last == day


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(1, 99),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_the_period_of_a_count_holds_the_day_counted(reference, count, unit):
    (past,) = find_dates(f"{count} {unit}s ago", reference.isoformat())
    (ahead,) = find_dates(f"within {count} {unit}s", reference.isoformat())
    assert past.last < reference or unit != "day"
    assert ahead.first == reference < ahead.last
    if unit in ("day", "week"):
        days = timedelta(days=count * (7 if unit == "week" else 1))
        assert past.first <= reference - days <= past.last
        assert ahead.last == reference + days


WORDS = (
    "may march May second the first of 2024 2-plus-2 155 - – to from between and by within 20 days next last week Monday Q3 FY fiscal year "
    "July 31, in 's 1990s , . \n \n\n late 3/7/2017 12-31 ago now today half century the end of"
)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)),
    st.sampled_from([None, "2024", "2024-02", "2024-02-29", "9999-12-31", "0001-01-01"]),
)
def test_any_text_is_read_without_a_crash_and_offsets_are_exact(text, reference):
    found = find_dates(text, reference)
    for one in found:
        assert text[one.start : one.end] == one.written != ""
        assert one.edtf
    for one, other in zip(found, found[1:], strict=False):
        assert one.end <= other.end
