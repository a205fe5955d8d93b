"""What a document's title says: a readout's meeting, a joint statement and its parties, who speaks."""

from __future__ import annotations

import re

from latticework.read.grammar import PLACE_BEFORE, pattern
from latticework.read.names import Mention, codes_of, find_actors
from latticework.read.persons import mentions_in
from latticework.read.scene import Codes, Scene
from latticework.read.units import HYPHEN, join_units
from latticework.vocab import vocabulary

JOINT = re.compile(
    r"\b(?:joint (?:leaders['s]* |press |communiqu|vision |ministerial |political |declaration|statement|readout)|leaders' (?:joint |summit |vision )*(?:statement|declaration)|(?:joint|summit|leaders'?) (?:communiqu|declaration)|statement (?:of|by|from|on behalf of) the (?:leaders|heads|foreign ministers|defen[cs]e ministers|governments)|declaration (?:of|between))",
    re.IGNORECASE,
)
STATEMENT = re.compile(
    r"\bjoint (?:leaders['s]* |press |vision |ministerial |political )*(?:statement|declaration|communiqu)|leaders' (?:joint |summit |vision )*(?:statement|declaration)|\b(?:camp david principles|declaration)\b|communiqu",
    re.IGNORECASE,
)
READOUT = re.compile(r"\b(?:readout|read-out)\b", re.IGNORECASE)
TOPIC = re.compile(
    r"\b(?:regarding|about|to discuss|concerning|following|ahead of|in response to|to mark|on the margins|on the sidelines|on (?!behalf|Call|Meeting)|after|marking|amid)\b",
    re.IGNORECASE,
)
WE_LEADERS = re.compile(
    r"\b[Ww]e,? (?:the )?(?:leaders|ministers|heads|foreign ministers|defen[cs]e ministers|representatives|governments|undersigned|presidents?|prime ministers?|secretar\w+|members|participants|national security advisors|co-chairs)\b"
)


FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
QUOTED = re.compile(r"\"[^\"]*\"")


def title_parties(title: str, scene: Scene) -> list[Mention]:
    """Give the parties that a title names, leaving out its topic and its places."""
    topic = TOPIC.search(title)
    end = len(title)
    if (
        topic
        and topic.start() > 8
        and not re.match(
            r"on (?:meeting|the meeting|(?:the )?(?:[\w.'-]+ ){0,4}(?:meeting|summit|dialogue|talks))",
            title[topic.start() :],
            re.IGNORECASE,
        )
    ):
        end = topic.start()
    mentions = mentions_in(title, scene.persons)
    authors = re.search(
        r"\b(?:by|of the|from the|between) $",
        title[: next((m.start for m in mentions if m.start >= end and m.how == "person"), 0)],
        re.IGNORECASE,
    )
    start = 0
    if end < len(title) and authors:  # "Joint Statement on Air Defense by President …"
        start, end = authors.end(), len(title)
    found = []
    for mention in mentions:
        before = title[: mention.start]
        if not start <= mention.start < end:
            continue
        if (
            mention.how != "person"
            and re.search(r"\b(?:in|at|to|for|against|near|from) (?:the )?$", before)
            and not re.search(r"\b(?:from|statement by|statement from) (?:the )?$", before, re.IGNORECASE)
        ):
            continue
        if mention.how == "capital":
            continue
        found.append(mention)
    return found


def open_scene(title: str | None, first_lines: list[str], scene: Scene) -> None:
    """Learn from the title and the first sentences who speaks and whether this is a readout."""
    title = title or ""
    scene.readout = bool(READOUT.search(title)) or bool(JOINT.search(title))
    parties = codes_of(title_parties(title, scene))
    if JOINT.search(title) and len(parties) > 1:
        scene.speakers = parties
    scene.said = parties
    for line in first_lines:
        if scene.speakers:
            break
        if WE_LEADERS.search(line):
            start = WE_LEADERS.search(line).start()  # type: ignore[union-attr]
            stop = re.search(
                r",? (?:met|reaffirm\w*|are|have|convened|mark|gathered|express\w*|commit|today|held|affirm\w*|recogni[sz]\w+|stand|welcome\w*|join|condemn\w*|adopt\w*|issue\w*)\b",
                line[start:],
            )
            codes = codes_of(find_actors(line[start : start + (stop.start() if stop else len(line))], scene.persons.on))
            if codes:
                scene.speakers = tuple(dict.fromkeys([*codes, *([] if len(codes) > 1 else parties)]))
    if not scene.speakers and JOINT.search(title):
        line = first_lines[0] if first_lines else ""
        compound = next(
            (
                unit.codes
                for unit in join_units(mentions_in(title, scene.persons), title)
                if len(unit.codes) > 1 and HYPHEN.search(unit.written)
            ),
            (),
        )
        named = codes_of(
            [
                m
                for m in mentions_in(line, scene.persons)
                if m.how != "capital" and not PLACE_BEFORE.search(line[: m.start])
            ]
        )
        scene.speakers = compound or (tuple(dict.fromkeys([*parties, *named])) if len(named) < 12 else parties)
    if re.match(
        r"(?i)(?:statement|remarks|message) (?:of|by|from) the (?:vice )?(?:president|prime minister|secretary)\b(?! [A-Z])",
        title,
    ):
        scene.said = ()  # whose president the title does not say
        return
    if not scene.speakers and re.match(r"(?i)(?:statement|remarks|message|press statement|fact sheet|letter)\b", title):
        by = re.search(r"\b(?:by|from)\b" if re.match(r"(?i)fact sheet", title) else r"\b(?:by|from|of)\b", title)
        codes = codes_of([m for m in mentions_in(title, scene.persons) if by and m.start > by.start()])[:1]
        scene.speakers = (
            codes
            or codes_of(
                [
                    m
                    for line in first_lines[:2]
                    for m in mentions_in(line, scene.persons)
                    if m.how in ("person", "institution")
                ]
            )[:1]
        )
    if (
        not scene.speakers
        and len(parties) < 2
        and any(FIRST_PERSON.search(QUOTED.sub("", line)) for line in first_lines)
    ):
        people = [
            m
            for line in (title, *first_lines[:2])
            for m in mentions_in(line, scene.persons)
            if m.how in ("person", "institution")
        ]
        scene.speakers = codes_of(people)[:1]
    scene.remember(parties)


def title_meeting(title: str, scene: Scene) -> Codes:
    """Give the parties of the meeting that a readout's title tells of; empty when it tells of none."""
    if not re.search(r"\b(?:readout|read-out|meeting|summit|call)\b", title, re.IGNORECASE):
        return ()
    words = vocabulary("triggers")["meeting"]["titles"]
    if not pattern(words).search(title):
        return ()
    return codes_of(title_parties(title, scene))


def is_joint_statement(title: str) -> bool:
    """Tell whether a title is that of a joint statement, declaration or communiqué (a readout is none)."""
    return bool(STATEMENT.search(title)) and not READOUT.search(title)
