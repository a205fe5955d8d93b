"""Write the answer to the essay's question, as known on 2024-07-31, to a dated file; never overwrite one.

usage: python scripts/freeze_forecast.py [--check]

``--check`` compares a fresh answer with the frozen file and says where they differ (exit code 1).
"""

import json
import sys
from pathlib import Path

import latticework as lw
from latticework.show.as_json import to_json
from latticework.whatif.draws import LATER  # ranges that came after the freeze and enter nothing of it

AS_OF = "2024-07-31"
FROZEN = Path(lw.__file__).parent / "shipped" / "forecasts" / f"{AS_OF}.json"


def rounded(value: object) -> object:
    """Round numbers to nine digits, so that a platform's last bit makes no difference."""
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return value


def fresh_forecast() -> dict[str, object]:
    """Compute the answer from the shipped facts alone."""
    with lw.Register.shipped() as register:
        outcome = register.as_of(AS_OF).what_if(actor="USA", posture="withdrawn", on="2025-01-20")
    answer = outcome.answer

    def short(carried: lw.Interval) -> dict[str, float]:
        return {"mean": carried.mean, "low": carried.low, "high": carried.high}

    def carried_table(table: object) -> dict[str, object]:
        return {
            id: {"before": short(c.before), "after": short(c.after), "verdict": c.verdict, "basis": list(c.basis)}
            for id, c in table.items()  # type: ignore[attr-defined]
        }

    forecast = {
        "question": "What holds if the United States withdraws on 2025-01-20?",
        "as_of": AS_OF,
        "version": lw.__version__,
        "seed": answer.scenario.seed,
        "draws": answer.scenario.draws,
        "engine": answer.engine,
        "meaning": "Chances are conditional on the scenario and on the judged ranges below.",
        "inputs": to_json(answer.inputs),
        "judgements": to_json({id: one for id, one in outcome.judgements().items() if id not in LATER}),
        "functions": carried_table(answer.functions),
        "tasks": carried_table(answer.tasks),
        "arrangements": {
            id: {"state": a.state, "before": short(a.before), "after": short(a.after)}
            for id, a in answer.arrangements.items()
        },
    }
    return rounded(json.loads(json.dumps(forecast)))  # type: ignore[return-value]


def main() -> None:
    """Freeze, or check."""
    fresh = fresh_forecast()
    if "--check" in sys.argv:
        frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
        different = [key for key in fresh if fresh[key] != frozen.get(key)]
        print(f"differs in: {', '.join(different)}" if different else "the frozen forecast is reproduced")
        sys.exit(bool(different))
    if FROZEN.exists():
        sys.exit(f"{FROZEN.name} is frozen; a new answer gets a new date, not a new content")
    FROZEN.write_text(json.dumps(fresh, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"froze {FROZEN.name}")


if __name__ == "__main__":
    main()
