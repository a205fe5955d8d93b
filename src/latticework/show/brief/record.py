"""The historical record in a briefing that asked for it: what was counted, what stands in the answer, where it is silent."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.history.answer import RecordLine
from latticework.history.estimate import Estimate
from latticework.show.brief.content import Block, Bullets, Heading, Paragraph, Row, Table, Text, say
from latticework.show.brief.material import Material
from latticework.show.record import MARKS, number, said_of, silences, with_state_names

CASES_SHOWN = 4


def record_says(given: Material) -> Iterator[Block]:
    """Nothing, unless the record was asked for."""
    if not given.record_ranges:
        return
    yield Heading(level=2, text="What the historical record says")
    yield Paragraph(
        text=say(
            "Basis: record; association, not effect. Under five events there is an upper bound and no point. Beside each number stand an "
            "alternative specification (~) and a negative control (0), which cannot be an effect: a ratio of it should be near 1."
        )
    )
    yield Table(
        caption="Estimates of the record: events, exposure, number, and what they may be used for",
        header=("Outcome", "n", "Events", "Exposure", "Number (95 %)", "May and may not be used for"),
        widths=(0.27, 0.07, 0.07, 0.13, 0.16, 0.3),
        rows=tuple(row for line in given.record for row in _estimates(line)),
    )
    yield from _in_the_answer(given)
    yield from _silent(given)
    yield from _nearest(given)


def _estimates(line: RecordLine) -> Iterator[Row]:
    why = line.why[0].upper() + line.why[1:]
    if line.estimate is None:
        yield Row(cells=tuple(map(say, (line.outcome.replace("-", " "), "", "", "", "none", why))))
        return
    e = line.estimate
    yield Row(cells=_cells(e, f"{e.outcome}: ", f"May: {e.may[0].lower()}{e.may[1:]}. {e.may_not}. {why}."))
    for other in line.beside:
        yield Row(cells=_cells(other, MARKS[other.role].strip() + " ", ""), under=True)


def _cells(e: Estimate, lead: str, use: str) -> tuple[Text, ...]:
    exposure = f"{e.exposure:,.0f} {e.exposure_unit}"
    cells = (f"{lead}{e.about} ({e.measure})", f"{e.n:,}", f"{e.events:,}", exposure, number(e), use)
    return tuple(map(say, cells))


def _in_the_answer(given: Material) -> Iterator[Block]:
    """The ranges that stand in the answer in place of a posture or of certainty."""
    rows = []
    for line in (line for line in given.record_ranges if line.ranges):
        if given.judgements.get(line.name) is not line.ranges[line.name]:
            cells = (line.label, "", "", "Not used: a range of your own stands in its place")
            rows.append(Row(cells=tuple(map(say, cells))))
            continue
        usual = line.ranges.get(f"{line.name}:usual")
        said = (said_of(line.ranges[line.name]), said_of(usual) if usual else "")
        rows.append(Row(cells=tuple(map(say, (line.label, *said, line.why))), anchor=f"judged-{line.name}"))
    if rows:
        yield Heading(level=3, text="What it gives to this answer")
        yield Table(
            caption="Ranges of the record that stand in the answer",
            header=("Arrangement or share", "Within a year", "In other years", "Counted"),
            widths=(0.32, 0.18, 0.18, 0.32),
            rows=tuple(rows),
        )


def _silent(given: Material) -> Iterator[Block]:
    said = silences(given.record_ranges)
    if said:
        items = tuple(say(f"{', '.join(labels)}: {why}") for why, labels in said)
        yield Bullets(items=items, folded="Where it is silent, and which variable of the data that lies outside of")


def _nearest(given: Material) -> Iterator[Block]:
    near = [line for line in given.record_ranges if line.cases]
    if near:
        items = [f"{line.label}: {'; '.join(map(with_state_names, line.cases[:CASES_SHOWN]))}" for line in near]
        yield Bullets(items=tuple(map(say, items)), folded="Nearest historical cases")
