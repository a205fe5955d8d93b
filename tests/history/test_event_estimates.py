"""Who has GDELT or POLECAT files gets the estimate that ICEWS gives: synthetic events with a known effect, found again."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from latticework.history import (
    Collection,
    MissingDataset,
    NotThisDataset,
    Results,
    dataset,
    formal_ends,
    shipped_results,
)
from latticework.history.event_panels import directed_dyad_events, iso_now
from latticework.history.fit import NoFit
from latticework.history.outcomes import askable, make_results

GDELT1 = dataset("gdelt1-events").header
STATES = 30
FILES = {
    "atop-member": "atop/atop4_01_member.csv",
    "atop-alliance": "atop/atop5_0_alliance.csv",
    "chisols": "chisols/chisols_v5_0_state_year.csv.gz",
}
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tActor COW\t"
    "Primary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\t"
    "Recipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\t"
    "Wikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\t"
    "Feature Type\tSource\tPublication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion"
)  # the columns of the files on Dataverse


def with_atop(shared_dir: Path, folder: Path, *more: str) -> Collection:
    made = Collection(folder)
    for name in ("atop-member", "atop-alliance", *more):
        made.add(name, shared_dir / "data" / FILES[name])
    return made


def events(
    years: range, changed: set[tuple[str, int]], states: list[str], ratio: float
) -> Iterator[tuple[int, str, str]]:
    """Cooperative events (day, sender, target): levels of dyads and years, ``ratio`` times as many in a year of a change."""
    generator = np.random.default_rng(20240731)
    level = generator.gamma(1.0, 2.0, (len(states), len(states)))
    for year in years:
        of_year = generator.uniform(0.7, 1.4)
        for i, sender in enumerate(states):
            for j, target in enumerate(states):
                if i != j:
                    mean = level[i, j] * of_year * (ratio if (sender, year) in changed else 1.0)
                    for _ in range(generator.poisson(mean)):
                        yield year * 10000 + 100 * int(generator.integers(1, 13)) + 15, sender, target


def gdelt1_row(id: int, day: int, sender: str, target: str, quad: int = 1, *, width: int = 57, name: str = "") -> str:
    row: dict[str, object] = dict.fromkeys(GDELT1[:width], "")
    row |= {"GLOBALEVENTID": id, "SQLDATE": day, "Year": day // 10000, "EventCode": "042", "QuadClass": quad}
    row |= {"Actor1CountryCode": sender, "Actor2CountryCode": target, "DATEADDED": day, "Actor1Name": name}
    return "\t".join(map(str, row.values()))


def found(results: Results, id: str) -> tuple[float, float]:
    estimate = results.find(id)
    return estimate.low, estimate.high


def test_a_known_effect_in_gdelt_files_is_found_again(shared_dir: Path, tmp_path: Path) -> None:
    collection = with_atop(shared_dir, tmp_path / "h", "chisols")
    iso = iso_now()
    rows = (
        collection.connect("chisols")
        .execute("SELECT ccode, year, solschdum FROM chisols WHERE year >= 1998")
        .fetchall()
    )
    coded = {code for code, _, _ in rows}
    states = sorted(iso[code] for code in coded if code in iso)[: STATES * 3 : 3]
    changed = {(iso[code], year) for code, year, change in rows if change and code in iso}
    assert "gdelt1-events" not in " ".join(askable(collection))
    lines = [gdelt1_row(n, *event) for n, event in enumerate(events(range(1999, 2009), changed, states, 1.5))]
    half = len(lines) // 2
    for name, part in (("1999-2003", lines[: half + 40]), ("2004-2008", lines[half:])):  # forty events are in both
        path = tmp_path / f"{name}.csv.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write("\n".join(part) + "\n")
        collection.add("gdelt1-events", path)
    assert "cooperation-gdelt1" in askable(collection)
    results = make_results(collection, "cooperation-gdelt1")
    low, high = found(results, "cooperation-unallied")
    assert 1.3 < low < 1.5 < high < 1.7
    low, high = found(results, "cooperation-unallied-later")
    assert low < 1 < high
    assert (results.support.since, results.support.until) == (1999, 2008) and set(results.support.hubs) == set(states)
    assert len([id for id in results.datasets if id.startswith("gdelt1-events@1.0 ")]) == 2
    panel = directed_dyad_events(collection, "gdelt1-events")
    counted = panel.connection.execute(f"SELECT sum(cooperation)::INT FROM {panel.table}").fetchall()  # noqa: S608
    assert counted == [(len(lines),)]


def test_a_known_effect_in_polecat_files_is_found_again_with_turnover_of_ones_own(
    shared_dir: Path, tmp_path: Path
) -> None:
    collection = with_atop(shared_dir, tmp_path / "h")
    states = sorted(iso for iso in iso_now().values() if len(iso) == 3)[: STATES * 3 : 3]
    generator = np.random.default_rng(7)
    years = range(2019, 2024)
    changed = {(iso, year) for iso in states for year in range(2019, 2026) if generator.random() < 0.25}
    head = dict.fromkeys(POLECAT.split("\t"), "None")
    lines = [POLECAT]
    for n, (day, sender, target) in enumerate(events(years, changed, states, 0.6)):
        date = f"{day // 10000}-{day // 100 % 100:02}-15"
        row = {**head, "Event ID": f"E{n}", "Event Date": date, "Event Type": "CONSULT", "Actor Country": sender}
        lines.append("\t".join({**row, "Recipient Country": target, "Actor Name": 'said "no" to'}.values()))
    (tmp_path / "ngecEvents.DV.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    collection.add("polecat", tmp_path / "ngecEvents.DV.txt")
    with pytest.raises(MissingDataset, match="chisols"):
        make_results(collection, "cooperation-polecat")
    own = [f"{iso},{year},{int((iso, year) in changed)}," for iso in states for year in range(2019, 2026)]
    (tmp_path / "own.csv").write_text("iso,year,changed,changed_on\n" + "\n".join(own) + "\n")
    collection.add("own-turnover", tmp_path / "own.csv")
    results = make_results(collection, "cooperation-polecat")
    low, high = found(results, "cooperation-unallied")
    assert 0.5 < low < 0.6 < high < 0.7
    assert "own-turnover@2019-2025" in results.datasets


def test_years_that_hold_no_events_in_a_month_are_no_years(shared_dir: Path, tmp_path: Path) -> None:
    collection = with_atop(shared_dir, tmp_path / "h", "chisols")
    path = tmp_path / "some.tsv"
    path.write_text("\n".join(gdelt1_row(n, 20050115 + 100 * n, "USA", "JPN") for n in range(11)) + "\n")
    collection.add("gdelt1-events", path)
    with pytest.raises(NoFit, match="share 0 whole years"):
        make_results(collection, "cooperation-gdelt1")


@pytest.mark.parametrize("width", [57, 58])
def test_gdelt_1_is_read_with_and_without_the_address(tmp_path: Path, width: int) -> None:
    path = tmp_path / "20130401.export.CSV"
    name = "MUNIZ\xc3O"
    lines = [
        gdelt1_row(1, 20130401, "USA", "JPN", width=width),
        gdelt1_row(2, 20130401, "JPN", "USA", 4, width=width, name=name),
    ]
    path.write_bytes("\n".join(lines).encode("latin-1") + b"\n")  # bytes that are no UTF-8, as in files of the time
    collection = Collection(tmp_path / "h")
    assert collection.add("gdelt1-events", path).version == "1.0 20130401-20130401"
    panel = directed_dyad_events(collection, "gdelt1-events")
    query = f"SELECT ccode1, ccode2, cooperation, conflict FROM {panel.table} ORDER BY 1"  # noqa: S608
    assert panel.connection.execute(query).fetchall() == [(2, 740, 1, 0), (740, 2, 0, 1)]


def test_a_file_of_another_width_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "20130401.export.CSV"
    path.write_text(gdelt1_row(1, 20130401, "USA", "JPN", width=58) + "\n")
    with pytest.raises(NotThisDataset, match="58 columns, where 61 are published.*wide as gdelt1-events"):
        Collection(tmp_path / "h").add("gdelt2-events", path)
    path.write_text("\t".join("abc") + "\n")
    with pytest.raises(NotThisDataset, match="3 columns, where 58 are published"):
        Collection(tmp_path / "h").add("gdelt1-events", path)


def test_several_actors_of_one_polecat_event_make_one_event_for_each_pair(tmp_path: Path) -> None:
    head = dict.fromkeys(POLECAT.split("\t"), "None")
    row = {**head, "Event ID": "E1", "Event Date": "2021-03-04", "Event Type": "AGREE"}
    row |= {"Actor Country": "USA; JPN;None", "Recipient Country": "KOR;USA;KOR"}
    path = tmp_path / "ngecEvents.txt"
    path.write_text(POLECAT + "\n" + "\t".join(row.values()) + "\n")
    collection = Collection(tmp_path / "h")
    collection.add("polecat", path)
    panel = directed_dyad_events(collection, "polecat")
    query = f"SELECT ccode1, ccode2, cooperation FROM {panel.table} ORDER BY ALL"  # noqa: S608
    assert panel.connection.execute(query).fetchall() == [(2, 732, 1), (740, 2, 1), (740, 732, 1)]


def test_v_dem_and_polity_are_read_under_their_own_names_of_columns(shared_dir: Path, tmp_path: Path) -> None:
    collection = Collection(tmp_path / "h")
    path = tmp_path / "V-Dem-CY-Core.csv"
    path.write_text("country_text_id,country_name,COWcode,year,v2x_polyarchy,v2x_libdem\nSWE,Sweden,380,2023,0.9,0.8\n")
    assert collection.add("v-dem", path).version == "v14"
    assert collection.connect("v-dem").execute("FROM v_dem").fetchall() == [
        ("SWE", 380, 2023, 0.9)
    ]  # nothing else is kept
    path.write_text(path.read_text().replace("0.9", "9"))
    with pytest.raises(NotThisDataset, match="row 2, column v2x_polyarchy"):
        collection.add("v-dem", path)
    added = collection.add("polity5", shared_dir / "data/covariates/polity5_2018.csv.gz")
    assert (added.rows, added.covers) == (17574, (1776, 2020))
    query = "SELECT polity2 FROM polity5 WHERE ccode = 2 AND year = 2018"
    assert collection.connect("polity5").execute(query).fetchall() == [(8,)]


def test_formal_ends_take_v_dems_own_file_in_place_of_the_extract(
    shared_dir: Path, tmp_path: Path, collection: Collection
) -> None:
    own = with_atop(shared_dir, tmp_path / "h", "chisols")
    rows = collection.connect("democracy").execute(
        "SELECT 'S' || ccode, ccode, year, v2x_polyarchy FROM democracy WHERE v2x_polyarchy IS NOT NULL"
    )
    path = tmp_path / "v-dem.csv"
    lines = [",".join(map(str, row)) for row in rows.fetchall()]
    path.write_text("country_text_id,COWcode,year,v2x_polyarchy\n" + "\n".join(lines) + "\n")
    own.add("v-dem", path)
    id = "end-abrogated-democracies-vdem"
    by_own = next(e for e in formal_ends.estimate(own) if e.id == id)
    by_extract = shipped_results()["formal-ends"].find(id)
    assert (by_own.events, by_own.exposure) == (by_extract.events, by_extract.exposure) == (1, 2595)
