"""Tables for pandas, polars and every other tool that takes Arrow: a lattice or an answer comes in, frames go out."""

from latticework.show.frames.answers import OUTCOME_FRAMES, outcome_frame
from latticework.show.frames.frame import Column, Frame
from latticework.show.frames.shelves import LATTICE_FRAMES, lattice_frame

__all__ = ["LATTICE_FRAMES", "OUTCOME_FRAMES", "Column", "Frame", "lattice_frame", "outcome_frame"]
