"""Elections and handovers beside the register, and cadences as texts state them."""

from datetime import date

import pytest

import latticework as lw
from latticework.measure.public_dates import public_dates, public_dates_of
from latticework.measure.regularity import at_most_days, regularity
from latticework.model import bounds
from latticework.vocab import actors

CUT_OFF = date(2024, 7, 31)


def test_each_public_date_was_public_at_the_cut_off_and_names_its_source() -> None:
    for one in public_dates():
        assert one.known <= CUT_OFF, one.id
        assert one.actor in actors() and one.source.title and one.source.publisher, one.id
        first, last = bounds(one.date)
        assert last is not None
        if (first or last) <= CUT_OFF and one.kind != "term":  # held: public at the latest on its first day
            assert one.known <= (first or last), one.id


def test_dates_that_a_reader_would_look_up() -> None:
    dated = {one.id: one.date for one in public_dates()}
    assert dated["usa-election-2024"] == "2024-11-05"  # the Tuesday after the first Monday
    assert dated["usa-inauguration-2025"] == "2025-01-20"
    assert dated["nato-secretary-general-2024"] == "2024-10-01"
    for id, weekday in (
        ("usa-election-2024", 1), ("usa-midterm-2026", 1), ("phl-election-2025", 0), ("can-election-2025", 0),
        ("kor-president-2027", 2), ("swe-election-2026", 6), ("ltu-election-2024", 6), ("lva-election-2026", 5),
    ):  # fmt: skip
        assert date.fromisoformat(dated[id]).weekday() == weekday, id


def test_what_was_not_yet_public_is_not_shown() -> None:
    with lw.Register.shipped() as register:
        known = {one.id for one in public_dates_of(register.as_of(CUT_OFF.isoformat()).snapshot)}
        before = {one.id for one in public_dates_of(register.as_of("2024-06-25").snapshot)}
    assert known - before == {one.id for one in public_dates() if one.known > date(2024, 6, 25)}
    assert "nato-secretary-general-2024" in known - before


@pytest.mark.parametrize(
    ("stated", "days"),
    [
        ("About every four to six weeks; last before the cut-off on 2024-06-13 in Brussels", 42),
        ("Leaders about yearly, ministers several times a year, ambassadors weekly", 366),
        ("Monthly", 31), ("every 18 months", 558), ("meets annually", 366), ("biennially", 731),
        ("Defence ministers within six months through the Contact Group, so by 2025-01-11", None),
        ("Two meetings in eleven months; no interval stated", None), ("", None),
    ],
)  # fmt: skip
def test_a_stated_cadence_is_read_or_left_alone(stated: str, days: int | None) -> None:
    assert at_most_days(stated) == days


def test_a_series_is_late_on_the_day_after_its_cadence_runs_out() -> None:
    with lw.Register.shipped() as register:
        for day, late in (("2024-07-25", False), ("2024-07-26", True)):
            group = next(one for one in regularity(register.as_of(day).snapshot) if one.series == "udcg")
            assert (group.at_most, group.expected, group.late) == (42, date(2024, 7, 25), late)
        never = next(one for one in regularity(register.as_of("2024-07-31").snapshot) if one.series == "us-rok-mdt")
    assert (never.meetings, never.last, never.since, never.behind, never.late) == (0, None, None, None, False)
