"""A record while it is being found, and its final form with exact evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from latticework.model import Record, bounds, quote_span
from latticework.model.record import Factuality, RecordType
from latticework.read.dates import FoundDate
from latticework.read.grammar import Reading
from latticework.read.scene import Codes


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a finder has found in one sentence; ``at`` is the character of the trigger in its plain text."""

    reading: Reading
    type: RecordType
    rule: str
    parties: Codes
    factuality: Factuality
    trigger: str
    at: int
    kind: str | None = None
    name: str | None = None
    targets: Codes = ()
    date: str | None = None
    date_rule: str | None = None
    place: str | None = None
    amount: float | None = None
    currency: str | None = None
    unit: str | None = None
    horizon: str | None = None
    persons: tuple[str, ...] = ()
    inferred: list[str] = field(default_factory=list)

    def record(self) -> Record:
        """Give the record, its evidence being the whole sentence as it stands in the document."""
        sentence, document = self.reading.sentence, self.reading.scene.document
        inferred = [*self.inferred, *([f"date: {self.date_rule}"] if self.date and self.date_rule else [])]
        return Record(
            type=self.type,
            parties=self.parties,
            factuality=self.factuality,
            evidence=quote_span(document, sentence.start, sentence.end),
            rule=self.rule,
            name=self.name,
            kind=self.kind,
            targets=self.targets,
            date=self.date,
            place=self.place,
            amount=self.amount,
            currency=self.currency,
            unit=self.unit,
            horizon=self.horizon,
            persons=self.persons,
            trigger=self.trigger,
            inferred=tuple(inferred),
            aliases=tuple((self._as_written(m.start, m.end), "+".join(m.codes)) for m in self.reading.named),
        )

    def _as_written(self, start: int, end: int) -> str:
        origin = self.reading.sentence.origin
        return self.reading.scene.document.text[origin[start] : origin[end - 1] + 1]


def nearest_date(dates: Iterable[FoundDate], at: int, *, before: int = 400, after: int = 400) -> FoundDate | None:
    """Find the date nearest to a character; a date that follows wins a tie."""
    near = [d for d in dates if at - before <= d.end and d.start <= at + after]
    near = [
        d
        for d in near
        if not any(d.rule and 0 <= other.start - d.end <= 2 and other.first == other.last for other in near)
    ]  # "tomorrow, December 21"
    return min(near, key=lambda d: (min(abs(d.start - at), abs(d.end - at)), -d.start), default=None)


def dates_agree(one: str | None, other: str | None) -> bool:
    """Tell whether two EDTF dates can mean the same day; an unknown date agrees with every date."""
    if not one or not other:
        return True
    a, b = bounds(one), bounds(other)
    starts, ends = [d for d in (a[0], b[0]) if d], [d for d in (a[1], b[1]) if d]
    return not starts or not ends or max(starts) <= min(ends)


def with_evidence(record: Record, other: Record) -> Record:
    """Add another telling of the same thing as further evidence, filling in what the first does not say."""
    further = [e for e in (other.evidence, *other.further) if e.start != record.evidence.start]
    known = {e.start for e in record.further}
    sharper = (
        other.date
        if other.date and (not record.date or len(other.date) > len(record.date) and "/" not in other.date)
        else record.date
    )
    return replace(
        record,
        further=(*record.further, *(e for e in further if e.start not in known)),
        date=sharper,
        inferred=other.inferred if sharper != record.date else record.inferred,
        place=record.place or other.place,
        name=record.name or other.name,
        kind=record.kind or other.kind,
    )
