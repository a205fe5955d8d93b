"""Random sequences of add, edit, retract, merge, split, prefer, undo, redo, asked on two dates, against a model in memory.

The model keeps a plain list of events and works everything out anew each time.
"""

import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from conftest import GAZETTE, stated
from latticework.model import RegisterError
from latticework.register import Claim, RegisterFile, add, check, edit, merge, prefer, redo, retract, split, undo

EXAMPLES = int(os.environ.get("LATTICEWORK_EXAMPLES", "12"))
STEPS = 25
FIRST_DAY = date(2024, 1, 1)
SUBJECTS = ["a", "b", "c"]
DAYS = ["2019-06-01", "2020-06-01", "2021-06-01"]
subjects = st.sampled_from(SUBJECTS)


@dataclass(eq=False)
class Event:
    kind: str
    added: list[tuple[str, str, str, Any, str | None, str | None]] = field(
        default_factory=list
    )  # id, subject, property …
    retracted: list[str] = field(default_factory=list)
    moved: dict[str, str | None] = field(default_factory=dict)
    preferred: list[str] = field(default_factory=list)
    target: int = 0
    undone: bool = False

    def touched(self) -> set[str]:
        ids = [row[0] for row in self.added] + self.retracted + self.preferred
        return {f"statement {id}" for id in ids} | {f"entity {subject}" for subject in self.moved}


class Circle(Exception):
    pass


class Model:
    """What the register should be, from a list of events (event 1 is the register's beginning)."""

    def __init__(self) -> None:
        self.events: list[Event] = [Event("begin")]

    def counting(self, known: int) -> list[Event]:
        off: dict[int, bool] = {}
        for event in self.events[:known]:
            if event.target:
                off[event.target] = event.undone
        return [e for n, e in enumerate(self.events[:known], start=1) if not off.get(n, False)]

    def statements(self, known: int) -> dict[str, tuple[str, str, Any, str | None, str | None]]:
        events = self.counting(known)
        gone = {id for e in events for id in e.retracted}
        return {row[0]: row[1:] for e in events for row in e.added if row[0] not in gone}

    def roots(self, known: int) -> dict[str, str]:
        links: dict[str, str | None] = {}
        for event in self.counting(known):
            links.update(event.moved)
        roots = {}
        for subject in links:
            at, seen = subject, [subject]
            while (to := links.get(at)) is not None:
                if to in seen:
                    raise Circle
                seen.append(to)
                at = to
            if at != subject:
                roots[subject] = at
        return roots

    def view(self, day: str, known: int) -> dict[str, Any]:
        roots = self.roots(known)
        entities: dict[str, dict[str, Any]] = {}
        choice = {}
        stated = {row[0]: row for e in self.events[:known] for row in e.added}
        for event in self.counting(known):
            for id in event.preferred:
                _, subject, name, *_ = stated[id]
                choice[(roots.get(subject, subject), name)] = id
        for id, (subject, name, value, since, until) in self.statements(known).items():
            if (since and day < since) or (until and day > until):
                continue
            entity = roots.get(subject, subject)
            entities.setdefault(entity, {}).setdefault(name, []).append((id, value))
        return {
            entity: {
                name: dict(rows).get(choice.get((entity, name), ""), rows[0][1]) for name, rows in properties.items()
            }
            for entity, properties in entities.items()
        }

    def is_undone(self, number: int) -> bool:
        return self.events[number - 1] not in self.counting(len(self.events))

    def blocked(self, number: int) -> bool:
        event = self.events[number - 1]
        later = [e for e in self.counting(len(self.events)) if self.events.index(e) >= number]
        return any(event.touched() & e.touched() for e in later)


class RegisterAgainstModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        begin = replace(stated("z", "label", "z", f"{FIRST_DAY}T00:00:00Z"), subject_type="role")
        self.file = RegisterFile.in_memory_with([begin], [GAZETTE])
        self.file.clock = lambda: f"{FIRST_DAY + timedelta(days=len(self.model.events))}T00:00:00Z"
        for subject in SUBJECTS:
            self._add(subject, "label", 0, (None, None))

    def teardown(self) -> None:
        self.file.close()

    @property
    def known(self) -> int:
        return len(self.model.events)

    def ids(self) -> list[str]:
        return sorted(self.model.statements(self.known))

    def describes(self, subject: str) -> bool:
        return any(row[0] == subject for row in self.model.statements(self.known).values())

    @rule(subject=subjects, name=st.sampled_from(["label", "hq"]), value=st.integers(0, 3), span=st.sampled_from([
        (None, None), ("2020-01-01", None), (None, "2020-12-31"), ("2020-01-01", "2020-12-31"),
    ]))  # fmt: skip
    def add(self, subject: str, name: str, value: int, span: tuple[str | None, str | None]) -> None:
        self._add(subject, name, value, span)

    def _add(self, subject: str, name: str, value: int, span: tuple[str | None, str | None]) -> None:
        claim = Claim(
            subject=subject, subject_type="arrangement", property=name, value=f"v{value}", sources=("gazette",),
            valid_from=span[0], valid_to=span[1],
        )  # fmt: skip
        there = (subject, name, f"v{value}", *span) in self.model.statements(self.known).values()
        ids = add(self.file, [claim])
        assert (ids == []) == there
        if ids:
            self.model.events.append(Event("add", added=[(ids[0], subject, name, f"v{value}", *span)]))

    @precondition(lambda self: self.ids())
    @rule(pick=st.integers(0, 99), value=st.integers(4, 6))
    def edit(self, pick: int, value: int) -> None:
        old = self.ids()[pick % len(self.ids())]
        subject, name, _, *span = self.model.statements(self.known)[old]
        id = edit(self.file, old, f"v{value}", sources=("gazette",), why="because")
        self.model.events.append(Event("edit", added=[(id, subject, name, f"v{value}", *span)], retracted=[old]))

    @precondition(lambda self: self.ids())
    @rule(pick=st.integers(0, 99))
    def retract(self, pick: int) -> None:
        old = self.ids()[pick % len(self.ids())]
        retract(self.file, old, why="because")
        self.model.events.append(Event("retract", retracted=[old]))

    @precondition(lambda self: self.ids())
    @rule(pick=st.integers(0, 99))
    def prefer(self, pick: int) -> None:
        id = self.ids()[pick % len(self.ids())]
        prefer(self.file, id, why="because")
        self.model.events.append(Event("prefer", preferred=[id]))

    @rule(one=subjects, into=subjects)
    def merge(self, one: str, into: str) -> None:
        roots = self.model.roots(self.known)
        moved, target = roots.get(one, one), roots.get(into, into)
        allowed = moved != target and self.describes(moved) and self.describes(target)
        try:
            assert merge(self.file, one, into, why="because") == target
            assert allowed
            self.model.events.append(Event("merge", moved={moved: target}))
        except RegisterError:
            assert not allowed

    @rule(subject=subjects)
    def split(self, subject: str) -> None:
        try:
            split(self.file, subject, why="because")
            assert subject in self.model.roots(self.known)
            self.model.events.append(Event("split", moved={subject: None}))
        except RegisterError:
            assert subject not in self.model.roots(self.known)

    def _turn(self, number: int, undone: bool) -> None:
        allowed = self.model.is_undone(number) != undone and not self.model.blocked(number) and number > 1
        allowed = allowed and not self.model.events[number - 1].target
        if allowed:
            self.model.events.append(Event("turn", target=number, undone=undone))
            try:
                self.model.roots(self.known)
            except Circle:
                allowed = False
            self.model.events.pop()
        try:
            (undo if undone else redo)(self.file, number)
            assert allowed
            self.model.events.append(Event("turn", target=number, undone=undone))
        except RegisterError:
            assert not allowed

    @rule(pick=st.integers(0, 99))
    def undo(self, pick: int) -> None:
        self._turn(1 + pick % self.known, True)

    @rule(pick=st.integers(0, 99))
    def redo(self, pick: int) -> None:
        self._turn(1 + pick % self.known, False)

    @rule()
    def undo_the_last_and_redo_it(self) -> None:
        undoable = [
            n for n, e in enumerate(self.model.events, 1) if n > 1 and not e.target and not self.model.is_undone(n)
        ]
        if not undoable or self.model.blocked(undoable[-1]):
            return
        before = self.model.view(DAYS[1], self.known)
        try:
            number = undo(self.file).number
        except RegisterError:
            return  # a circle; `_turn` compares those
        assert number == undoable[-1]
        self.model.events.append(Event("turn", target=number, undone=True))
        assert redo(self.file).number == number
        self.model.events.append(Event("turn", target=number, undone=False))
        assert self.model.view(DAYS[1], self.known) == before

    @rule(day=st.sampled_from(DAYS), back=st.integers(0, 30))
    def asked_on_two_dates(self, day: str, back: int) -> None:
        known = max(1, self.known - back)
        as_known = (FIRST_DAY + timedelta(days=known - 1)).isoformat()
        arrangements = self.file.lattice(day, as_known).arrangements
        assert {id: entity.values for id, entity in arrangements.items()} == self.model.view(day, known)

    @invariant()
    def the_state_is_the_models(self) -> None:
        arrangements = self.file.lattice(DAYS[1]).arrangements
        assert {id: entity.values for id, entity in arrangements.items()} == self.model.view(DAYS[1], self.known)
        assert len(self.file.log()) == self.known
        assert check(self.file).problems == ()


TestRegisterAgainstModel = RegisterAgainstModel.TestCase
TestRegisterAgainstModel.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
