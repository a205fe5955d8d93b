"""A register with very many records: the lattice takes those that speak of an entity, and no more than it can hold."""

from pathlib import Path

import pytest

from latticework.api import Register
from latticework.register import accept

TEXT = (
    "On July 28, 2024, the defense ministers of Japan, South Korea and the United States met in Tokyo.\n\n"
    "Norway will provide $3 million for ferries. Poland will provide $4 million for maps. Italy will provide $5 million "
    "for schools.\n"
)


def test_a_lattice_takes_the_records_that_are_matched_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with Register.create(tmp_path / "r.duckdb") as register:
        register.read(tmp_path / "a.txt")
        everything = register.records()
        matched = [one for one in everything if one["proposed"]]
        assert register.as_of().records == everything
        assert 0 < len(matched) < len(everything)
        promise = next(one for one in everything if one["type"] == "commitment")
        accept(register.file, promise["record"])
        monkeypatch.setattr("latticework.api.register.MOST_IN_A_LATTICE", len(everything) - 1)
        taken = register.as_of().records
        assert {one["record"] for one in taken} == {one["record"] for one in matched} | {promise["record"]}
        monkeypatch.setattr("latticework.api.register.MOST_IN_A_LATTICE", 1)
        assert register.as_of().records == taken[:1]
        assert len(register.records()) == len(everything)
