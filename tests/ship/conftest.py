"""The wheel, built once and installed once, outside the checkout."""

import subprocess
import sys
import sysconfig
import venv

import pytest
from shipping import REPOSITORY, Installed


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build wheel and sdist, and install the wheel without its dependencies: those are the project's, seen by a path.

    The path is added by a file that names it; the project's own editable install is not seen that way, so that what
    is imported can only be the wheel.
    """
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(dist)],
        cwd=REPOSITORY, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = place / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index",
         "--no-compile", "--disable-pip-version-check", str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return Installed(wheel, sdist, place / "bin", tmp_path_factory.mktemp("elsewhere"))
