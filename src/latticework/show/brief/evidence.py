"""What the answer rests on: judged ranges, disagreements, notes, sentences read, sources; and what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from latticework.show.brief.content import Block, Bullets, Heading, Paragraph, Row, Span, Table, joined, say
from latticework.show.brief.material import Material


def judged_ranges(given: Material) -> Iterator[Block]:
    """Every judged range that the answer takes, with its reason."""
    used = {id for one, _ in given.carried() for id in one.judgements}
    used |= {f"posture:{change.posture}" for change in given.outcome.scenario.changes}
    used |= {n for w in given.lattice.works.values() for n in w.chances}
    of_the_record = {
        id for line in given.record_ranges for id, one in line.ranges.items() if given.judgements[id] is one
    }
    ranges = [given.judgements[id] for id in sorted(used - of_the_record) if id in given.judgements]
    rows = [
        Row(
            cells=(say(one.about), say(f"{one.low:.2f}–{one.high:.2f}"), say(one.why), say(one.source)),
            anchor=f"judged-{one.id}",
        )
        for one in ranges
    ]
    yield Heading(level=2, text="Judged ranges")
    yield Table(
        caption="Judged ranges that the answer takes",
        header=("About", "Range", "Reason", "By"),
        widths=(0.32, 0.12, 0.4, 0.16),
        rows=tuple(rows),
    )


def disagreements(given: Material) -> Iterator[Block]:
    """Where sources disagree, all stay visible; and the notes on the facts."""
    found = []
    for entity in given.lattice.arrangements.values():
        for name, rows in entity.conflicts().items():
            values = [
                say(
                    f"{row.value} (",
                    joined(
                        [say(Span(text=given.lattice.sources[s].publisher, to=f"source-{s}")) for s in row.sources],
                        "; ",
                    ),
                    ")",
                )
                for row in rows
            ]
            found.append(say(f"{entity.label}, {name.replace('_', ' ')}: ", joined(values, "; ")))
    if found:
        yield Heading(level=2, text="Where sources disagree")
        yield Bullets(items=tuple(found))
    lattice = given.lattice
    shown = [*lattice.arrangements.values(), *lattice.meetings.values(), *lattice.commitments.values()]
    notes = [say(f"{entity.label}: {note}") for entity in shown for note in entity.get("note", [])]
    if notes:
        yield Heading(level=2, text="Notes on the facts")
        yield Bullets(items=tuple(notes))


def sentences_read(given: Material) -> Iterator[Block]:
    """Every record read in a document, with its sentence."""
    if not given.records:
        return
    rows = []
    for n, record in enumerate(given.records):
        kind = f" ({record['kind']})" if record.get("kind") else ""
        matched = record.get("proposed")
        match = (
            f"; proposed to match {given.lattice.label(str(matched))} ({record['proposed_because']})" if matched else ""
        )
        cells = (
            say(f"{record['type']}{kind}"),
            say(", ".join(record["parties"])),
            say(str(record["date"] or "")),
            say(f"“{record['quote']}” {record['doc']}, characters {record['start']}–{record['end']}{match}"),
        )
        rows.append(Row(cells=cells, anchor=f"record-{n}"))
    yield Heading(level=2, text="Read in documents")
    yield Table(
        caption="Records read in documents, each with its sentence",
        header=("Record", "Parties", "Date", "The sentence"),
        widths=(0.16, 0.16, 0.12, 0.56),
        rows=tuple(rows),
    )


def limits(given: Material) -> Iterator[Block]:
    """What the briefing cannot tell."""
    bases = [one.basis for one, _ in given.carried()] + [one.basis for one in given.outcome.arrangements.values()]
    on_record = any("record" in basis for basis in bases)
    record = "" if on_record else " No number here rests on the historical record."
    yield Heading(level=2, text="What this cannot tell you")
    yield Paragraph(
        text=say(
            "Whether the scenario comes about; what others would do beyond the judged ranges; anything after "
            f"{given.outcome.as_of}; how accurate the ranges are. Treaty texts may stay in force where practice lapses.{record}"
        )
    )


def sources(given: Material) -> Iterator[Block]:
    """Every source of the register, by name."""
    yield Heading(level=2, text="Sources")
    rows = [
        Row(cells=(say(one.publisher), say(one.title), say(one.date or "undated")), anchor=f"source-{one.id}")
        for one in given.lattice.sources.values()
    ]
    yield Table(caption="Sources", header=("Publisher", "Title", "Date"), widths=(0.36, 0.5, 0.14), rows=tuple(rows))
