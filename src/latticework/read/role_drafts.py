"""What every telling of a role shares: its draft, and whether it is held or to be held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.model.record import Factuality
from latticework.read.drafts import Draft, nearest_date
from latticework.read.grammar import Reading
from latticework.read.modality import is_planned
from latticework.read.scene import Codes

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_NAME = 100


def role_draft(
    reading: Reading,
    token: Token,
    kind: str,
    holders: Codes,
    rule: str,
    *,
    factuality: Factuality = "held",
    name: str | None = None,
    persons: tuple[str, ...] = (),
) -> Draft:
    """Draft the role that a trigger tells of; ``name`` is what is led, commanded or held, ``persons`` by whom."""
    day = nearest_date([d for d in reading.dates if d.bound in ("on", "within", "from")], token.idx)
    return Draft(
        reading=reading,
        type="role",
        rule=f"role: {rule}",
        parties=holders,
        factuality=factuality,
        trigger=token.text,
        at=token.idx,
        kind=kind,
        name=name,
        persons=persons,
        date=day.edtf if day else None,
        date_rule=day.rule if day else None,
    )


def held_or_to_be_held(reading: Reading, verb: Token | None) -> Factuality:
    """Tell a role that is held from one that is planned ("will lead")."""
    return "planned" if is_planned(reading, verb) else "held"
