"""The notebook gives what is kept in it, and says nothing of the machine on which it was run."""

import json
import re
from pathlib import Path

from run_notebook import run_notebook

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "examples" / "article-to-figure.ipynb"


def test_the_notebook_gives_what_is_kept_in_it() -> None:
    kept = NOTEBOOK.read_text(encoding="utf-8")
    assert run_notebook(NOTEBOOK) == kept, "run scripts/site/run_notebook.py on it again, and look at what changed"


def test_the_notebook_ends_in_a_figure_and_names_no_path() -> None:
    kept = NOTEBOOK.read_text(encoding="utf-8")
    outputs = [output for cell in json.loads(kept)["cells"] for output in cell.get("outputs", [])]
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert re.findall(r"(?<![\w<:/.])/(?:home|root|tmp|work|usr|Users|opt|var)/", kept) == []
