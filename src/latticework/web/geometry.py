"""What a picture of the lattice is made of: shapes of the screen, posts, rails, joints.

Posts are actors, grouped by theatre; rails are arrangements, one a row; a joint is where an actor has a part in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The measures of a picture, in pixels of a screen: ``wide`` for a desk, ``narrow`` for a phone."""

    name: str
    width: float
    posts: tuple[float, float]
    axis: tuple[float, float]
    top: float
    row: float
    heading: float
    label_dy: float
    axis_dy: float
    said_x: float
    label_x: float
    label_letters: int
    whole_posts: bool
    pitch: float
    group_gap: float


WIDE = Shape(
    name="wide", width=1240, posts=(318, 892), axis=(930, 1090), top=142, row=26, heading=34, label_dy=4.5, axis_dy=0,
    said_x=1106, label_x=0, label_letters=42, whole_posts=True, pitch=21, group_gap=16,
)  # fmt: skip
NARROW = Shape(
    name="narrow", width=330, posts=(12, 322), axis=(6, 196), top=46, row=62, heading=32, label_dy=-20, axis_dy=19,
    said_x=208, label_x=0, label_letters=50, whole_posts=False, pitch=14, group_gap=4,
)  # fmt: skip
SHAPES = (WIDE, NARROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An actor: where it stands, in which group, and how far it reaches down."""

    actor: str
    label: str
    group: str
    x: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """An actor's part in an arrangement; ``carries`` when the arrangement works by it, not only for it."""

    actor: str
    part: str
    carries: bool
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """An arrangement: its row, its thickness (institutionalization), its joints from left to right."""

    id: str
    label: str
    theatre: str
    y: float
    thick: float
    joints: tuple[Joint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A lattice laid out in one shape; ``groups`` and ``bands`` are (theatre, from, to), across and down."""

    shape: Shape
    height: float
    posts: tuple[Post, ...]
    rails: tuple[Rail, ...]
    groups: tuple[tuple[str, float, float], ...]
    bands: tuple[tuple[str, float, float], ...]
    tilt: int = field(default=-58)

    def across(self, share: float) -> float:
        """Where a chance (0 to 1) stands on the axis."""
        left, right = self.shape.axis
        return tenth(left + share * (right - left))


def tenth(value: float) -> float:
    """Round to a tenth of a pixel: the same in Python and JavaScript, unlike ``round``."""
    return floor(value * 10 + 0.5) / 10
