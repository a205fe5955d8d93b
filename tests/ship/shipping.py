"""The wheel in an environment of its own."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own: ``folder`` is empty and outside the checkout."""

    wheel: Path
    sdist: Path
    bin: Path
    folder: Path

    def run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.bin / program), *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=180,
        )
