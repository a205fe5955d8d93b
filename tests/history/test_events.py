"""Event files: GDELT and POLECAT as published, wrong ones refused, and directed dyad-years from them."""

import csv
import gzip
import zipfile
from pathlib import Path

import pytest

import latticework as lw
from latticework.history import Collection, NotThisDataset, dataset
from latticework.history.event_panels import directed_dyad_events
from latticework.model import UnknownName

GDELT = dataset("gdelt2-events").header


def gdelt_row(id: int, day: int, sender: str, target: str, quad: int, **changed: object) -> str:
    row: dict[str, object] = dict.fromkeys(GDELT, "")
    row |= {
        "GLOBALEVENTID": id,
        "SQLDATE": day,
        "Year": day // 10000,
        "DATEADDED": 20180105000000,
        "Actor1CountryCode": sender,
    }
    row |= {"Actor2CountryCode": target, "EventCode": "042", "QuadClass": quad, "SOURCEURL": 'http://a.b/"x', **changed}
    return "\t".join(str(row[name]) for name in GDELT)


def as_published(folder: Path, *rows: str) -> Path:
    """A GDELT export: tabs, no header, no quoting, in a .zip."""
    path = folder / "20180101000000.export.CSV.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("20180101000000.export.CSV", "\n".join(rows) + "\n")
    return path


def test_a_gdelt_export_is_read_as_published(tmp_path: Path) -> None:
    rows = [
        gdelt_row(1, 20180101, "USA", "JPN", 1),
        gdelt_row(2, 20180102, "USA", "JPN", 4),
        gdelt_row(3, 20180103, "ROM", "USA", 2),  # CAMEO's code of Romania
        gdelt_row(4, 20180103, "USA", "USA", 2),  # within a state
        gdelt_row(5, 20180103, "", "USA", 2),
        gdelt_row(6, 20180104, "EUR", "USA", 2),  # a region is no state
    ]
    collection = Collection(tmp_path / "h")
    added = collection.add("gdelt2-events", as_published(tmp_path, *rows))
    assert (added.rows, added.covers, added.file) == (6, (2018, 2018), "20180101000000.export.CSV.zip")
    panel = directed_dyad_events(collection, "gdelt2-events")
    query = f"SELECT ccode1, ccode2, year, cooperation, conflict FROM {panel.table} ORDER BY ALL"  # noqa: S608
    assert panel.connection.execute(query).fetchall() == [
        (2, 740, 2018, 1, 1),
        (360, 2, 2018, 1, 0),
        (None, 2, 2018, 1, 0),
    ]
    assert [joined.lost for joined in panel.joins] == [1, 0]


def test_the_gdelt_file_at_hand_gives_the_same_panel_with_and_without_its_header(
    shared_dir: Path, tmp_path: Path
) -> None:
    path = shared_dir / "data/events/gdelt2_events_20180101000000.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == GDELT
    found = []
    for given in (path, as_published(tmp_path, *("\t".join(row) for row in rows))):
        collection = Collection(tmp_path / f"of-{given.name}")
        assert collection.add("gdelt2-events", given).rows == 2414
        panel = directed_dyad_events(collection, "gdelt2-events")
        found.append(panel.connection.execute(f"FROM {panel.table} ORDER BY ALL").fetchall())
    assert found[0] == found[1]
    assert sum(row[3] + row[4] for row in found[0]) == sum(
        1 for row in rows if row[7] and row[17] and row[7] != row[17]
    )


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"QuadClass": 7}, "row 2, column QuadClass"),
        ({"Year": 2017}, "the year is not that of the day"),
        ({"GLOBALEVENTID": 1}, "GLOBALEVENTID 1 is there twice"),
        ({"SQLDATE": "yesterday"}, "row 2, column SQLDATE"),
    ],
)
def test_a_gdelt_export_with_a_wrong_cell_is_refused_at_its_line(
    tmp_path: Path, changed: dict[str, object], where: str
) -> None:
    rows = [gdelt_row(1, 20180101, "USA", "JPN", 1), gdelt_row(2, 20180101, "USA", "JPN", 1, **changed)]
    with pytest.raises(NotThisDataset, match=where):
        Collection(tmp_path / "h").add("gdelt2-events", as_published(tmp_path, *rows))
    assert not (tmp_path / "h").exists()


def test_a_zip_of_several_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", "")
        packed.writestr("b.csv", "")
    with pytest.raises(NotThisDataset, match="holds 2 files"):
        Collection(tmp_path / "h").add("gdelt2-events", path)
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(NotThisDataset, match="cannot be unpacked"):
        Collection(tmp_path / "h").add("gdelt2-events", path)


POLECAT = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Country\tRecipient Country"


def polecat_file(folder: Path, *rows: str) -> Path:
    path = folder / "ngecEvents.DV.2023.txt"
    path.write_text("\n".join([POLECAT, *rows]) + "\n")
    return path


def test_polecat_events_become_dyad_years_by_plover_type(tmp_path: Path) -> None:
    rows = [
        "E1\t2023-01-05\tCONSULT\tvisit\tUSA\tKOR",
        "E2\t2023-02-05\tAID\tmilitary\tUSA\tKOR",
        "E3\t2023-03-05\tACCUSE\tdisapprove\tUSA\tKOR",
        'E4\t2022-12-31\tAGREE\tNone\tKOR\tUSA"',  # a stray quote does no harm: the country is unknown then
        "E5\t2023-03-05\tACCUSE\tdisapprove\tNone\tKOR",
    ]
    collection = Collection(tmp_path / "h")
    assert collection.add("polecat", polecat_file(tmp_path, *rows)).covers == (2022, 2023)
    panel = lw.History(collection.folder).panel("polecat-events")
    query = f"SELECT ccode1, ccode2, year, cooperation, conflict FROM {panel.table} ORDER BY ALL"  # noqa: S608
    assert panel.connection.execute(query).fetchall() == [(2, 732, 2023, 2, 1), (732, None, 2022, 1, 0)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("E2\t2023-01-05\tHELLO\tvisit\tUSA\tKOR", "none of PLOVER's sixteen"),
        ("E1\t2023-01-05\tAID\tvisit\tUSA\tKOR", "E1 is there twice"),
        ("E2\t2023-13-05\tAID\tvisit\tUSA\tKOR", "row 3, column Event Date"),
    ],
)
def test_a_file_that_is_no_polecat_is_refused(tmp_path: Path, row: str, why: str) -> None:
    path = polecat_file(tmp_path, "E1\t2023-01-05\tCONSULT\tvisit\tUSA\tKOR", row)
    with pytest.raises(NotThisDataset, match=why):
        Collection(tmp_path / "h").add("polecat", path)


def test_an_unknown_source_of_events_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="gdelt2-events"):
        directed_dyad_events(Collection(tmp_path), "gdelt")
