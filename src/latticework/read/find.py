"""Records in a document: sentences, a broad filter, one parse, then the finders with what came before as context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latticework.model import Document, Record
from latticework.read.arrangements import find_arrangements
from latticework.read.clauses import VERBAL
from latticework.read.commitments import find_commitments
from latticework.read.drafts import Draft
from latticework.read.grammar import Reading
from latticework.read.listed import find_listed, note_means
from latticework.read.meetings import find_meetings
from latticework.read.opening import Opened, open_document
from latticework.read.parsing import parse
from latticework.read.positions import find_positions
from latticework.read.roles import find_roles
from latticework.read.scene import Scene, is_collective
from latticework.read.title_records import with_title
from latticework.read.told_twice import add_record, without_parts
from latticework.read.units import whole_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

READER_VERSION = "3"
CHUNK = 256  # sentences that are parsed together, at least
FINDERS = (find_arrangements, find_positions, find_commitments, find_roles)
OWN_AFFAIRS = ("commitment", "role")  # what is no record in a document that names one actor only
FAILURES = (IndexError, KeyError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """The records of one document, and the sentences that were set aside (first, last character, reason)."""

    records: tuple[Record, ...]
    set_aside: tuple[tuple[int, int, str], ...] = ()


def find_records(document: Document) -> ReadResult:
    """Find meetings, arrangements, commitments, positions and roles; every record quotes its sentence exactly."""
    return next(iter(find_all_records([document])))


def find_all_records(documents: Iterable[Document]) -> Iterator[ReadResult]:
    """Find the records of many documents, in order; their sentences are parsed together, in batches."""
    waiting: list[Opened] = []
    sentences = 0
    for document in documents:
        opened = open_document(document)
        waiting.append(opened)
        sentences += sum(opened.parsed)
        if sentences >= CHUNK:
            yield from _read(waiting)
            waiting, sentences = [], 0
    yield from _read(waiting)


def _read(opened: list[Opened]) -> Iterator[ReadResult]:
    docs = parse(
        (sentence.text, whole_words(units, sentence.text))
        for one in opened
        for sentence, wanted, units in zip(one.sentences, one.parsed, one.units, strict=True)
        if wanted
    )
    for one in opened:
        yield _read_one(one, docs)


def _read_one(opened: Opened, docs: Iterator[Doc]) -> ReadResult:
    scene = opened.scene
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
            drafts = _drafts(reading, opens)
        except FAILURES as problem:
            opened.set_aside.append((sentence.start, sentence.end, f"the reader failed on this sentence: {problem!r}"))
            continue
        for draft in drafts:
            add_record(records, draft)
        _go_on(reading, drafts)
    if opened.title:
        records = with_title(records, opened.title, scene)
    if _names_one_actor(opened):
        records = [record for record in records if record.type not in OWN_AFFAIRS]
    return ReadResult(records=tuple(records), set_aside=tuple(opened.set_aside))


def _drafts(reading: Reading, opens: bool) -> list[Draft]:
    """Find what one sentence tells; its meetings first, since what is agreed is agreed by those who met."""
    drafts = without_parts(list(find_meetings(reading)))
    _note_meetings(reading.scene, drafts)
    drafts += find_listed(reading, opens)
    drafts += [draft for finder in FINDERS for draft in finder(reading)]
    note_means(reading, drafts)
    return drafts


def _names_one_actor(opened: Opened) -> bool:
    named = {code for mentions in opened.named for mention in mentions for code in mention.codes}
    return len(named | set(opened.scene.said)) < 2


def _note_meetings(scene: Scene, meetings: list[Draft]) -> None:
    """Let "the three ministers" and the day of what they agree be those of the meeting just told."""
    for meeting in meetings:
        own_day = scene.readout and scene.met and scene.met_on == scene.document.date
        background = own_day and meeting.date != scene.met_on
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
            scene.note_body(draft.reading.token_at(draft.at).lower_, draft.parties)
    root = next((t for t in reading.tokens if t.dep_ == "ROOT"), None)
    if root is None or root.pos_ not in VERBAL:
        return
    subject = reading.subject(root)
    codes = reading.subject_codes(root)
    if subject is not None and len(codes) == 1 and subject.tag_ not in ("NNS", "NNPS") and subject.lower_ != "they":
        scene.he = codes
    elif subject is not None and len(codes) > 1:
        scene.they = codes
    met = [draft for draft in drafts if draft.type == "meeting"]
    if met:
        scene.they = met[-1].parties
