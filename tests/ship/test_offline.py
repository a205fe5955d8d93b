"""No command may reach for the network: neither by Python, nor by a library beneath it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "latticework" / "shipped" / "documents"

DENY = """
import sys

def deny(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"reached for the network: {event} {given[1:]}")

sys.addaudithook(deny)
"""
RUN = """
import json
from latticework.cli import app

for arguments in json.loads(sys.argv[1]):
    try:
        app(arguments)
    except SystemExit as ended:
        if ended.code:
            raise SystemExit(f"{arguments}: {ended.code}")
"""


def denied(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python without a network: an audit hook for what Python does, an empty network namespace for the rest."""
    command = [sys.executable, "-c", DENY + code, *arguments]
    apart = [shutil.which("unshare") or "unshare", "--map-root-user", "--net"]
    try:
        possible = subprocess.run([*apart, "true"], capture_output=True).returncode == 0
    except OSError:
        possible = False
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [*(apart if possible else []), *command], cwd=cwd, capture_output=True, text=True, env=environment, timeout=300
    )


def test_the_denial_works(tmp_path: Path) -> None:
    run = denied("import socket; socket.create_connection(('127.0.0.1', 9))", cwd=tmp_path)
    assert run.returncode != 0
    assert "reached for the network" in run.stderr


def test_the_whole_road_needs_no_network(tmp_path: Path) -> None:
    import json

    shutil.copytree(SHIPPED, tmp_path / "documents")
    commands = [
        ["init"],
        ["read", "documents"],
        ["show", "ukraine-compact"],
        ["profiles"],
        ["what-if", "--actor", "USA"],
        ["why", "train-ukrainian-forces"],
        ["history", "estimate", "--shipped"],
        ["brief", "--actor", "USA", "--output", "briefing.html"],
        ["export", "parquet"],
        ["export", "xlsx"],
        ["doctor"],
    ]
    run = denied(RUN, json.dumps(commands), cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "briefing.html").exists()


@pytest.mark.parametrize("attribute", ["href", "src"])
def test_the_briefing_loads_nothing_from_elsewhere(tmp_path: Path, attribute: str) -> None:
    import re

    import latticework as lw

    with lw.Register.shipped() as register:
        page = register.as_of().what_if(actor="USA").brief_html()
    loading = re.findall(rf"<(?:script|img|link|iframe|object|embed)[^>]*\s{attribute}=[\"']?([^\"' >]+)", page)
    assert [address for address in loading if address.startswith(("http:", "https:", "//"))] == []
    assert "@import" not in page
