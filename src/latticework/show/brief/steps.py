"""Which step next: the advice, where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.advise import Advice
from latticework.show.advise_words import (
    WHAT_RANGES,
    alternatives,
    breaks_borne,
    cautions_on,
    functions_that_move,
    how_to_read,
    numbered,
    ruled_out,
    set_by_numbers,
    thresholds,
    who_must_agree,
)
from latticework.show.brief.content import Block, Bullets, Heading, Paragraph, Row, Span, Table, say
from latticework.show.brief.material import Material
from latticework.show.words import chance

MOST_SETS = 12


def which_step_next(given: Material) -> Iterator[Block]:
    """The answer, the table of sets, the reasons, what is ruled out."""
    advice = given.advice
    if advice is None:
        return
    shown = advice.table[:MOST_SETS]
    number = numbered(advice, shown)
    yield Heading(level=2, text="Which step next", anchor="advice")
    yield Paragraph(text=say(Span(text=advice.explained.sentence, strong=True)))
    if advice.recommended:
        yield Paragraph(text=say(who_must_agree(given.lattice, advice)))
    yield _sets(given, advice)
    yield _steps(given, advice)
    yield Paragraph(text=say(WHAT_RANGES))
    for line in (*cautions_on(given.lattice, advice), *how_to_read(given.lattice, advice)):
        yield Paragraph(text=say(line))
    inside, outside = thresholds(advice, number)
    for title, lines in (
        ("Breaks that the recommended set bears", breaks_borne(advice)),
        ("What would change the advice (one input held there, all else drawn as before; steps by number)", inside),
        ("Only at or beyond the ends of the judged ranges", outside),
        ("Closest alternatives", alternatives(advice, number)),
    ):
        if lines:
            yield Paragraph(text=say(f"{title}:"))
            yield Bullets(items=tuple(say(line) for line in lines))
    for id, sentence, labels in ruled_out(advice):
        yield Bullets(items=tuple(say(label) for label in labels), folded=f"Ruled out by {id}: {sentence}")


def _sets(given: Material, advice: Advice) -> Table:
    shown, moved = advice.table[:MOST_SETS], functions_that_move(advice)
    number = numbered(advice, shown)
    rows = [
        Row(
            cells=(
                say(set_by_numbers(number, row.steps)),
                say(row.verdict if row.steps else "as it is"),
                *(say(chance(row.functions[f])) for f in moved),
                say(f"{100 * row.worst_regret:.0f} ({100 * row.mean_regret:.0f})"),
                say(f"{100 * row.best_in:.0f} %"),
                say(f"{100 * row.in_time:.0f} %"),
                say(f"{row.effort[0]:g}–{row.effort[1]:g}"),
                say(row.basis),
            )
        )
        for row in shown
    ]
    each = 0.34 / max(len(moved), 1)
    return Table(
        caption="Sets of steps, by the numbers of the next table",
        header=("Set", "Answer", *map(given.lattice.label, moved), "Regret, worst (mean)", "Best in", "In time",
                "Person-months", "Basis"),
        widths=(0.1, 0.14, *[each] * len(moved), 0.1, 0.07, 0.07, 0.08, 0.1),
        rows=tuple(rows),
    )  # fmt: skip


def _steps(given: Material, advice: Advice) -> Table:
    number = numbered(advice, advice.table[:MOST_SETS])
    rows = []
    for id, n in number.items():
        step = advice.steps[id]
        cells = (
            say(str(n)),
            say(Span(text=step.label, strong=id in advice.recommended)),
            say(step.needs),
            say(f"{step.lead_months[0]:g}–{step.lead_months[1]:g}"),
            say(f"{step.effort[0]:g}–{step.effort[1]:g}"),
            say(step.why),
        )
        rows.append(Row(cells=cells))
    return Table(
        caption="The steps, those recommended in bold",
        header=("No.", "Step", "Needs", "Months", "Person-months", "Why"),
        widths=(0.06, 0.28, 0.22, 0.09, 0.1, 0.25),
        rows=tuple(rows),
    )
