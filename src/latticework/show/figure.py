"""The lattice as SVG: posts are actors, rails are arrangements; thickness is institutionalization."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from latticework.model import Lattice, Outcome, Works
from latticework.show.words import STATE_SYMBOLS, chance

# State by colour and by dash, so that neither alone carries it.
STROKES = {
    "holds": ("#1b6e3c", ""),
    "lead passes": ("#1f5fa8", "14 3 3 3"),
    "loses resources": ("#8a5a00", "10 5"),
    "in doubt": ("#7a4fa0", "2 4 8 4"),
    "lapses": ("#b3261e", "2 6"),
    "ends": ("#5c0a05", "1 12"),
    "not yet standing": ("#6b6b6b", "6 6"),
}
LEFT, ROW, POST, TOP = 390, 24, 26, 84


def lattice_svg(lattice: Lattice, outcome: Outcome, index: Mapping[str, float]) -> str:
    """Draw every arrangement as a rail over the posts of its members; same input, same bytes.

    Args:
        index: arrangement id → institutionalization, 0-100, drawn as thickness.
    """
    members = {id: members_of(lattice, id) for id in lattice.arrangements}
    order = [code for code in lattice.actors if any(code in m for m in members.values())]
    hubs = {change.actor for change in outcome.scenario.changes}
    order.sort(key=lambda code: (-sum(code in m for m in members.values()), code))
    x = {code: LEFT + POST * i for i, code in enumerate(order)}
    rails = sorted(lattice.arrangements, key=lambda id: (str(lattice.arrangements[id].get("theatre")), id))
    width, height = LEFT + POST * len(order) + 20, TOP + ROW * (len(rails) + 1) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        "<title>The lattice: actors as posts, arrangements as rails</title>",
        "<desc>Each rail joins the posts of its members; its dash and colour give its state in the scenario.</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for code in order:
        hub = code in hubs
        colour, weight = ("#b3261e", 3) if hub else ("#9aa3ad", 1)
        parts.append(
            f'<line x1="{x[code]}" y1="{TOP - 8}" x2="{x[code]}" y2="{height - 44}" stroke="{colour}" stroke-width="{weight}"/>'
        )
        mark = " (hub)" if hub else ""
        parts.append(
            f'<text x="{x[code]}" y="{TOP - 14}" font-size="14" font-weight="{"bold" if hub else "normal"}" fill="#1a1a1a" '
            f'transform="rotate(-50 {x[code]} {TOP - 14})"><title>{escape(lattice.label(code))}</title>{escape(code.replace("_", " ")[:14])}{mark}</text>'
        )
    for row, id in enumerate(rails):
        y = TOP + ROW * (row + 1)
        answer = outcome.arrangements[id]
        colour, dash = STROKES[answer.state]
        ends = sorted(x[code] for code in members[id] if code in x)
        label = f"{STATE_SYMBOLS[answer.state]} {lattice.label(id)}"
        short = label if len(label) <= 48 else label[:47] + "…"
        parts.append(f"<g><title>{escape(label)}: {answer.state}, still works {chance(answer.after)}</title>")
        parts.append(
            f'<a href="#arrangement-{id}"><text x="4" y="{y + 4}" font-size="15" fill="{colour}">{escape(short)}</text></a>'
        )
        if ends:
            thick = 1.5 + 5 * index.get(id, 0) / 100
            parts.append(
                f'<line x1="{ends[0]}" y1="{y}" x2="{max(ends[-1], ends[0] + 8)}" y2="{y}" stroke="{colour}" '
                f'stroke-width="{thick:.1f}" stroke-dasharray="{dash}"/>'
            )
            parts += [
                f'<circle cx="{at}" cy="{y}" r="4" fill="#ffffff" stroke="{colour}" stroke-width="2"/>' for at in ends
            ]
        parts.append("</g>")
    at = 4
    for state, (colour, dash) in STROKES.items():
        parts.append(
            f'<line x1="{at}" y1="{height - 16}" x2="{at + 30}" y2="{height - 16}" stroke="{colour}" stroke-width="4" stroke-dasharray="{dash}"/>'
        )
        parts.append(
            f'<text x="{at + 36}" y="{height - 11}" font-size="14" fill="#1a1a1a">{STATE_SYMBOLS[state]} {state}</text>'
        )
        at += 168
    return "\n".join([*parts, "</svg>"])


def members_of(lattice: Lattice, id: str) -> set[str]:
    works = lattice.works.get(id, Works())
    named = {works.lead, works.host, *works.essential} - {None}
    return {str(code) for code in (*lattice.arrangements[id].get("parties", ()), *named)}
