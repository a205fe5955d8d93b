"""Undo and redo: an act is taken back by a later row and comes back by another; nothing is removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from latticework.model import Act, RegisterError
from latticework.register import queries

if TYPE_CHECKING:
    from latticework.register.acts import Writing
    from latticework.register.store import RegisterFile

CAN_BE_UNDONE = (
    "accept", "reject", "skip", "merge", "split", "apart", "add", "edit", "retract", "note", "prefer", "import", "copies",
)  # fmt: skip


def undo(file: RegisterFile, number: int | None = None, *, why: str = "", who: str | None = None) -> Act:
    """Take back an act, by default the last one that counts; give it.

    Raises:
        RegisterError: there is nothing to undo, it cannot be undone, or a later act builds on it.
    """
    with file.writing("undo", why=why, who=who) as act:
        log = file.log()
        if number is None:
            target = next((one for one in reversed(log) if one.kind in CAN_BE_UNDONE and not one.undone), None)
            if target is None:
                raise RegisterError("There is nothing to undo")
        else:
            target = _numbered(log, number)
            if target.undone:
                raise RegisterError(f"Act {number} is undone already")
        _clear_way(act, target, "undone")
        act.add("undoings", [(target.number, True)])
        act.why = why or f"act {target.number} ({target.kind})"
        _no_circle(file, act)
    return target


def redo(file: RegisterFile, number: int | None = None, *, why: str = "", who: str | None = None) -> Act:
    """Let an undone act count again, by default the one undone last, if nothing was done since; give it.

    Raises:
        RegisterError: there is nothing to redo, or a later act stands in the way.
    """
    with file.writing("redo", why=why, who=who) as act:
        log = file.log()
        target = _last_undone(act, log) if number is None else _numbered(log, number)
        if target is None or not target.undone:
            raise RegisterError("There is nothing to redo" if target is None else f"Act {number} is not undone")
        _clear_way(act, target, "redone")
        act.add("undoings", [(target.number, False)])
        act.why = why or f"act {target.number} ({target.kind})"
        _no_circle(file, act)
    return target


def _numbered(log: Sequence[Act], number: int) -> Act:
    if not 1 <= number <= len(log):
        raise RegisterError(f"The log has no act {number}", remedy="`latticework log` shows them")
    act = log[number - 1]
    if act.kind not in CAN_BE_UNDONE:
        raise RegisterError(
            f"Act {number} ({act.kind}) is not a decision and cannot be undone",
            remedy="Decisions, edits, merges, additions and imports can",
        )
    return act


def _last_undone(act: Writing, log: Sequence[Act]) -> Act | None:
    """Give the act undone last, unless something new was done since."""
    pending: list[int] = []
    for number, target, undone in act.connection.execute(queries.ACTS_AND_UNDOINGS).fetchall():
        if target is None:
            if log[number - 1].kind in CAN_BE_UNDONE:
                pending.clear()
        elif undone:
            pending.append(target)
        elif target in pending:
            pending.remove(target)
    return log[pending[-1] - 1] if pending else None


def _clear_way(act: Writing, target: Act, how: str) -> None:
    row = act.connection.execute(queries.IN_THE_WAY, {"known": act.act - 1, "act": target.number}).fetchone()
    if row and row[0] is not None:
        raise RegisterError(
            f"Act {target.number} ({target.kind}) cannot be {how}: act {row[0]} came later and concerns the same {row[1]}",
            remedy=f"Undo act {row[0]} first",
        )


def _no_circle(file: RegisterFile, act: Writing) -> None:
    """Look at the identities as they would be; a circle of merges is refused."""
    from latticework.register.roots import follow

    (target, undone) = act.rows["undoings"][0]
    known = act.act - 1
    links = dict(act.connection.execute(queries.IDENTITIES, {"known": known}).fetchall())
    values = {"known": known, "target": target, "undone": undone}
    after = dict(act.connection.execute(queries.IDENTITIES_AFTER, values).fetchall())
    moved = {row[0] for row in act.connection.execute(queries.MOVED_BY, [target]).fetchall()}
    links = {subject: entity for subject, entity in links.items() if subject not in moved}
    follow({subject: entity for subject, entity in {**links, **after}.items() if entity})
