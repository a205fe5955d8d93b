"""Open-PSA MEF in: gates, basic events, house events and common-cause groups to a network."""

from __future__ import annotations

from pathlib import Path

from latticework.model import UnknownName
from latticework.whatif.mef import CONNECTIVES, CONTAINERS, IGNORED, BadTree, Element, Tree, read_elements
from latticework.whatif.mef_ccf import common_cause
from latticework.whatif.network import FALSE, TRUE, Network

REFERENCES = ("gate", "basic-event", "house-event", "event")


def load_tree(path: Path, top: str | None = None, houses: dict[str, bool] | None = None) -> Tree:
    """Read a fault tree.

    Args:
        path: ``.xml`` or ``.xml.gz``.
        top: gate to answer for; by default the only one that no other gate uses.
        houses: house event → its state, in place of the file's.
    Raises:
        BadTree: not readable, cyclic, or a construct that is not supported, with its line.
        UnknownName: ``top`` or a house event is not in the file.
    """
    return _Reader(path).tree(top, houses or {})


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.gates: dict[str, Element] = {}
        self.houses: dict[str, bool] = {}
        self.chances: dict[str, float] = {}
        self.parameters: dict[str, Element] = {}
        self.basic: dict[str, Element] = {}
        self.groups: dict[str, Element] = {}
        self.common: dict[str, list[str]] = {}  # member of a common-cause group → events of the sets that hold it
        self.network = Network()
        root = read_elements(path)
        if root.tag != "opsa-mef":
            raise BadTree(f"The file starts with <{root.tag}>, not <opsa-mef>", where=self.at(root))
        self.collect(root)

    def at(self, element: Element) -> str:
        return f"{self.path}, line {element.line}"

    def collect(self, container: Element) -> None:
        for one in container.children:
            name = one.attributes.get("name", "")
            if one.tag in CONTAINERS:
                if one.tag == "define-fault-tree":
                    self.name = name or self.name
                self.collect(one)
            elif one.tag == "define-gate":
                self.define(self.gates, name, one)
            elif one.tag == "define-basic-event":
                self.define(self.basic, name, one)
            elif one.tag == "define-parameter":
                self.define(self.parameters, name, one)
            elif one.tag == "define-CCF-group":
                self.define(self.groups, name, one)
            elif one.tag == "define-house-event":
                state = [inner for inner in one.children if inner.tag == "constant"]
                self.houses[name] = bool(state) and state[0].attributes.get("value") == "true"
            elif one.tag not in IGNORED:
                raise self.unsupported(one)

    def define(self, shelf: dict[str, Element], name: str, element: Element) -> None:
        if not name:
            raise BadTree(f"A <{element.tag}> has no name", where=self.at(element))
        if name in shelf:
            raise BadTree(f"{name!r} is defined twice", where=self.at(element))
        shelf[name] = element

    def unsupported(self, element: Element) -> BadTree:
        return BadTree(
            f"<{element.tag}> is not supported",
            where=self.at(element),
            remedy="Supported are gates (" + ", ".join(CONNECTIVES) + "), basic events with a number or a parameter, "
            "house events, common-cause groups; not event trees, substitutions or time-dependent expressions",
        )

    def tree(self, top: str | None, houses: dict[str, bool]) -> Tree:
        for name in houses:
            if name not in self.houses:
                raise UnknownName("house event", name, self.houses, where=str(self.path))
        self.houses.update(houses)
        for name, element in self.basic.items():
            chance = self.number([inner for inner in element.children if inner.tag not in IGNORED], element, ())
            if chance is not None:
                if not 0 <= chance <= 1:
                    raise BadTree(f"The chance of {name!r} is {chance:g}, not in [0, 1]", where=self.at(element))
                self.chances[name] = chance
        for element in self.groups.values():
            self.spell_out(element)
        top = top or self.only_top()
        if top not in self.gates:
            raise UnknownName("gate", top, self.gates, where=str(self.path))
        root = self.built(top)
        missing = [name for name in self.network.names if name not in self.chances]
        if missing:
            shown = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
            raise BadTree(f"{len(missing)} basic events have no chance: {shown}", where=str(self.path))
        return Tree(self.name, self.network, root, top, len(self.gates), self.chances)

    def spell_out(self, element: Element) -> None:
        """Put the sets of a common-cause group in the place of its members."""
        group = common_cause(element, lambda inner, owner: self.number(inner, owner, ()), self.at(element))
        taken = set(self.common)
        for event, (members, chance) in group.sets.items():
            self.chances[event] = chance
            for member in members:
                if member in self.chances:
                    raise BadTree(
                        f"{member!r} has a chance of its own and one from a common-cause group",
                        where=self.at(element),
                        remedy="Leave out the number of its <define-basic-event>",
                    )
                if member in taken:
                    raise BadTree(f"{member!r} is in two common-cause groups", where=self.at(element))
                self.common.setdefault(member, []).append(event)

    def number(self, inner: list[Element], owner: Element, asked: tuple[str, ...]) -> float | None:
        if not inner:
            return None
        if len(inner) > 1:
            raise self.unsupported(inner[1])
        one = inner[0]
        if one.tag in ("float", "int"):
            try:
                return float(one.attributes.get("value", ""))
            except ValueError as problem:
                raise BadTree(f"{one.attributes.get('value')!r} is no number", where=self.at(one)) from problem
        if one.tag == "parameter":
            name = one.attributes.get("name", "")
            if name not in self.parameters:
                raise UnknownName("parameter", name, self.parameters, where=self.at(one))
            if name in asked:
                raise BadTree(f"The parameter {name!r} is defined by itself", where=self.at(one))
            defined = self.parameters[name]
            kept = [e for e in defined.children if e.tag not in IGNORED]
            return self.number(kept, defined, (*asked, name))
        raise self.unsupported(one)

    def only_top(self) -> str:
        used = {e.attributes.get("name", "").rpartition(".")[2] for gate in self.gates.values() for e in _leaves(gate)}
        tops = [name for name in self.gates if name not in used]
        if len(tops) == 1:
            return tops[0]
        if not tops:
            raise BadTree("No gate is on top: every gate is used by another", where=str(self.path))
        raise BadTree(f"Several gates are on top: {', '.join(tops[:8])}", where=str(self.path), remedy="Say --top GATE")

    def built(self, top: str) -> int:
        """Build the gates below the top, what is used first, without recursion over gates."""
        literal: dict[str, int] = {}
        open_gates: set[str] = set()
        stack = [top]
        while stack:
            name = stack[-1]
            if name in literal:
                stack.pop()
                continue
            waiting = [ref for ref in self.gates_used(self.gates[name]) if ref not in literal]
            if waiting:
                if name in open_gates:
                    cycle = next(ref for ref in waiting if ref in open_gates)
                    raise BadTree(f"The gates {name!r} and {cycle!r} use each other", where=self.at(self.gates[name]))
                open_gates.add(name)
                stack += reversed(waiting)
                continue
            element = self.gates[name]
            inner = [one for one in element.children if one.tag not in IGNORED]
            if len(inner) != 1:
                raise BadTree(f"The gate {name!r} has {len(inner)} formulas, not one", where=self.at(element))
            literal[name] = self.formula(inner[0], literal)
            open_gates.discard(name)
            stack.pop()
        return literal[top]

    def gates_used(self, gate: Element) -> list[str]:
        names = []
        for one in _leaves(gate):
            name = one.attributes.get("name", "").rpartition(".")[2]
            if one.tag == "gate" or (
                one.tag == "event" and (one.attributes.get("type") == "gate" or name in self.gates)
            ):
                if name not in self.gates:
                    raise UnknownName("gate", name, self.gates, where=self.at(one))
                names.append(name)
        return names

    def formula(self, one: Element, literal: dict[str, int]) -> int:
        name = one.attributes.get("name", "").rpartition(".")[2]
        if one.tag == "constant":
            return TRUE if one.attributes.get("value") == "true" else FALSE
        if one.tag in REFERENCES:
            if one.tag != "basic-event" and name in literal:
                return literal[name]
            if one.tag in ("house-event", "event") and name in self.houses:
                return TRUE if self.houses[name] else FALSE
            if one.tag == "house-event":
                raise UnknownName("house event", name, self.houses, where=self.at(one))
            if name in self.common:
                return self.network.any_of([self.network.event(one) for one in self.common[name]])
            return self.network.event(name)
        if one.tag not in CONNECTIVES:
            raise self.unsupported(one)
        parts = [self.formula(inner, literal) for inner in one.children]
        network = self.network
        if not parts:
            raise BadTree(f"<{one.tag}> has no argument", where=self.at(one))
        fixed = {"not": 1, "xor": 2, "iff": 2, "imply": 2}.get(one.tag)
        if fixed and len(parts) != fixed:
            raise BadTree(
                f"<{one.tag}> takes {fixed} argument{'s' * (fixed > 1)}, not {len(parts)}", where=self.at(one)
            )
        match one.tag:
            case "and" | "nand":
                return network.all_of(parts) ^ (one.tag == "nand")
            case "or" | "nor":
                return network.any_of(parts) ^ (one.tag == "nor")
            case "not":
                return parts[0] ^ 1
            case "xor" | "iff":
                return network.parity(parts) ^ (one.tag == "iff")
            case "imply":
                return network.any_of((parts[0] ^ 1, parts[1]))
            case "atleast":
                return network.at_least(self.whole(one, "min", len(parts)), parts)
            case _:
                least, most = self.whole(one, "min", len(parts)), self.whole(one, "max", len(parts))
                return network.all_of((network.at_least(least, parts), network.at_least(most + 1, parts) ^ 1))

    def whole(self, one: Element, key: str, most: int) -> int:
        text = one.attributes.get(key, "")
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise BadTree(f"<{one.tag}> has {key}={text!r} for {most} arguments", where=self.at(one))
        return int(text)


def _leaves(element: Element) -> list[Element]:
    found, stack = [], [element]
    while stack:
        one = stack.pop()
        if one.tag in REFERENCES:
            found.append(one)
        stack += one.children
    return found
