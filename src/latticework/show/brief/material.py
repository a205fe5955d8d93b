"""What a briefing is written from, and the footnotes: source, date and sentence behind a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from latticework.advise import Advice
from latticework.history.answer import RecordLine
from latticework.history.record_ranges import RecordRange
from latticework.measure import Dependence, LatticeNess, Profile
from latticework.model import CarriedAnswer, Lattice, Outcome, Range
from latticework.show.brief.content import Span, Text, joined, say
from latticework.show.sentences import sentences_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The answer with all that it rests on."""

    lattice: Lattice
    outcome: Outcome
    profiles: Sequence[Profile]
    by_hub: Sequence[tuple[Sequence[Dependence], LatticeNess]]
    records: Sequence[Mapping[str, Any]]
    judgements: Mapping[str, Range]
    advice: Advice | None
    record: Sequence[RecordLine] = ()
    record_ranges: Sequence[RecordRange] = ()

    def carried(self) -> list[tuple[CarriedAnswer, bool]]:
        """Every function, followed by its tasks (True)."""
        found: list[tuple[CarriedAnswer, bool]] = []
        for function in self.lattice.functions.values():
            found.append((self.outcome.functions[function.id], False))
            found += [(self.outcome.tasks[task], True) for task in function.tasks]
        return found

    def sentences(self, id: str) -> list[tuple[int, Mapping[str, Any]]]:
        """The sentences read that speak of an arrangement, with their places among the records."""
        return sentences_of(self.lattice, self.records).get(id, [])

    def note(self, sources: Iterable[str], id: str = "") -> Text:
        """A footnote: each source with its date, and the sentences read about the arrangement."""
        cited = [self._source(source) for source in dict.fromkeys(sources)]
        text = say("Source: " if len(cited) == 1 else "Sources: ", joined(cited, "; "), ".") if cited else ()
        said = [
            say(
                " Sentence: “", str(record["quote"]), "” (",
                Span(text=f"{record['doc']}, characters {record['start']}–{record['end']}", to=f"record-{place}"), ").",
            )
            for place, record in self.sentences(id)
        ]  # fmt: skip
        if id and not said:
            said = [say(" No sentence of a document read speaks of it.")]
        return say(text, *said)

    def _source(self, id: str) -> Text:
        source = self.lattice.sources[id]
        dated = f", {source.date}" if source.date else ", undated"
        return say(Span(text=source.publisher, to=f"source-{id}"), f", {source.title}{dated}")

    def name(self, id: str, note: Text = ()) -> Span:
        """The name of an actor or arrangement; an arrangement leads to its row."""
        label = self.lattice.label(id)
        return Span(text=label, to=f"arrangement-{id}" if id in self.lattice.arrangements else "", note=note)
