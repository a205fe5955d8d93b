"""Errors for people: what was wrong, where, and what to do.

LatticeworkError
  UnreadableDocument    a file that cannot be read as a document
  RegisterError         a register file that cannot be opened, or refuses a change
    RegisterBusy        somebody else holds it for longer than one would wait
  UnknownName           a name that the vocabulary or the register does not know
  BadScenario           a scenario that does not make sense
  BadVocabulary         a TOML file of ours or of the user's with a wrong entry
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST_LISTED = 30


class LatticeworkError(Exception):
    """An error that the person at the keyboard can act on.

    Args:
        what: what was wrong, one sentence.
        where: file, page, line or cell, when known.
        remedy: what to do about it, when known.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        parts = [what if what.endswith((".", "?", "!")) else what + "."]
        if where:
            parts.append(f"Where: {where}.")
        if remedy:
            parts.append(remedy if remedy.endswith((".", "?")) else remedy + ".")
        super().__init__(" ".join(parts))


class UnreadableDocument(LatticeworkError):
    """A file that cannot be read as a document."""


class RegisterError(LatticeworkError):
    """A register file that cannot be opened, or that refuses a change."""


class RegisterBusy(RegisterError):
    """A register that somebody else holds for longer than one would wait."""


class BadScenario(LatticeworkError):
    """A scenario that does not make sense."""


class BadVocabulary(LatticeworkError):
    """A vocabulary or catalogue file with an entry we cannot use."""


class UnknownName(LatticeworkError):
    """A name nobody knows; the nearest known names are suggested, or all when they are few and none is near.

    ``list_them`` is the command that lists the known names, when they are many.
    """

    def __init__(
        self, kind: str, name: str, known: Iterable[str], *, where: str | None = None, list_them: str | None = None
    ) -> None:
        by_folded = {item.casefold(): item for item in known}
        near = [by_folded[item] for item in get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.5)]
        remedy = f"Did you mean {', '.join(near)}?" if near else None
        if remedy is None and len(by_folded) <= MOST_LISTED:
            remedy = f"Known are {', '.join(by_folded.values())}"
        elif remedy is None and list_them:
            remedy = f"`{list_them}` lists them"
        super().__init__(f"No {kind} is called {name!r}", where=where, remedy=remedy)
        self.near = tuple(near)
