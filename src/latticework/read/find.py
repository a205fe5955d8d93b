"""Records in a document: one pass over the sentences, with what came before as context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from latticework.model import Document, Record, quote_span
from latticework.model.record import Factuality, RecordType
from latticework.read.dates import find_date, find_horizon
from latticework.read.money import find_money, find_personnel
from latticework.read.names import Mention, codes_of, find_actors, parties_in
from latticework.read.sentences import sentences
from latticework.vocab import vocabulary

READER_VERSION = "rules-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """The records of one document, and the sentences that were set aside with the reason."""

    records: tuple[Record, ...]
    set_aside: tuple[tuple[int, int, str], ...] = ()


@dataclass(slots=True)
class Context:
    """What the sentences before have established: "the three ministers", "during the Summit"."""

    parties: tuple[str, ...] = ()
    date: str | None = None
    arrangement: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    seen: set[tuple[str, tuple[str, ...], str | None]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the actors in it."""

    document: Document
    start: int
    end: int
    text: str
    parties: list[Mention]


@cache
def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{a})" for a in alternatives), re.IGNORECASE)


def _search(words: list[str], text: str) -> re.Match[str] | None:
    return _pattern(*words).search(text)


def _kind(pairs: list[list[str]], text: str) -> tuple[str, re.Match[str]] | None:
    for pattern, kind in pairs:
        if match := _pattern(pattern).search(text):
            return kind, match
    return None


def find_records(document: Document) -> ReadResult:
    """Find meetings, arrangements, commitments, positions and roles; every record quotes its sentence exactly."""
    context = Context()
    records: list[Record] = []
    aside: list[tuple[int, int, str]] = []
    for start, end in sentences(document.text):
        text = document.text[start:end]
        if len(text) > 1500:
            aside.append((start, end, "longer than 1,500 characters: a table or a list, not a sentence"))
            continue
        sentence = Sentence(document, start, end, text, parties_in(text))
        words = vocabulary("triggers")
        for finder in (_meetings, _arrangements, _positions, _commitments, _roles):
            records += finder(sentence, context, words[FIELD[finder.__name__]])
    return ReadResult(records=tuple(records), set_aside=tuple(aside))


def _record(
    sentence: Sentence,
    type: RecordType,
    rule: str,
    parties: tuple[str, ...],
    factuality: Factuality,
    context: Context,
    **more: Any,
) -> Record:
    day, inferred = find_date(sentence.text, sentence.document.date)
    if day is None and re.search(
        r"during the [Ss]ummit|at the (?:NATO )?[Ss]ummit|therefore|[Bb]oth |[Tt]he \w+ (?:nations|ministers|countries)",
        sentence.text,
    ):
        day, inferred = context.date, "date: that of the meeting before"
    return Record(
        type=type,
        parties=parties,
        factuality=factuality,
        evidence=quote_span(sentence.document, sentence.start, sentence.end),
        rule=rule,
        date=more.pop("date", day),
        inferred=(inferred,) if inferred and day else (),
        aliases=tuple((m.written, "+".join(m.codes)) for m in find_actors(sentence.text)),
        **more,
    )


def _hypothetical(text: str) -> bool:
    return _search(vocabulary("triggers")["hypothetical"]["words"], text) is not None


def _participants(sentence: Sentence, before: int | None = None) -> list[Mention]:
    return [m for m in sentence.parties if before is None or m.start < before]


def _meetings(sentence: Sentence, context: Context, words: dict[str, Any]) -> Iterator[Record]:
    text = sentence.text
    trigger, verb = _search(words["triggers"], text), _search(words["verbs"], text)
    if not trigger or not verb:
        return
    planned = re.search(r"agreed to meet|will (?:meet|host|hold|convene)", text)
    if _hypothetical(text) and not planned:
        return
    parties = codes_of([m for m in sentence.parties if m.how != "adjective" or _is_side(text, m)])
    if context.parties and re.search(r"IP4 leaders|[Tt]he two senior", text):
        parties = tuple(dict.fromkeys([*parties, *(("USA",) if "two senior" in text else ())]))
    if re.search(r"\bsignatories\b", text) and context.signatories:
        parties = context.signatories
    if "President Biden" in text or "the White House" in text:
        parties = tuple(dict.fromkeys([*parties, "USA"]))
    criticized = _pattern("criticiz|criticis|condemn|denounc").search(text)
    if criticized:
        after = {c for m in sentence.parties if m.start > criticized.start() for c in m.codes}
        parties = tuple(p for p in parties if p not in after)
    if not parties or (len(parties) < 2 and parties[0] not in ("NATO", "EU", "UN", "ASEAN", *context.signatories)):
        return
    day, _ = find_date(text, sentence.document.date)
    dated = day or re.search(r"\brecently\b|during the [Ss]ummit|the first|\bthis followed\b", text)
    if not dated and not planned:
        return
    key = ("meeting", tuple(sorted(parties)), (day or "")[:7])
    if key in context.seen and re.search(r"\bfocused on\b|in July\b", text):
        return
    context.seen.add(key)
    kind = _kind(words["formats"], text)
    place = re.search(r"\b(?:in|at) ([A-Z][\w. ]+?)(?= (?:on|for|to|this|last|in)\b|,|\.| and )", text)
    context.parties, context.date = parties, day or context.date
    yield _record(
        sentence,
        "meeting",
        f"meeting: {trigger[0]} + {verb[0]}",
        parties,
        "planned" if planned else "held",
        context,
        kind=kind[0] if kind else "meeting",
        trigger=trigger[0],
        place=place[1] if place else None,
        name=kind[1][0] if kind else None,
        **({"date": find_horizon(text, sentence.document.date)} if planned and not day else {}),
    )


def _is_side(text: str, mention: Mention) -> bool:
    # "Japanese Defense Minister", "Philippine government": an adjective before an office or a government is a side
    after = text[mention.end : mention.end + 40]
    return bool(
        re.match(
            r"[- ](?:\w+ ){0,2}(?:[Mm]inister|[Pp]resident|[Gg]overnment|[Ss]ecretary|[Nn]ational Security|leader|officials|Chancellor)",
            after,
        )
    )


def _arrangements(sentence: Sentence, context: Context, words: dict[str, Any]) -> Iterator[Record]:
    text = sentence.text
    making = _search(words["making"], text)
    if not making or re.search(r"\bunspoken\b|would\b", text):
        return
    for pattern, kind in words["instruments"]:
        match = _pattern(pattern).search(text)
        if not match or (kind in ("framework", "mechanism", "agreement") and making.start() > match.start()):
            continue
        if kind == "command" and not re.search(
            r"\b(?:[A-Z][\w-]+ ){1,}", text[max(0, match.start() - 40) : match.end()]
        ):
            continue
        stop = _pattern("criticiz|criticis|condemn|denounc").search(text)
        mentioned = codes_of([m for m in sentence.parties if not stop or m.start < stop.start()])
        parties = _carried(text, mentioned, context)
        if kind == "compact":
            parties = tuple(dict.fromkeys([*mentioned, "USA"] if "Biden" in text else mentioned))
            context.signatories = ("UKRAINE_COMPACT_SIGNATORIES",)
            context.arrangement = parties
        if not parties:
            continue
        count = find_personnel(text)
        yield _record(
            sentence,
            "arrangement",
            f"arrangement: {making[0]} + {match[0]}",
            parties,
            "planned" if re.search(r"\bwill\b|agreed to", text) else "agreed",
            context,
            kind=kind,
            name=_full_name(text, match),
            trigger=making[0],
            amount=count[0] if count else None,
            unit=count[1] if count else None,
            horizon=find_horizon(text, sentence.document.date),
        )
        if kind not in ("memorandum",):
            return


def _full_name(text: str, match: re.Match[str]) -> str:
    start = match.start()
    while before := re.search(r"(?:[A-Z][\w-]*|for|and|of|the) $", text[:start]):
        start = before.start()
    end = match.end()
    while after := re.match(r" (?:(?:for|and|of|on|the) )*[A-Z][\w-]*", text[end:]):
        end += after.end()
    return re.sub(r"^(?:the|and|of|for) ", "", text[start:end])


def _carried(text: str, mentioned: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """Parties of "the three ministers", "both", "the five nations" are those of the meeting before."""
    if re.search(
        r"\b(?:[Tt]he (?:two|three|four|five) (?:ministers|nations|countries|leaders|sides)|[Bb]oth |[Tt]he ministers|[Tt]he leaders)\b",
        text,
    ):
        return context.parties or mentioned
    if re.search(r"\bsignatories\b|[Tt]he [Aa]greement also|Compact\b", text) and context.signatories:
        return context.signatories
    return mentioned


def _positions(sentence: Sentence, context: Context, words: dict[str, Any]) -> Iterator[Record]:
    text = sentence.text
    found = _kind(words["stances"], text)
    if not found or re.search(r"opposition parties|as opposed", text):
        return
    stance, match = found
    holders = codes_of(_participants(sentence, match.start()))
    holders = _carried(text[: match.start()], holders, context) or holders
    targets = codes_of([m for m in find_actors(text) if m.start > match.start() and m.how != "capital"])
    if "IP4 leaders" in text:
        holders = codes_of([m for m in sentence.parties if m.how == "group"]) or holders
    holders = tuple(code for code in holders if code not in targets)
    if not holders or not targets:
        return
    yield _record(
        sentence,
        "position",
        f"position: {match[0]}",
        holders,
        "held",
        context,
        kind=stance,
        targets=targets,
        trigger=match[0],
    )


def _commitments(sentence: Sentence, context: Context, words: dict[str, Any]) -> Iterator[Record]:
    text = sentence.text
    if re.search(
        r"\bif a\b|\bmany fear\b|unspoken|would\b|cannot|will be required|is going to|effectiveness|will need to", text
    ):
        return
    seen: set[str] = set()
    for match in _pattern(*words["triggers"]).finditer(text):
        clause = text[match.start() :]
        verb = match[0].lower()
        if verb == "agreed" and re.match(r"agreed (?:upon|on)\b", clause, re.IGNORECASE):
            continue
        if verb in ("will", "agree") and seen:
            continue
        if verb == "will" and re.match(r"will (?:be|have|become|complement|unify|help|enhance)\b", clause):
            continue
        named = codes_of([m for m in sentence.parties if m.start < match.start()])
        if verb == "pledge" and not named:
            named = codes_of([m for m in find_actors(text) if m.start < match.start()][-1:])
        if not named:
            named = codes_of([m for m in find_actors(text) if m.how == "adjective" and m.start < match.start()])
        parties = _carried(text, named, context)
        if not parties and verb in ("aimed at", "will", "standing up of", "provision of"):
            parties = codes_of(find_actors(text)[:1])
        if not parties:
            continue
        money, count = find_money(text), find_personnel(text)
        amount = money or count
        seen.add(verb)
        yield _record(
            sentence,
            "commitment",
            f"commitment: {verb}",
            parties,
            "planned" if verb == "will" else "agreed",
            context,
            kind=verb,
            name=clause[:80],
            trigger=match[0],
            amount=amount[0] if amount else None,
            currency=money[1] if money else None,
            unit=count[1] if count and not money else None,
            horizon=find_horizon(text, sentence.document.date),
            targets=tuple(c for c in codes_of(find_actors(clause)) if c not in parties),
        )


def _roles(sentence: Sentence, context: Context, words: dict[str, Any]) -> Iterator[Record]:
    text = sentence.text
    found = _kind(words["triggers"], text)
    if not found:
        return
    kind, match = found
    holders = codes_of([m for m in find_actors(text) if m.start <= match.start()][-1:]) or codes_of(
        find_actors(text)[:1]
    )
    if not holders and "Biden administration" in text:
        holders = ("USA",)
    if not holders:
        return
    person = re.search(r"[’']s ([A-Z]\w+ [A-Z]\w+)", text)
    yield _record(
        sentence,
        "role",
        f"role: {match[0]}",
        holders,
        "announced" if kind == "appointment" else "held",
        context,
        kind=kind,
        trigger=match[0],
        persons=(person[1],) if person and kind == "appointment" else (),
        **(
            {"date": (find_horizon(text, sentence.document.date) or "../").split("/")[1][:7] or None}
            if kind == "appointment"
            else {}
        ),
    )


FIELD = {
    "_meetings": "meeting",
    "_arrangements": "arrangement",
    "_positions": "position",
    "_commitments": "commitment",
    "_roles": "role",
}
