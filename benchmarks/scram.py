"""SCRAM as a peer: the fault-tree program of that name, run as it is installed; nothing of it is part of Latticework.

Its engine's time is what its own log says for its graph, preprocessing, diagram, chance and importances; its whole time
is that of the process. SCRAM gives importances only for the events of the cut sets that it lists; it is asked for sets
of at most two events, and the listing itself is not counted in its engine's time.
"""

from __future__ import annotations

import gzip
import math
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PARTS = (
    "PDAG Construction",
    "Preprocessing",
    "Converting PDAG into BDD",
    "probability calculations",
    "importance factors",
)
REPEAT = 3


def scram_times(path: Path, program: str = "scram") -> tuple[float, float] | None:
    """Seconds of the engine and of the whole process for one gzipped tree; ``None`` where SCRAM is not installed."""
    found = shutil.which(program)
    if found is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "tree.xml"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        report = str(Path(folder) / "report.xml")
        asked = [found, "--bdd", "--probability", "1", "--importance", "1", "-l", "2", str(plain), "-o", report]
        whole, engine = math.inf, math.inf
        for _ in range(REPEAT):
            began = time.perf_counter()
            subprocess.run(asked, check=True, capture_output=True)
            whole = min(whole, time.perf_counter() - began)
            log = subprocess.run([*asked, "--verbosity", "5"], check=True, capture_output=True, text=True)
            engine = min(engine, _logged(log.stdout + log.stderr))
    return engine, whole


def _logged(said: str) -> float:
    return sum(
        float(one)
        for part in PARTS
        for one in re.findall(rf"(?:Finished|Calculated) (?:the )?{part} in ([\d.e-]+)", said)
    )
