"""The last acts cannot vanish without a word: what a crash left is cut, flipped or gone, and the register says so."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from crashing import put

from conftest import GAZETTE, stated
from latticework.model import RegisterError
from latticework.register import RegisterFile, check, note
from latticework.register.head import head_of, noted

NOTES = 4
DAMAGES = int(os.environ.get("LATTICEWORK_FLIPS", "12"))
# Acts in a file that stays open, so that they lie in the write-ahead log only when the process dies.
LEFT_BY_A_CRASH = """
import os, sys
from pathlib import Path
from latticework.register import RegisterFile, note
file = RegisterFile.open(Path(sys.argv[1]))
file.hold(write=True)
for number in range(int(sys.argv[2])):
    note(file, "pact", f"note {number}", sources=("gazette",), who="ana")
os._exit(9)
"""


@pytest.fixture
def crashed(file: RegisterFile) -> Path:
    assert file.path
    subprocess.run([sys.executable, "-c", LEFT_BY_A_CRASH, str(file.path), str(NOTES)])
    assert wal_of(file.path).stat().st_size > 1000
    return file.path


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def notes_in(path: Path) -> int:
    return sum(s.property == "note" for s in RegisterFile.open(path).statements())


def test_what_a_crash_left_is_all_there(crashed: Path) -> None:
    assert notes_in(crashed) == NOTES
    note(RegisterFile.open(crashed), "pact", "afterwards", sources=("gazette",))
    assert notes_in(crashed) == NOTES + 1 and not wal_of(crashed).exists()
    assert check(RegisterFile.open(crashed)).problems == ()


def test_a_write_ahead_log_that_is_gone_is_missed_and_can_be_put_back(crashed: Path, tmp_path: Path) -> None:
    away = wal_of(crashed).rename(tmp_path / "away")
    with pytest.raises(RegisterError, match=r"ends with act 2, and act 6 had been written.*r\.duckdb\.wal back"):
        RegisterFile.open(crashed)
    away.rename(wal_of(crashed))
    assert notes_in(crashed) == NOTES


@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_a_damaged_write_ahead_log_loses_no_act_silently(crashed: Path, how: str) -> None:
    whole, wal, head = crashed.read_bytes(), wal_of(crashed).read_bytes(), head_of(crashed).read_bytes()
    rng, refused = random.Random(how + os.environ.get("LATTICEWORK_SEED", "1")), 0
    for number in range(DAMAGES):
        damaged = bytearray(wal)
        if how == "cut":
            del damaged[-(number + 1 if number < 5 else rng.randint(1, len(wal))) :]
        else:
            damaged[rng.randrange(len(wal))] ^= 1 << rng.randrange(8)
        put(crashed, whole)
        wal_of(crashed).write_bytes(damaged)
        head_of(crashed).write_bytes(head)
        try:
            found = notes_in(crashed)
        except RegisterError:
            refused += 1
            with pytest.raises(RegisterError):  # nor does writing fold the rest in, and go on
                RegisterFile(crashed).hold(write=True)
            assert crashed.read_bytes() == whole and wal_of(crashed).read_bytes() == bytes(damaged)
        else:
            assert found == NOTES and check(RegisterFile.open(crashed)).problems == ()
    print(f"{refused} of {DAMAGES} refused")
    assert refused == DAMAGES if how == "cut" else refused >= DAMAGES * 3 // 4


def test_a_crash_between_the_act_and_its_note_is_no_loss(file: RegisterFile) -> None:
    assert file.path
    before = head_of(file.path).read_bytes()
    note(file, "pact", "one more", sources=("gazette",))
    head_of(file.path).write_bytes(before)  # as if the process had died just before
    assert notes_in(file.path) == 1
    note(file, "pact", "and another", sources=("gazette",))
    assert noted(file.path) and noted(file.path).act == 4  # type: ignore[union-attr]


def test_an_older_copy_put_back_is_noticed_until_the_note_is_removed(file: RegisterFile) -> None:
    assert file.path
    backup = file.path.read_bytes()
    note(file, "pact", "after the backup", sources=("gazette",))
    file.path.write_bytes(backup)
    with pytest.raises(RegisterError, match=r"lacks acts.*remove r\.duckdb\.head"):
        file.lattice()
    head_of(file.path).unlink()
    assert notes_in(file.path) == 0


def test_another_register_put_here_is_noticed(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    rows = [stated("pact", "label", f"{n}", f"2020-01-0{n}T00:00:00Z") for n in range(1, 5)]
    other = RegisterFile.create(tmp_path / "other.duckdb", rows, [GAZETTE])
    assert other.path
    file.path.write_bytes(other.path.read_bytes())
    with pytest.raises(RegisterError, match="another one"):
        file.lattice()


def test_a_copy_without_its_note_opens_and_check_says_what_cannot_be_told(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(file.path.read_bytes())
    assert check(RegisterFile.open(copy)).noted is None and check(file).noted == 2
    note(RegisterFile.open(copy), "pact", "goes on", sources=("gazette",))
    assert check(RegisterFile.open(copy)).noted == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe", b"7 " + b"0" * 64 + b" 0000000000000000"])
def test_a_damaged_note_is_as_good_as_none(file: RegisterFile, content: bytes) -> None:
    assert file.path
    head_of(file.path).write_bytes(content)
    assert check(file).noted is None and check(file).problems == ()
    note(file, "pact", "writes a new one", sources=("gazette",))
    assert check(file).noted == 3


def test_where_the_note_cannot_be_written_the_act_is_written_all_the_same(file: RegisterFile) -> None:
    assert file.path
    head_of(file.path).unlink()
    head_of(file.path).mkdir()
    note(file, "pact", "kept", sources=("gazette",))
    assert notes_in(file.path) == 1 and {p.name for p in file.path.parent.iterdir()} == {"r.duckdb", "r.duckdb.head"}


def test_a_new_register_is_not_made_beside_what_a_crash_left(crashed: Path) -> None:
    crashed.unlink()
    with pytest.raises(RegisterError, match="What a crash left"):
        RegisterFile.create(crashed, [], [])
    wal_of(crashed).unlink()
    assert len(RegisterFile.create(crashed, [], []).log()) == 1
    assert noted(crashed) and noted(crashed).act == 1  # type: ignore[union-attr]
