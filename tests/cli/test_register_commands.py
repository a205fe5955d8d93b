"""The commands that change the register, as a person types them."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

TEXT = (
    "Ministers meet\n\n2024-07-30\n\nOn July 28, the defense ministers of Japan, South Korea and the United States met "
    "in Tokyo and signed a memorandum of cooperation.\n"
)


def latticework(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "latticework.cli", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "LATTICEWORK_WHO": "ana"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert latticework("init", folder=tmp_path).returncode == 0
    (tmp_path / "note.txt").write_text(TEXT)
    assert latticework("read", "note.txt", folder=tmp_path).returncode == 0
    return tmp_path


def waiting(folder: Path) -> list[dict[str, object]]:
    run = latticework("review", "--list", "--json", folder=folder)
    return json.loads(run.stdout)["records"]  # type: ignore[no-any-return]


class Terminal:
    """A person at a pseudo-terminal."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.screen, there = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "latticework.cli", *arguments],
            cwd=folder, stdin=there, stdout=there, stderr=there, close_fds=True,
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "200", "LATTICEWORK_WHO": "ana"},
        )  # fmt: skip
        os.close(there)
        self.seen = ""

    def wait_for(self, pattern: str, seconds: float = 30) -> str:
        """Read the screen until the pattern shows; give what came, and start afresh."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, f"{pattern!r} never came; seen: {self.seen[-800:]}"
            if select.select([self.screen], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.screen, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        came, self.seen = self.seen, ""
        return came

    def press(self, key: str) -> None:
        time.sleep(0.05)
        os.write(self.screen, key.encode())


def test_one_key_a_decision_with_the_sentence_in_view(folder: Path) -> None:
    before = waiting(folder)
    assert len(before) >= 2
    terminal = Terminal("review", folder=folder)
    shown = terminal.wait_for(r"\[q\]uit")
    assert str(before[0]["line"]["quote"])[:60] in re.sub(r"\s+", " ", shown)  # type: ignore[index]
    terminal.press("a")
    assert "Accepted as" in terminal.wait_for(r"Accepted as[\s\S]*\[q\]uit")
    terminal.press("r")
    terminal.wait_for(r"Rejected[\s\S]*\[q\]uit")
    terminal.press("u")
    terminal.wait_for(r"Undid act \d+ \(reject\)[\s\S]*\[q\]uit")
    terminal.press("q")
    assert terminal.process.wait(20) == 0
    assert [one["id"] for one in waiting(folder)] == [one["id"] for one in before[1:]]
    log = json.loads(latticework("log", "--json", folder=folder).stdout)
    assert [act["kind"] for act in log[-3:]] == ["accept", "reject", "undo"]
    assert {act["who"] for act in log[-3:]} == {"ana"}


def test_without_a_terminal_there_are_words_for_everything(folder: Path) -> None:
    first, second = waiting(folder)[:2]
    assert latticework("review", folder=folder).returncode == 1
    run = latticework("accept", str(first["id"])[:8], "--match" if first["match"] else "--why=seen", folder=folder)
    assert run.returncode == 0, run.stderr
    refused = latticework("reject", second["id"], folder=folder)
    assert refused.returncode == 1 and "--why" in refused.stderr and "Traceback" not in refused.stderr
    assert latticework("reject", second["id"], "--why", "no", folder=folder).returncode == 0
    assert not {first["id"], second["id"]} & {one["id"] for one in waiting(folder)}
    assert "Undid act" in latticework("undo", folder=folder).stdout
    assert "counts again" in latticework("redo", folder=folder).stdout
    checked = latticework("check", folder=folder)
    assert checked.returncode == 0 and "Everything is as it was written." in checked.stdout


def test_writing_by_hand_needs_a_source(folder: Path) -> None:
    told = ["add", "squad", "hq=Manila", "--type", "arrangement"]
    assert latticework(*told, folder=folder).returncode == 2  # no --source
    unknown = latticework(*told, "--source", "nowhere", folder=folder)
    assert unknown.returncode == 1 and "--source-title" in unknown.stderr
    new = ["--source", "ph-gazette", "--source-title", "Notice", "--publisher", "Official Gazette"]
    assert "Added 1" in latticework(*told, *new, folder=folder).stdout
    shown = json.loads(latticework("show", "squad", "--json", folder=folder).stdout)
    assert shown["values"]["hq"] == "Manila"
    past = json.loads(latticework("past", "squad", "--json", folder=folder).stdout)
    (id,) = [one["statement"]["id"] for one in past if one["statement"]["property"] == "hq"]
    edited = latticework("edit", id, "Quezon City", "--source", "ph-gazette", "--why", "moved", folder=folder)
    assert edited.returncode == 0, edited.stderr
    then = json.loads(latticework("show", "squad", "--json", "--as-known", "2024-12-31", folder=folder).stdout)
    assert "hq" not in then["values"]
    assert latticework("note", "squad", "Seen.", "--source", "ph-gazette", folder=folder).returncode == 0


def test_reading_with_the_same_reader_would_change_nothing(folder: Path) -> None:
    (one,) = json.loads(latticework("read-again", "note.txt", "--json", folder=folder).stdout)
    assert one["added"] == one["changed"] == one["withdrawn"] == [] and one["same"] >= 2


def test_two_commands_at_once_lose_nothing(folder: Path) -> None:
    command = [sys.executable, "-m", "latticework.cli", "note", "squad"]
    running = [
        subprocess.Popen([*command, f"note {n}", "--source", "nato-declaration"], cwd=folder, stdout=subprocess.DEVNULL)
        for n in range(4)
    ]
    assert [one.wait() for one in running] == [0, 0, 0, 0]
    notes = json.loads(latticework("show", "squad", "--json", folder=folder).stdout)["values"]["note"]
    assert {f"note {n}" for n in range(4)} <= set(notes)


def test_every_question_takes_two_dates(folder: Path) -> None:
    before = latticework("profiles", "--as-known", "2024-07-30", "--json", folder=folder)
    assert before.returncode == 0 and json.loads(before.stdout) == []
    after = latticework("profiles", "--as-known", "2024-07-31", "--json", folder=folder)
    assert len(json.loads(after.stdout)) > 20
    for command in ("show", "profiles", "what-if", "why", "compare", "advise", "brief", "export", "past"):
        told = latticework(command, "--help", folder=folder).stdout
        assert "--as-of" in told and "--as-known" in told, command
    (begin,) = json.loads(latticework("log", "--as-known", "2024-07-31", "--json", folder=folder).stdout)
    assert begin["kind"] == "begin"
    waited = latticework("review", "--json", "--as-known", "2024-07-31", folder=folder)
    assert json.loads(waited.stdout) == {"waiting": 0, "records": []}
    assert "on what waits now" in latticework("review", "--as-known", "2024-07-31", folder=folder).stderr


def test_a_whole_export_is_restored(folder: Path) -> None:
    assert latticework("export", "parquet", "--whole", "--output", "all", folder=folder).returncode == 0
    run = latticework("--register", "again.duckdb", "restore", "all", folder=folder)
    assert run.returncode == 0, run.stderr
    first, second = (
        latticework("--register", name, "check", "--json", folder=folder).stdout
        for name in ("register.duckdb", "again.duckdb")
    )
    assert first == second


def test_a_template_goes_out_and_comes_in(folder: Path) -> None:
    assert latticework("template", "-o", "t", folder=folder).returncode == 0
    with (folder / "t" / "meetings.csv").open("a") as table:
        table.write("m-9,,summit,JPN,2024\n")
    run = latticework("import", "t", folder=folder)
    assert run.returncode == 1 and "meetings, row 2, column label" in run.stderr and "Imported 0" in run.stdout
