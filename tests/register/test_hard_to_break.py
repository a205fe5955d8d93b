"""Kill it, cut it, flip its bytes, fill the disk, move it away: a clear error, and no silent loss."""

import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from crashing import kill_while_importing, kill_while_reading

from conftest import GAZETTE, meeting_in
from latticework.model import RegisterError
from latticework.register import Claim, RegisterFile, add, check, note
from latticework.register.head import head_of
from latticework.register.whole import TABLES, whole_table

KILLS = int(os.environ.get("LATTICEWORK_KILLS", "3"))
FLIPS = int(os.environ.get("LATTICEWORK_FLIPS", "25"))
SEED = int(os.environ.get("LATTICEWORK_SEED", "1"))  # another one for each slice of a long run


def everything(path: Path) -> list[list[str]]:
    file = RegisterFile.open(path)
    return [sorted(map(repr, whole_table(file, name)[1])) for name in TABLES]


def test_killed_while_reading_every_document_is_whole_or_absent(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    tally = kill_while_reading(
        file.path.read_bytes(), tmp_path / "k.duckdb", KILLS, seed=SEED, documents=200 if KILLS > 9 else 12
    )
    print(tally)
    assert tally.struck >= 1


def test_killed_while_importing_all_or_nothing_is_there(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    tally = kill_while_importing(
        file.path.read_bytes(), tmp_path / "k.duckdb", KILLS, seed=SEED, rows=4000 if KILLS > 9 else 400
    )
    print(tally)
    assert tally.struck >= 1


def test_flipped_bits_are_refused_or_did_no_harm(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    whole, rng, path, refused = file.path.read_bytes(), random.Random(SEED), tmp_path / "f.duckdb", 0
    before = everything(file.path)
    for number in range(FLIPS):
        damaged = bytearray(whole)
        place = rng.randrange(len(whole)) if number % 2 else rng.randrange(3 * 4096)
        damaged[place] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        shutil.copyfile(head_of(file.path), head_of(path))
        try:
            after = everything(path)
        except RegisterError:
            refused += 1
        else:
            assert after == before or check(RegisterFile.open(path)).problems, f"silent change by byte {place}"
    print(f"{refused} of {FLIPS} refused")
    assert refused >= FLIPS // 4


@pytest.mark.parametrize("cut", [1, 4096, 262_144])
def test_a_register_cut_short_is_called_damaged_and_left_alone(file: RegisterFile, cut: int) -> None:
    assert file.path
    short = file.path.read_bytes()[:-cut]
    file.path.write_bytes(short)
    with pytest.raises(RegisterError, match="damaged"):
        everything(file.path)
    assert file.path.read_bytes() == short


def test_a_full_disk_says_so_and_loses_nothing(file: RegisterFile) -> None:
    assert file.path
    before = everything(file.path)
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from latticework.model import Document, RegisterError\n"
        "from latticework.register import RegisterFile\n"
        "import random, string\n"
        "file = RegisterFile.open(Path(sys.argv[1]))\n"
        "most = Path(sys.argv[1]).stat().st_size + 100_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))\n"
        "text = ''.join(random.Random(1).choices(string.printable, k=8_000_000))\n"
        "try:\n"
        "    file.add_document(Document(sha256='0' * 64, name='long.txt', text=text), [], 'r1')\n"
        "except RegisterError as problem:\n"
        "    print('refused:', problem)\n"
    )
    run = subprocess.run([sys.executable, "-c", program, str(file.path)], capture_output=True, text=True)
    assert "refused: The disk is full" in run.stdout, run.stdout + run.stderr
    assert everything(file.path) == before
    note(file, "pact", "Afterwards.", sources=("gazette",))
    assert check(file).problems == ()


def test_a_register_moved_away_while_open_is_not_written(file: RegisterFile, tmp_path: Path) -> None:
    assert file.path
    moved = tmp_path / "moved.duckdb"
    with pytest.raises(RegisterError, match="moved away"), file.writing("note", who="x") as act:
        act.add("retractions", [(file.statements()[0].id,)])
        file.path.rename(moved)
    assert not file.path.exists()
    assert len(RegisterFile.open(moved).log()) == 2
    with pytest.raises(RegisterError, match="no register here"):
        file.lattice()
    assert [path.name for path in tmp_path.glob("r.duckdb*")] == ["r.duckdb.head"]  # asking makes no new file


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="needs to give up root")
def test_a_read_only_folder_can_be_read_but_not_written(file: RegisterFile, tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from latticework.model import RegisterError\n"
        "from latticework.register import RegisterFile, note\n"
        "from latticework.register.store import duckdb\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "file = RegisterFile.open(Path(sys.argv[1]))\n"
        "print(file.lattice('2023-01-01').arrangements['pact'].label)\n"
        "try:\n"
        "    note(file, 'pact', 'x', sources=('gazette',), who='x')\n"
        "except RegisterError as problem:\n"
        "    print('refused:', problem)\n"
    )
    assert file.path
    for folder in (tmp_path, *tmp_path.parents):  # the other user must come this far
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)
    file.path.chmod(0o444)
    tmp_path.chmod(0o555)
    before = file.path.read_bytes()
    try:
        run = subprocess.run([sys.executable, "-c", program, str(file.path)], capture_output=True, text=True)
    finally:
        tmp_path.chmod(0o755)
    assert "New Pact" in run.stdout and "refused: The register may not be written" in run.stdout, (
        run.stdout + run.stderr
    )
    assert file.path.read_bytes() == before


def test_two_writers_at_once_lose_nothing(file: RegisterFile) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from latticework.register import RegisterFile, note\n"
        "file = RegisterFile.open(Path(sys.argv[1]), wait_s=60)\n"
        "for n in range(8): note(file, 'pact', f'{sys.argv[2]} {n}', sources=('gazette',), who=sys.argv[2])\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(file.path), name]) for name in ("ana", "ben")]
    assert [writer.wait() for writer in writers] == [0, 0]
    notes = file.lattice("2024-01-01").arrangements["pact"].get("note")
    assert sorted(notes) == sorted(f"{name} {n}" for name in ("ana", "ben") for n in range(8))
    assert check(file).problems == ()


def test_a_command_waits_for_another_that_holds_the_file(file: RegisterFile) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(file.path)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout and holder.stdout.readline() == "held\n"
    threading.Timer(0.5, lambda: holder.communicate("\n")).start()
    note(file, "pact", "waited", sources=("gazette",))
    assert file.lattice("2024-01-01").arrangements["pact"].get("note") == ["waited"]


HOSTILE = ["'; DROP TABLE statements; --", "../../x", 'a"b', "日本\u202e.txt", "%s{}$1?", "x" * 5000]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_just_names(file: RegisterFile, tmp_path: Path, name: str) -> None:
    document, record = meeting_in(name, f"The ministers met ({name}).", place=name)
    assert file.add_document(document, [record], name)
    claim = Claim(subject=name, subject_type="arrangement", property=name, value={name: name}, sources=("gazette",))
    add(file, [claim], why=name, who=name)
    lattice = file.lattice("2024-08-01")
    assert lattice.arrangements[name].values == {name: {name: name}}
    assert file.records()[0]["doc"] == name and file.log()[-1].why == name
    assert check(file).problems == () and file.sources() == [GAZETTE]
    assert {path.name for path in tmp_path.iterdir()} == {"r.duckdb", "r.duckdb.head"}
