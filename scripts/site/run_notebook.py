"""Runs the notebook of the documentation from its first cell and puts what came out into it.

usage: python scripts/site/run_notebook.py [--check] NOTEBOOK.ipynb

Its outputs are committed, so that it can be read without being run; it gives the same ones each time, and ``--check``
(and a test) fails when it does not. It runs in an empty folder, and what was tied to one run (times, counts) is left out.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

TIMEOUT_S = 300


def run_notebook(file: Path) -> str:
    """Run a notebook; give it as the text of a file.

    Raises:
        CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(file, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook, timeout=TIMEOUT_S, kernel_name="python3", resources={"metadata": {"path": folder}},
            record_timing=False, coalesce_streams=True,
        ).execute()  # fmt: skip
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output.execution_count = None
    return nbformat.writes(notebook) + "\n"


def main() -> None:
    """Run and write, or run and compare."""
    file = Path(sys.argv[-1])
    fresh = run_notebook(file)
    if "--check" not in sys.argv:
        file.write_text(fresh, encoding="utf-8")
    elif fresh != file.read_text(encoding="utf-8"):
        sys.exit(f"{file.name} gives something else than what is kept in it; run it again without --check")


if __name__ == "__main__":
    main()
