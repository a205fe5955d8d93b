"""SCRAM as a peer: the fault-tree program of that name, run as it is installed; nothing of it is part of Latticework.

Its engine's time is what its own log says for preprocessing, diagram and chance; its whole time is that of the process.
Both are without importances, which SCRAM gives only for the events of listed cut sets.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PARTS = ("PDAG Construction", "Preprocessing", "Converting PDAG into BDD", "probability calculations")


def scram_times(path: Path, program: str = "scram") -> tuple[float, float] | None:
    """Seconds of the engine and of the whole process for one gzipped tree; ``None`` where SCRAM is not installed."""
    found = shutil.which(program)
    if found is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "tree.xml"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        asked = [found, "--bdd", "--probability", "1", "-l", "1", str(plain), "-o", str(Path(folder) / "report.xml")]
        began = time.perf_counter()
        subprocess.run(asked, check=True, capture_output=True)
        whole = time.perf_counter() - began
        log = subprocess.run([*asked, "--verbosity", "5"], check=True, capture_output=True, text=True)
    said = log.stdout + log.stderr
    engine = sum(float(one) for part in PARTS for one in re.findall(rf"Finished {part} in ([\d.e-]+)", said))
    return engine, whole
