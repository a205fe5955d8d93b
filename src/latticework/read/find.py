"""Records in a document: sentences, a broad filter, one parse, then the finders with what came before as context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from latticework.model import Document, Record, quote_span
from latticework.read.arrangements import find_arrangements
from latticework.read.commitments import find_commitments, find_listed
from latticework.read.drafts import Draft, dates_agree, with_evidence
from latticework.read.grammar import Reading
from latticework.read.meetings import find_meetings
from latticework.read.names import Mention
from latticework.read.parsing import parse
from latticework.read.persons import mentions_in
from latticework.read.positions import find_positions
from latticework.read.prefilter import prefilter
from latticework.read.roles import find_roles
from latticework.read.scene import Scene, is_collective
from latticework.read.sentences import Sentence, split_sentences
from latticework.read.titles import is_joint_statement, open_scene, title_meeting
from latticework.read.treaty_titles import read_treaty_title
from latticework.read.units import join_units, whole_words

READER_VERSION = "2"
LEAD_IN = re.compile(r"\b(?:will|shall|to|agreed|committed|pledged|decided)(?: \w+ly| also| jointly)?:\W*$")
BARE_VERB = re.compile(r"(?:[A-Z][a-z]+ly )?[A-Z][a-z]+ ")
MOST_CHARS = 1500
CHUNK = 256
FINDERS = (find_arrangements, find_positions, find_commitments, find_roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """The records of one document, and the sentences that were set aside with the reason."""

    records: tuple[Record, ...]
    set_aside: tuple[tuple[int, int, str], ...] = ()


@dataclass(slots=True)
class _Open:
    """A document that is being read: its sentences and which of them the model is to parse."""

    document: Document
    scene: Scene
    sentences: list[Sentence]
    parsed: list[bool]
    named: list[list[Mention]]
    units: list[list[Mention]]
    set_aside: list[tuple[int, int, str]]


def _open(document: Document) -> _Open:
    sentences = list(split_sentences(document.text))
    scene = Scene.of(document)
    title = next((s for s in sentences[:1] if s.kind == "title"), None)
    first = [s.text for s in sentences[:6] if s.kind in ("prose", "item")]
    open_scene(title.text if title else None, first, scene)
    named = [mentions_in(s.text, scene.persons) if s.kind in ("prose", "item") else [] for s in sentences]
    units = [join_units(mentions, s.text) for mentions, s in zip(named, sentences, strict=True)]
    texts = [s.text if s.kind in ("prose", "item") else None for s in sentences]
    about = [bool(mentions) or (i == 0 and bool(scene.said)) for i, mentions in enumerate(named)]  # a title names too
    parsed = prefilter().wanted(texts, about)
    _want_lists(sentences, parsed)
    aside: list[tuple[int, int, str]] = []
    for i, sentence in enumerate(sentences):
        if parsed[i] and len(sentence.text) > MOST_CHARS:
            aside.append(
                (
                    sentence.start,
                    sentence.end,
                    f"longer than {MOST_CHARS:,} characters: a table or a list, not a sentence",
                )
            )
            parsed[i] = False
    return _Open(document, scene, sentences, parsed, named, units, aside)


def _want_lists(sentences: list[Sentence], parsed: list[bool]) -> None:
    """Want every first sentence of a block that a promise ending in a colon introduces: "The partners will: …"."""
    listing = False
    for at, sentence in enumerate(sentences):
        if sentence.kind not in ("prose", "item", "heading"):
            continue
        opens = at == 0 or sentences[at - 1].paragraph != sentence.paragraph
        if LEAD_IN.search(sentence.text):
            listing, parsed[at] = True, True
        elif listing and opens:
            listing = sentence.kind == "item" or BARE_VERB.match(sentence.text) is not None
            parsed[at] = parsed[at] or listing


def find_records(document: Document) -> ReadResult:
    """Find meetings, arrangements, commitments, positions and roles; every record quotes its sentence exactly."""
    return next(iter(find_all_records([document])))


def find_all_records(documents: Iterable[Document]) -> Iterator[ReadResult]:
    """Find the records of many documents, in order; their sentences are parsed together, in batches."""
    waiting: list[_Open] = []
    sentences = 0
    for document in documents:
        opened = _open(document)
        waiting.append(opened)
        sentences += sum(opened.parsed)
        if sentences >= CHUNK:
            yield from _read(waiting)
            waiting, sentences = [], 0
    yield from _read(waiting)


def _read(opened: list[_Open]) -> Iterator[ReadResult]:
    docs = parse(
        (sentence.text, whole_words(units, sentence.text))
        for one in opened
        for sentence, wanted, units in zip(one.sentences, one.parsed, one.units, strict=True)
        if wanted
    )
    for one in opened:
        yield _read_one(one, docs)


def _read_one(opened: _Open, docs: Iterator) -> ReadResult:  # type: ignore[type-arg]
    scene = opened.scene
    title = next((s for s in opened.sentences[:1] if s.kind == "title"), None)
    records: list[Record] = []
    paragraph = -1
    for sentence, wanted, named, units in zip(opened.sentences, opened.parsed, opened.named, opened.units, strict=True):
        if sentence.kind not in ("prose", "item") and not wanted:
            continue
        opens = sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        scene.note_signatories(sentence.text)
        if not wanted:
            for unit in units:
                scene.remember(unit.codes)
            continue
        reading = Reading(sentence, next(docs), named, units, scene)
        try:
            drafts = _largest(list(find_meetings(reading)))
            _meet(scene, drafts)
            drafts += find_listed(reading, opens)
            drafts += [draft for finder in FINDERS for draft in finder(reading)]
        except (IndexError, KeyError, ValueError, RecursionError) as problem:
            opened.set_aside.append((sentence.start, sentence.end, f"the reader failed on this sentence: {problem!r}"))
            continue
        for draft in drafts:
            _add(records, draft)
        _go_on(reading, drafts)
    if title:
        records = _with_title(records, title, scene)
    if len({code for named in opened.named for mention in named for code in mention.codes} | set(scene.said)) < 2:
        records = [record for record in records if record.type not in ("commitment", "role")]  # one state's own affairs
    return ReadResult(records=tuple(records), set_aside=tuple(opened.set_aside))


def _add(records: list[Record], draft: Draft) -> None:
    """Add a record, or add its sentence as further evidence when the same meeting was told before."""
    record = draft.record()
    if record.type == "meeting":
        for position, known in enumerate(records):
            if (
                known.type == "meeting"
                and set(known.parties) == set(record.parties)
                and (record.date or known.factuality == record.factuality)
                and dates_agree(known.date, record.date)
            ):
                same_sentence = known.evidence.start == record.evidence.start
                if same_sentence and _told_apart(known.name, record.name):
                    continue
                if same_sentence and known.date != record.date and known.date and record.date:
                    continue
                records[position] = (
                    known
                    if same_sentence and len(known.date or "") >= len(record.date or "")
                    else with_evidence(known, record)
                )
                return
        if (
            not record.date
            and record.factuality == "held"
            and not re.search(r"(?i)recent|first|second|third|inaugural", record.evidence.quote)
        ):
            return
    if record.type == "arrangement" and record.kind == "accession":
        known_at = next((i for i in reversed(range(len(records))) if records[i].type == "arrangement"), None)
        if known_at is not None:
            known = records[known_at]
            records[known_at] = replace(
                known,
                parties=tuple(dict.fromkeys([*known.parties, *record.parties])),
                further=(*known.further, record.evidence),
            )
        return
    if record.type == "arrangement":
        for position, known in enumerate(records):
            if (
                known.type == "arrangement"
                and known.kind == record.kind
                and known.name
                and known.name == record.name
                and known.name[0].isupper()
            ):
                records[position] = with_evidence(known, record)
                return
    if record.type == "position":
        for known in records:
            if (
                known.type == "position"
                and known.evidence.start == record.evidence.start
                and set(known.targets) == set(record.targets)
                and known.parties == record.parties
            ):
                return
    records.append(record)


def _largest(meetings: list[Draft]) -> list[Draft]:
    """Leave out what a sentence tells twice: "met with A and B for a trilateral meeting", by verb and by noun."""
    return [
        one
        for one in meetings
        if not any(set(one.parties) < set(other.parties) and one.date and one.date == other.date for other in meetings)
    ]


def _told_apart(one: str | None, other: str | None) -> bool:
    """Tell whether two phrases of one sentence name two meetings: "the first commerce …, the first defense …"."""
    numbered = re.compile(r"(?i)\b(?:first|second|third|inaugural|two)\b")
    return bool(
        one and other and numbered.search(one) and numbered.search(other) and one not in other and other not in one
    )


def _meet(scene: Scene, meetings: list[Draft]) -> None:
    """Let "the three ministers" and the day of what they agree be those of the meeting just told."""
    for meeting in meetings:
        background = (
            scene.readout and scene.met and scene.met_on == scene.document.date and meeting.date != scene.met_on
        )
        if meeting.factuality == "held" and not background:
            scene.met, scene.met_on = meeting.parties, meeting.date
            if meeting.date and meeting.name and "Summit" in meeting.name:
                scene.summit_on = meeting.date


def _go_on(reading: Reading, drafts: list[Draft]) -> None:
    """Carry over what the sentence established to the ones after it."""
    scene = reading.scene
    for unit in reading.mentions:
        scene.remember(unit.codes)
    for draft in drafts:
        if draft.type == "arrangement" and (len(draft.parties) > 1 or is_collective(draft.parties[0])):
            scene.agreed = draft.parties
            scene.remember(draft.parties)
    root = next((t for t in reading.tokens if t.dep_ == "ROOT"), None)
    if root is None or root.pos_ not in ("VERB", "AUX"):
        return
    subject = reading.subject(root)
    codes = reading.subject_codes(root)
    if subject is not None and codes:
        if len(codes) == 1 and subject.tag_ not in ("NNS", "NNPS") and subject.lower_ not in ("they",):
            scene.he = codes
        elif len(codes) > 1:
            scene.they = codes
    met = [draft for draft in drafts if draft.type == "meeting"]
    if met:
        scene.they = met[-1].parties


def _with_title(records: list[Record], title: Sentence, scene: Scene) -> list[Record]:
    """Let the title add what it states: the meeting of a readout, or the joint statement that the document is."""
    evidence = quote_span(scene.document, title.start, title.end)
    if is_joint_statement(title.text) and scene.speakers and len(scene.speakers) > 1:
        statement = Record(
            type="arrangement", parties=scene.speakers, factuality="agreed", evidence=evidence, rule="arrangement: title of a joint statement",
            name=title.text, kind="joint_statement", date=scene.document.date, inferred=("date: the document's date",) if scene.document.date else (), trigger="title",
        )  # fmt: skip
        told = next(
            (
                i
                for i, r in enumerate(records)
                if r.type == "arrangement" and r.kind == "joint_statement" and set(r.parties) == set(scene.speakers)
            ),
            None,
        )
        if told is None:
            records = [statement, *records]
        else:  # "released the following joint statement": the same one
            records = [
                *records[:told],
                replace(records[told], name=title.text, further=(evidence, *records[told].further)),
                *records[told + 1 :],
            ]
    elif (treaty := read_treaty_title(scene.document, title.start, title.end)) and treaty.parties:
        records = [treaty, *records]
    parties = title_meeting(title.text, scene)
    if not parties:
        return records
    for position, record in enumerate(records):
        if (
            record.type == "meeting"
            and len(set(record.parties) & set(parties)) >= 0.5 * len({*record.parties, *parties})
            and (
                not record.date
                or dates_agree(record.date, scene.document.date)
                or position == next(i for i, r in enumerate(records) if r.type == "meeting")
            )
        ):
            return [*records[:position], replace(record, further=(evidence, *record.further)), *records[position + 1 :]]
    if (
        len(parties) < 2
        or not re.search(r"(?i)readout", title.text)
        or re.search(r"(?i)\b(?:travel|trip|visit)\b", title.text)
    ):
        return records
    kind = "call" if re.search(r"(?i)\bcall", title.text) else "meeting"
    meeting = Record(
        type="meeting", parties=parties, factuality="held", evidence=evidence, rule="meeting: title of a readout", name=title.text, kind=kind,
        date=scene.document.date, inferred=("date: a readout tells of its own day",) if scene.document.date else (), trigger="title",
    )  # fmt: skip
    return [meeting, *records]
