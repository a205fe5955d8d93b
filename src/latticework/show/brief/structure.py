"""The lattice in the scenario: the picture, its arrangements, dependence, linchpins, institutionalization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from latticework.show.brief.content import Block, Bullets, Figure, Heading, Paragraph, Row, Span, Table, joined, say
from latticework.show.brief.material import Material
from latticework.show.figure import lattice_svg, members_of
from latticework.show.words import STATE_SYMBOLS, chance


def picture(given: Material) -> Iterator[Block]:
    """The lattice drawn, and the same as a table."""
    index = {one.id: one.index for one in given.profiles}
    rows = [
        Row(
            cells=(
                say(given.lattice.label(id)),
                say(", ".join(sorted(members_of(given.lattice, id)))),
                say(f"{STATE_SYMBOLS[answer.state]}\u00a0{answer.state}"),
                say(f"{index[id]:.0f}" if id in index else "not coded"),
            )
        )
        for id, answer in given.outcome.arrangements.items()
    ]
    yield Figure(
        svg=lattice_svg(given.lattice, given.outcome, index),
        alt="The lattice: actors as posts, arrangements as rails. Each rail joins the posts of its members; colour, dash and "
        "sign give its state in the scenario, which the table of arrangements repeats in words.",
        caption="Posts are actors, rails are arrangements; a rail is thicker the more institutionalized the arrangement is; "
        "its state in the scenario shows by colour, dash and sign.",
        table=Table(
            caption="The lattice: each arrangement, whom it joins, its state in the scenario, how institutionalized it is",
            header=("Arrangement (rail)", "Joins (posts)", "State", "Institutionalization, 0–100"),
            widths=(0.31, 0.33, 0.13, 0.23),
            rows=tuple(rows),
        ),
    )


def arrangements(given: Material) -> Iterator[Block]:
    """Every arrangement: its state, why, and the footnote with its sources."""
    rows = []
    for id, one in given.outcome.arrangements.items():
        works, entity = given.lattice.works.get(id), given.lattice.arrangements[id]
        judged = works.chances if works else ()
        ranges = joined([say(Span(text=n, to=f"judged-{n}")) for n in judged])
        read = joined(
            [
                say(Span(text=f"sentence in {record['doc']}{_also_in(record)}", to=f"record-{n}"))
                for n, record in given.sentences(id)
            ],
            "; ",
        )
        cells = (
            say(Span(text=one.label, note=given.note(entity.statements[0].sources, id))),
            say(f"{STATE_SYMBOLS[one.state]}\u00a0{one.state}"),
            say(chance(one.after)),
            say(one.because, " (" if judged else "", ranges, ")" if judged else "", "; read: " if read else "", read),
            say(", ".join(one.basis)),
        )
        rows.append(Row(cells=cells, anchor=f"arrangement-{id}"))
    yield Heading(level=2, text="Arrangements")
    yield Table(
        caption="Arrangements in the scenario",
        header=("Arrangement", "State", "Still works", "Why", "Basis"),
        widths=(0.27, 0.13, 0.14, 0.34, 0.12),
        rows=tuple(rows),
    )


def dependence(given: Material) -> Iterator[Block]:
    """How much of each task each hub carries, and what the network loses with it."""
    for tasks, network in given.by_hub:
        hub = given.lattice.label(network.hub)
        rows = [
            Row(
                cells=(
                    say(Span(text=one.label, to=f"why-{one.task}")),
                    say(f"{one.low:.2f}–{one.high:.2f}"),
                    say(f"{one.share:.2f}"),
                    say(
                        f"{one.months_to_replace[0]:g}–{one.months_to_replace[1]:g}"
                        if one.months_to_replace
                        else "not judged"
                    ),
                    say(one.why),
                )
            )
            for one in tasks
        ]
        yield Heading(level=2, text=f"Dependence on {hub}, worst first")
        yield Paragraph(
            text=say(
                "The part of each task that the hub carries and others do not fill. "
                "Basis: structure, and judgement where a range to fill exists."
            )
        )
        yield Table(
            caption=f"Dependence of each task on {hub}",
            header=("Task", "Dependence, 0–1", "Share", "Months to replace", "Why"),
            widths=(0.32, 0.14, 0.08, 0.14, 0.32),
            rows=tuple(rows),
        )
        yield Paragraph(
            text=say(
                f"Of the pairs of other actors, {100 * network.spoke_density:.0f} in 100 are parties of an arrangement together "
                f"without {hub}; of those linked through any chain today, {100 * network.linked_without_hub:.0f} in 100 stay "
                f"linked without it; centralization {network.centralization:.2f} (Freeman; 1 is a star), efficiency lost "
                f"{network.efficiency_lost:.2f}. Basis: structure; descriptive only."
            )
        )


def linchpins(given: Material) -> Iterator[Block]:
    """On whom most depends before the scenario."""
    rows = [
        Row(
            cells=(
                say(f"{one.label} ({one.kind})"),
                say(f"{100 * one.mean_loss:.0f} in 100"),
                say(f"{100 * one.worst_loss:.0f} in 100"),
                say(Span(text=given.lattice.label(one.worst_function), to=f"why-{one.worst_function}")),
            )
        )
        for one in given.outcome.linchpins
    ]
    yield Heading(level=2, text="Linchpins before the scenario")
    yield Paragraph(
        text=say(
            "How far the chance that a function holds falls without one actor, or without one arrangement. "
            "Basis: structure, judgement."
        )
    )
    yield Table(
        caption="Linchpins, first those on whom most depends",
        header=("Without", "Fall, mean over functions", "Largest fall", "For"),
        widths=(0.36, 0.18, 0.14, 0.32),
        rows=tuple(rows),
    )


def profiles(given: Material) -> Iterator[Block]:
    """How institutionalized each arrangement is, and how each indicator was coded."""
    rows = [
        Row(
            cells=(
                say(given.name(one.id)),
                say(f"{one.index:.0f} ({one.low:.0f}–{one.high:.0f})"),
                say(f"{one.rank_low}–{one.rank_high}"),
                say(one.weakest_pillar),
            )
        )
        for one in given.profiles
    ]
    yield Heading(level=2, text="How institutionalized each arrangement is")
    yield Paragraph(
        text=say(
            "0–100 from eight indicators; arrangements whose rank intervals overlap are not distinguishable. "
            "Basis: judgement (coding of sources)."
        )
    )
    yield Table(
        caption="Institutionalization of each arrangement",
        header=("Arrangement", "Index (coding interval)", "Rank, 90 %", "Weakest pillar"),
        widths=(0.46, 0.2, 0.14, 0.2),
        rows=tuple(rows),
    )
    for one in given.profiles:
        coded = [
            say(f"{name.replace('_', ' ')} {_range(*i[:2])} ({i[2].replace('_', ' ')}): {i[3]}")
            for name, i in one.indicators.items()
        ]
        yield Bullets(items=tuple(coded), folded=f"{one.label}: eight indicators, as coded")


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _also_in(record: Mapping[str, Any]) -> str:
    places = record.get("also_in") or ()
    return f" (the same text in {', '.join(places)})" if places else ""
