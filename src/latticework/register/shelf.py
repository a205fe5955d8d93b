"""The documents that were read: which there are, their text, and what was found where in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from latticework.model import Document, Proposed, RegisterError
from latticework.register import queries

if TYPE_CHECKING:
    from latticework.register.store import RegisterFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A document that was read, and how many of its records wait for a decision."""

    sha256: str
    name: str
    title: str | None
    date: str | None
    waiting: int


def shelf(file: RegisterFile) -> list[Shelved]:
    """Give every document that was read, by name."""
    with file.reading() as connection:
        rows = connection.execute(queries.SHELF, {"known": file.known(connection, None)}).fetchall()
    return [Shelved(sha256=r[0], name=r[1], title=r[2], date=r[3], waiting=r[4]) for r in rows]


def document(file: RegisterFile, sha256: str) -> Document:
    """Give a document as it was read.

    Raises:
        RegisterError: the register has no such document.
    """
    with file.reading() as connection:
        row = connection.execute(queries.DOCUMENT, {"sha256": sha256}).fetchone()
    if row is None:
        raise RegisterError("The register has no such document", where=sha256[:16])
    name, title, date, rule, media, text = row
    return Document(sha256=sha256, name=name, title=title, date=date, date_rule=rule, media_type=media, text=text)


def read_in(file: RegisterFile, sha256: str) -> list[tuple[Proposed, str | None]]:
    """Give what was found in a document, in the order of its text, with the decision that counts."""
    with file.reading() as connection:
        values = {"known": file.known(connection, None), "sha256": sha256}
        rows = connection.execute(queries.READ_IN, values).fetchall()
    found = [(Proposed(id=id, line=json.loads(line)), verdict) for id, line, verdict in rows]
    return sorted(found, key=lambda one: (one[0].line["start"], one[0].line["end"], one[0].id))
