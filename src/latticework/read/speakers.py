"""Who speaks in a document, learnt from its title and first lines before its sentences are read."""

from __future__ import annotations

import re

from latticework.read.names import Mention, codes_of, find_actors
from latticework.read.person_names import mentions_in
from latticework.read.scene import Codes, Scene, each_once, is_region
from latticework.read.titles import is_joint, is_readout, title_parties
from latticework.read.trigger_words import expression
from latticework.read.units import HYPHEN, join_units

QUOTED = re.compile(r"\"[^\"]*\"")
TITLE_AND_LINES = 2  # first lines in which the speaker of a title without one is looked for
MOST_SIGNATORIES = 12  # a first line that names as many actors as this lists something else


def open_scene(title: str | None, first_lines: list[str], scene: Scene) -> None:
    """Learn from the title and the first sentences who speaks and whether this tells of a meeting or a journey.

    Sets ``scene.readout``, ``scene.journey``, ``scene.said`` (whom the title names) and ``scene.speakers`` (whom "we" means).
    """
    title = title or ""
    parties = codes_of(title_parties(title, scene))
    joint = is_joint(title)
    on_meeting = expression("scene", "statement_on_meeting").search(title)
    scene.readout = is_readout(title) or joint or on_meeting is not None
    scene.journey = expression("scene", "journey").search(title) is not None
    scene.said = parties
    if joint and any(is_region(code) for code in parties):
        parties = _named_in_first_line(first_lines, scene) or parties
        scene.said = parties
    scene.speakers = parties if joint and len(parties) > 1 else _we_the_leaders(first_lines, parties, scene)
    if not scene.speakers and joint:
        scene.speakers = _joint_speakers(title, first_lines, parties, scene)
    if scene.journey:
        scene.he = _first_person([title, *first_lines[:1]], scene)  # who travels
    if expression("scene", "office_only").match(title):
        scene.said = ()  # whose president the title does not say
        return
    if not scene.speakers and expression("scene", "statement").match(title):
        scene.speakers = _author(title, scene) or _first_person(first_lines[:TITLE_AND_LINES], scene)
    if not scene.speakers and len(parties) < 2 and _says_we(first_lines):
        scene.speakers = _first_person([title, *first_lines[:TITLE_AND_LINES]], scene)
    scene.remember(parties)


def _named_in_first_line(lines: list[str], scene: Scene) -> Codes:
    """Give who speaks where the title only names a region: "The African Union and the United States reaffirm …"."""
    line = lines[0] if lines else ""
    first = next((unit.codes for unit in join_units(mentions_in(line, scene.persons), line)), ())
    return first if len(first) > 1 else ()


def _we_the_leaders(lines: list[str], parties: Codes, scene: Scene) -> Codes:
    """Give who says "We, the leaders of A and B, met …": all named up to the verb; one alone joins those of the title."""
    for line in lines:
        we = expression("scene", "we_leaders").search(line)
        if we is None:
            continue
        stop = expression("scene", "we_did").search(line[we.start() :])
        end = we.start() + stop.start() if stop else len(line)
        codes = codes_of(find_actors(line[we.start() : end], scene.persons.on))
        if codes:
            return each_once(codes, () if len(codes) > 1 else parties)
    return ()


def _joint_speakers(title: str, lines: list[str], parties: Codes, scene: Scene) -> Codes:
    """Give who speaks jointly: a compound in the title ("U.S.-Japan"), else the title's parties and the first line's."""
    compounds = [unit.codes for unit in join_units(mentions_in(title, scene.persons), title) if _is_compound(unit)]
    line = lines[0] if lines else ""
    named = codes_of([m for m in mentions_in(line, scene.persons) if m.how != "capital" and not _is_place(line, m)])
    if compounds:
        return compounds[0]
    opens = next(iter(join_units(mentions_in(line, scene.persons), line)), None)
    if not parties and opens is not None and opens.start <= len("The ") and len(opens.codes) > 1:
        return opens.codes  # "The United States, Japan, and the Republic of Korea condemn …"
    return each_once(parties, named) if len(named) < MOST_SIGNATORIES else parties


def _is_compound(unit: Mention) -> bool:
    return len(unit.codes) > 1 and HYPHEN.search(unit.written) is not None


def _is_place(line: str, mention: Mention) -> bool:
    return expression("grammar", "place_before").search(line[: mention.start]) is not None


def _author(title: str, scene: Scene) -> Codes:
    """Give the actor named first after "by" or "from", or after "of" where the title is no fact sheet's."""
    by = expression("scene", "by_fact_sheet" if expression("scene", "fact_sheet").match(title) else "by").search(title)
    return codes_of([m for m in mentions_in(title, scene.persons) if by and m.start > by.start()])[:1]


def _first_person(lines: list[str], scene: Scene) -> Codes:
    """Give the actor of the first person or institution that some lines name."""
    named = [m for line in lines for m in mentions_in(line, scene.persons)]
    return codes_of([m for m in named if m.how in ("person", "institution")])[:1]


def _says_we(lines: list[str]) -> bool:
    return any(expression("scene", "first_person").search(QUOTED.sub("", line)) for line in lines)
