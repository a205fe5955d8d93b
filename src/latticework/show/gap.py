"""Terminal tables of who fills the gap that an actor leaves."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from latticework.model import Lattice
from latticework.whatif.gap import Gap
from latticework.whatif.gap_answer import WhoFills
from latticework.whatif.gap_tasks import PostGap, TaskGap
from latticework.whatif.gap_weapons import WeaponGap


def print_who_fills(console: Console, lattice: Lattice, found: WhoFills) -> None:
    """Print money, weapons, tasks, posts and what cannot be replaced, each with what it rests on."""
    _print_money(console, found.money)
    if found.note:
        console.print(f"Beware: {found.note}")
    console.print(
        f"Basis: record ({found.money_from}). The rule, one least share of GDP, is that of Kiel Policy Brief 186."
    )
    if found.weapons:
        _print_weapons(console, found.money.hub, found.weapons)
    if found.tasks:
        _print_tasks(console, lattice, found.tasks)
    if found.posts:
        _print_posts(console, lattice, found.posts)
    for one in found.cannot:
        console.print(f"Cannot be substituted: {one.what} ({one.how}). Source: {one.source}.")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_money(console: Console, gap: Gap) -> None:
    table = _table(f"Money without {gap.hub}", "donor", "bn EUR a year now", "needed", "% of GDP now", "needed")
    for one in gap.donors:
        shares = ("-" if share is None else f"{share:.2f}" for share in (one.now_percent, one.needed_percent))
        table.add_row(one.donor, f"{one.now:.1f}", f"{one.needed:.1f}", *shares)
    console.print(table)
    everything = f"; with the residual donor's money it is {gap.all_percent:.2f} %" if gap.all_percent else ""
    console.print(
        f"From {gap.now:.0f} to {gap.needed:.0f} bn EUR a year replaces {gap.hub_gave:.0f}. The bilateral donors then give "
        f"{gap.bilateral_percent:.2f} % of their GDP{everything}."
    )


def _print_weapons(console: Console, hub: str, weapons: Sequence[WeaponGap]) -> None:
    table = _table("Weapons given so far", "category", f"{hub}: pieces", "part of number", "part of value", "others")
    for one in weapons:
        others = ", ".join(f"{donor} {pieces:.0f}" for donor, pieces in one.others) or "nobody: not substituted so far"
        parts = (f"{100 * part:.0f} %" for part in (one.part_of_number, one.part_of_value))
        table.add_row(one.category, f"{one.by_hub:.0f} of {one.by_all:.0f}", *parts, others)
    console.print(table)
    console.print(
        "Basis: record (Kiel table of weapons). What was given shows who has such weapons, not how many are left."
    )


def _print_tasks(console: Console, lattice: Lattice, tasks: Sequence[TaskGap]) -> None:
    table = _table("Tasks that hang on it", "task", "share, need", "others provide", "could step in", "months")
    for one in tasks:
        share = "-" if one.share is None else f"{100 * one.share:.0f} %, {100 * (one.need or 0):.0f} %"
        months = "not coded" if one.months_to_replace is None else "{:g}-{:g}".format(*one.months_to_replace)
        nobody = "nobody: cannot be substituted" if one.cannot else "-"
        others, could = (", ".join(map(lattice.label, ids)) for ids in (one.others, one.can_fill))
        table.add_row(
            f"{one.label} [{', '.join(one.sources)}]".replace("[", r"\["), share, others or "-", could or nobody, months
        )
    console.print(table)
    console.print(
        "Basis: structure (who provides, with the sources in brackets) and judgement (who could step in, months)."
    )


def _print_posts(console: Console, lattice: Lattice, posts: Sequence[PostGap]) -> None:
    table = _table("Posts that it holds", "arrangement", "post", "could take it over, in order")
    for one in posts:
        table.add_row(one.label, one.post, ", ".join(map(lattice.label, one.successors)) or "nobody is coded")
    console.print(table)
