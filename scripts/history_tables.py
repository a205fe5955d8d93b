"""Writes the tables of shipped estimates into docs/history.md, between the marks that name them.

python scripts/history_tables.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from latticework.history.estimate import Estimate
from latticework.history.results import shipped_results
from latticework.show.record import number

PAGE = Path(__file__).resolve().parent.parent / "docs" / "history.md"


def mains() -> Iterator[str]:
    """The main estimates: outcome, measure, n, events, exposure, number."""
    yield "| outcome | what | measure | n | events | exposure | number (95 %) |"
    yield "|---|---|---|---|---|---|---|"
    for name, results in shipped_results().items():
        for e in results.estimates:
            if e.role == "main":
                yield (
                    f"| {name} | {e.about} | {e.measure} | {e.n:,} | {e.events:,} | {e.exposure:,.0f} | {number(e)} |"
                )


def uses() -> Iterator[str]:
    """What each outcome may and may not be used for."""
    yield "| outcome | data, and where they speak | may be used for | may not |"
    yield "|---|---|---|---|"
    for name, results in shipped_results().items():
        first, support = results.estimates[0], results.support
        data = ", ".join(results.datasets)
        yield f"| {name} | {data}; {support.about}, {support.since}–{support.until} | {first.may} | {first.may_not} |"


def beside() -> Iterator[str]:
    """Alternatives and negative controls, by the main estimate they belong to."""
    yield "| of | role | what | events | exposure | number (95 %) |"
    yield "|---|---|---|---|---|---|"
    for results in shipped_results().values():
        order = {e.id: place for place, e in enumerate(results.estimates)}
        others = [e for e in results.estimates if e.role != "main"]
        for e in sorted(others, key=lambda e: (order[e.of.split()[0]], e.role)):
            yield _beside(e)


def _beside(e: Estimate) -> str:
    return (
        f"| {', '.join(e.of.split())} | {e.role} | {e.about} | {e.events:,} | {e.exposure:,.0f} {e.exposure_unit} | "
        f"{number(e)} |"
    )


def main() -> None:
    """Replace what stands between ``<!-- NAME -->`` and ``<!-- end of NAME -->``."""
    text = PAGE.read_text(encoding="utf-8")
    for name, rows in (("estimates", mains()), ("uses", uses()), ("beside", beside())):
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"{PAGE} has no place for {name}")
        text = pattern.sub(lambda _, b=begin, r=tuple(rows), e=end: b + "\n".join(r) + f"\n{e}", text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
