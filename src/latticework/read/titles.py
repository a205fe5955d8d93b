"""What a document's title says: its parties, a readout's meeting, a joint statement."""

from __future__ import annotations

import re

from latticework.read.names import Mention, codes_of
from latticework.read.person_names import mentions_in
from latticework.read.scene import Codes, Scene
from latticework.read.trigger_words import expression

BETWEEN = re.compile(r"(?i)\bbetween \b")
TOPIC_AFTER = 8  # characters before which no topic begins


def title_parties(title: str, scene: Scene) -> list[Mention]:
    """Give the parties that a title names, leaving out its topic and its places."""
    mentions = mentions_in(title, scene.persons)
    start, end = _without_topic(title, mentions)
    return [m for m in mentions if start <= m.start < end and m.how != "capital" and not _is_place(title[: m.start], m)]


def _without_topic(title: str, mentions: list[Mention]) -> tuple[int, int]:
    """Give the characters of a title that name its parties: up to its topic, or what follows "by" behind the topic."""
    topic = expression("scene", "topic").search(title)
    if not topic or topic.start() <= TOPIC_AFTER or expression("scene", "on_meeting").match(title[topic.start() :]):
        return 0, len(title)
    first_person = next((m.start for m in mentions if m.start >= topic.start() and m.how == "person"), 0)
    authors = expression("scene", "authors_before").search(title[:first_person])
    if authors:  # "Joint Statement on Air Defense by President …"
        return authors.end(), len(title)
    if BETWEEN.search(title, topic.start()) and not any(m.end <= topic.start() for m in mentions):
        return topic.start(), len(title)  # "Joint Statement on the Partnership between A and B"
    return 0, topic.start()


def _is_place(before: str, mention: Mention) -> bool:
    place = mention.how != "person" and expression("scene", "title_place").search(before)
    return bool(place) and not expression("scene", "title_author").search(before)


def title_meeting(title: str, scene: Scene) -> Codes:
    """Give the parties of the meeting that a readout's title tells of; empty when it tells of none."""
    tells = expression("scene", "title_of_meeting").search(title) and expression("meeting", "titles").search(title)
    return codes_of(title_parties(title, scene)) if tells else ()


def is_readout(title: str) -> bool:
    """Tell whether a title is a readout's.

    >>> is_readout("Readout of President Biden's Call with Prime Minister Kishida of Japan")
    True
    """
    return bool(expression("scene", "readout").search(title))


def is_joint(title: str) -> bool:
    """Tell whether a title is that of something said jointly: a statement, declaration, vision or readout.

    >>> is_joint("Joint Readout of the Trilateral Meeting"), is_joint("Statement by the President")
    (True, False)
    """
    return bool(expression("scene", "joint").search(title))


def is_joint_statement(title: str) -> bool:
    """Tell whether a title is that of a joint statement, declaration or communiqué (a readout is none).

    >>> is_joint_statement("Joint Leaders' Statement"), is_joint_statement("Joint Readout of the Trilateral Meeting")
    (True, False)
    """
    return bool(expression("scene", "joint_statement").search(title)) and not is_readout(title)
