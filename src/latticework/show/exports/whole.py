"""The whole register, every row of every table with its log, as a CSV bundle or a folder of Parquet; and back."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import RegisterError
from latticework.show.exports.tabular import read_csv

if TYPE_CHECKING:
    from latticework.register import RegisterFile

NULL = "\\N"  # an empty cell is an empty text; this is no text
INTEGERS = ("act", "target")


def write_whole(file: RegisterFile, folder: Path, format: str) -> None:
    """Write every table into a folder."""
    from latticework.register.whole import TABLES, whole_table

    folder.mkdir()
    resources = []
    with file.held():
        for name in TABLES:
            if format == "parquet":
                with file.reading() as connection:
                    connection.sql(TABLES[name]).write_parquet(str(folder / f"{name}.parquet"))
                continue
            names, rows = whole_table(file, name)
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as table:
                writer = csv.writer(table)
                writer.writerow(names)
                writer.writerows([NULL if cell is None else cell for cell in row] for row in rows)
            fields = [{"name": n, "type": "integer" if n in INTEGERS else "string"} for n in names]
            resources.append(
                {
                    "name": name,
                    "path": f"{name}.csv",
                    "profile": "tabular-data-resource",
                    "encoding": "utf-8",
                    "schema": {"fields": fields, "missingValues": [NULL]},
                }
            )
    if format == "csv":
        package = {"name": "latticework-whole-register", "profile": "tabular-data-package", "resources": resources}
        (folder / "datapackage.json").write_text(json.dumps(package, indent=2), encoding="utf-8")


def read_whole(bundle: Path, path: Path) -> RegisterFile:
    """Make a register of a whole export, or of an export of one day (whose log then begins anew).

    Raises:
        RegisterError: it is no export of ours, or does not fit its own log.
    """
    from latticework.register.whole import TABLES, register_from, restore
    from latticework.show.exports.jsonld import read_jsonld
    from latticework.show.exports.workbook import read_xlsx

    try:
        if (bundle / "acts.csv").is_file():
            return restore(path, {name: _csv_rows(bundle / f"{name}.csv", name) for name in TABLES})
        if (bundle / "acts.parquet").is_file():
            return restore(path, {name: _parquet_rows(bundle / f"{name}.parquet") for name in TABLES})
        if (bundle / "statements.csv").is_file():
            return register_from(path, *read_csv(bundle))
        if bundle.suffix == ".xlsx":
            return register_from(path, *read_xlsx(bundle))
        if bundle.suffix == ".jsonld":
            return register_from(path, *read_jsonld(bundle))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise RegisterError(f"The export cannot be read back: {problem}", where=str(bundle)) from problem
    raise RegisterError(
        "This is no export that can be read back",
        where=str(bundle),
        remedy="Give a whole export (csv or parquet), or one of a day as csv, xlsx or jsonld",
    )


def _csv_rows(path: Path, name: str) -> list[Sequence[Any]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(newline="", encoding="utf-8") as table:
        reader = csv.reader(table)
        next(reader)
        return [[None if cell == NULL else cell for cell in row] for row in reader]


def _parquet_rows(path: Path) -> list[Any]:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        return connection.read_parquet(str(path)).fetchall()
