"""The process that reads documents while the pages go on: what it does is said line by line, as JSON.

It opens the register as every command does, and asks the server for each turn.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from latticework.api import Register
from latticework.model import LatticeworkError


def say(**what: object) -> None:
    """Write one line."""
    print(json.dumps(what), flush=True)


def main() -> None:
    """Read the files named after the register; an interrupt ends it between two documents, as Ctrl-C does."""
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a server in the background may pass on that it is ignored
    register, *paths = map(Path, sys.argv[1:])
    try:
        with Register.open(register) as opened:
            report = opened.read(*paths, progress=lambda done, total, path: say(done=done, total=total, file=path.name))
        files = [
            {
                "name": Path(file.path).name,
                "records": sum((file.records or {}).values()),
                "already_read": file.already_read,
                "problem": file.problem and file.problem.replace(file.path, Path(file.path).name),
            }
            for file in report.files
        ]
        say(files=files, stopped=report.stopped)
    except KeyboardInterrupt:
        say(files=[], stopped=True)
    except LatticeworkError as problem:
        say(failed=str(problem))


if __name__ == "__main__":
    main()
