"""What came of reading: per file, per second reader, in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from latticework.read.second_reader import SecondReading

MOST_NAMED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What came of one file: how many records of each type, or why it was set aside.

    ``set_aside`` are sentences that could not be read (first and last character, reason); ``second`` what the
    second reader gave, where one was asked.
    """

    path: str
    title: str | None = None
    records: Mapping[str, int] | None = None
    already_read: bool = False
    proposals: int = 0
    problem: str | None = None
    set_aside: tuple[tuple[int, int, str], ...] = ()
    second: SecondRead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRead:
    """What the second reader gave: proposals to review, agreement with the reader, and what was not taken.

    ``dropped`` counts proposals by the check they failed; ``failed`` pieces (of ``asked``) without a usable answer.
    """

    to_review: int = 0
    agreed: int = 0
    asked: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """What came of reading documents.

    ``files`` and ``problems`` (those set aside, with the reason) name the first thousand each, so that an archive of
    any size fits; the counts are of all: ``done`` of ``in_all`` documents, ``already_read`` of them read before,
    ``set_aside`` of them not readable, ``records`` by type, ``proposals`` to match them, ``copies`` of texts that are
    there. ``stopped`` says that somebody stopped the reading before the last.
    """

    files: tuple[FileRead, ...]
    problems: tuple[FileRead, ...] = ()
    in_all: int = 0
    done: int = 0
    already_read: int = 0
    set_aside: int = 0
    records: Mapping[str, int] = field(default_factory=dict)
    proposals: int = 0
    copies: int = 0
    second: SecondRead | None = None
    stopped: bool = False


class Tally:
    """Counts documents as they are read, and keeps the first ones of each kind."""

    def __init__(self) -> None:
        self.files: list[FileRead] = []
        self.problems: list[FileRead] = []
        self.records: Counter[str] = Counter()
        self.done = self.already_read = self.set_aside = self.proposals = self.copies = 0
        self.second: SecondRead | None = None

    def add(self, file: FileRead) -> None:
        """Count one document."""
        self.done += 1
        self.already_read += file.already_read
        self.set_aside += file.problem is not None
        self.proposals += file.proposals
        self.records.update(file.records or {})
        if len(self.files) < MOST_NAMED:
            self.files.append(file)
        if file.problem and len(self.problems) < MOST_NAMED:
            self.problems.append(file)
        if file.second:
            self.second = file.second if self.second is None else _together(self.second, file.second)

    def report(self, in_all: int, *, stopped: bool = False) -> ReadReport:
        """Give the report."""
        return ReadReport(
            files=tuple(self.files),
            problems=tuple(self.problems),
            in_all=in_all,
            done=self.done,
            already_read=self.already_read,
            set_aside=self.set_aside,
            records=dict(self.records),
            proposals=self.proposals,
            copies=self.copies,
            second=self.second,
            stopped=stopped,
        )


def _together(one: SecondRead, other: SecondRead) -> SecondRead:
    return SecondRead(
        to_review=one.to_review + other.to_review,
        agreed=one.agreed + other.agreed,
        asked=one.asked + other.asked,
        dropped=Counter(one.dropped) + Counter(other.dropped),
        failed=Counter(one.failed) + Counter(other.failed),
    )


def told(second: SecondReading) -> SecondRead:
    return SecondRead(
        to_review=len(second.records),
        agreed=second.agreed,
        asked=second.asked,
        dropped=dict(second.dropped),
        failed=dict(second.failed),
    )
