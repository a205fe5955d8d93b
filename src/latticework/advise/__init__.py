"""Lattice and scenario in, compared sets of institutionalizing steps out."""

from latticework.advise.answer import Advice, StepSet
from latticework.advise.compare import advise
from latticework.advise.moves import before_moves, moves
from latticework.advise.steps import Step, kinds, load_steps, read_steps

__all__ = ["Advice", "Step", "StepSet", "advise", "before_moves", "kinds", "load_steps", "moves", "read_steps"]
