"""Says how large what we ship is, and runs the wheel by uvx and pipx where these are there.

usage: python scripts/shipped.py FOLDER   (with the wheel, the sdist and ``environment``, as `make ship` leaves it)
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LARGEST = 5
HOW = {
    "uvx": ["uvx", "--from", "{wheel}", "latticework", "doctor"],
    "pipx": ["pipx", "run", "--spec", "{wheel}", "latticework", "doctor"],
}


def main() -> None:
    """Print sizes and packages; end with code 1 if one of the two ways to run the wheel does not work."""
    folder = Path(sys.argv[1]).resolve()
    wheel, sdist = next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))
    environment = folder / "environment"
    listed = subprocess.run(
        [environment / "bin" / "python", "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    packages = {one["name"] for one in json.loads(listed.stdout)} - {"latticework", "pip", "setuptools"}
    site = next(environment.glob("lib/python*/site-packages"))
    folders = {one.name: size_of(one) for one in site.iterdir() if one.is_dir()}
    largest = sorted(folders, key=lambda name: -folders[name])[:LARGEST]
    print(f"wheel {megabytes(wheel.stat().st_size)}, sdist {megabytes(sdist.stat().st_size)}")
    print(f"{len(packages)} dependencies; the environment takes {megabytes(size_of(environment))}, of which:")
    print(", ".join(f"{name} {megabytes(folders[name])}" for name in largest))
    failed = [name for name in HOW if not works(name, wheel)]
    if failed:
        sys.exit(f"The wheel does not run by {' and '.join(failed)}")


def works(name: str, wheel: Path) -> bool:
    """Run the wheel one way; a program that is not there is no failure."""
    program = shutil.which(name)
    if program is None:
        print(f"{name}: not on this machine, not tried")
        return True
    words = [program, *(word.format(wheel=wheel) for word in HOW[name][1:])]
    with tempfile.TemporaryDirectory() as elsewhere:
        run = subprocess.run(words, cwd=elsewhere, capture_output=True, text=True)
    well = run.returncode == 0 and "Nothing is wrong." in run.stdout
    print(f"{name}: {'runs' if well else run.stdout[-2000:] + run.stderr[-2000:]}")
    return well


def size_of(place: Path) -> int:
    """Bytes of all files below a folder, links counted as nothing."""
    return sum(one.stat().st_size for one in place.rglob("*") if one.is_file() and not one.is_symlink())


def megabytes(size: int) -> str:
    """Bytes as MB, with one decimal below 10."""
    return f"{size / 1e6:.1f} MB" if size < 10e6 else f"{size / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()
