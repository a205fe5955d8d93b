"""What a verb's modal and negation tell: done, planned, or not real (only possible, wished for or denied)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.read.trigger_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from latticework.read.clauses import Clauses

PLANNED_MODALS = words("modality", "planned")
UNREAL_MODALS = words("modality", "unreal")


def is_planned(reading: Clauses, verb: Token | None) -> bool:
    """Tell whether a verb tells of what is still to come: "will provide", "shall be established"."""
    return verb is not None and reading.modal(verb) in PLANNED_MODALS


def is_unreal(reading: Clauses, verb: Token) -> bool:
    """Tell whether a verb tells of what is not, or only may be: "did not sign", "could join"."""
    return reading.negated(verb) or reading.modal(verb) in UNREAL_MODALS


def is_real(reading: Clauses, verb: Token) -> bool:
    """Tell whether a verb tells of what is, or is to be."""
    return not is_unreal(reading, verb)
