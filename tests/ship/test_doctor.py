"""`latticework doctor`, shell completion, and what is said when an extra is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from latticework.model import LatticeworkError
from latticework.model.extras import BRINGS, import_extra


def latticework(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "latticework.cli", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**os.environ, **environment})


def test_doctor_finds_nothing_wrong_here_and_changes_nothing(tmp_path: Path) -> None:
    run = latticework("doctor", cwd=tmp_path)
    assert run.returncode == 0, run.stdout
    assert "language model" in run.stdout
    assert "Nothing is wrong." in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_doctor_says_what_is_wrong_with_a_register(tmp_path: Path) -> None:
    (tmp_path / "register.duckdb").write_text("no register")
    run = latticework("doctor", "--json", cwd=tmp_path)
    assert run.returncode == 1
    (wrong,) = [one for one in json.loads(run.stdout) if one["state"] == "wrong"]
    assert wrong["about"] == "register"
    assert "not a register" in wrong["found"]
    assert (tmp_path / "register.duckdb").read_text() == "no register"


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for extra, package in BRINGS.items():
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(LatticeworkError, match=rf"needs {package}.*latticework\[{extra}\]"):
            import_extra(package, extra, "This")  # type: ignore[arg-type]


def test_the_shell_completes_commands_and_options(tmp_path: Path) -> None:
    asked = {"_LATTICEWORK_COMPLETE": "complete_bash", "COMP_WORDS": "latticework wh", "COMP_CWORD": "1"}
    script = "import sys; sys.argv[0] = 'latticework'; from latticework.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **asked}
    )
    assert run.stdout.split() == ["what-if", "why"]
