"""Panels: the rows a scholar expects, and what each join lost."""

from datetime import date

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latticework.history import Collection
from latticework.history.event_panels import directed_dyad_events
from latticework.history.expansion import dyad_year_arrays
from latticework.history.panel import start
from latticework.history.panels import (
    alliance_years,
    donor_months,
    dyad_years,
    leader_years,
    member_years,
)
from latticework.model import LatticeworkError


def test_a_join_reports_what_it_lost_and_never_multiplies_rows() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE codes AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(id, word)")
    panel = start(connection, "p", "unit", "SELECT unnest([1, 2, 3, 3]) AS id")
    joined = panel.join("codes", on={"id": "id"}, take={"word": "word"})
    assert joined.rows == 4
    assert str(joined.joins[0]) == "codes on id: 2 of 4 rows found nothing (id 3)"
    connection.execute("INSERT INTO codes VALUES (1, 'again')")
    with pytest.raises(LatticeworkError, match="several rows"):
        panel.join("codes", on={"id": "id"}, take={"word": "word"})


def test_alliance_years_end_as_atop_says(collection: Collection) -> None:
    panel = alliance_years(collection)
    rows = panel.connection.execute(
        f"SELECT atopid, min(year), max(year), max(ended), max(ended_on) FROM {panel.table} "  # noqa: S608
        "WHERE atopid IN (3180, 3220, 3270, 3285, 2470) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert rows == [
        (2470, 1939, 1941, "abrogated", date(1941, 6, 22)),  # Molotov-Ribbentrop
        (3180, 1949, 2018, None, None),  # NATO: in force to the end of coding, 0 is not a year
        (3220, 1951, 1960, "replaced", date(1960, 1, 19)),  # US-Japan 1951
        (3270, 1954, 1980, "abrogated", date(1980, 1, 1)),  # US-Republic of China
        (3285, 1955, 1991, "abrogated", date(1991, 7, 1)),  # Warsaw Pact
    ]
    ends = panel.connection.execute(f"SELECT ended, count(*) FROM {panel.table} GROUP BY 1 ORDER BY 1").fetchall()  # noqa: S608
    assert dict(ends) == {"abrogated": 160, "fulfilled": 84, "member lost": 49, "replaced": 119, None: 14532}


def test_members_are_dated_not_successors_before_their_time(collection: Collection) -> None:
    panel = member_years(collection)
    # Czechia and Slovakia: before 1993 only their own treaty of November 1992, not the Czechoslovak ones
    query = f"SELECT DISTINCT atopid, year FROM {panel.table} WHERE ccode IN (316, 317) AND year < 1993"  # noqa: S608
    assert panel.connection.execute(query).fetchall() == [(4370, 1992)]
    query = f"SELECT min(year) FROM {panel.table} WHERE atopid = 3180 AND ccode = 375"  # noqa: S608 - Finland; coding ends 2016
    assert panel.connection.execute(query).fetchall() == [(None,)]


def test_dyad_years_agree_with_the_published_ones_in_1950(collection: Collection) -> None:
    ours = dyad_years(collection)
    published = collection.connect("atop-dyad-year")
    ours_1950 = ours.connection.execute(
        f"SELECT ccode1, ccode2, defense FROM {ours.table} WHERE year = 1950 ORDER BY ALL"  # noqa: S608
    ).fetchall()
    theirs_1950 = published.execute(
        "SELECT ccode1, ccode2, atop_defense FROM atop_dyad_year WHERE year = 1950 AND ccode1 < ccode2 ORDER BY ALL"
    ).fetchall()
    assert len(ours_1950) == 335
    assert ours_1950 == theirs_1950


def test_pairing_spells_first_equals_pairing_years(collection: Collection) -> None:
    # the slow way: pair member-years, whose phases are already merged
    members = member_years(collection)
    dyads = dyad_years(collection, members.connection)
    slow = f"""
        SELECT a.ccode, b.ccode, a.year, max(a.defense * b.defense), max(a.neutral * b.neutral), max(a.coordination)
        FROM {members.table} a JOIN {members.table} b ON a.atopid = b.atopid AND a.year = b.year AND a.ccode < b.ccode
        GROUP BY ALL
    """  # noqa: S608
    fast = f"SELECT ccode1, ccode2, year, defense, neutral, coordination FROM {dyads.table}"  # noqa: S608
    connection = members.connection
    assert connection.execute(f"SELECT count(*) FROM (({slow}) EXCEPT ({fast}))").fetchall() == [(0,)]  # noqa: S608
    assert connection.execute(f"SELECT count(*) FROM ({slow})").fetchall() == [(dyads.rows,)]  # noqa: S608


LEVELS = st.sampled_from([-1, 0, 1])
SPELLS = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1900, 1905), st.integers(0, 4), LEVELS, LEVELS)


@given(st.lists(SPELLS, min_size=1, max_size=12), st.tuples(LEVELS, LEVELS, LEVELS))
@settings(max_examples=60, deadline=None)
def test_any_spells_spread_to_the_years_that_two_members_share(
    spells: list[tuple[int, ...]], levels: tuple[int, ...]
) -> None:
    spells = sorted(spells)
    columns = {
        name: np.array([spell[i] for spell in spells])
        for i, name in enumerate(("atopid", "member", "first", "length", "defense", "consul"))
    }
    columns["last"] = columns["first"] + columns.pop("length")
    columns["coordination"] = np.array([levels[spell[0] - 1] for spell in spells])
    slow: dict[tuple[int, ...], list[int]] = {}
    for a, m, f, length, d, c in spells:
        for b, n, g, other, e, k in spells:
            if a != b or m >= n:
                continue
            for year in range(max(f, g), min(f + length, g + other) + 1):
                owed = [-1 if min(x, y) < 0 else x * y for x, y in ((d, e), (c, k))] + [levels[a - 1]]
                old = slow.setdefault((m, n, year), [-1, -1, -1])
                slow[m, n, year] = [max(pair) for pair in zip(old, owed, strict=True)]
    made = dyad_year_arrays(columns, ("defense", "consul"))
    fast = list(zip(*(made[name].tolist() for name in ("ccode1", "ccode2", "year")), strict=True))
    assert fast == sorted(slow)
    assert [list(v) for v in zip(*(made[n].tolist() for n in ("defense", "consul", "coordination")), strict=True)] == [
        slow[key] for key in fast
    ]


def test_directed_dyads_are_twice_the_undirected(collection: Collection) -> None:
    assert dyad_years(collection, directed=True).rows == 2 * dyad_years(collection).rows


def test_leaders_cross_from_gleditsch_ward_to_cow_codes(collection: Collection) -> None:
    panel = leader_years(collection)
    query = f"""
        SELECT DISTINCT gwcode, ccode FROM {panel.table}
        WHERE (gwcode, year) IN ((260, 1985), (260, 2000), (678, 2000), (2, 2000)) ORDER BY ALL
    """  # noqa: S608 - Germany and Yemen differ
    assert panel.connection.execute(query).fetchall() == [(2, 2), (260, 255), (260, 260), (678, 679)]
    assert 0 < panel.joins[0].lost < 0.1 * panel.rows


def test_absent_kiel_months_are_zero_inside_the_window_only(collection: Collection) -> None:
    panel = donor_months(collection)
    assert panel.rows == 42 * 52
    total, first, last = panel.connection.execute(
        f"SELECT round(sum(total), 4), min(month_start), max(month_start) FROM {panel.table}"  # noqa: S608
    ).fetchall()[0]
    assert (total, first, last) == (358.3995, date(2022, 1, 1), date(2026, 4, 1))


def test_every_icews_country_finds_its_cow_code(collection: Collection) -> None:
    panel = directed_dyad_events(collection)
    assert panel.rows == 298376
    assert [joined.lost for joined in panel.joins] == [0, 0]
