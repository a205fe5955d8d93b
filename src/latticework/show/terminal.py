"""Terminal tables: what a person sees first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from latticework.measure import Profile
from latticework.model import CarriedAnswer, Entity, Lattice, Outcome, Range
from latticework.show.sentences import one_source_each, sentences_of
from latticework.show.words import MEANING, STATE_SYMBOLS, SYMBOLS, cautions, chance, headline

STYLES = {"holds": "green", "strained": "yellow", "uncertain": "yellow", "breaks": "red", "absent": ""}


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _verdict(carried: CarriedAnswer) -> Text:
    return Text(f"{SYMBOLS[carried.verdict]} {carried.verdict}", style=STYLES[carried.verdict])


def print_outcome(console: Console, outcome: Outcome, lattice: Lattice) -> None:
    """Print the answer to a what-if: functions with their tasks, arrangements, linchpins."""
    console.print(headline(outcome, lattice), style="bold")
    console.print(MEANING)
    for caution in cautions(outcome, lattice):
        console.print(caution)
    console.print()
    table = _table("What holds", "function, task", "chance that it holds", "answer", "basis", "why")
    for function in lattice.functions.values():
        rows = [(outcome.functions[function.id], "")] + [(outcome.tasks[id], "  ") for id in function.tasks]
        for carried, indent in rows if len(rows) > 2 else rows[:1]:
            style = "" if indent else "bold"
            why = carried.because if carried.verdict != "holds" else ""
            table.add_row(
                Text(indent + carried.label, style=style),
                chance(carried.after),
                _verdict(carried),
                ", ".join(carried.basis),
                why,
            )
    console.print(table)
    console.print()
    table = _table("Arrangements", "arrangement", "state", "still works", "basis", "why")
    for one in sorted(outcome.arrangements.values(), key=lambda a: (list(STATE_SYMBOLS).index(a.state), a.label)):
        table.add_row(
            one.label, f"{STATE_SYMBOLS[one.state]} {one.state}", chance(one.after), ", ".join(one.basis), one.because
        )
    console.print(table)
    console.print()
    table = _table(
        "Linchpins before the scenario (basis: structure, judgement)",
        "without",
        "functions fall by, on average",
        "most",
        "for",
    )
    for kind in ("actor", "arrangement"):
        for pin in [one for one in outcome.linchpins if one.kind == kind][:5]:
            fall = f"{100 * pin.mean_loss:.0f} in 100", f"{100 * pin.worst_loss:.0f} in 100"
            table.add_row(pin.label, *fall, lattice.label(pin.worst_function))
    console.print(table)
    console.print()
    draws = outcome.scenario.draws
    console.print(
        f"As of {outcome.as_of}; {outcome.engine}; {draws} draws, seed {outcome.scenario.seed}. In brackets: 5th to 95th "
        "percentile of the draws. `latticework why FUNCTION` shows what each answer rests on: "
        + ", ".join(lattice.functions)
        + "."
    )


def print_why(
    console: Console,
    lattice: Lattice,
    outcome: Outcome,
    id: str,
    records: Sequence[Mapping[str, Any]],
    judged: Mapping[str, Range],
) -> None:
    """Print what provides a function or task, what breaks it, and on what evidence: sources and sentences read."""
    carried = outcome.functions.get(id) or outcome.tasks[id]
    console.print(Text(carried.label, style="bold"))
    console.print(headline(outcome, lattice))
    console.print(
        f"Chance that it holds: {chance(carried.after)} (before: {chance(carried.before)}), {carried.verdict}. "
        f"Basis: {', '.join(carried.basis)}."
    )
    if id in lattice.functions:
        function = lattice.functions[id]
        k = f" {function.k}" if function.k else ""
        console.print(f"It holds when {function.gate.replace('_', ' ')}{k} of its tasks do. {function.why}")
        tasks = [lattice.tasks[task] for task in function.tasks]
    else:
        tasks = [lattice.tasks[id]]
    for task in tasks:
        console.print()
        k = f" {task.k}" if task.k else f", need {task.need:.0%}" if task.need else ""
        table = _table(
            f"{task.label} (gate: {task.gate.replace('_', ' ')}{k})", "provided by", "share", "how", "sources"
        )
        for p in task.providers:
            state = f" [{outcome.arrangements[p.by].state}]" if p.by in outcome.arrangements else ""
            share = "" if p.share is None else f"{p.share:.0%}"
            table.add_row(
                Text(lattice.label(p.by) + state), share, p.why, "; ".join(_source(lattice, s) for s in p.sources)
            )
        console.print(table)
    providers = dict.fromkeys(p.by for task in tasks for p in task.providers)
    print_sentences(console, [row for by in providers for row in sentences_of(lattice, records).get(by, [])])
    console.print()
    if carried.breaks:
        table = _table("What breaks it in this scenario", "chance", "all of these together")
        for one in carried.breaks:
            table.add_row(chance(one.chance), "; and ".join(one.words))
        console.print(table)
    else:
        console.print(carried.because)
    if carried.would_break:
        console.print()
        table = _table("What would break it in any case (one or two losses)", "all of these together")
        for one in carried.would_break:
            table.add_row("; and ".join(one.words))
        console.print(table)
    if carried.judgements:
        console.print()
        table = _table("Judged ranges it rests on", "about", "range", "reason")
        for name in carried.judgements:
            if name in judged:
                table.add_row(judged[name].about, f"{judged[name].low:.2f}–{judged[name].high:.2f}", judged[name].why)
        console.print(table)
    if carried.can_fill:
        months = carried.months_to_replace
        when = f", in about {months[0]:g} to {months[1]:g} months" if months else ""
        console.print()
        console.print("Who could fill: " + ", ".join(lattice.label(actor) for actor in carried.can_fill) + when + ".")


def print_sentences(console: Console, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Print sentences read in documents that speak of the things shown; nothing when there are none."""
    if not rows:
        return
    console.print()
    table = _table("Sentences read (matches are proposed, not merged)", "document", "characters", "sentence", "matched")
    for _, record in rows:
        where = f"{record['start']}–{record['end']}"
        places = "".join(f"; also in {name}" for name in record.get("also_in", ()))
        table.add_row(
            record["doc"] + places, where, Text(record["quote"]), f"{record['proposed']}: {record['proposed_because']}"
        )
    console.print(table)


def _source(lattice: Lattice, id: str) -> str:
    source = lattice.sources.get(id)
    return f"{source.title} ({source.publisher})" if source else id


def print_profiles(console: Console, scored: Iterable[Profile]) -> None:
    """Print the institutionalization profiles, highest first."""
    table = _table(
        "Institutionalization, 0-100",
        "arrangement",
        "index",
        "from coding",
        "rank, 90 %",
        "weakest pillar",
        "pillars 0-4",
    )
    for one in scored:
        pillars = "  ".join(f"{name} {low:g}–{high:g}" for name, (low, high) in one.pillars.items())
        table.add_row(
            one.label,
            f"{one.index:.0f}",
            f"{one.low:.0f}–{one.high:.0f}",
            f"{one.rank_low}–{one.rank_high}",
            one.weakest_pillar,
            pillars,
        )
    console.print(table)
    console.print(
        "Arrangements whose rank intervals overlap are not distinguishable. Basis: judgement (coding) on sources."
    )


def print_entity(console: Console, lattice: Lattice, entity: Entity, records: Sequence[Mapping[str, Any]] = ()) -> None:
    """Print everything that is stated of one entity, and by whom, then sentences read; conflicts are marked."""
    console.print(Text(f"{entity.label}  ({entity.type} {entity.id})", style="bold"))
    conflicts = entity.conflicts()
    table = _table("", "property", "value", "layer", "confidence", "sources")
    for s in entity.statements:
        mark = " (sources disagree)" if s.property in conflicts else ""
        confidence = "" if s.confidence is None else f"{s.confidence:.2f}"
        sources = "; ".join(_source(lattice, id) for id in s.sources)
        table.add_row(s.property + mark, Text(_plain(s.value)), (s.layer or "").replace("_", " "), confidence, sources)
    console.print(table)
    matched = one_source_each([(n, r) for n, r in enumerate(records) if r.get("proposed") == entity.id])
    print_sentences(console, sentences_of(lattice, records).get(entity.id, matched))


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    return str(value)


def print_register_list(console: Console, lattice: Lattice, kind: str) -> None:
    """Print one list of the register, such as all arrangements."""
    table = _table(f"{kind.capitalize()} as of {lattice.as_of}", "id", "what", "kind", "date", "parties")
    for id, one in getattr(lattice, kind).items():
        if not isinstance(one, Entity):
            table.add_row(id, one.label, one.gate, "", ", ".join(one.tasks))
            continue
        date = str(one.get("date") or one.get("founded") or "")
        parties = one.get("parties") or one.get("promisers") or one.get("holders") or one.get("actors") or []
        parties = parties or [str(one.get("person"))] * bool(one.get("person"))
        table.add_row(id, one.label, str(one.get("kind", "")), date, ", ".join(parties))
    console.print(table)


def print_read_report(console: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print what came of each file: records by type, and proposed matches."""
    table = _table("Read", "document", "found", "proposed matches")
    for row in rows:
        found = (
            ", ".join(f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in sorted(row["records"].items())) or "nothing"
        )
        again = " (read before; nothing new)" if row["already_read"] else ""
        table.add_row(row["title"] or row["path"], found + again, "" if row["already_read"] else str(row["proposals"]))
    console.print(table)
