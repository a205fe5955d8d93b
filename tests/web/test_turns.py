"""While `serve` runs it owns the register, and every command works all the same."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from latticework.model import RegisterBusy
from latticework.register import RegisterFile, check, note
from latticework.register.turns import Serving, ask_for_turn, notice_of, serving_at
from web.served import Site, command, served

READERS = 10
SECONDS = float(os.environ.get("LATTICEWORK_CONCURRENT_S", "4"))
WRITER = """
import sys, time
from pathlib import Path
from latticework.register import RegisterFile, note
end, n = time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < end or n < 5:
    note(RegisterFile.open(Path(sys.argv[1]), wait_s=60), "squad", f"written {n}", sources=("nato-declaration",), who="w")
    n += 1
print(n)
"""
HOLDER = """
import sys
from pathlib import Path
from latticework.register import RegisterFile
with RegisterFile.open(Path(sys.argv[1])).writing("note", who="x") as act:
    print("has it", flush=True)
    sys.stdin.read()
"""
PROGRAM = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("has it", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Site]:
    """A site in whose register these tests write."""
    path = tmp_path_factory.mktemp("turns") / "r.duckdb"
    shutil.copy(filled, path)
    with served(path) as running:
        yield running


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "r.duckdb"
    subprocess.run(command("--register", path, "init"), check=True, capture_output=True)
    return path


@pytest.fixture
def own(register: Path) -> Iterator[Site]:
    """A site of this test's own, which it may kill."""
    with served(register) as running:
        yield running


def latticework(site: Site, *arguments: object) -> str:
    run = subprocess.run(
        command("--register", site.register, *arguments), capture_output=True, text=True, timeout=120,
        env={**os.environ, "LATTICEWORK_WHO": "ana"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def ask(site: Site, path: str = "/") -> int:
    return httpx.get(site.base + path, headers={"Authorization": f"Bearer {site.token}"}, timeout=60).status_code


def test_every_kind_of_command_works_and_the_pages_go_on(site: Site, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(
        "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan, South Korea and the United States "
        "met in Tokyo and signed a memorandum of cooperation.\n"
    )
    latticework(site, "read", tmp_path / "note.txt")
    first, second = json.loads(latticework(site, "review", "--json"))["records"][:2]
    assert ask(site) == 200
    latticework(site, "accept", first["id"])
    latticework(site, "reject", second["id"], "--why", "test")
    assert "Undid act" in latticework(site, "undo")
    latticework(site, "note", "squad", "Said aloud.", "--source", "nato-declaration")
    assert ask(site) == 200
    assert "Said aloud." in latticework(site, "show", "squad", "--json")
    latticework(site, "export", "csv", "--whole", "--output", tmp_path / "all")
    assert "Everything is as it was written." in latticework(site, "check")
    assert [act["kind"] for act in json.loads(latticework(site, "log", "--json"))[-5:]] == [
        "read", "accept", "reject", "undo", "note",
    ]  # fmt: skip


def test_ten_readers_and_a_writer_see_no_error_and_lose_nothing(site: Site) -> None:
    end, statuses, failures = time.monotonic() + SECONDS, [], []

    def read(number: int) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {site.token}"}, timeout=60) as client:
            while time.monotonic() < end:
                try:
                    statuses.append(client.get(f"{site.base}/?as_of=2024-07-{10 + number % 4}").status_code)
                except httpx.HTTPError as problem:
                    failures.append(repr(problem))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(site.register), str(SECONDS)], stdout=subprocess.PIPE, text=True
    )
    for reader in readers:
        reader.start()
    said, _ = writer.communicate(timeout=SECONDS + 120)
    for reader in readers:
        reader.join()
    assert writer.returncode == 0 and failures == []
    assert len(statuses) >= READERS and set(statuses) == {200}
    print(f"{len(statuses)} pages, {said.strip()} acts in {SECONDS:.0f} s")
    file = RegisterFile.open(site.register)
    notes = [s.value for s in file.statements() if s.property == "note" and s.recorded_by == "w"]
    assert notes == [f"written {n}" for n in range(int(said))]
    assert check(file).problems == ()


def test_a_killed_server_leaves_nothing_in_the_way(own: Site) -> None:
    assert own.process
    own.process.send_signal(signal.SIGKILL)
    own.process.wait()
    assert notice_of(own.register).exists()
    latticework(own, "note", "squad", "Afterwards.", "--source", "nato-declaration")
    with served(own.register) as again:
        assert again.process
        assert ask(again) == 200
        assert serving_at(own.register) == Serving(
            address=again.base, token=again.token, process=again.process.pid
        )  # fmt: skip


def test_a_command_killed_in_its_turn_leaves_nothing_half_written(own: Site) -> None:
    before = len(json.loads(latticework(own, "log", "--json")))
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(own.register)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout and holder.stdout.readline() == "has it\n"
    pages: list[int] = []
    page = threading.Thread(target=lambda: pages.append(ask(own)))
    page.start()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    page.join()
    assert pages == [200]
    assert len(json.loads(latticework(own, "log", "--json"))) == before


def test_a_page_waits_for_another_program_that_has_the_file_and_never_for_its_own_server(own: Site) -> None:
    serving = serving_at(own.register)
    assert serving and (turn := ask_for_turn(serving, 10)) is not None
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(own.register)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout and program.stdin and program.stdout.readline() == "has it\n"
    turn.end()
    pages: list[int] = []
    page = threading.Thread(target=lambda: pages.append(ask(own)))
    page.start()
    page.join(0.5)
    assert pages == []
    program.stdin.close()
    program.wait()
    page.join(8)  # asking itself, the server would wait ten seconds for a turn that it has
    assert pages == [200]


def test_only_the_token_gets_a_turn(own: Site) -> None:
    assert httpx.post(f"{own.base}/api/turn").status_code == 401
    serving = serving_at(own.register)
    assert serving is not None and stat.S_IMODE(notice_of(own.register).stat().st_mode) == 0o600
    stranger = Serving(address=serving.address, token="guessed", process=serving.process)
    assert ask_for_turn(stranger, 1) is None
    notice_of(own.register).write_text(json.dumps({"address": own.base, "token": "guessed", "process": 1}))
    with pytest.raises(RegisterBusy, match="open in another program"):
        RegisterFile.open(own.register, wait_s=0.3)
    notice_of(own.register).unlink()
    with pytest.raises(RegisterBusy, match="open in another program"):
        note(RegisterFile(own.register, wait_s=0.3), "squad", "x", sources=("nato-declaration",))


def test_a_second_server_says_where_the_first_is(own: Site) -> None:
    run = subprocess.run(command("--register", own.register, "serve"), capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert f"Where: {own.base}/?token={own.token}" in run.stderr
    assert serving_at(own.register) is not None


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_server_ends_cleanly(own: Site, how: signal.Signals) -> None:
    with httpx.Client(headers={"Authorization": f"Bearer {own.token}"}, timeout=60) as client:
        assert client.get(f"{own.base}/").status_code == 200
        assert own.process
        own.process.send_signal(how)
        said, _ = own.process.communicate(timeout=60)
    assert own.process.returncode == 0 and said.splitlines()[-1] == "Ended." and "Traceback" not in said
    assert {path.name for path in own.register.parent.iterdir()} == {"r.duckdb", "r.duckdb.head"}
