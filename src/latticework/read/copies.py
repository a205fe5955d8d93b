"""Near-duplicate texts, such as one wire story in several papers: what two texts share, and how pairs are found.

Two texts are copies when they share at least ``COPIES_FROM`` of their runs of five words (Jaccard index of the sets
of runs; Broder 1997, Proc. Compression and Complexity of Sequences: 21-29). A wire story with another headline, another
dateline or without its last paragraphs stays above it; two reports of one event by two writers share hardly any run
of five words. Pairs are found by MinHash: ``BANDS`` bands of ``ROWS`` values each, so that texts sharing 0.8 of their
runs meet in a band with a chance of 0.998, texts sharing 0.1 with 0.00002; then the share itself is counted.
"""

from __future__ import annotations

import hashlib
import re

COPIES_FROM = 0.8
RUN = 5
BANDS, ROWS = 20, 6
SEED = 7
FEWEST_RUNS = 40  # short notices are alike by their form, not because one was taken from the other
WORD = re.compile(r"\w+")


def runs_of_words(text: str) -> set[str]:
    """Give the runs of five words of a text, without case and punctuation.

    >>> sorted(runs_of_words("The ministers met in Tokyo, again."))
    ['ministers met in tokyo again', 'the ministers met in tokyo']
    """
    words = WORD.findall(text.casefold())
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def share(one: set[str], other: set[str]) -> float:
    """Give the Jaccard index of two sets of runs, in [0, 1].

    >>> share({"a", "b", "c"}, {"b", "c", "d"})
    0.5
    """
    return len(one & other) / len(one | other) if one or other else 0.0


def sketch(text: str) -> str:
    """Give the bands of a text, 16 hexadecimal digits each and a space between; empty for a short text."""
    from rensa import RMinHash

    runs = runs_of_words(text)
    if len(runs) < FEWEST_RUNS:
        return ""
    hashed = RMinHash(BANDS * ROWS, SEED)
    hashed.update(list(runs))
    values = hashed.digest()
    bands = (values[i * ROWS : (i + 1) * ROWS] for i in range(BANDS))
    return " ".join(
        hashlib.blake2b(repr((i, band)).encode(), digest_size=8).hexdigest() for i, band in enumerate(bands)
    )
