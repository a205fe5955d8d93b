"""An optional second reader: a language model behind an OpenAI-compatible endpoint that the user names.

What it proposes is never believed: a record is taken only when its quote stands in the document exactly, its
codes are known, its parties are named in the document and its amount stands in the quote. Whatever the server
does, reading goes on; what failed or was dropped is counted by reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from latticework.model import FACTUALITIES, RECORD_TYPES, Document, Record, bounds, quote_span
from latticework.read.counts import UNITS as COUNTED
from latticework.read.counts import find_counts
from latticework.read.endpoint import Endpoint, NoAnswer
from latticework.read.money import CODES, find_money
from latticework.read.names import codes_of
from latticework.read.person_names import mentions_in
from latticework.read.persons import Persons
from latticework.read.sentences import split_sentences
from latticework.vocab import actors

CHUNK_CHARS = 6000
MOST_PROPOSALS = 100
QUOTE_CHARS = (15, 1500)
GIVE_UP_AFTER = 3
CURRENCIES = CODES - {"RMB"}
KIND = re.compile(r"[\w+ -]{1,40}")
UNITS = frozenset(COUNTED.values())
RULE = "second reader: "
TASK = """You code security cooperation. Read the text and list every meeting between actors, arrangement (instrument,
body or mechanism made, signed or proposed), commitment (promise of an action or of money), position (criticism of an
actor or a demand on it) and role (who leads, commands, chairs, is appointed) that the text itself states.
Answer with one JSON object {{"records": [...]}} and nothing else. Each record has: "type": one of {types};
"quote": the words of the text that say so, copied exactly, one sentence; "parties": codes of those who meet, sign,
promise, criticize or hold the role; "targets": codes of those who benefit or are criticized; "factuality": one of
{factualities}; and, where the text says so, else null: "kind", "name" (as written), "date" and "horizon" (EDTF, such as
2024-07-28, 2024-07, ../2024-12-31), "amount" (a number), "currency" (ISO 4217), "unit" (one of {units}).
Codes are ISO 3166 alpha-3 for states, and for others: {others}. Leave out what you cannot quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What the second reader gave for one document.

    ``records`` are the proposals that passed every check and that the first reader does not have; ``agreed`` counts
    those it has. ``dropped`` counts proposals by the check they failed, ``failed`` the pieces of the document (of
    ``asked``) without a usable answer, by reason.
    """

    records: tuple[Record, ...] = ()
    agreed: int = 0
    asked: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


class BadProposal(Exception):
    """A proposal that fails a check; the message is the reason that is counted."""


@dataclass(slots=True)
class SecondReader:
    """Asks an endpoint about documents, piece by piece; after three pieces in a row without answer it asks no more."""

    endpoint: Endpoint
    failures_in_row: int = 0

    def read(self, document: Document, found: Sequence[Record] = ()) -> SecondReading:
        """Ask about one document; ``found`` are the records that the first reader has."""
        dropped: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        taken: list[Record] = []
        agreed = asked = 0
        named = _named(document)
        for start, end in chunks(document):
            asked += 1
            if self.failures_in_row >= GIVE_UP_AFTER:
                failed["not asked: the endpoint failed three times in a row"] += 1
                continue
            try:
                proposals = _proposals(self.endpoint.ask(_task(), document.text[start:end]))
            except NoAnswer as problem:
                failed[str(problem)] += 1
                self.failures_in_row += 1
                continue
            self.failures_in_row = 0
            if len(proposals) > MOST_PROPOSALS:
                dropped[f"more than {MOST_PROPOSALS} proposals for one piece"] += len(proposals) - MOST_PROPOSALS
            for proposal in proposals[:MOST_PROPOSALS]:
                try:
                    record = _checked(proposal, document, start, end, named, self.endpoint.model)
                except BadProposal as problem:
                    dropped[str(problem)] += 1
                    continue
                if any(_same(record, other) for other in taken):
                    dropped["proposed twice"] += 1
                elif any(_same(record, other) for other in found):
                    agreed += 1
                else:
                    taken.append(record)
        return SecondReading(records=tuple(taken), agreed=agreed, asked=asked, dropped=dropped, failed=failed)


def chunks(document: Document) -> Iterator[tuple[int, int]]:
    """Cut a document between sentences into pieces of at most ``CHUNK_CHARS`` characters (longer: one sentence)."""
    start: int | None = None
    end = 0
    for sentence in split_sentences(document.text):
        if start is not None and sentence.end - start > CHUNK_CHARS:
            yield start, end
            start = None
        if start is None:
            start = sentence.start
        end = sentence.end
    if start is not None:
        yield start, end


def _named(document: Document) -> frozenset[str]:
    """Give every actor that the document names, also by its office holders."""
    persons = Persons((document.date or "9999").removeprefix("../").split("/")[0])
    return frozenset(
        code for sentence in split_sentences(document.text) for code in codes_of(mentions_in(sentence.text, persons))
    )


def _task() -> str:
    others = ", ".join(sorted(code for code, actor in actors().items() if actor["kind"] != "state"))
    return TASK.format(
        types=", ".join(RECORD_TYPES),
        factualities=", ".join(FACTUALITIES),
        units=", ".join(sorted(UNITS)),
        others=others,
    )


def _proposals(answer: str) -> list[Any]:
    """Take the list of records out of an answer, with or without a code fence around the JSON."""
    start, end = answer.find("{"), answer.rfind("}")
    if start < 0:
        raise NoAnswer("the answer holds no JSON (a refusal, or prose)")
    try:
        content = json.loads(answer[start : end + 1])
    except (ValueError, RecursionError) as problem:
        raise NoAnswer("the answer is broken JSON") from problem
    records = content.get("records") if isinstance(content, dict) else None
    if not isinstance(records, list):
        raise NoAnswer('the answer has no list "records"')
    return records


def _checked(proposal: Any, document: Document, start: int, end: int, named: frozenset[str], model: str) -> Record:
    """Make a record of a proposal that passes every check.

    Raises:
        BadProposal: it does not.
    """
    if not isinstance(proposal, dict):
        raise BadProposal("not an object")
    type = _one_of(proposal, "type", RECORD_TYPES)
    factuality = _one_of(proposal, "factuality", FACTUALITIES)
    quote = proposal.get("quote")
    if not isinstance(quote, str) or not QUOTE_CHARS[0] <= len(quote.strip()) <= QUOTE_CHARS[1]:
        raise BadProposal("no quote, or one too short or too long")
    quote = quote.strip()
    at = document.text.find(quote, start, end)
    if at < 0:
        raise BadProposal("the quote does not stand in the text")
    parties, targets = _codes(proposal, "parties", named), _codes(proposal, "targets", named)
    if not parties:
        raise BadProposal("no parties")
    name = _text(proposal, "name")
    if name and name not in document.text:
        raise BadProposal("the name does not stand in the text")
    kind = _text(proposal, "kind")
    if kind and not KIND.fullmatch(kind):
        raise BadProposal("kind is no word")
    amount, currency, unit = _amount(proposal, quote)
    return Record(
        type=type,  # type: ignore[arg-type]  # one of the types
        parties=parties,
        targets=targets,
        factuality=factuality,  # type: ignore[arg-type]  # one of them
        evidence=quote_span(document, at, at + len(quote)),
        rule=RULE + model,
        name=name,
        kind=kind,
        date=_date(proposal, "date"),
        horizon=_date(proposal, "horizon"),
        amount=amount,
        currency=currency,
        unit=unit,
    )


def _one_of(proposal: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
    value = proposal.get(key)
    if not isinstance(value, str) or value not in known:
        raise BadProposal(f"unknown {key}")
    return value


def _text(proposal: Mapping[str, Any], key: str) -> str | None:
    value = proposal.get(key)
    if value is not None and (not isinstance(value, str) or len(value) > 200):
        raise BadProposal(f"{key} is no short text")
    return value or None


def _codes(proposal: Mapping[str, Any], key: str, named: frozenset[str]) -> tuple[str, ...]:
    values = proposal.get(key) or []
    if not isinstance(values, list) or not all(isinstance(one, str) and one in actors() for one in values):
        raise BadProposal(f"unknown code in {key}")
    if not named.issuperset(values):
        raise BadProposal(f"one of the {key} is not named in the document")
    return tuple(dict.fromkeys(values))


def _date(proposal: Mapping[str, Any], key: str) -> str | None:
    value = _text(proposal, key)
    if value is None:
        return None
    try:
        bounds(value)
    except ValueError as problem:
        raise BadProposal(f"{key} is no EDTF date") from problem
    return value


def _amount(proposal: Mapping[str, Any], quote: str) -> tuple[float | None, str | None, str | None]:
    amount, currency, unit = proposal.get("amount"), _text(proposal, "currency"), _text(proposal, "unit")
    if currency is not None and currency not in CURRENCIES:
        raise BadProposal("unknown currency")
    if unit is not None and unit not in UNITS:
        raise BadProposal("unknown unit")
    if amount is None:
        if currency or unit:
            raise BadProposal("a currency or unit without an amount")
        return None, None, None
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise BadProposal("the amount is no number")
    written = [*find_money(quote), *find_counts(quote)]
    if not any(one.value == amount and one.currency == currency and one.unit == unit for one in written):
        raise BadProposal("the amount does not stand in the quote")
    return float(amount), currency, unit


def _same(one: Record, other: Record) -> bool:
    """Tell whether two records are of one type, for the same parties, on overlapping evidence."""
    a, b = one.evidence, other.evidence
    return one.type == other.type and set(one.parties) == set(other.parties) and a.start < b.end and b.start < a.end
