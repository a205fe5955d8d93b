"""The answer: what holds, what each answer rests on, and what breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.model import CarriedAnswer, Provider, Task
from latticework.show.brief.content import Block, Bullets, Heading, Paragraph, Row, Span, Table, Text, joined, say
from latticework.show.brief.material import Material
from latticework.show.words import MEANING, SYMBOLS, cautions, chance, headline


def opening(given: Material) -> Iterator[Block]:
    """The answer in one sentence, and how to read a chance."""
    scenario = given.outcome.scenario
    yield Paragraph(text=say(Span(text=headline(given.outcome, given.lattice), strong=True)), lead=True)
    yield Paragraph(
        text=say(
            f"{MEANING} In brackets: 5th to 95th percentile of {scenario.draws} draws (seed {scenario.seed}). "
            f"Facts as of {given.outcome.as_of}. Every chance leads to what it rests on; footnotes give source, date and sentence."
        )
    )
    for caution in cautions(given.outcome, given.lattice):
        yield Paragraph(text=say(caution))


def what_holds(given: Material) -> Iterator[Block]:
    """Every function and task: before, in the scenario, the answer, its basis."""
    rows = []
    for one, is_task in given.carried():
        why = f"why-{one.id}"
        cells = (
            say(Span(text=one.label, strong=not is_task)),
            say(Span(text=chance(one.before), to=why)),
            say(Span(text=chance(one.after), to=why)),
            say(f"{SYMBOLS[one.verdict]}\u00a0{one.verdict}"),
            say(", ".join(one.basis)),
        )
        rows.append(Row(cells=cells, under=is_task))
    yield Heading(level=2, text="What holds")
    yield Table(
        caption="Functions and their tasks: the chance that each holds",
        header=("Function, task", "Chance before", "Chance in the scenario", "Answer", "Basis"),
        widths=(0.36, 0.16, 0.2, 0.12, 0.16),
        rows=tuple(rows),
    )


def rests_on(given: Material) -> Iterator[Block]:
    """For every function and task: who provides it, what breaks it, which judged ranges it takes, who could fill."""
    yield Heading(level=2, text="What each answer rests on, and what breaks it")
    for one, is_task in given.carried():
        yield Heading(level=3, text=f"{one.label}: {chance(one.after)}", anchor=f"why-{one.id}")
        if is_task:
            task = given.lattice.tasks[one.id]
            gate = task.gate.replace("_", " ") + (f" {task.k}" if task.k else "")
            need = f", need {100 * task.need:.0f} %" if task.need else ""
            yield Paragraph(text=say(f"Holds by {gate}{need} of:"))
            yield Bullets(items=tuple(_provider(given, task, provider) for provider in task.providers))
        else:
            function = given.lattice.functions[one.id]
            gate = function.gate.replace("_", " ") + (f" {function.k}" if function.k else "")
            yield Paragraph(text=say(f"Holds by {gate} of its tasks. {function.why}"))
        yield from _breaks(one)
        yield from _judged_and_fill(given, one)


def _provider(given: Material, task: Task, provider: Provider) -> Text:
    share = f", {100 * provider.share:.1f} %" if provider.share else ""
    note = given.note(provider.sources, provider.by if provider.by in given.lattice.arrangements else "")
    return say(given.name(provider.by), f"{share}: ", Span(text=provider.why, note=note))


def _breaks(one: CarriedAnswer) -> Iterator[Block]:
    if one.breaks:
        yield Paragraph(
            text=say("What breaks it in this scenario, each line a smallest set of losses with its chance:")
        )
        yield Bullets(items=tuple(say(f"{'; and '.join(b.words)}: {chance(b.chance)}") for b in one.breaks))
    else:
        yield Paragraph(text=say(one.because))
    if one.would_break:
        yield Bullets(
            items=tuple(say("; and ".join(b.words)) for b in one.would_break),
            folded="What would break it in any case, by one or two losses",
        )


def _judged_and_fill(given: Material, one: CarriedAnswer) -> Iterator[Block]:
    if one.judgements:
        ranges = joined([say(Span(text=id, to=f"judged-{id}")) for id in one.judgements])
        yield Paragraph(text=say("Judged ranges: ", ranges, "."))
    if one.can_fill:
        names = ", ".join(map(given.lattice.label, one.can_fill))
        low_high = one.months_to_replace
        months = f"; {low_high[0]:g} to {low_high[1]:g} months (judgement)" if low_high else ""
        yield Paragraph(text=say(f"Who could fill: {names}{months}."))
