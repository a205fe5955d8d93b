"""How a rail sags and parts; ``static/lattice.js`` bends it by the same rule (a test holds the two together)."""

from __future__ import annotations

from collections.abc import Collection

from latticework.web.geometry import Joint, Rail, tenth

OVERHANG, SAG = 8.0, 9.0
DROOP, CRACK, GAPE = 1.5, 2.0, 4.0


def fall(before: float, after: float) -> float:
    """How far a rail has lost its hold: the part of its chance (0 to 1) that is gone."""
    return max(0.0, 1 - after / before) if before > 0 else 0.0


def rail_path(rail: Rail, pulled: Collection[str], parted: Collection[str], lost: float) -> str:
    """The line of a rail: it sags at the joints of pulled actors that carry it, and is open at those that parted.

    Args:
        pulled: actors that the scenario changes.
        parted: those at whose joints the rail has come apart.
        lost: from ``fall``; the deeper, and the wider open.
    Returns:
        An SVG path; a rail is never drawn above its row.
    """
    at: list[tuple[float, float, bool]] = []
    for joint in rail.joints:
        loose = joint.carries and joint.actor in pulled
        at.append((joint.x, SAG * lost if loose else 0.0, loose and joint.actor in parted))
    if not at:
        return ""
    alone, (x0, y0, open0), (x1, y1, open1) = len(at) == 1, at[0], at[-1]
    at = [
        *([] if open0 and not alone else [(x0 - OVERHANG, y0, False)]),
        *at,
        *([] if open1 and not alone else [(x1 + OVERHANG, y1, False)]),
    ]
    said: list[str] = []
    px, py = 0.0, 0.0
    for i, (x, down, is_open) in enumerate(at):
        if i == 0:
            px, py = x, down
            if is_open:
                px, py = x + min(CRACK + GAPE * lost, 0.45 * (at[1][0] - x)), down + DROOP
            said.append(f"M{_said(px)} {_said(rail.y + py)}")
            continue
        right = x - min(CRACK + GAPE * lost, 0.45 * (x - at[i - 1][0])) if is_open else x
        end = down + DROOP if is_open else down
        half = (right - px) / 2
        said.append(
            f"C{_said(px + half)} {_said(rail.y + py)} {_said(right - half)} {_said(rail.y + end)} "
            f"{_said(right)} {_said(rail.y + end)}"
        )
        px, py = x, down
        if is_open and i + 1 < len(at):
            px, py = x + min(CRACK + GAPE * lost, 0.45 * (at[i + 1][0] - x)), down + DROOP
            said.append(f"M{_said(px)} {_said(rail.y + py)}")
    return "".join(said)


def joint_drop(joint: Joint, pulled: Collection[str], lost: float) -> float:
    """How far a joint hangs below its row."""
    return tenth(SAG * lost) if joint.carries and joint.actor in pulled else 0.0


def _said(value: float) -> str:
    return f"{tenth(value):g}"
