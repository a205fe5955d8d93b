"""The trigger words of the vocabulary (vocab/triggers.toml), as sets of words and compiled expressions."""

from __future__ import annotations

import re
from functools import cache

from latticework.vocab import vocabulary


@cache
def words(section: str, *lists: str) -> frozenset[str]:
    """Give every form of the words in some lists of a section; they are compared in lower case.

    >>> "met" in words("meeting", "meet", "speak"), "met" in words("meeting", "speak")
    (True, False)
    """
    table = vocabulary("triggers")[section]
    return frozenset(
        word for name in lists for word in forms(*([table[name]] if isinstance(table[name], str) else table[name]))
    )


@cache
def expression(section: str, name: str) -> re.Pattern[str]:
    """Compile an expression of a section as it is written there; one that begins with ``(?i)`` disregards case.

    >>> bool(expression("scene", "readout").search("READOUT of the call"))
    True
    """
    return re.compile(vocabulary("triggers")[section][name])


@cache
def forms(*lines: str) -> frozenset[str]:
    """Give every form of verbs written as "meet meets met".

    >>> sorted(forms("speak spoke", "meet met"))
    ['meet', 'met', 'speak', 'spoke']
    """
    return frozenset(word for line in lines for word in line.split())


@cache
def pattern(written: str) -> re.Pattern[str]:
    """Compile an expression of the vocabulary; matched without regard to case."""
    return re.compile(written, re.IGNORECASE)


def agent_nouns() -> frozenset[str]:
    """Give the nouns that stand for an actor when its name modifies them: "the Philippine *government*"."""
    return words("agents", "nouns")
