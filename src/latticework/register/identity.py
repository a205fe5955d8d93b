"""Merge and split: which subjects are one entity. A merge is a row, so a split or an undo takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.model import Candidate, RegisterError
from latticework.register import queries
from latticework.register.merge import alike, described_entities
from latticework.register.review import require_entity
from latticework.register.rows import statement_from

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile

APART = "apart"
TYPES = ("meeting", "arrangement", "commitment", "position", "role")


def merge(file: RegisterFile, one: str, into: str, *, why: str, who: str | None = None) -> str:
    """Say that ``one`` is the same as ``into``; give the id under which both are found now.

    Raises:
        RegisterError: one of them is not in the register, they are of two types, are one already, or no reason is given.
    """
    if not why:
        raise RegisterError("A merge needs a reason", remedy="Say --why")
    with file.writing("merge", why=why, who=who) as act:
        known, roots = act.act - 1, file.roots()
        moved, target = roots.get(one, one), roots.get(into, into)
        if moved == target:
            raise RegisterError(f"{one!r} and {into!r} are one already")
        kind = require_entity(act.connection, known, target)
        require_entity(act.connection, known, moved, kind)
        act.add("identities", [(moved, target)])
    return target


def split(file: RegisterFile, subject: str, *, why: str, who: str | None = None) -> None:
    """Take a subject out of the entity into which it was merged.

    Raises:
        RegisterError: it is not merged into anything, or no reason is given.
    """
    if not why:
        raise RegisterError("A split needs a reason", remedy="Say --why")
    with file.writing("split", why=why, who=who) as act:
        if subject not in file.roots():
            raise RegisterError(
                f"{subject!r} is not merged into anything", remedy="`latticework past ENTITY` shows what is"
            )
        act.add("identities", [(subject, None)])


def keep_apart(file: RegisterFile, one: str, other: str, *, why: str, who: str | None = None) -> None:
    """Record the judgement that two entities are two, so that they are not proposed again."""
    with file.writing(APART, why=why, who=who) as act:
        for id in (one, other):
            require_entity(act.connection, act.act - 1, id)
        act.add("decisions", [(_pair(one, other), APART, None)])


def _pair(one: str, other: str) -> str:
    return "\n".join(sorted((one, other)))


def candidates(file: RegisterFile, as_known: str | None = None) -> list[Candidate]:
    """Propose which entities may be one, with the reason and a score, the likeliest first."""
    with file.reading() as connection:
        known, roots = file.known(connection, as_known), file.roots(as_known)
        rows = [
            row
            for kind in TYPES
            for row in connection.execute(queries.OF_TYPE, {"known": known, "type": kind}).fetchall()
        ]
        judged = connection.execute(queries.APART, {"known": known}).fetchall()
    apart = [frozenset(pair.split("\n")) for (pair,) in judged]
    return alike(described_entities([statement_from(row) for row in rows], roots), apart)
