"""Documents with nearly the same text, such as a wire story in several papers: one source with several places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latticework.read.copies import BANDS, COPIES_FROM, runs_of_words, share
from latticework.register import queries

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile

MOST_COMPARED = 4  # of each band, the first documents: a copy of a copy is found by the original they share


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedText:
    """One text in several places: the document known first, and those that share at least 0.8 of its runs of words."""

    original: str
    places: Mapping[str, float]


def find_copies(file: RegisterFile, who: str | None = None, progress: Callable[[int, int], None] | None = None) -> int:
    """Compare the texts read since the last time with all others, and record which are copies, in one act.

    Args:
        progress: called with (band under way, bands in all).
    Returns:
        How many copies were found. The act can be undone like a decision; texts are compared once.
    """
    with file.reading() as connection:
        row = connection.execute(queries.UNCOMPARED).fetchone()
        if not row or not row[0]:
            return 0
    with file.writing("copies", who=who) as act:
        connection = act.connection
        known = {"known": act.act - 1}
        roots = {copy: original for copy, original, _ in connection.execute(queries.COPIES, known).fetchall()}
        runs: dict[str, set[str]] = {}

        def runs_of(sha256: str) -> set[str]:
            if sha256 not in runs:
                if len(runs) > 64:
                    runs.clear()
                text = connection.execute(queries.TEXT, [sha256]).fetchone()
                runs[sha256] = runs_of_words(text[0]) if text else set()
            return runs[sha256]

        found = 0
        for which in range(1, BANDS + 1):
            if progress:
                progress(which, BANDS)
            pairs = connection.execute(queries.MEETING_PAIRS, {"most": MOST_COMPARED, "which": which}).fetchall()
            for _, _, copy, _, _, other in pairs:
                original = roots.get(other, other)
                if copy in roots or copy == original:
                    continue
                shared = share(runs_of(copy), runs_of(original))
                if shared >= COPIES_FROM:
                    roots[copy] = original
                    act.add("copies", [(copy, original, round(shared, 4))])
                    found += 1
        act.why = f"{row[0]} texts compared with all others: {found} are copies of others"
    return found


def copied_texts(file: RegisterFile, as_known: str | None = None) -> list[CopiedText]:
    """Give every text that is there several times, by the SHA-256 of its documents, the one in most places first."""
    places: dict[str, dict[str, float]] = {}
    with file.reading() as connection:
        values = {"known": file.known(connection, as_known)}
        for copy, original, shared in connection.execute(queries.COPIES, values).fetchall():
            places.setdefault(original, {})[copy] = shared
    texts = [CopiedText(original=original, places=dict(sorted(some.items()))) for original, some in places.items()]
    return sorted(texts, key=lambda text: (-len(text.places), text.original))


def originals(file: RegisterFile, as_known: str | None = None) -> dict[str, str]:
    """Give, for each document that is a copy, the document it is a copy of."""
    return {copy: text.original for text in copied_texts(file, as_known) for copy in text.places}


def names_of(file: RegisterFile, documents: list[str]) -> dict[str, str]:
    """Give the names of documents by their SHA-256."""
    with file.reading() as connection:
        return dict(connection.execute(queries.NAMES_OF, [documents]).fetchall())
