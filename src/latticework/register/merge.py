"""Which entity a read record may be: proposed with a reason and a score, never merged silently."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from latticework.model import Entity, Lattice, Record, earliest, latest

PROPOSE_FROM = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A read record may be this entity, for this reason; ``score`` in [0, 1]."""

    position: int
    entity: str
    score: float
    reason: str


def propose(position: int, record: Record, lattice: Lattice) -> Proposal | None:
    """Find the best entity for a read meeting or arrangement; ``None`` when nothing is near."""
    shelf = {"meeting": lattice.meetings, "arrangement": lattice.arrangements}.get(record.type, {})
    scored = [(_score(record, entity), entity.id) for entity in shelf.values()]
    if not scored:
        return None
    (score, reason), id = max(scored, key=lambda one: (one[0][0], one[1]))
    if score < PROPOSE_FROM:
        return None
    return Proposal(position=position, entity=id, score=round(score, 3), reason=reason)


def _score(record: Record, entity: Entity) -> tuple[float, str]:
    ours, theirs = set(record.parties), set(entity.get("parties", ()))
    parties = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
    name = SequenceMatcher(None, (record.name or "").casefold(), entity.label.casefold()).ratio()
    if record.name and record.name.casefold() in entity.label.casefold():
        name = 1.0
    when = entity.get("date") or entity.get("founded")
    dates = _dates_agree(record.date, when)
    if record.type == "meeting":
        score = 0.5 * parties + 0.5 * dates if dates else 0.0
        return score, f"parties agree {parties:.2f}, dates overlap ({record.date}, {when})"
    return max(0.6 * name + 0.2 * parties + 0.2 * dates, name * 0.9), f"names agree {name:.2f}, parties {parties:.2f}"


def _dates_agree(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    try:
        starts = [d for d in (earliest(one), earliest(other)) if d]
        ends = [d for d in (latest(one), latest(other)) if d]
    except ValueError:
        return 0.0
    return 1.0 if not starts or not ends or max(starts) <= min(ends) else 0.0
