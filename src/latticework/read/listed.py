"""Promises in lists whose first line ends in a colon: "The Quad will: … - Establish a working group"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latticework.read.clauses import VERBAL
from latticework.read.commitment_drafts import commitment_draft, horizon_of
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.trigger_words import expression, words

if TYPE_CHECKING:
    from spacy.tokens import Token


def find_listed(reading: Reading, opens: bool) -> list[Draft]:
    """Find what a list promises whose first line ends in a colon: "The Quad will: … - Establish a working group".

    ``opens`` says that the sentence opens its paragraph or list item; the list ends with the first that is no item of
    it. The scene keeps who promises, and by when, from one item to the next.
    """
    scene = reading.scene
    lead = expression("commitment", "list_lead").search(reading.text)
    if lead:
        scene.listing_means = False
        token = reading.token_at(lead.start(1))
        verb = token if token.pos_ in VERBAL and token.dep_ not in ("aux", "xcomp") else token.head
        scene.listing = reading.subject_codes(token) or reading.subject_codes(verb)
        scene.listing_until = horizon_of(reading, 0, len(reading.text))
        return []
    if not scene.listing or not opens:
        return []
    first = next((t for t in reading.tokens if t.is_alpha and t.tag_ != "RB"), None)
    if first is None or not (_is_means(first) if scene.listing_means else _opens_promise(first)):
        scene.listing = scene.listing if reading.sentence.kind == "item" else ()
        return []
    rule, end = f"listed {first.lower_}", len(reading.text)
    draft = commitment_draft(reading, first, scene.listing, rule, first.idx, end, factuality="planned")
    draft.horizon = draft.horizon or scene.listing_until
    return [draft]


def note_means(reading: Reading, drafts: list[Draft]) -> None:
    """Remember who promised what the items of a list carry out: "committed to combat … by: - Developing a plan"."""
    scene = reading.scene
    promised = [draft for draft in drafts if draft.type == "commitment" and draft.factuality != "hypothetical"]
    if expression("commitment", "list_means").search(reading.text) and promised:
        scene.listing, scene.listing_means = promised[-1].parties, True
        scene.listing_until = promised[-1].horizon
    elif (
        expression("commitment", "list_includes").search(reading.text)
        and scene.promised_in == reading.sentence.paragraph
    ):
        scene.listing, scene.listing_means, scene.listing_until = scene.promisers, True, None
    if promised:
        scene.promisers, scene.promised_in = promised[-1].parties, reading.sentence.paragraph


def _is_means(first: Token) -> bool:
    means = first.tag_ == "VBG" or (first.lower_.endswith("ing") and first.pos_ in ("NOUN", "PROPN", "ADJ"))
    return means and first.lower_ not in words("commitment", "going", "restate")


def _opens_promise(first: Token) -> bool:
    verb = first.tag_ in ("VB", "VBP") or first.lower_ in words("commitment", "listed")
    return verb and first.lower_ not in words("commitment", "not_promised")
