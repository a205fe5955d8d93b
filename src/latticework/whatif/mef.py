"""Fault trees in the Open-PSA Model Exchange Format: what a file holds, in and out.

Source: Epstein & Rauzy 2007, *Open-PSA Model Exchange Format*, version 2.0d.
"""

from __future__ import annotations

import gzip
import xml.parsers.expat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from latticework.model import LatticeworkError
from latticework.whatif.network import Network

MOST_BYTES = 64_000_000
CONNECTIVES = ("and", "or", "not", "xor", "atleast", "cardinality", "nand", "nor", "iff", "imply")
CONTAINERS = ("opsa-mef", "define-fault-tree", "define-component", "model-data")
DEFINITIONS = ("define-gate", "define-basic-event", "define-house-event", "define-parameter")
IGNORED = ("label", "attributes", "attribute")


class BadTree(LatticeworkError):
    """A fault tree that cannot be read, or that uses what is not supported."""


@dataclass(slots=True)
class Element:
    """One XML element with the line where it starts."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    """A fault tree: network, top gate, chances of the basic events, house events already put in.

    ``gates`` counts the gates as the file defines them; ``chances`` are in [0, 1] and may be empty for events without.
    """

    name: str
    network: Network
    root: int
    top: str
    gates: int
    chances: Mapping[str, float]


def read_elements(path: Path) -> Element:
    """Parse a MEF file (``.xml`` or gzipped); a document type or entity is refused before it can expand.

    Raises:
        BadTree: no such file, not XML, larger than 64 MB unpacked, or with entities.
    """
    where = str(path)
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(path) as packed:
                raw = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError) as problem:
        raise BadTree(f"The fault tree cannot be read: {problem}", where=where) from problem
    if len(raw) > MOST_BYTES:
        raise BadTree("The file is larger than 64 MB unpacked", where=where, remedy="Split the model")
    root = Element("", {}, 0)
    stack = [root]
    parser = xml.parsers.expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)
        if len(stack) > 2000:
            raise BadTree("Formulas are nested deeper than 2,000 levels", where=f"{where}, line {element.line}")

    def refuse(*_: object) -> None:
        raise BadTree(
            "The file declares a document type or entities, which can expand without end",
            where=f"{where}, line {parser.CurrentLineNumber}",
            remedy="Remove the DOCTYPE; a fault tree needs none",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except xml.parsers.expat.ExpatError as problem:
        raise BadTree(f"The file is no well-formed XML: {problem}", where=where) from problem
    return root.children[0]
