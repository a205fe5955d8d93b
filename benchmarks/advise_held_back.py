"""The advice on scenarios that its rule was not made with: what was expected beforehand, and what came out.

    python benchmarks/advise_held_back.py

The expectations were written (docs/advise.md, section 8) and committed before the first run, by someone who had read the
register's facts and ranges but not the answers. Each is a list of claims that can come out wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import latticework as lw
from latticework.advise import Advice
from latticework.model import Change, Scenario

DATE = "2025-01-20"
INDO_PACIFIC = ("japan", "korea", "south_china_sea", "cross_regional")
UKRAINE = {"nsatu", "udcg", "ukraine-compact", "capability-coalitions", "eumam", "sag-u", "nato", "nato-rep-ukraine"}
Claim = tuple[str, Callable[[Advice], bool]]


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario and what a reader of the register expects of the advice on it."""

    name: str
    changes: tuple[Change, ...]
    claims: tuple[Claim, ...]
    lift: tuple[str, ...] = ()


def change(actor: str, posture: str = "withdrawn", on: str = DATE, **rest: object) -> Change:
    return Change(actor=actor, posture=posture, on=on, **rest)  # type: ignore[arg-type]


def places(advice: Advice) -> set[str]:
    """Arrangements and tasks that the recommended steps change."""
    steps = [advice.steps[id] for id in advice.recommended]
    return {name for step in steps for name in (step.arrangement, *step.tasks) if name}


def nothing(advice: Advice) -> bool:
    return not advice.recommended


def only(allowed: set[str]) -> Callable[[Advice], bool]:
    return lambda advice: (
        bool(advice.recommended)
        and all({s.arrangement, *s.tasks} & allowed for s in (advice.steps[id] for id in advice.recommended))
    )


def nobody_new(code: str) -> Callable[[Advice], bool]:
    """No recommended step puts this actor in a role."""
    return lambda advice: all(code not in advice.steps[id].actors for id in advice.recommended)


def still(function: str) -> Callable[[Advice], bool]:
    """No set moves this function by half a point."""
    return lambda advice: all(
        abs(row.functions[function].mean - advice.table[0].functions[function].mean) < 0.005 for row in advice
    )


def kinds(*wanted: str) -> Callable[[Advice], bool]:
    return lambda advice: bool({advice.steps[id].kind for id in advice.recommended} & set(wanted))


CASES = (
    Case("Germany scales back", (change("DEU", "scaled_back"),), (
        ("do nothing, or steps about Ukraine only", lambda a: nothing(a) or only(UKRAINE | {"fund-long-term", "train-ukrainian-forces", "equip-and-coordinate-delivery"})(a)),
        ("no step gives Germany a role", nobody_new("DEU")),
        ("at most 5 points in 100 to gain", lambda a: nothing(a) or a.of(a.recommended).gain <= 0.05),
    )),
    Case("Japan withdraws from the Indo-Pacific", (change("JPN", theatres=INDO_PACIFIC),), (
        ("steps about the Quad only", only({"quad", "quad-maritime-awareness", "quad-messaging"})),
        ("a Quad cadence is among them", lambda a: "fix-cadence-quad" in a.recommended),
        ("nothing helps joint command in a Taiwan contingency", still("taiwan-contingency-command")),
        ("North Korea needs no step", still("north-korea")),
    )),
    Case("Poland and Britain scale back in Europe", (change("POL", "scaled_back", theatres=("europe",)), change("GBR", "scaled_back", theatres=("europe",))), (
        ("do nothing", nothing),
    )),
    Case("The United States scales back in Europe only", (change("USA", "scaled_back", theatres=("europe",)),), (
        ("steps about Ukraine only", only(UKRAINE | {"fund-long-term", "train-ukrainian-forces", "equip-and-coordinate-delivery"})),
        ("a lead is shared, handed over, nested or given a successor", kinds("share-lead", "hand-over-lead", "nest", "name-successor")),
        ("less to gain than the essay's 6 points", lambda a: a.of(a.recommended).gain < 0.06),
    )),
    Case("The United States formally leaves the Philippine treaty and stays engaged", (change("USA", "engaged", leaves=("us-ph-mdt",)),), (
        ("do nothing: a lock comes too late", nothing),
        ("a lock by law or a longer notice of that treaty is listed as too late", lambda a: any(o.step.arrangement == "us-ph-mdt" and o.constraint == "lead-time" for o in a.ruled_out)),
    )),
    Case("The same, the date lifted", (change("USA", "engaged", leaves=("us-ph-mdt",)),), (
        ("the lock by law of that treaty is recommended", lambda a: a.recommended == ("lock-by-law-us-ph-mdt",)),
    ), ("lead-time",)),
    Case("The United States and Germany withdraw together", (change("USA"), change("DEU")), (
        ("no step gives either a role", lambda a: nobody_new("DEU")(a) and nobody_new("USA")(a)),
        ("Ukraine and the Quad both have a step", lambda a: bool(places(a) & UKRAINE) and "quad" in places(a)),
        ("a step gives Britain or NATO a role, or names a successor", lambda a: kinds("share-lead", "hand-over-lead", "nest", "name-successor")(a)),
    )),
    Case("Russia withdraws from its tie with North Korea", (change("RUS"),), (
        ("do nothing", nothing),
        ("no step is offered to the two", lambda a: all(s.arrangement != "dprk-russia" for s in a.steps.values())),
    )),
    Case("South Korea withdraws", (change("KOR"),), (
        ("nothing helps against North Korea", still("north-korea")),
        ("do nothing", nothing),
    )),
    Case("Australia withdraws", (change("AUS"),), (
        ("steps about the Quad only", only({"quad", "quad-maritime-awareness", "quad-messaging"})),
        ("a Quad cadence is among them", lambda a: "fix-cadence-quad" in a.recommended),
    )),
    Case("The United States withdraws a year later", (change("USA", on="2026-01-20"),), (
        ("every function at least as good as the essay's scenario with its own advice", lambda a: _not_below(a)),
        ("the set is in place in more draws than the essay's 85 in 100", lambda a: a.of(a.recommended).in_time > 0.85),
        ("a slower step comes in: secretariat, command, hand-over, nest or common fund", kinds("set-up-secretariat", "stand-up-command", "hand-over-lead", "nest", "common-fund")),
        ("nothing helps North Korea", still("north-korea")),
    )),
    Case("The United States scales back a little (level 0.9)", (change("USA", "scaled_back", level=(0.9, 0.9)),), (
        ("fewer or cheaper steps than in the essay's scenario", lambda a: len(a.recommended) < 3 or a.of(a.recommended).effort[1] < 32),
        ("at most 5 points in 100 to gain", lambda a: nothing(a) or a.of(a.recommended).gain <= 0.05),
    )),
)  # fmt: skip


def _not_below(advice: Advice) -> bool:
    essay = ask((change("USA"),))
    theirs, ours = essay.of(essay.recommended), advice.of(advice.recommended)
    return all(ours.functions[f].mean >= theirs.functions[f].mean - 0.005 for f in advice.functions)


def ask(changes: tuple[Change, ...], lift: tuple[str, ...] = ()) -> Advice:
    lattice = lw.Register.shipped().as_of("2024-07-31")
    return lattice.what_if(Scenario(changes=changes)).advise(3, lift=lift)


def main() -> None:
    right = claims = whole = 0
    for case in CASES:
        advice = ask(case.changes, case.lift)
        came = [claim(advice) for _, claim in case.claims]
        right, claims, whole = right + sum(came), claims + len(came), whole + all(came)
        print(f"\n## {case.name}\n{advice.explained.sentence}")
        gain = advice.of(advice.recommended).gain if advice.recommended else 0.0
        print(f"{len(advice.steps)} steps offered, {len(advice.ruled_out)} ruled out, gain {100 * gain:.1f} in 100")
        for (words, _), good in zip(case.claims, came, strict=True):
            print(f"- {'as expected' if good else 'NOT as expected'}: {words}")
    print(f"\n{right} of {claims} claims as expected; {whole} of {len(CASES)} scenarios in every claim.")


if __name__ == "__main__":
    main()
