"""An outcome as frames: functions and tasks, arrangements in the scenario, breaks, linchpins, judged ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from latticework.model import CarriedAnswer, Outcome, Range
from latticework.show.frames.frame import Column, Frame


def _text(means: str) -> Column:
    return Column(kind="text", means=means)


def _texts(means: str) -> Column:
    return Column(kind="texts", means=means)


def _chance(name: str, means: str) -> dict[str, Column]:
    return {
        name: Column(kind="number", means=f"{means}: mean over the draws, 0 to 1"),
        f"{name}_low": Column(kind="number", means=f"{means}: 5th percentile of the draws"),
        f"{name}_high": Column(kind="number", means=f"{means}: 95th percentile of the draws"),
    }


BASIS = _texts("What the number rests on: structure, record, judgement")
CARRIED = {
    "id": _text("Id"), "label": _text("Name"),
    **_chance("before", "Chance that it holds before the scenario"), **_chance("after", "Chance that it holds in it"),
    "verdict": _text("holds, strained, breaks, uncertain or absent"), "basis": BASIS,
    "judgements": _texts("Ids of the judged ranges that it depends on"), "because": _text("Why, in words"),
    "months_to_replace_low": Column(kind="number", means="Months until others can replace what is lost, at best"),
    "months_to_replace_high": Column(kind="number", means="... at worst"),
}  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "functions": CARRIED,
    "tasks": {"id": CARRIED["id"], "function": _text("Id of its function"), **CARRIED},
    "arrangements": {
        "id": _text("Id"), "label": _text("Name"), "state": _text("Its state in the scenario"),
        **_chance("before", "Chance that it works before the scenario"),
        **_chance("after", "Chance that it works in it"), "basis": BASIS, "lead_before": _text("Lead before"),
        "lead_after": _text("Lead in the scenario"),
        "share_lost": Column(kind="number", means="Part of its resources that is lost, 0 to 1"),
        "because": _text("Why, in words"),
    },
    "breaks": {
        "of": _text("Id of the function or task"), "possible": Column(
            kind="yes or no", means="Possible in this scenario (else a smallest set whatever the scenario)"
        ),
        "losses": _texts("Ids of the losses that together break it"), "words": _texts("The same in words"),
        **_chance("chance", "Chance that all of them occur"),
    },
    "linchpins": {
        "id": _text("Id"), "label": _text("Name"), "kind": _text("actor or arrangement"),
        "mean_loss": Column(kind="number", means="Fall of the chance that a function holds, on average"),
        "worst_loss": Column(kind="number", means="Largest fall"), "worst_function": _text("Id of the function that falls most"),
    },
    "ranges": {
        "id": _text("Id"), "low": Column(kind="number", means="Low end, 0 to 1"),
        "high": Column(kind="number", means="High end, 0 to 1"), "about": _text("What is judged"), "why": _text("Why"),
        "basis": _text("record or judgement"), "source": _text("Who judged"),
    },
}  # fmt: skip
OUTCOME_FRAMES = tuple(COLUMNS)


def outcome_frame(outcome: Outcome, ranges: Mapping[str, Range], functions: Mapping[str, str], name: str) -> Frame:
    """Give one of the ``OUTCOME_FRAMES``.

    Args:
        ranges: those that the answer used.
        functions: task id → function id.
    """
    rows: list[tuple[Any, ...]]
    if name == "functions":
        rows = [_carried(one) for one in outcome.functions.values()]
    elif name == "tasks":
        rows = [(one.id, functions[one.id], *_carried(one)[1:]) for one in outcome.tasks.values()]
    elif name == "arrangements":
        rows = [
            (a.id, a.label, a.state, a.before.mean, a.before.low, a.before.high, a.after.mean, a.after.low, a.after.high,
             list(a.basis), a.lead_before, a.lead_after, a.share_lost, a.because)
            for a in outcome.arrangements.values()
        ]  # fmt: skip
    elif name == "breaks":
        rows = [
            (one.id, possible, list(b.losses), list(b.words), b.chance.mean, b.chance.low, b.chance.high)
            for one in (*outcome.functions.values(), *outcome.tasks.values())
            for possible, breaks in ((True, one.breaks), (False, one.would_break))
            for b in breaks
        ]
    elif name == "linchpins":
        rows = [(p.id, p.label, p.kind, p.mean_loss, p.worst_loss, p.worst_function) for p in outcome.linchpins]
    else:
        rows = [(r.id, r.low, r.high, r.about, r.why, r.basis, r.source) for r in ranges.values()]
    return Frame(name=name, columns=COLUMNS[name], rows=tuple(rows))


def _carried(one: CarriedAnswer) -> tuple[Any, ...]:
    months = one.months_to_replace or (None, None)
    return (
        one.id, one.label, one.before.mean, one.before.low, one.before.high, one.after.mean, one.after.low,
        one.after.high, one.verdict, list(one.basis), list(one.judgements), one.because, *months,
    )  # fmt: skip
