"""Several scenario files as one scenario: their changes together, contradictions refused with file and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from latticework.model import BadScenario, Change, Scenario
from latticework.whatif.scenario_file import STANDARD, ScenarioRead, read_scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """The scenario of one or several files.

    ``levels`` has one entry for each change: the levels to try, or nothing where the change stays as it is. It is empty
    as a whole when no file asks to vary anything.
    """

    scenario: Scenario
    levels: tuple[tuple[float, ...], ...]


def combined(paths: Sequence[Path]) -> Combined:
    """Read scenario files and put them together.

    The same change in two files counts once. Changes of one actor may stand in several files where their theatres or
    functions differ; where several apply, the lowest level holds, as within one file.

    Raises:
        BadScenario: a file cannot be read; two files say different things about the same actor in the same place, or
            name different seeds or numbers of draws.
    """
    files = [(path, read_scenario(path)) for path in paths]
    kept: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[Change, tuple[float, ...], str]] = {}
    for path, read in files:
        for number, (change, levels) in enumerate(zip(read.scenario.changes, read.vary, strict=True), 1):
            key = (change.actor.casefold(), tuple(sorted(change.theatres)), tuple(sorted(change.functions)))
            place = f"{path} (change {number})"
            if key in kept and kept[key][:2] != (change, levels):
                raise BadScenario(
                    f"{change.actor} is changed in two ways in the same place",
                    where=f"{kept[key][2]} and {place}",
                    remedy="Leave one of them out, or limit them to different theatres or functions",
                )
            kept.setdefault(key, (change, levels, place))
    scenario = Scenario(
        changes=tuple(change for change, _, _ in kept.values()),
        name=" + ".join(dict.fromkeys(read.scenario.name for _, read in files)),
        seed=_stated(files, "seed", STANDARD.seed),
        draws=_stated(files, "draws", STANDARD.draws),
    )
    varied = tuple(levels for _, levels, _ in kept.values())
    return Combined(scenario=scenario, levels=varied if any(varied) else ())


def _stated(files: Sequence[tuple[Path, ScenarioRead]], key: str, standard: int) -> int:
    """The value that the files state, if they agree; those that say nothing take what the others say."""
    found = [(path, int(getattr(read.scenario, key))) for path, read in files if key in read.stated]
    if len({value for _, value in found}) > 1:
        raise BadScenario(
            f"The scenarios name different {'seeds' if key == 'seed' else 'numbers of draws'}",
            where=" and ".join(f"{path}: {key} = {value}" for path, value in found),
            remedy=f"Give one {key}",
        )
    return found[0][1] if found else standard
