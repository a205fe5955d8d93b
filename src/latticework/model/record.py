"""What a reader finds in a document: records of five types, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from latticework.model.evidence import Evidence

RecordType = Literal["meeting", "arrangement", "commitment", "position", "role"]
Factuality = Literal["held", "agreed", "planned", "announced", "hypothetical", "negated", "standing"]
RECORD_TYPES: tuple[str, ...] = get_args(RecordType)
FACTUALITIES: tuple[str, ...] = get_args(Factuality)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One meeting, arrangement, commitment, position or role, as a document states it.

    ``parties`` are participants, signatories, promisers or holders (ISO 3166 alpha-3, or codes of
    organizations and groups); ``targets`` are beneficiaries or the criticized. ``date`` and ``horizon``
    are EDTF; ``amount`` is in units of ``currency`` (ISO 4217) or of ``unit``. ``kind`` is the finer
    type (``2+2``, ``summit``, ``memorandum``, ``lead`` …). ``inferred`` names the fields that the text
    does not state and the rule that supplied each; ``aliases`` the (as written, canonical) pairs that fired.
    ``reported_by`` are actors whose words the text gives, when it does not say the thing itself ("X said that Y will").
    ``further`` is more evidence for the same thing in the same document, such as its title.
    """

    type: RecordType
    parties: tuple[str, ...]
    factuality: Factuality
    evidence: Evidence
    rule: str
    name: str | None = None
    kind: str | None = None
    targets: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    amount: float | None = None
    currency: str | None = None
    unit: str | None = None
    horizon: str | None = None
    persons: tuple[str, ...] = ()
    trigger: str | None = None
    reported_by: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = field(default=())
    further: tuple[Evidence, ...] = field(default=())

    def as_line(self) -> dict[str, Any]:
        """Give the record as one flat JSON object, the line that ``read --format jsonl`` prints."""
        evidence = self.evidence
        return {
            "doc": evidence.document_name,
            "type": self.type,
            "kind": self.kind,
            "name": self.name,
            "parties": list(self.parties),
            "targets": list(self.targets),
            "date": self.date,
            "place": self.place,
            "amount": self.amount,
            "currency": self.currency,
            "unit": self.unit,
            "horizon": self.horizon,
            "persons": list(self.persons),
            "factuality": self.factuality,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
            "reported_by": list(self.reported_by),
            "trigger": self.trigger,
            "rule": self.rule,
            "inferred": list(self.inferred),
            "aliases": [list(pair) for pair in self.aliases],
            "further": [{"start": one.start, "end": one.end, "quote": one.quote} for one in self.further],
            "document_sha256": evidence.document_sha256,
        }
