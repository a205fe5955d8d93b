"""Open-PSA MEF out: any structure as a fault tree that other tools open."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from latticework.whatif.network import AND, AT_LEAST, EVENT, Network

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<opsa-mef>\n'


def mef(network: Network, root: int, chances: Mapping[str, float], name: str) -> str:
    """Write the function of a literal as a fault tree whose top gate is ``top``.

    Args:
        network: gates and events.
        root: literal of the top.
        chances: event → chance in [0, 1].
        name: name of the tree; names of events may hold any character but keep to those of XML attributes.
    """
    name_of = {node: event for event, node in network.names.items()}
    nodes = [node for node in network.below(root) if node and network.kind[node] != EVENT]
    lines = [HEAD + f"<define-fault-tree name={quoteattr(name)}>"]

    def reference(literal: int) -> str:
        node = literal >> 1
        if node == 0:
            return f'<constant value="{"false" if literal & 1 else "true"}"/>'
        one = f"<basic-event name={quoteattr(name_of[node])}/>" if node in name_of else f'<gate name="g{node}"/>'
        return f"<not>{one}</not>" if literal & 1 else one

    def inner(node: int) -> str:
        parts, kind = network.parts[node], network.kind[node]
        if kind == AND and all(part & 1 for part in parts):  # none of them: the negation of an OR
            return "<not><or>" + "".join(reference(part ^ 1) for part in parts) + "</or></not>"
        listed = "".join(reference(part) for part in parts)
        if kind == AND:
            return f"<and>{listed}</and>"
        if kind == AT_LEAST:
            return f'<atleast min="{network.k[node]}">{listed}</atleast>'
        formula = reference(parts[0])
        for part in parts[1:]:
            formula = f"<xor>{formula}{reference(part)}</xor>"
        return formula

    top = reference(root)  # a formula may be one reference
    lines.append(f'<define-gate name="top">{top}</define-gate>')
    lines += [f'<define-gate name="g{node}">{inner(node)}</define-gate>' for node in reversed(nodes)]
    lines.append("</define-fault-tree>\n<model-data>")
    used = {name_of[node] for node in network.below(root) if node in name_of}
    lines += [
        f'<define-basic-event name={quoteattr(event)}><float value="{float(chances[event])!r}"/></define-basic-event>'
        for event in network.names
        if event in used
    ]
    return "\n".join([*lines, "</model-data>\n</opsa-mef>\n"])
