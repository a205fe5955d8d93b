"""The register as FollowTheMoney entities, one JSON object a line, as `ftm` reads them.

Actors are public bodies or organizations, arrangements organizations with dated memberships, meetings events,
sources documents. What FollowTheMoney has no property for stays behind.
Source: followthemoney.tech, schemata PublicBody, Organization, Membership, Event, Document (model 4).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latticework.model import Entity, bounds
from latticework.show.exports.graphs import parties

if TYPE_CHECKING:
    from latticework.show.exports.content import Content

SCHEMATA = {"state": "PublicBody", "organization": "Organization", "group": "Organization"}


def ftm_id(*parts: str) -> str:
    """Give the FollowTheMoney id of one of our ids."""
    return "lw-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def ftm_date(written: object, *, last: bool = False) -> str | None:
    """Give a date as FollowTheMoney keeps it: year, month or day; of an interval its first or last.

    >>> ftm_date("2024-07"), ftm_date("2024-07-09/2024-07-11", last=True), ftm_date("203X"), ftm_date("../2024")
    ('2024-07', '2024-07-11', '2030', None)
    """
    if not isinstance(written, str):
        return None
    start, slash, end = written.rstrip("~?%").partition("/")
    point = (end if last else start) if slash else start
    try:
        day = bounds(point)[0] if point not in ("", "..") else None
    except ValueError:
        return None
    if day is None:
        return None
    return str(day.year) if "X" in point else point.rstrip("~?%")


def _entity(id: str, schema: str, **properties: Any) -> dict[str, Any]:
    given = {name: value if isinstance(value, list) else [value] for name, value in properties.items() if value}
    return {"id": id, "schema": schema, "properties": {n: [str(v) for v in values if v] for n, values in given.items()}}


def write_ftm(content: Content, file: Path) -> None:
    """Write the entities, one a line."""
    lattice = content.lattice
    groups = [*lattice.arrangements.values(), *lattice.meetings.values()]
    codes = sorted({code for one in groups for code in one.get("parties", ()) or ()})
    entities = [
        _entity(
            ftm_id("actor", code),
            SCHEMATA.get(str(lattice.actors[code].get("kind")) if code in lattice.actors else "", "Organization"),
            name=lattice.label(code),
            alias=code,
        )
        for code in codes
    ]
    for one in lattice.arrangements.values():
        entities.append(
            _entity(
                ftm_id("arrangement", one.id),
                "Organization",
                name=one.label,
                incorporationDate=ftm_date(one.get("founded")),
                legalForm=one.get("kind"),
                status=one.get("status"),
                **_told(content, one),
            )
        )
    for party in parties(content):
        for number, (first, last) in enumerate(party.spells):
            entities.append(
                _entity(
                    ftm_id("party", party.actor, party.arrangement, str(number)),
                    "Membership",
                    member=ftm_id("actor", party.actor),
                    organization=ftm_id("arrangement", party.arrangement),
                    role="party",
                    startDate=first.isoformat() if first else None,
                    endDate=last.isoformat() if last else None,
                )
            )
    for one in lattice.meetings.values():
        when, several = one.get("date"), "/" in str(one.get("date"))
        entities.append(
            _entity(
                ftm_id("meeting", one.id),
                "Event",
                name=one.label,
                involved=[ftm_id("actor", code) for code in one.get("parties", ()) or ()],
                location=one.get("place"),
                date=None if several else ftm_date(when),
                startDate=ftm_date(when) if several else None,
                endDate=ftm_date(when, last=True) if several else None,
                **_told(content, one),
            )
        )
    for source in content.sources:
        entities.append(
            _entity(
                ftm_id("source", source.id),
                "Document",
                title=source.title,
                publisher=source.publisher,
                date=ftm_date(source.date),
                sourceUrl=source.address,
            )
        )
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(entity, ensure_ascii=False) + "\n" for entity in entities)


def _told(content: Content, one: Entity) -> dict[str, Any]:
    found = [content.lattice.sources[id] for s in one.statements for id in s.sources if id in content.lattice.sources]
    notes = [str(note) for note in one.get("note", ()) or ()]
    quotes = [s.evidence.quote for s in one.statements if s.evidence]
    return {
        "notes": list(dict.fromkeys([*notes, *quotes])),
        "publisher": list(dict.fromkeys(source.publisher for source in found)),
        "sourceUrl": list(dict.fromkeys(source.address for source in found if source.address)),
    }
