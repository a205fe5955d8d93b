"""What came of reading: per file, per second reader, in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from latticework.read.second_reader import SecondReading


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
    """What came of reading files; ``problems`` are those set aside, with the reason.

    ``in_all`` is how many files were asked for; ``stopped`` says that somebody stopped the reading before the last.
    """

    files: tuple[FileRead, ...]
    in_all: int = 0
    stopped: bool = False

    @property
    def problems(self) -> tuple[FileRead, ...]:
        """The files that were set aside."""
        return tuple(file for file in self.files if file.problem)

    @property
    def second(self) -> SecondRead | None:
        """What the second reader gave in all; ``None`` when none was asked."""
        each = [file.second for file in self.files if file.second]
        if not each:
            return None
        return SecondRead(
            to_review=sum(one.to_review for one in each),
            agreed=sum(one.agreed for one in each),
            asked=sum(one.asked for one in each),
            dropped=sum((Counter(one.dropped) for one in each), Counter()),
            failed=sum((Counter(one.failed) for one in each), Counter()),
        )


def told(second: SecondReading) -> SecondRead:
    return SecondRead(
        to_review=len(second.records),
        agreed=second.agreed,
        asked=second.asked,
        dropped=dict(second.dropped),
        failed=dict(second.failed),
    )
