"""Who belongs to what, as a graph of two kinds of nodes: GraphML, and GEXF with the time that each node and edge holds.

Sources: Brandes et al. 2002, GraphML Primer; GEXF 1.2 draft, Dynamics (spells with ``timeformat="date"``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from latticework.model import Entity, earliest, latest

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

Spell = tuple[date | None, date | None]
ENDS = ("ended", "terminated", "end")


@dataclass(frozen=True, slots=True)
class Party:
    """One actor's part in one arrangement, and when."""

    actor: str
    arrangement: str
    spells: tuple[Spell, ...]


def xml_text(value: object) -> str:
    """Give text without the characters that XML 1.0 cannot carry.

    >>> xml_text("a\\x00b")
    'a\\ufffdb'
    """
    return "".join(
        c if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "\ufffd"
        for c in str(value)
    )


def spell_of(entity: Entity) -> Spell:
    """Give the first and last day of an arrangement; ``None`` where it is open or not known."""
    end = next((entity.get(name) for name in ENDS if entity.get(name)), None)
    return _day(entity.get("founded"), first=True), _day(end, first=False)


def _day(written: object, *, first: bool) -> date | None:
    try:
        return (earliest(written) if first else latest(written)) if isinstance(written, str) else None
    except ValueError:
        return None


def parties(content: Content) -> Iterator[Party]:
    """Give every actor's part in every arrangement; several statements of it give several spells."""
    for entity in content.lattice.arrangements.values():
        founded, ended = spell_of(entity)
        spells: dict[str, list[Spell]] = {code: [] for code in entity.get("parties", ()) or ()}
        for s in entity.statements:
            if s.property == "parties" and isinstance(s.value, list):
                spell = (earliest(s.valid_from) or founded, latest(s.valid_to) or ended)
                for code in s.value:
                    if code in spells and spell not in spells[code]:
                        spells[code].append(spell)
        for code, some in spells.items():
            yield Party(code, entity.id, tuple(some) or ((founded, ended),))


def write_graphml(content: Content, file: Path) -> None:
    """Write the graph as GraphML."""
    root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for key, owner in (
        ("label", "node"), ("type", "node"), ("kind", "node"), ("founded", "node"), ("role", "edge"),
    ):  # fmt: skip
        ElementTree.SubElement(root, "key", {"id": key, "for": owner, "attr.name": key, "attr.type": "string"})
    graph = ElementTree.SubElement(root, "graph", id="lattice", edgedefault="undirected")

    def node(id: str, **values: object) -> None:
        element = ElementTree.SubElement(graph, "node", id=xml_text(id))
        for name, value in values.items():
            ElementTree.SubElement(element, "data", key=name).text = xml_text(value)

    edges = list(parties(content))
    for code in sorted({party.actor for party in edges}):
        node(code, label=content.lattice.label(code), type="actor")
    for id, one in content.lattice.arrangements.items():
        node(id, label=one.label, type="arrangement", kind=one.get("kind", ""), founded=one.get("founded", ""))
    for party in edges:
        edge = ElementTree.SubElement(graph, "edge", source=xml_text(party.actor), target=xml_text(party.arrangement))
        ElementTree.SubElement(edge, "data", key="role").text = "party"
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def write_gexf(content: Content, file: Path) -> None:
    """Write the graph as GEXF 1.2 with spells."""
    root = ElementTree.Element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2")
    graph = ElementTree.SubElement(root, "graph", mode="dynamic", defaultedgetype="undirected", timeformat="date")
    attributes = ElementTree.SubElement(graph, "attributes", {"class": "node", "mode": "static"})
    for id in ("type", "kind"):
        ElementTree.SubElement(attributes, "attribute", id=id, title=id, type="string")
    nodes, links = ElementTree.SubElement(graph, "nodes"), ElementTree.SubElement(graph, "edges")
    edges = list(parties(content))

    def node(id: str, label: str, spells: list[Spell], **values: object) -> None:
        element = ElementTree.SubElement(nodes, "node", id=xml_text(id), label=xml_text(label))
        given = ElementTree.SubElement(element, "attvalues")
        for name, value in values.items():
            ElementTree.SubElement(given, "attvalue", {"for": name, "value": xml_text(value)})
        _spells(element, spells)

    for code in sorted({party.actor for party in edges}):
        node(code, content.lattice.label(code), [], type="actor", kind="")
    for id, one in content.lattice.arrangements.items():
        node(id, one.label, [spell_of(one)], type="arrangement", kind=one.get("kind", ""))
    for number, party in enumerate(edges):
        edge = ElementTree.SubElement(
            links, "edge", id=str(number), source=xml_text(party.actor), target=xml_text(party.arrangement)
        )
        _spells(edge, list(party.spells))
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def _spells(element: ElementTree.Element, spells: list[Spell]) -> None:
    known = [spell for spell in spells if spell != (None, None)]
    if not known:
        return
    held = ElementTree.SubElement(element, "spells")
    for first, last in known:
        ends = {"start": first.isoformat() if first else None, "end": last.isoformat() if last else None}
        ElementTree.SubElement(held, "spell", {name: day for name, day in ends.items() if day})
