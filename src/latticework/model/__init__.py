"""The vocabulary as frozen dataclasses; no input, no output."""

from latticework.model.dates import bounds, earliest, latest
from latticework.model.errors import (
    BadScenario,
    BadVocabulary,
    LatticeworkError,
    RegisterBusy,
    RegisterError,
    UnknownName,
    UnreadableDocument,
)
from latticework.model.evidence import Document, Evidence, Source, quote_span
from latticework.model.lattice import Lattice
from latticework.model.outcome import (
    ArrangementAnswer,
    Break,
    CarriedAnswer,
    Interval,
    Linchpin,
    Outcome,
)
from latticework.model.record import FACTUALITIES, RECORD_TYPES, Record
from latticework.model.register import ENTITY_TYPES, Act, Candidate, Entity, Past, Proposed, Statement
from latticework.model.scenario import POSTURES, Change, Scenario
from latticework.model.structure import DrawnRange, Function, Provider, Range, Task, Works

__all__ = [
    "ENTITY_TYPES", "FACTUALITIES", "POSTURES", "RECORD_TYPES",
    "Act", "ArrangementAnswer", "BadScenario", "BadVocabulary", "Break", "Candidate", "CarriedAnswer", "Change", "Document",
    "DrawnRange",
    "Entity", "Evidence", "Function", "Interval", "Lattice", "LatticeworkError", "Linchpin", "Outcome",
    "Past", "Proposed", "Provider", "Range", "Record", "RegisterBusy", "RegisterError", "Scenario", "Source", "Statement", "Task",
    "UnknownName", "UnreadableDocument", "Works", "bounds", "earliest", "latest", "quote_span",
]  # fmt: skip
