"""The dated answer to the essay's question can be reproduced from what is shipped."""

import json
import runpy
from pathlib import Path

import latticework

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_frozen_forecast_is_reproduced_to_nine_digits() -> None:
    frozen = Path(latticework.__file__).parent / "shipped" / "forecasts" / "2024-07-31.json"
    fresh = runpy.run_path(str(REPOSITORY / "scripts" / "freeze_forecast.py"))["fresh_forecast"]()
    kept = json.loads(frozen.read_text(encoding="utf-8"))
    assert fresh["functions"] == kept["functions"]
    assert fresh["tasks"] == kept["tasks"]
    assert fresh["arrangements"] == kept["arrangements"]
    assert fresh["inputs"] == kept["inputs"]
    assert fresh == kept  # and nothing else came or went
